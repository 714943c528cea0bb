"""`wochorus invoice show`: where one invoice stands, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone
from rich.markup import escape

from wochorus.billing.models import Reissue
from wochorus.billing.payments.state import payment_state_of
from wochorus.choruspro.catalogue import Actor
from wochorus.cli.app import FrenchHelp
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.invoice.wording import invoice_as_json, payment_state_as_json
from wochorus.cli.output import emit_json, out
from wochorus.cli.plain_output import printable
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_date, format_moment
from wochorus.core.money import format_amount
from wochorus.deposits.heartbeats import heartbeat, readings_of
from wochorus.deposits.models import FlowLine, ReadingKind
from wochorus.deposits.statuses.telling import Standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.billing.models import Invoice


@click.command("show", cls=FrenchHelp)
@click.argument("number", metavar="N°_FACTURE")
@year_option
@company_option
@json_option
@needs_database
def show(number: str, year: int | None, company_code: str | None, as_json: bool) -> None:
    """Dire où en est une facture : son statut, depuis quand, qui doit agir, que faire."""
    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    standing = standing_of(invoice)
    reading = readings_of(company).get(ReadingKind.STATUSES)
    read = heartbeat(reading, timezone.now())
    if as_json:
        facts = {
            "company": company.code,
            "environment": company.environment,
            **invoice_as_json(invoice, standing),
            "payment": payment_state_as_json(payment_state_of(invoice)),
            "reading": read,
            "links": dict(_links(invoice)),
        }
        emit_json(facts)
        return
    announce(company)
    for name, text in (*_facts(invoice, standing), ("Statuts", read)):
        out.print(f"[dim]{name:<12}[/] {escape(printable(text))}", soft_wrap=True)


def _facts(invoice: Invoice, standing: Standing) -> Iterator[tuple[str, str]]:
    amount = format_amount(invoice.total_with_tax)
    kind, day = invoice.get_kind_display(), format_date(invoice.issue_date)
    yield str(kind), f"{invoice.number} du {day}, {amount} € TTC"
    yield "Client", f"{invoice.customer.name} {invoice.customer.siret}".strip()
    yield "État", str(invoice.get_deposit_state_display())
    if invoice.flow_number:
        yield "Flux", _flow(invoice)
    yield from _standing(standing)
    yield from _payment(invoice)
    yield from ((_LINK_NAMES[name], text) for name, text in _links(invoice))
    if invoice.flow_number:
        yield "Preuve", f"wochorus evidence export {invoice.number}"


def _flow(invoice: Invoice) -> str:
    line = FlowLine.objects.filter(invoice=invoice, flow__flow_number=invoice.flow_number)
    flow_id = line.order_by("-pk").values_list("flow_id", flat=True).first()
    return invoice.flow_number + (f" (wochorus flow show {flow_id})" if flow_id else "")


def _standing(standing: Standing) -> Iterator[tuple[str, str]]:
    code = f" ({standing.status})" if standing.status and standing.is_known else ""
    yield "Où elle en est", f"{standing.label}{code}"
    if standing.since:
        yield "Depuis", format_moment(timezone.localtime(standing.since))
    if standing.reason:
        yield "Motif", standing.reason
    if standing.who:
        yield "Par", standing.who
    if standing.actor != Actor.NOBODY.value:
        yield "Doit agir", standing.actor
    if standing.remedy:
        yield "Que faire", standing.remedy
    if standing.end:
        yield "Suivi", standing.end


def _payment(invoice: Invoice) -> Iterator[tuple[str, str]]:
    """Tell what our ledger and Chorus Pro say of the payment, and where they differ."""
    state = payment_state_of(invoice)
    paid, due = format_amount(state.paid), format_amount(invoice.amount_due)
    left = f"reste dû {format_amount(state.left)} €"
    yield "Règlements", f"{paid} € sur {due} € ({state.ledger.value}), {left}"
    yield "Paiement", f"selon Chorus Pro : {state.chorus.value}"
    if state.difference:
        yield "Écart", state.difference


_LINK_NAMES = {
    "replaced_by": "Remplacée par",
    "cancelled_by": "Annulée par",
    "replaces": "Remplace",
    "cancels": "Annule",
}


def _links(invoice: Invoice) -> Iterator[tuple[str, Any]]:
    """Name the invoices to which a re-issue ties this one."""
    for made in _reissues(original=invoice):
        yield "replaced_by", made.replacement.number
        yield "cancelled_by", made.credit_note.number
    for made in _reissues(replacement=invoice):
        yield "replaces", made.original.number
    for made in _reissues(credit_note=invoice):
        yield "cancels", made.original.number


def _reissues(**ends: Invoice) -> Iterator[Reissue]:
    linked = Reissue.objects.filter(**ends)
    yield from linked.select_related("original", "credit_note", "replacement")
