"""The side panel: all that is known of one invoice, and what may be done with it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from wochorus.accounts.users.models import Role
from wochorus.billing.archive.services import history
from wochorus.billing.models import (
    FREE_STATES,
    DepositState,
    DocumentRole,
    Invoice,
    InvoiceDocument,
    InvoiceKind,
    Reissue,
)
from wochorus.billing.payments.state import payment_state_of
from wochorus.core.attachments import ATTACHMENT_KINDS, AttachmentKind
from wochorus.core.sizes import format_size
from wochorus.deposits.models import FlowLine
from wochorus.deposits.statuses.telling import standing_of
from wochorus.deposits.statuses.timeline import timeline_of
from wochorus.web.access import company_page
from wochorus.web.deposit.words import on_screen
from wochorus.web.journal.columns import flow_number_meaning, status_mark
from wochorus.web.journal.correction_forms import offered_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest

_LONGEST_ID = 18


def found_invoice(request: CompanyRequest, pk: int) -> Invoice:
    """Find an invoice of the company. Raises `Http404`."""
    found = (
        Invoice.objects.select_related("customer", "company")
        .filter(company=request.company, pk=pk)
        .first()
    )
    if found is None:
        raise Http404("Cette facture n'est pas au journal, ou plus.")
    return found


@company_page()
def invoice(request: CompanyRequest, pk: int) -> HttpResponse:
    """Show the panel of an invoice; asked for as a page, the journal opens with it."""
    found = found_invoice(request, pk)
    if not request.htmx:
        return redirect(f"{reverse('journal', args=[request.company.code])}?facture={found.pk}")
    return draw_panel(request, found)


def draw_panel(
    request: CompanyRequest,
    found: Invoice,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401 - what a template takes
) -> HttpResponse:
    """Draw the panel; ``more``: what has just been said or refused."""
    answer = render(
        request, "web/journal/_panel.html", {**panel_facts(request, found), **more}, status=status
    )
    answer["Vary"] = "HX-Request"
    return answer


def panel_of(request: CompanyRequest, text: str) -> dict[str, Any]:
    """Give the panel that the address of the journal asks for, if the invoice is there."""
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID):
        return {}
    found = (
        Invoice.objects.select_related("customer", "company")
        .filter(company=request.company, pk=int(text))
        .first()
    )
    return panel_facts(request, found) if found else {}


def panel_facts(request: CompanyRequest, invoice: Invoice) -> dict[str, Any]:
    """Gather what the panel shows."""
    standing = standing_of(invoice)
    payment = payment_state_of(invoice)
    may_bill = request.role.includes(Role.CLERK)
    return {
        "invoice": invoice,
        "sign": -1 if invoice.kind == InvoiceKind.CREDIT_NOTE else 1,
        "standing": standing,
        "advice": on_screen(standing.remedy),
        "mark": _mark(invoice),
        "flow_meaning": flow_number_meaning(invoice.flow_number),
        "flow": _flow_of(invoice),
        "payment": payment,
        "difference": on_screen(payment.difference),
        "shares": _shares(invoice),
        "pdfs": history(invoice),
        "attachments": [(link, format_size(link.document.size)) for link in _annexes(invoice)],
        "attachment_kinds": ATTACHMENT_KINDS,
        "usual_kind": AttachmentKind.ANNEX.value,
        "is_free": invoice.deposit_state in FREE_STATES,
        "may_attach": may_bill and invoice.deposit_state in FREE_STATES,
        "happenings": timeline_of(invoice)[::-1],
        "links": list(_links(invoice)),
        "forms": offered_forms(invoice, standing) if may_bill else [],
    }


def _mark(invoice: Invoice) -> str:
    if invoice.deposit_state == DepositState.INTEGRATED and invoice.chorus_status:
        return status_mark(invoice.chorus_status)
    marks = {
        DepositState.TO_DEPOSIT: "ready",
        DepositState.RESERVED: "sent",
        DepositState.INTERNAL: "none",
    }
    return marks.get(DepositState(invoice.deposit_state), str(invoice.deposit_state))


def _flow_of(invoice: Invoice) -> FlowLine | None:
    lines = FlowLine.objects.filter(invoice=invoice, flow__sent_at__isnull=False)
    return lines.select_related("flow").order_by("-pk").first()


def _annexes(invoice: Invoice) -> QuerySet[InvoiceDocument]:
    links = invoice.documents.filter(role=DocumentRole.ANNEX)
    return links.select_related("document").order_by("position", "pk")


def _shares(invoice: Invoice) -> list[Any]:
    live = invoice.shares.filter(taken_back_at__isnull=True)
    return list(live.select_related("payment").order_by("payment__received_on", "pk"))


def _links(invoice: Invoice) -> Iterator[tuple[str, Invoice]]:
    """Name the invoices to which a re-issue ties this one."""
    for made in _reissues(original=invoice):
        yield "Remplacée par", made.replacement
        yield "Annulée par", made.credit_note
    for made in _reissues(replacement=invoice):
        yield "Remplace", made.original
    for made in _reissues(credit_note=invoice):
        yield "Annule", made.original


def _reissues(**ends: Invoice) -> Iterator[Reissue]:
    yield from Reissue.objects.filter(**ends).select_related(
        "original", "credit_note", "replacement"
    )
