"""`wochorus invoice validator`: name the right validator of a subcontractor's invoice."""

from __future__ import annotations

from typing import Any

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.found_invoice import year_option
from wochorus.cli.invoice.changing import Asked, number_argument, send_wish, yes_option
from wochorus.cli.session import company_option, json_option, needs_database
from wochorus.core.identifiers import format_siret
from wochorus.deposits.requests.services import other_validator


@click.command("validator", cls=FrenchHelp)
@number_argument
@click.option("--siret", required=True, metavar="SIRET", help="Structure qui doit valider.")
@year_option
@company_option
@yes_option
@json_option
@needs_database
def validator(**options: Any) -> None:  # noqa: ANN401 - the options above
    """Désigner le bon valideur d'une facture de sous-traitant (A9) ou de cotraitant (A12)."""
    asked = Asked.of(options)
    wish = other_validator(options["siret"])
    named = format_siret(wish.siret)
    send_wish(asked, wish, f"désigner {named} valideur de {asked.invoice.number}")
