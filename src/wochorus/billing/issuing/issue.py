"""Issuing: numbers, due dates, rows, all in one transaction and in bulk.

One function serves free invoices, credit notes and the billing run: what it writes is never
changed afterwards. The PDF is not its business: an invoice without one is what the archive looks
for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from wochorus.billing.bulk import any_of, copy_rows
from wochorus.billing.issuing.content import Amounts, amounts_of
from wochorus.billing.issuing.defects import content_defects
from wochorus.billing.issuing.engagements import record_engagements
from wochorus.billing.issuing.terms import due_on
from wochorus.billing.models import (
    Document,
    DocumentRole,
    Invoice,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    TaxBreakdown,
)
from wochorus.billing.numbering.models import IssuedInvoice
from wochorus.billing.numbering.series import take_numbers
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.customers.payment_means import PaymentMeans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.billing.issuing.content import InvoiceContent
    from wochorus.billing.numbering.models import NumberSeries

FURTHEST_AHEAD = 31
"""Days: an invoice dated beyond is a mistake of the keyboard, and would hold the series up."""
_MOST_TOLD = 20


class Issued(NamedTuple):
    """An invoice that has just been issued."""

    content: InvoiceContent
    amounts: Amounts
    number: str
    series: NumberSeries
    rank: int
    invoice_id: int = 0


@transaction.atomic
def issue_invoices(
    company: Company, contents: Sequence[InvoiceContent], day: date, *, actor: str
) -> list[Issued]:
    """Issue all of ``contents`` on ``day``, in their order, or none.

    Raises `InvalidInput` with every defect, and as `take_numbers`.
    """
    check_day(day)
    _refuse_defects(company, contents)
    issued = _numbered(company, contents, day)
    copy_rows(Invoice, (_row(company, each, day) for each in issued))
    issued = _with_ids(company, issued, day)
    _write_taxes(issued)
    _write_lines(issued)
    _write_documents(issued)
    _write_places(issued, actor)
    record_engagements(issued, day)
    return issued


def check_day(day: date) -> None:
    """Refuse a date too far ahead to be meant."""
    today = timezone.localdate()
    if (day - today).days > FURTHEST_AHEAD:
        raise InvalidInput(
            f"Une facture ne se date pas du {format_date(day)}, plus d'un mois à l'avance",
            remedy="Donnez le jour où elle est émise.",
        )


def _refuse_defects(company: Company, contents: Sequence[InvoiceContent]) -> None:
    told = [
        (content.where, defect)
        for content in contents
        for defect in content_defects(company, content)
    ]
    if not told:
        return
    more = f" … et {len(told) - _MOST_TOLD} autres" if len(told) > _MOST_TOLD else ""
    listed = " ; ".join(f"{where} : {defect}" for where, defect in told[:_MOST_TOLD])
    raise InvalidInput(
        f"La facture ne peut pas être émise : {listed}{more}",
        remedy="Corrigez ; rien n'a été émis, aucun numéro n'est pris.",
    )


def _numbered(company: Company, contents: Sequence[InvoiceContent], day: date) -> list[Issued]:
    """Take a block of numbers for each kind, and give them in the order of ``contents``."""
    blocks = {}
    for kind in InvoiceKind:
        count = sum(content.kind == kind for content in contents)
        if count:
            taken = take_numbers(company, kind, day, count)
            blocks[kind] = (taken.series, iter(taken.ranked))
    issued = []
    for content in contents:
        series, ranked = blocks[content.kind]
        rank, number = next(ranked)
        issued.append(Issued(content, amounts_of(content), number, series, rank))
    return issued


def _row(company: Company, issued: Issued, day: date) -> dict[str, Any]:
    content, amounts = issued.content, issued.amounts
    customer = content.customer
    references = content.references
    is_credit = content.kind == InvoiceKind.CREDIT_NOTE
    due, term = (None, "") if is_credit else due_on(customer, content.term, day)
    means = content.payment_means or customer.payment_means or PaymentMeans.TRANSFER.value
    return {
        "company_id": company.pk,
        "customer_id": customer.pk,
        "number": issued.number,
        "issue_date": day,
        "kind": content.kind.value,
        "source": content.source.value,
        "due_date": due,
        "delivery_date": content.delivery_date,
        "period_start": content.period_start,
        "period_end": content.period_end,
        "code_service": references.code_service or customer.code_service,
        "marche": references.marche,
        "engagement": references.engagement,
        "cadre": _cadre(company, issued),
        "validator": content.validator,
        "validator_service": content.validator_service,
        "operation_category": content.operation_category,
        "preceding_invoice": content.preceding_invoice,
        "preceding_invoice_date": content.preceding_invoice_date,
        "payment_terms": term,
        "payment_means": means,
        "subject": content.subject,
        "sector": content.sector or customer.sector,
        "chantier": content.chantier,
        "total_without_tax": amounts.without_tax,
        "total_tax": amounts.tax,
        "total_with_tax": amounts.with_tax,
        "prepaid": amounts.prepaid,
        "amount_due": amounts.due,
    }


def _cadre(company: Company, issued: Issued) -> str:
    """Take the frame told, else the company's; A2 when nothing is left to pay, A1 when some is."""
    chosen = issued.content.cadre or company.cadre
    is_paid = issued.amounts.prepaid > 0 and not issued.amounts.due
    if chosen == "A1" and is_paid:
        return "A2"
    return "A1" if chosen == "A2" and not is_paid else chosen


def _with_ids(company: Company, issued: list[Issued], day: date) -> list[Issued]:
    numbers = [each.number for each in issued]
    rows = Invoice.objects.filter(
        any_of("number", numbers), company=company, issue_year=day.year
    ).values_list("number", "id")
    ids = dict(rows)
    return [each._replace(invoice_id=ids[each.number]) for each in issued]


def _write_taxes(issued: Sequence[Issued]) -> None:
    copy_rows(
        TaxBreakdown,
        (
            {
                **tax._asdict(),
                "invoice_id": each.invoice_id,
                "exemption_reason": tax.exemption_reason or "",
                "exemption_code": tax.exemption_code or "",
            }
            for each in issued
            for tax in each.amounts.taxes
        ),
    )


def _write_lines(issued: Sequence[Issued]) -> None:
    copy_rows(
        InvoiceLine,
        (
            {"invoice_id": each.invoice_id, "position": position, **line._asdict()}
            for each in issued
            for position, line in enumerate(each.content.lines, start=1)
        ),
    )


def _write_documents(issued: Sequence[Issued]) -> None:
    files = {file.sha256: file for each in issued for file in each.content.attachments}
    Document.objects.bulk_create(
        [
            Document(sha256=file.sha256, size=file.size, media_type=file.media_type)
            for file in files.values()
        ],
        ignore_conflicts=True,
    )
    copy_rows(
        InvoiceDocument,
        (
            {
                "invoice_id": each.invoice_id,
                "document_id": file.sha256,
                "role": DocumentRole.ANNEX.value,
                "kind": file.kind,
                "file_name": file.name,
                "position": position,
            }
            for each in issued
            for position, file in enumerate(each.content.attachments, start=1)
        ),
    )


def _write_places(issued: Sequence[Issued], actor: str) -> None:
    copy_rows(
        IssuedInvoice,
        (
            {
                "invoice_id": each.invoice_id,
                "series_id": each.series.pk,
                "rank": each.rank,
                "contract_id": each.content.contract.pk if each.content.contract else None,
                "actor": actor,
            }
            for each in issued
        ),
    )
