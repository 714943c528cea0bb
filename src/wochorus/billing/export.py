"""The journal written to files that can be imported again and say the same."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from wochorus.billing.journal import journal_order
from wochorus.billing.journal_filter import EVERYTHING, JournalFilter, invoices_matching
from wochorus.billing.journal_format import (
    INFORMATION_HEADERS,
    JOURNAL,
    JOURNAL_SHEET,
    MOST_RATES,
)
from wochorus.billing.known_invoices import FIELDS
from wochorus.billing.line_format import LINES, SHEET
from wochorus.billing.line_rows import Line
from wochorus.billing.models import (
    DepositState,
    DocumentRole,
    Invoice,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    InvoiceSource,
    OperationCategory,
    TaxBreakdown,
)
from wochorus.billing.reissue_links import reissue_notes
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.core.tax_categories import TaxCategory, category_label
from wochorus.core.units import unit_word
from wochorus.customers.models import BuyerKind
from wochorus.customers.payment_means import PaymentMeans
from wochorus.spreadsheets.writing import (
    Cell,
    SheetWriter,
    decimals,
    new_sheet,
    new_sheets,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.accounts.models import Company

CHUNK = 2000
_FROM_CUSTOMER = {
    "customer_code": "code",
    "customer_name": "name",
    "siret": "siret",
    "vat_number": "vat_number",
    "electronic_address": "electronic_address",
    "address": "address",
    "address_line_2": "address_line_2",
    "postcode": "postcode",
    "town": "town",
    "country": "country",
    "group": "group",
}
_FROM_INVOICE = (*FIELDS, "currency")
_KINDS, _SOURCES, _STATES, _BUYER_KINDS, _OPERATIONS, _PAYMENTS = (
    {str(value): str(label) for value, label in choices.choices}
    for choices in (
        InvoiceKind,
        InvoiceSource,
        DepositState,
        BuyerKind,
        OperationCategory,
        PaymentMeans,
    )
)
"""The French labels; asking a row for each of them took a tenth of the time of an export."""
EXPORT_HEADERS = (*JOURNAL.headers, *INFORMATION_HEADERS)


@dataclass(slots=True)
class Exported:
    """How many invoices were written, and how many lines, kept or left out."""

    invoices: int = 0
    lines: int = 0
    lines_left_out: int = 0


def export_journal(
    company: Company, wanted: JournalFilter, path: Path, lines_path: Path | None = None
) -> Exported:
    """Write the invoices that ``wanted`` keeps to ``path`` (.csv or .xlsx), and count them.

    Their lines go to a sheet of the workbook; beside a CSV, to the CSV ``lines_path`` when it is
    given. The rows are read and written in turn: memory does not grow with the journal.
    """
    exported = Exported()
    with _new_tables(path, lines_path) as (journal, lines):
        for invoice in _invoices(company, wanted):
            journal.write(_row(invoice))
            exported.invoices += 1
            for row in _line_rows(invoice):
                if lines is None:
                    exported.lines_left_out += 1
                else:
                    lines.write(row)
                    exported.lines += 1
    return exported


@contextmanager
def _new_tables(
    path: Path, lines_path: Path | None
) -> Iterator[tuple[SheetWriter, SheetWriter | None]]:
    """Open the tables of the journal and of the lines."""
    is_workbook = path.suffix.lower() == ".xlsx"
    if lines_path is not None and (is_workbook or lines_path.suffix.lower() != ".csv"):
        raise InvalidInput(
            "Un fichier de lignes accompagne un journal CSV, et il est en CSV lui aussi",
            where=str(lines_path),
            remedy="Retirez --lines : un classeur a ses lignes dans sa feuille « Lignes ».",
        )
    if is_workbook:
        with new_sheets(path, {JOURNAL_SHEET: EXPORT_HEADERS, SHEET: LINES.headers}) as sheets:
            yield sheets[JOURNAL_SHEET], sheets[SHEET]
    elif lines_path is None:
        with new_sheet(path, EXPORT_HEADERS, JOURNAL_SHEET) as journal:
            yield journal, None
    else:
        with (
            new_sheet(path, EXPORT_HEADERS, JOURNAL_SHEET) as journal,
            new_sheet(lines_path, LINES.headers, SHEET) as lines,
        ):
            yield journal, lines


def export_rows(company: Company, wanted: JournalFilter = EVERYTHING) -> Iterator[list[Cell]]:
    """Yield the cells of each invoice under `EXPORT_HEADERS`, in the order of the journal."""
    return map(_row, _invoices(company, wanted))


def export_line_rows(company: Company, wanted: JournalFilter = EVERYTHING) -> Iterator[list[Cell]]:
    """Yield the cells of each line under the titles of `LINES`, in the order of the journal."""
    for invoice in _invoices(company, wanted):
        yield from _line_rows(invoice)


@dataclass(frozen=True, slots=True)
class _Whole:
    """An invoice with all that belongs to it."""

    invoice: Invoice
    taxes: list[TaxBreakdown]
    documents: list[InvoiceDocument]
    lines: list[InvoiceLine]
    reissue: str


def _invoices(company: Company, wanted: JournalFilter) -> Iterator[_Whole]:
    """Read the invoices in turn, what belongs to them by chunks.

    Prefetching costs a query object for each access: a fifth of the time of an export.
    """
    ordered = journal_order(invoices_matching(company, wanted)).select_related("customer")
    invoices = ordered.iterator(chunk_size=CHUNK)
    while chunk := list(islice(invoices, CHUNK)):
        ids = [invoice.pk for invoice in chunk]
        taxes = _by_invoice(TaxBreakdown, ids, "rate", "category")
        documents = _by_invoice(InvoiceDocument, ids, "position", "id")
        lines = _by_invoice(InvoiceLine, ids, "position")
        notes = reissue_notes(ids)
        for invoice in chunk:
            pk = invoice.pk
            yield _Whole(
                invoice,
                taxes.get(pk, []),
                documents.get(pk, []),
                lines.get(pk, []),
                notes.get(pk, ""),
            )


_Part = TypeVar("_Part", TaxBreakdown, InvoiceDocument, InvoiceLine)


def _by_invoice(model: type[_Part], ids: list[int], *order: str) -> dict[int, list[_Part]]:
    found: defaultdict[int, list[_Part]] = defaultdict(list)
    for each in model._default_manager.filter(invoice_id__in=ids).order_by(*order):  # noqa: SLF001 - Django's documented API
        found[each.invoice_id].append(each)
    return found


def _row(whole: _Whole) -> list[Cell]:
    invoice, cells = whole.invoice, _cells(whole)
    reason = _told(" ".join(invoice.refusal.split()))
    state = _STATES[invoice.deposit_state]
    information = (invoice.flow_number, state, reason, whole.reissue)
    return [*(cells.get(column.field) for column in JOURNAL.columns), *information]


def _told(refusal: str) -> str:
    """Put the words of the catalogue before those of Chorus Pro."""
    if not refusal:
        return ""
    from wochorus.choruspro.catalogue import in_plain_words

    return in_plain_words(refusal)


def _cells(whole: _Whole) -> dict[str, Cell]:
    invoice, customer = whole.invoice, whole.invoice.customer
    return {
        **{name: getattr(invoice, name) for name in _FROM_INVOICE},
        **{field: getattr(customer, name) for field, name in _FROM_CUSTOMER.items()},
        "kind": _KINDS[invoice.kind],
        "source": _SOURCES[invoice.source],
        "buyer_kind": _BUYER_KINDS.get(customer.kind, ""),
        "operation_category": _OPERATIONS[invoice.operation_category],
        "payment_means": _PAYMENTS.get(invoice.payment_means, invoice.payment_means),
        **_tax_cells(whole),
        **_document_cells(whole.documents),
    }


def _tax_cells(whole: _Whole) -> dict[str, Cell]:
    lines = whole.taxes
    if len(lines) > MOST_RATES:
        raise Permanent(
            f"Le format du journal a {MOST_RATES} taux de TVA, cette facture en a {len(lines)}",
            where=f"facture {whole.invoice.number}",
            remedy="Exportez le journal sans elle.",
        )
    cells: dict[str, Cell] = {}
    for position, line in enumerate(lines, start=1):
        cells[f"rate_{position}"] = line.rate
        cells[f"base_{position}"] = line.taxable_amount
        cells[f"tax_{position}"] = line.tax_amount
        cells[f"category_{position}"] = _category(line.category)
        reason = f"{line.exemption_code} {line.exemption_reason}".strip()
        cells[f"exemption_{position}"] = reason
    return cells


def _category(code: str) -> str:
    """Name a category, but for the ordinary one, which an empty cell means."""
    return "" if code == TaxCategory.STANDARD else category_label(code)


def _document_cells(links: list[InvoiceDocument]) -> dict[str, Cell]:
    mains = [link.file_name for link in links if link.role == DocumentRole.MAIN]
    annexes = [link.file_name for link in links if link.role == DocumentRole.ANNEX]
    return {"pdf": next(iter(mains), None), "annexes": "|".join(annexes)}


def _line_rows(whole: _Whole) -> Iterator[list[Cell]]:
    for line in whole.lines:
        cells = _line_cells(whole.invoice, line)
        yield [cells[column.field] for column in LINES.columns]


def _line_cells(invoice: Invoice, line: InvoiceLine) -> dict[str, Cell]:
    return {
        **{name: getattr(line, name) for name in Line._fields},
        "number": invoice.number,
        "issue_date": invoice.issue_date,
        "quantity": _trimmed(line.quantity, 0),
        "price": _trimmed(line.price, 2),
        "unit": unit_word(line.unit),
        "tax_category": _category(line.tax_category),
    }


def _trimmed(number: Decimal, least: int) -> Decimal:
    """Drop the zeros at the end of a number, down to ``least`` decimals."""
    places = max(least, decimals(number.normalize()))
    return number.quantize(Decimal(1).scaleb(-places))
