"""What may be said of a company on the command line: one option for each thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from wochorus.accounts.models import ChorusEnvironment, WayIn
from wochorus.accounts.services import CADRES

_IDENTITY = (
    click.option("--siret", help="SIRET, 14 chiffres, espaces permis."),
    click.option("--vat-number", help="N° de TVA (calculé depuis le SIRET sinon)."),
    click.option("--legal-form", help="Forme juridique : SARL, SAS, EI…"),
    click.option("--share-capital", help="Capital social en euros, comme 120000."),
    click.option("--trade-register", help="Immatriculation, comme « RCS Orléans 732 829 320 »."),
    click.option("--address", help="Adresse."),
    click.option("--address-2", "address_line_2", help="Complément d'adresse."),
    click.option("--postcode", help="Code postal."),
    click.option("--town", help="Ville."),
    click.option("--country", help="Pays, par son code à deux lettres (FR par défaut)."),
    click.option("--email", help="Courriel."),
    click.option("--phone", help="Téléphone."),
    click.option(
        "--electronic-address",
        help="Adresse de facturation électronique, si ce n'est pas SIREN_SIRET.",
    ),
    click.option(
        "--logo",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FICHIER",
        help="Logo des factures : PNG, JPEG ou SVG, 1 Mo au plus.",
    ),
)
_REMOVED = (click.option("--no-logo", is_flag=True, help="Retirer le logo."),)
_PAYMENT = (
    click.option("--iban", help="IBAN, espaces permis."),
    click.option("--bic", help="BIC de la banque."),
    click.option(
        "--late-penalties", help="Phrase sur les pénalités de retard ; vide : celle de la loi."
    ),
    click.option(
        "--recovery-fee",
        help="Phrase sur l'indemnité de recouvrement de 40\u00a0€ ; vide : celle de la loi.",
    ),
    click.option(
        "--early-payment",
        help="Phrase sur l'escompte ; vide : « Pas d'escompte pour paiement anticipé. »",
    ),
    click.option(
        "--vat-on-debits/--no-vat-on-debits",
        default=None,
        help="TVA payée d'après les débits (sinon à l'encaissement, pour des services).",
    ),
)
_DEPOSIT = (
    click.option(
        "--environment",
        type=click.Choice(ChorusEnvironment.values),
        help="Portail Chorus Pro sur lequel la société dépose.",
    ),
    click.option(
        "--way",
        "way_in",
        type=click.Choice(WayIn.values),
        help="Voie d'entrée sur Chorus Pro : xml, flux ; pdf ou signed_pdf, un PDF et ses données "
        "par facture ; typed, saisie. « company show » en conseille une.",
    ),
    click.option("--cadre", type=click.Choice(CADRES), help="Cadre de facturation."),
    click.option(
        "--recycling-until",
        metavar="DATE",
        help="Dernier jour où Chorus Pro offre le recyclage (31/08/2026 par défaut), ou « sans "
        "fin ».",
    ),
    click.option(
        "--flow-size-limit",
        type=click.IntRange(100_000, 1_000_000_000),
        help="Taille maximale d'un flux codé, en octets (30 000 000 par défaut).",
    ),
    click.option(
        "--flow-invoice-limit",
        type=click.IntRange(1, 100_000),
        help="Nombre de factures d'un flux, au plus (500 par défaut).",
    ),
    click.option(
        "--call-interval-ms",
        type=click.IntRange(0, 600_000),
        help="Attente internet entre deux appels, en ms (1000 par défaut).",
    ),
)


def field_options(command: Any) -> Any:  # noqa: ANN401 - a click decorator
    """Add an option for each field of a company."""
    for option in reversed((*_IDENTITY, *_PAYMENT, *_DEPOSIT)):
        command = option(command)
    return command


def removal_options(command: Any) -> Any:  # noqa: ANN401 - same
    """Add the options that take something away from a company."""
    for option in reversed(_REMOVED):
        command = option(command)
    return command


def given_fields(options: dict[str, Any]) -> dict[str, Any]:
    """Keep the options that were given, as the fields of a company; a logo is kept on disk.

    Raises `InvalidInput` on a picture that invoices cannot print.
    """
    from wochorus.accounts.logo import NO_LOGO, kept_logo

    given = {name: value for name, value in options.items() if value is not None}
    logo, without = given.pop("logo", None), given.pop("no_logo", False)
    if logo is not None and without:
        raise click.UsageError("--logo et --no-logo ne vont pas ensemble")
    if without:
        given |= NO_LOGO
    return given | kept_logo(logo) if logo is not None else given
