"""A draft on the terminal and in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.billing.drafts.models import InvoiceDraft
from wochorus.billing.models import InvoiceSource
from wochorus.cli.billing.common import print_attention
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce
from wochorus.contracts.references import reference_text
from wochorus.core.dates import format_date
from wochorus.core.money import format_amount, format_euros, format_number
from wochorus.core.units import unit_word

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.billing.drafts.contents import Preview
    from wochorus.billing.line_rows import Line

_LINES = (
    TextColumn("Ligne", right=True),
    TextColumn("Désignation", least=16),
    TextColumn("Quantité", right=True),
    TextColumn("Unité"),
    TextColumn("Prix HT", right=True),
    TextColumn("Montant HT", right=True),
    TextColumn("TVA", right=True),
)
_DRAFTS = (
    TextColumn("Brouillon", right=True),
    TextColumn("Client", least=12),
    TextColumn("Origine", least=8),
    TextColumn("Objet", least=16),
    TextColumn("Facture"),
)


def print_draft(seen: Preview) -> None:
    """Print a draft as the invoice that it would become, then what keeps it from that."""
    draft, content, amounts = seen.draft, seen.content, seen.amounts
    source = InvoiceSource(draft.source).label
    out.print(f"Brouillon {draft.pk} · {source} · {draft.customer.name}", markup=False)
    for text in (draft.subject, reference_text(content.references)):
        if text:
            out.print(text, markup=False, soft_wrap=True)
    if content.lines:
        print_columns(_LINES, [_cells(line) for line in content.lines])
    out.print(
        f"HT {format_euros(amounts.without_tax)} · TVA {format_euros(amounts.tax)} · "
        f"TTC {format_euros(amounts.with_tax)} · net à payer {format_euros(amounts.due)} le "
        f"{format_date(seen.due_on)}",
        markup=False,
        soft_wrap=True,
    )
    if draft.invoice_id is not None:
        out.print("Ce brouillon est émis : il ne change plus.")
        return
    for defect in seen.defects:
        out.print(f"Empêche l'émission : {defect}", markup=False, soft_wrap=True)
    print_attention(seen.anomalies)
    if seen.defects or seen.anomalies:
        command = f"wochorus billing draft change {draft.pk}"
        out.print(f"Le corriger : {command}, ou draft line change {draft.pk} LIGNE", markup=False)


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.identifier,
        line.name,
        format_number(line.quantity),
        unit_word(line.unit),
        format_number(line.price),
        format_amount(line.net_amount),
        f"{format_number(line.tax_rate)} %",
    )


def print_drafts(company: Company, *, issued: bool, as_json: bool) -> None:
    """List the drafts of a company, issued or not, the latest first."""
    drafts = InvoiceDraft.objects.filter(company=company, invoice__isnull=not issued)
    known = list(drafts.select_related("customer", "invoice").order_by("-pk"))
    if as_json:
        emit_json({"company": company.code, "drafts": [_as_json(each) for each in known]})
        return
    announce(company)
    if not known:
        out.print("Aucun brouillon.")
        return
    print_columns(
        _DRAFTS,
        [
            (
                str(each.pk),
                each.customer.name,
                InvoiceSource(each.source).label,
                each.subject or "–",
                each.invoice.number if each.invoice else "–",
            )
            for each in known
        ],
    )


def _as_json(draft: InvoiceDraft) -> dict[str, Any]:
    return {
        "draft": draft.pk,
        "customer": draft.customer.code,
        "source": draft.source,
        "subject": draft.subject,
        "invoice": draft.invoice.number if draft.invoice else None,
    }


def preview_as_json(seen: Preview) -> dict[str, Any]:
    """Tell a draft to programs."""
    amounts = seen.amounts
    return {
        "company": seen.draft.company.code,
        **_as_json(seen.draft),
        "lines": [line._asdict() for line in seen.content.lines],
        "without_tax": amounts.without_tax,
        "tax": amounts.tax,
        "with_tax": amounts.with_tax,
        "due": amounts.due,
        "due_on": seen.due_on,
        "defects": seen.defects,
        "anomalies": seen.anomalies,
    }
