"""`wochorus invoice recycle`: send an invoice again to the right place, under its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone

from wochorus.cli.app import FrenchHelp
from wochorus.cli.found_invoice import year_option
from wochorus.cli.invoice.changing import Asked, number_argument, send_wish, yes_option
from wochorus.cli.session import company_option, json_option, needs_database
from wochorus.core.identifiers import format_siret
from wochorus.deposits.requests.services import recycling
from wochorus.deposits.requests.wishes import Recycling

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("recycle", cls=FrenchHelp)
@number_argument
@click.option("--recipient", "siret", default="", metavar="SIRET", help="Nouveau destinataire.")
@click.option("--service", "code_service", default="", metavar="CODE", help="Code service.")
@click.option("--engagement", default="", metavar="N°", help="N° d'engagement.")
@click.option("--marche", default="", metavar="N°", help="N° de marché.")
@click.option("--comment", default="", metavar="TEXTE", help="Mot au destinataire.")
@year_option
@company_option
@yes_option
@json_option
@needs_database
def recycle(**options: Any) -> None:  # noqa: ANN401 - the options above
    """Recycler une facture à recycler : corriger son aiguillage, garder son numéro.

    Ce service est retiré par la réforme : au-delà de la date réglée pour la société, la commande
    dit que faire à la place.
    """
    asked = Asked.of(options)
    told = {name: value.strip() for name, value in options.items()}
    wish = recycling(asked.company, asked.invoice, Recycling(**told), timezone.localdate())
    changes = ", ".join(_told(wish))
    send_wish(asked, wish, f"recycler {asked.invoice.number} : {changes}")


def _told(wish: Recycling) -> Iterator[str]:
    named = (
        ("destinataire", format_siret(wish.siret)),
        ("service", wish.code_service),
        ("engagement", wish.engagement),
        ("marché", wish.marche),
    )
    return (f"{name} {value}" for name, value in named if value)
