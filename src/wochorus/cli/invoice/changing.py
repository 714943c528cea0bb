"""What the commands that ask Chorus Pro to change an invoice have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.services import chorus_client
from wochorus.cli.confirmation import confirm
from wochorus.cli.failures import fail_partially
from wochorus.cli.follow_requests import print_request, request_as_json
from wochorus.cli.found_invoice import found_invoice
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, chosen_company
from wochorus.core.errors import WoChorusError
from wochorus.deposits.models import RequestState
from wochorus.deposits.requests.sending import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.models import InvoiceRequest
    from wochorus.deposits.requests.wishes import Wish


@dataclass(frozen=True, slots=True)
class Asked:
    """Which invoice, for whom, and how to answer."""

    company: Company
    invoice: Invoice
    yes: bool
    as_json: bool

    @classmethod
    def of(cls, options: dict[str, Any]) -> Asked:
        """Take what is common out of ``options``: what stays there is the command's own."""
        company = chosen_company(options.pop("company_code"))
        invoice = found_invoice(company, options.pop("number"), options.pop("year"))
        return cls(company, invoice, options.pop("yes"), options.pop("as_json"))


def yes_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--yes`; see `confirmed`."""
    return click.option(
        "--yes", is_flag=True, help="Ne pas demander de confirmation en PRODUCTION."
    )(command)


def number_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take the number of the invoice."""
    return click.argument("number", metavar="N°_FACTURE")(command)


def send_wish(asked: Asked, wish: Wish, preview: str) -> None:
    """Say what will be sent, have it confirmed in production, send it, tell what became of it.

    Exits with 1 unless the change is made.
    """
    if not asked.as_json:
        announce(asked.company)
    confirmed(asked.company, preview, yes=asked.yes, quiet=asked.as_json)
    with chorus_client(asked.company) as client:
        request = ask(asked.company, asked.invoice, wish, client)
    if asked.as_json:
        emit_json(request_as_json(request))
    else:
        print_request(request)
    fail_unless_done([request])


def confirmed(company: Company, preview: str, *, yes: bool, quiet: bool) -> None:
    """Print what is about to be done; on the real portal, go on only when a person agrees."""
    if not quiet:
        out.print(f"À faire : {escape(preview)}", soft_wrap=True)
    if company.environment == ChorusEnvironment.PRODUCTION:
        confirm(
            f"{preview} — sur Chorus Pro en PRODUCTION ?",
            yes=yes,
            what=f"Une demande en PRODUCTION demande une confirmation ({preview})",
        )


def ask_for_each(
    company: Company,
    invoices: Sequence[Invoice],
    wish: Wish,
    client: ChorusClient,
    tell: Callable[[Invoice, InvoiceRequest | WoChorusError], None],
) -> list[InvoiceRequest | WoChorusError]:
    """Ask the same for several invoices, one after the other; a refusal stops no other."""
    outcomes: list[InvoiceRequest | WoChorusError] = []
    for invoice in invoices:
        try:
            outcome: InvoiceRequest | WoChorusError = ask(company, invoice, wish, client)
        except WoChorusError as failure:
            outcome = failure
        tell(invoice, outcome)
        outcomes.append(outcome)
    return outcomes


def fail_unless_done(outcomes: Sequence[InvoiceRequest | WoChorusError]) -> None:
    """Exit with 1 when something asked is not done, and say what is left to do."""
    states = [
        RequestState.NOT_DONE if isinstance(each, WoChorusError) else each.state
        for each in outcomes
    ]
    uncertain = states.count(RequestState.AMBIGUOUS)
    undone = len(states) - states.count(RequestState.DONE) - uncertain
    if uncertain:
        fail_partially(
            f"{uncertain} demande(s) sans réponse de Chorus Pro : on ne sait pas si c'est fait",
            remedy="Ne la refaites pas. Lancez « wochorus follow » : il cherche sa trace.",
        )
    if undone:
        fail_partially(
            f"{undone} demande(s) non faite(s)", remedy="Lisez le motif, puis recommencez."
        )
