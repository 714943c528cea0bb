"""The journal written to a file that can be imported again and says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.invoice_writing import FIELDS
from wochorus.billing.journal import journal_order
from wochorus.billing.journal_filter import EVERYTHING, JournalFilter, invoices_matching
from wochorus.billing.journal_format import COLUMNS, INFORMATION_HEADERS, MOST_RATES
from wochorus.billing.models import DocumentRole, Invoice
from wochorus.billing.payment_means import PaymentMeans
from wochorus.billing.sheets import Cell, new_sheet
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.accounts.models import Company

CHUNK = 2000
_FROM_CUSTOMER = {
    "customer_code": "code",
    "customer_name": "name",
    "siret": "siret",
    "address": "address",
    "postcode": "postcode",
    "town": "town",
    "group": "group",
}
_FROM_INVOICE = (*FIELDS, "currency")
EXPORT_HEADERS = (*(column.header for column in COLUMNS), *INFORMATION_HEADERS)


def export_journal(company: Company, wanted: JournalFilter, path: Path) -> int:
    """Write the invoices that ``wanted`` keeps to ``path`` (.csv or .xlsx) and count them.

    The rows are read and written in turn: memory does not grow with the journal.
    """
    written = 0
    with new_sheet(path, EXPORT_HEADERS) as sheet:
        for cells in export_rows(company, wanted):
            sheet.write(cells)
            written += 1
    return written


def export_rows(company: Company, wanted: JournalFilter = EVERYTHING) -> Iterator[list[Cell]]:
    """Yield the cells of each invoice under `EXPORT_HEADERS`, in the order of the journal."""
    invoices = (
        journal_order(invoices_matching(company, wanted))
        .select_related("customer")
        .prefetch_related("tax_breakdown", "documents")
    )
    for invoice in invoices.iterator(chunk_size=CHUNK):
        cells = _cells(invoice)
        reason = " ".join(invoice.refusal.split())
        information = (invoice.flow_number, invoice.get_deposit_state_display(), reason)
        yield [*(cells.get(column.field) for column in COLUMNS), *information]


def _cells(invoice: Invoice) -> dict[str, Cell]:
    customer = invoice.customer
    return {
        **{name: getattr(invoice, name) for name in _FROM_INVOICE},
        **{field: getattr(customer, name) for field, name in _FROM_CUSTOMER.items()},
        "kind": invoice.get_kind_display(),
        "source": invoice.get_source_display(),
        "buyer_kind": customer.get_kind_display(),
        "payment_means": _payment_label(invoice.payment_means),
        **_tax_cells(invoice),
        **_document_cells(invoice),
    }


def _payment_label(code: str) -> str:
    return str(PaymentMeans(code).label) if code in PaymentMeans.values else code


def _tax_cells(invoice: Invoice) -> dict[str, Cell]:
    lines = sorted(invoice.tax_breakdown.all(), key=lambda line: line.rate)
    if len(lines) > MOST_RATES:
        raise Permanent(
            f"Le format du journal a {MOST_RATES} taux de TVA, cette facture en a {len(lines)}",
            where=f"facture {invoice.number}",
            remedy="Exportez le journal sans elle.",
        )
    cells: dict[str, Cell] = {}
    for position, line in enumerate(lines, start=1):
        cells[f"rate_{position}"] = line.rate
        cells[f"base_{position}"] = line.taxable_amount
        cells[f"tax_{position}"] = line.tax_amount
    return cells


def _document_cells(invoice: Invoice) -> dict[str, Cell]:
    links = sorted(invoice.documents.all(), key=lambda link: (link.position, link.pk))
    mains = [link.file_name for link in links if link.role == DocumentRole.MAIN]
    annexes = [link.file_name for link in links if link.role == DocumentRole.ANNEX]
    return {"pdf": next(iter(mains), None), "annexes": "|".join(annexes)}
