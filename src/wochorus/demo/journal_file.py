"""The journal of the month, as the company's billing software would export it to Excel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from wochorus.billing.journal_format import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wochorus.demo.invoices import Cell, DemoInvoice

_WIDE_FIELDS = frozenset({"customer_name", "address", "subject", "annexes", "chantier"})
_WIDE, _NARROW = 34, 15


def write_journal(path: Path, invoices: Iterable[DemoInvoice]) -> None:
    """Write one row for each invoice: true dates, true numbers, and SIRETs kept as text."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Journal")
        bold = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(COLUMNS):
            wide = column.field in _WIDE_FIELDS
            sheet.set_column(place, place, _WIDE if wide else _NARROW)
            sheet.write_string(0, place, column.header, bold)
        last_row = 0
        for row, invoice in enumerate(invoices, start=1):
            cells = journal_row(invoice)
            for place, column in enumerate(COLUMNS):
                _write_cell(sheet, (row, place), cells.get(column.field, ""), money)
            last_row = row
        sheet.autofilter(0, 0, last_row, len(COLUMNS) - 1)


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


def journal_row(invoice: DemoInvoice) -> Mapping[str, Cell]:
    """Give the cells of ``invoice`` by field; the amounts of a credit note are negative."""
    customer, sign = invoice.customer, -1 if invoice.is_credit_note else 1
    row: dict[str, Cell] = {
        "number": invoice.number,
        "kind": "Avoir" if invoice.is_credit_note else "Facture",
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "customer_code": customer.code,
        "customer_name": customer.name,
        "siret": customer.siret,
        "buyer_kind": "Public" if customer.is_public else "Privé",
        "address": customer.address,
        "postcode": customer.postcode,
        "town": customer.town,
        "engagement": invoice.engagement,
        "marche": invoice.marche,
        "code_service": invoice.code_service,
        "cadre": invoice.cadre,
        "total_without_tax": sign * invoice.total_without_tax,
        "total_tax": sign * invoice.total_tax,
        "total_with_tax": sign * invoice.total_with_tax,
        "prepaid": sign * invoice.prepaid if invoice.prepaid else "",
        "amount_due": sign * invoice.amount_due,
        "currency": "EUR",
        "preceding_invoice": invoice.credit_of or "",
        "payment_means": invoice.payment_means,
        "subject": invoice.subject,
        "source": invoice.source,
        "sector": customer.sector,
        "chantier": invoice.site,
        "group": customer.group,
        "pdf": invoice.pdf_name if invoice.file_stem else "",
        "annexes": "|".join(invoice.annexes),
    }
    for rank, tax in enumerate(invoice.taxes, start=1):
        row[f"rate_{rank}"] = tax.rate
        row[f"base_{rank}"] = sign * tax.base
        row[f"tax_{rank}"] = sign * tax.amount
    return row | dict(invoice.told)
