"""A draft as the content of an invoice, looked at before it is issued, then issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.billing.drafts.models import InvoiceDraft
from wochorus.billing.drafts.oddities import oddities
from wochorus.billing.drafts.services import locked_draft
from wochorus.billing.issuing.content import (
    Amounts,
    ContentFile,
    Exemption,
    InvoiceContent,
    amounts_of,
    gathered,
)
from wochorus.billing.issuing.defects import content_defects
from wochorus.billing.issuing.issue import issue_invoices
from wochorus.billing.issuing.recipients import recipient_anomalies, recipients_of
from wochorus.billing.issuing.terms import due_on
from wochorus.billing.line_rows import Line
from wochorus.billing.models import InvoiceSource
from wochorus.contracts.reference_terms import ceiling_of, references_on
from wochorus.contracts.references import References
from wochorus.core.money import format_euros, to_cents
from wochorus.customers.terms import parse_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.billing.drafts.models import InvoiceDraftLine
    from wochorus.billing.issuing.issue import Issued


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would be issued on a day: ``defects`` forbid it, ``anomalies`` are to see."""

    draft: InvoiceDraft
    content: InvoiceContent
    amounts: Amounts
    due_on: date
    defects: list[str]
    anomalies: list[str]


def preview(draft: InvoiceDraft, day: date) -> Preview:
    """Reckon a draft as an invoice of ``day``, without issuing it."""
    content = content_of(draft, day)
    due, _ = due_on(content.customer, content.term, day)
    amounts = amounts_of(content)
    anomalies = recipient_anomalies(content, recipients_of([content]))
    return Preview(
        draft,
        content,
        amounts,
        due,
        content_defects(draft.company, content),
        [*anomalies, *oddities(content, day), *_order_anomalies(content, amounts, day)],
    )


def _order_anomalies(content: InvoiceContent, amounts: Amounts, day: date) -> Iterator[str]:
    if content.contract is None:
        return
    ceiling = ceiling_of(content.contract, day)
    if ceiling is None or ceiling.engagement != content.references.engagement:
        return
    if not ceiling.takes(amounts.without_tax, amounts.with_tax):
        yield (
            f"l'engagement {ceiling.engagement} n'a plus que {format_euros(ceiling.left)} "
            f"{ceiling.basis.value}"
        )


@transaction.atomic
def issue_drafts(
    company: Company, drafts: Sequence[InvoiceDraft], day: date, *, actor: str
) -> list[Issued]:
    """Issue drafts of ``company`` on ``day``, in their order, all or none.

    Raises `InvalidInput` when one is issued already, and as `issue_invoices`.
    """
    locked = {draft.pk: locked_draft(draft) for draft in sorted(drafts, key=lambda each: each.pk)}
    in_order = [locked[draft.pk] for draft in drafts]
    contents = [content_of(draft, day) for draft in in_order]
    issued = issue_invoices(company, contents, day, actor=actor)
    for draft, made in zip(in_order, issued, strict=True):
        InvoiceDraft.objects.filter(pk=draft.pk).update(invoice_id=made.invoice_id)
    return issued


def content_of(draft: InvoiceDraft, day: date) -> InvoiceContent:
    """Give a draft as an invoice of ``day``; its contract fills what is not typed."""
    lines = list(draft.lines.all())
    contract = draft.contract
    term = draft.payment_term or (contract.payment_term if contract else "")
    return InvoiceContent(
        customer=draft.customer,
        lines=tuple(_line(line, position) for position, line in enumerate(lines, start=1)),
        source=InvoiceSource(draft.source),
        references=_references(draft, day),
        period_start=draft.period_start,
        period_end=draft.period_end,
        delivery_date=draft.delivery_date,
        prepaid=draft.prepaid,
        cadre=draft.cadre or (contract.cadre if contract else ""),
        term=parse_term(term) if term else None,
        payment_means=draft.payment_means,
        operation_category=draft.operation_category,
        subject=draft.subject,
        sector=draft.sector or (contract.sector if contract else ""),
        chantier=draft.chantier,
        contract=contract,
        attachments=tuple(
            ContentFile(file.name, file.kind, file.sha256, file.size, file.media_type)
            for file in draft.files.all()
        ),
        exemptions=gathered(
            Exemption(line.tax_category, line.exemption_reason, line.exemption_code)
            for line in lines
        ),
    )


def _references(draft: InvoiceDraft, day: date) -> References:
    """Take each reference that is typed, else the contract's on the day of the work."""
    known = References()
    if draft.contract is not None:
        worked = draft.period_start or draft.delivery_date or day
        found = references_on(draft.contract, worked)
        known = found.cited if found else known
    return References(
        draft.marche or known.marche,
        draft.engagement or known.engagement,
        draft.code_service or known.code_service or draft.customer.code_service,
    )


def _line(line: InvoiceDraftLine, position: int) -> Line:
    return Line(
        identifier=str(position),
        name=line.name,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        net_amount=to_cents(line.quantity * line.price),
        tax_category=line.tax_category,
        tax_rate=line.tax_rate,
        period_start=line.period_start,
        period_end=line.period_end,
        note="",
        order_reference=line.order_reference,
    )
