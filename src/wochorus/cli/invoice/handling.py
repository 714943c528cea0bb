"""`wochorus invoice handled`: tell Chorus Pro that rejections were dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.accounts.services import chorus_client
from wochorus.cli.app import FrenchHelp
from wochorus.cli.follow_requests import print_request, request_as_json
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.invoice.changing import ask_for_each, confirmed, fail_unless_done, yes_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import WoChorusError
from wochorus.deposits.requests.services import handled_rejection

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice
    from wochorus.deposits.models import InvoiceRequest


@click.command("handled", cls=FrenchHelp)
@click.argument("numbers", metavar="N°_FACTURE…", nargs=-1, required=True)
@click.option("--reason", default="", metavar="TEXTE", help="Comment le rejet a été traité.")
@click.option("--details", default="", metavar="TEXTE", help="Précisions.")
@year_option
@company_option
@yes_option
@json_option
@needs_database
def handled(
    numbers: tuple[str, ...],
    reason: str,
    details: str,
    year: int | None,
    company_code: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Déclarer traités les rejets de factures rejetées, une à une."""
    company = chosen_company(company_code)
    invoices = [found_invoice(company, number, year) for number in dict.fromkeys(numbers)]
    wish = handled_rejection(reason, details)
    if not as_json:
        announce(company)
    listed = ", ".join(invoice.number for invoice in invoices)
    confirmed(company, f"déclarer traité le rejet de {listed}", yes=yes, quiet=as_json)
    with chorus_client(company) as client:
        outcomes = ask_for_each(company, invoices, wish, client, _quiet if as_json else _tell)
    if as_json:
        emit_json([_as_json(*pair) for pair in zip(invoices, outcomes, strict=True)])
    fail_unless_done(outcomes)


def _quiet(_: Invoice, __: InvoiceRequest | WoChorusError) -> None:
    """Say nothing: a program reads the whole at the end."""


def _tell(invoice: Invoice, outcome: InvoiceRequest | WoChorusError) -> None:
    if isinstance(outcome, WoChorusError):
        out.print(f"{escape(invoice.number)} : [red]non faite[/] — {escape(str(outcome))}")
    else:
        print_request(outcome)


def _as_json(invoice: Invoice, outcome: InvoiceRequest | WoChorusError) -> dict[str, Any]:
    if isinstance(outcome, WoChorusError):
        return {"invoice": invoice.number, "state": "not_done", "message": str(outcome)}
    return request_as_json(outcome)
