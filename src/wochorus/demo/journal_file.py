"""The journal of the month, as the company's billing software would export it to Excel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from wochorus.billing.journal_format import JOURNAL, JOURNAL_SHEET
from wochorus.billing.line_format import LINES, SHEET
from wochorus.spreadsheets.writing import AMOUNT_FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from wochorus.demo.invoices import Cell, DemoInvoice, TaxLine
    from wochorus.spreadsheets.columns import ColumnTable

    Row = Mapping[str, Cell]

_WIDE_FIELDS = frozenset(
    {"customer_name", "address", "subject", "annexes", "chantier", "name", "description"}
)
_WIDE, _NARROW = 34, 15


def write_journal(path: Path, invoices: Iterable[DemoInvoice]) -> None:
    """Write one row for each invoice: true dates, true numbers, and SIRETs kept as text.

    The invoices that are detailed have their lines on a second sheet.
    """
    written = list(invoices)
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        write_sheet(book, JOURNAL_SHEET, JOURNAL, map(journal_row, written))
        lines = (row for invoice in written if invoice.is_detailed for row in line_rows(invoice))
        write_sheet(book, SHEET, LINES, lines)


def write_sheet(
    book: xlsxwriter.Workbook, name: str, table: ColumnTable, rows: Iterable[Row]
) -> None:
    """Write a sheet: the titles of ``table``, then its cells by field."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": AMOUNT_FORMAT})
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _WIDE if column.field in _WIDE_FIELDS else _NARROW)
        sheet.write_string(0, place, column.header, bold)
    last_row = 0
    for last_row, cells in enumerate(rows, start=1):
        for place, column in enumerate(table.columns):
            _write_cell(sheet, (last_row, place), cells.get(column.field, ""), money)
    sheet.autofilter(0, 0, last_row, len(table.columns) - 1)


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    value: Cell,
    money: xlsxwriter.format.Format,
) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(*place, float(value), money)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value)
    elif value:
        sheet.write_string(*place, value)


def journal_row(invoice: DemoInvoice) -> Row:
    """Give the cells of ``invoice`` by field; the amounts of a credit note are negative."""
    customer, sign = invoice.customer, _sign(invoice)
    row: dict[str, Cell] = {
        "number": invoice.number,
        "kind": "Avoir" if invoice.is_credit_note else "Facture",
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        **_execution(invoice),
        "customer_code": customer.code,
        "customer_name": customer.name,
        "siret": customer.siret,
        "buyer_kind": "Public" if customer.is_public else "Privé",
        "vat_number": customer.vat_number,
        "address": customer.address,
        "postcode": customer.postcode,
        "town": customer.town,
        "country": "FR",
        "engagement": invoice.engagement,
        "marche": invoice.marche,
        "code_service": invoice.code_service,
        "cadre": invoice.cadre,
        "operation_category": "Services",
        "total_without_tax": sign * invoice.total_without_tax,
        "total_tax": sign * invoice.total_tax,
        "total_with_tax": sign * invoice.total_with_tax,
        "prepaid": sign * invoice.prepaid if invoice.prepaid else "",
        "amount_due": sign * invoice.amount_due,
        "currency": "EUR",
        "preceding_invoice": invoice.credit_of or "",
        "preceding_invoice_date": invoice.credit_of_date or "",
        "payment_means": invoice.payment_means,
        "payment_terms": invoice.payment_terms,
        "subject": invoice.subject,
        "source": invoice.source,
        "sector": customer.sector,
        "chantier": invoice.site,
        "group": customer.group,
        "pdf": invoice.pdf_name if invoice.file_stem else "",
        "annexes": "|".join(invoice.annexes),
    }
    for rank, tax in enumerate(invoice.taxes, start=1):
        row |= {f"{part}_{rank}": cell for part, cell in _tax_cells(tax, sign).items()}
    return row | dict(invoice.told)


def _sign(invoice: DemoInvoice) -> int:
    return -1 if invoice.is_credit_note else 1


def _execution(invoice: DemoInvoice) -> Row:
    if invoice.period is None:
        return {"delivery_date": invoice.issue_date}
    start, end = invoice.period
    return {"period_start": start, "period_end": end}


def _tax_cells(tax: TaxLine, sign: int) -> Row:
    cells: dict[str, Cell] = {
        "rate": tax.rate,
        "base": sign * tax.base,
        "tax": sign * tax.amount,
    }
    if tax.category:
        cells |= {"category": tax.category, "exemption": f"VATEX-EU-AE {tax.category}"}
    return cells


def line_rows(invoice: DemoInvoice) -> Iterator[Row]:
    """Give the cells of each line of ``invoice`` by field; a credit note counts in negative."""
    sign = _sign(invoice)
    for rank, line in enumerate(invoice.lines, start=1):
        yield {
            "number": invoice.number,
            "identifier": str(rank),
            "name": line.designation,
            "description": line.detail,
            "quantity": sign * line.quantity,
            "unit": line.unit,
            "price": line.unit_price,
            "tax_rate": line.rate,
            "tax_category": line.category,
            "net_amount": sign * line.amount,
        }
