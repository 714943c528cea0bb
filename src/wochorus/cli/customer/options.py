"""What may be said of a customer on the command line: one option for each thing."""

from __future__ import annotations

from typing import Any

import click

from wochorus.customers.lookup.providers import ProviderName
from wochorus.customers.models import BuyerKind, InvoiceLanguage

AUTOMATIC = "auto"

_FIELDS = (
    click.option("--siret", help="SIRET, 14 chiffres, espaces permis."),
    click.option("--siren", help="SIREN, si le SIRET n'est pas connu."),
    click.option("--vat-number", help="N° de TVA (calculé pour un client privé français)."),
    click.option("--ape", help="Code APE en NAF rév. 2, comme 81.21Z."),
    click.option("--ape-2025", "ape_2025", help="Code APE en NAF 2025."),
    click.option("--legal-category", help="Catégorie juridique de l'Insee, comme 7210."),
    click.option(
        "--kind",
        type=click.Choice([*BuyerKind.values, AUTOMATIC]),
        help="Public ou privé ; auto : d'après l'annuaire, puis la catégorie juridique.",
    ),
    click.option("--electronic-address", help="Adresse de facturation électronique."),
    click.option("--address", help="Adresse."),
    click.option("--address-2", "address_line_2", help="Complément d'adresse."),
    click.option("--postcode", help="Code postal."),
    click.option("--town", help="Ville."),
    click.option("--country", help="Pays, par son code à deux lettres ou son nom."),
    click.option("--email", help="Courriel."),
    click.option("--code-service", help="Code service facturation, pris dans l'annuaire."),
    click.option(
        "--term",
        help="Échéance : « 30 jours », « 45 jours fin de mois », « 30 jours fin de mois le 10 »…",
    ),
    click.option("--payment-means", help="Mode de règlement : Virement, Prélèvement, Chèque…"),
    click.option("--language", type=click.Choice(InvoiceLanguage.values), help="Langue."),
    click.option("--sector", help="Secteur."),
    click.option("--group", help="Groupe."),
)


def field_options(command: Any) -> Any:  # noqa: ANN401 - a click decorator
    """Add an option for each field of a customer."""
    for option in reversed(_FIELDS):
        command = option(command)
    return command


def provider_option(command: Any) -> Any:  # noqa: ANN401 - same
    """Add `--provider`, the register that is asked."""
    return click.option(
        "--provider",
        type=click.Choice([provider.value for provider in ProviderName]),
        default=ProviderName.RECHERCHE.value,
        show_default=True,
        help="Registre interrogé ; sirene demande une clé (wochorus customer api-key).",
    )(command)


def given_fields(options: dict[str, Any]) -> dict[str, Any]:
    """Keep the options that were given, as the fields of a customer."""
    given = {name: value for name, value in options.items() if value is not None}
    if given.get("kind") == AUTOMATIC:
        given["kind"] = ""
    return given
