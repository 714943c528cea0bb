"""An invoice of EN 16931 as a row of the journal and rows of lines, cell by cell.

The cells are then read like those of any journal, and refused in the same words. What the journal
has no column for is told, never dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import MOST_RATES
from wochorus.core.money import ZERO
from wochorus.customers.payment_means import PaymentMeans
from wochorus.einvoice.dialects import DIALECTS, Circuit, category_of_frame, code_service
from wochorus.einvoice.dialects.expressing import frame_in
from wochorus.spreadsheets.line_cells import PRICE_STEP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from wochorus.einvoice import model
    from wochorus.einvoice.model import Invoice

Cells = dict[str, str]
"""Texts by field of the journal, or of its lines."""

_NAMED_BY_US = frozenset({"PMT", "PMD", "AAB"})
"""Subjects of the notes that each company has for all its invoices."""
_GENERAL = (None, "AAI")


@dataclass(slots=True)
class InvoiceCells:
    """The row of an invoice, the rows of its lines, and what could not be said in them."""

    row: Cells = field(default_factory=dict)
    lines: list[Cells] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def cells_of(invoice: Invoice) -> InvoiceCells:
    """Say ``invoice``, with all its amounts, in cells; its customer is named elsewhere."""
    said = InvoiceCells()
    said.row.update(_filled(dict(_document(invoice, said))))
    said.row.update(_filled(_totals(invoice, said)))
    said.row.update(_filled(dict(_taxes(invoice, said))))
    said.lines += [_filled(_line(line, said)) for line in invoice.lines]
    said.lines += [_filled(row) for row in _adjustments(invoice, said)]
    for row in said.lines:
        row |= {name: said.row[name] for name in ("number", "issue_date") if name in said.row}
    return said


def _document(invoice: Invoice, said: InvoiceCells) -> Iterator[tuple[str, str]]:
    yield "number", invoice.number
    yield "kind", invoice.type_code
    yield "issue_date", _day(invoice.issue_date)
    yield "due_date", _day(invoice.due_date)
    yield "currency", invoice.currency
    yield "engagement", invoice.purchase_order_reference or ""
    yield "marche", invoice.contract_reference or ""
    yield "code_service", code_service(invoice) or ""
    yield "payment_terms", invoice.payment_terms or ""
    yield from _frame(invoice, said)
    if invoice.delivery is not None:
        yield "delivery_date", _day(invoice.delivery.actual_date)
    if invoice.period is not None:
        yield "period_start", _day(invoice.period.start)
        yield "period_end", _day(invoice.period.end)
    if invoice.payment is not None:
        yield "payment_means", _means(invoice.payment.means_code, said)
    yield "subject", _subject(invoice, said)
    if invoice.preceding_invoices:
        first = invoice.preceding_invoices[0]
        yield "preceding_invoice", first.number
        yield "preceding_invoice_date", _day(first.issue_date)
    if len(invoice.preceding_invoices) > 1:
        said.warnings.append("de plusieurs factures d'origine, seule la première est gardée")


def _means(code: str, said: InvoiceCells) -> str:
    if code in PaymentMeans.values:
        return code
    said.warnings.append(f"mode de règlement « {code} » inconnu : compté comme un virement")
    return ""


def _frame(invoice: Invoice, said: InvoiceCells) -> Iterator[tuple[str, str]]:
    """Say the billing frame in the historical code; the one of the company stands for any other."""
    told = invoice.business_process
    category = invoice.operation_category or category_of_frame(told)
    if category is not None:
        yield "operation_category", category.value
    historical = DIALECTS[Circuit.CHORUS]
    frame = frame_in(told, historical, category) if told else ""
    if frame in historical.frames:
        yield "cadre", frame
    elif told:
        said.warnings.append(f"cadre de facturation « {told} » inconnu : celui de la société vaut")


def _subject(invoice: Invoice, said: InvoiceCells) -> str:
    """Take the first general note as the subject; the usual ones are those of the company."""
    general = [note.text for note in invoice.notes if note.subject_code in _GENERAL]
    lost = [
        note
        for note in invoice.notes
        if note.subject_code not in _NAMED_BY_US and note.text not in general[:1]
    ]
    if lost:
        said.warnings.append(f"{len(lost)} note(s) de la facture ne sont pas gardées")
    text = " ".join(general[0].split()) if general else ""
    if len(text) > _LONGEST_SUBJECT:
        said.warnings.append(f"l'objet est coupé à {_LONGEST_SUBJECT} caractères")
    return text[:_LONGEST_SUBJECT]


_LONGEST_SUBJECT = 255


def _totals(invoice: Invoice, said: InvoiceCells) -> Cells:
    totals = invoice.totals
    if totals is None:
        return {}
    if totals.rounding:
        said.warnings.append(f"l'arrondi de {totals.rounding} reste dans le net à payer seul")
    return {
        "total_without_tax": _amount(totals.without_tax),
        "total_tax": _amount(totals.with_tax - totals.without_tax)
        if totals.tax is None
        else _amount(totals.tax),
        "total_with_tax": _amount(totals.with_tax),
        "prepaid": _amount(totals.prepaid) if totals.prepaid else "",
        "amount_due": _amount(totals.due),
    }


def _taxes(invoice: Invoice, said: InvoiceCells) -> Iterator[tuple[str, str]]:
    if len(invoice.tax_breakdown) > MOST_RATES:
        said.errors.append(
            f"la facture a {len(invoice.tax_breakdown)} taux de TVA, le journal en tient "
            f"{MOST_RATES} : faites-en plusieurs factures"
        )
        return
    for rank, entry in enumerate(invoice.tax_breakdown, start=1):
        yield f"rate_{rank}", _number(entry.rate or ZERO)
        yield f"base_{rank}", _amount(entry.taxable_amount)
        yield f"tax_{rank}", _amount(entry.tax_amount)
        yield f"category_{rank}", entry.category
        reasons = (entry.exemption_code, entry.exemption_reason)
        yield f"exemption_{rank}", " ".join(filter(None, reasons))


def _line(line: model.InvoiceLine, said: InvoiceCells) -> Cells:
    return {
        "identifier": line.identifier,
        "name": line.item.name,
        "description": line.item.description or "",
        "quantity": _number(line.quantity),
        "unit": line.unit,
        "price": _number(_net_price(line, said)),
        "tax_rate": _number(line.tax_rate or ZERO),
        "tax_category": line.tax_category,
        "net_amount": "" if line.net_amount is None else _amount(line.net_amount),
        "period_start": _day(line.period.start) if line.period else "",
        "period_end": _day(line.period.end) if line.period else "",
        "order_reference": line.purchase_order_line or "",
        "note": " ".join(note.text for note in line.notes),
    }


def _net_price(line: model.InvoiceLine, said: InvoiceCells) -> Decimal:
    """Give the price of one unit, the discounts and charges of the line inside it."""
    price = line.price.net / (line.price.base_quantity or 1)
    if (line.allowances or line.charges) and line.quantity and line.net_amount is not None:
        price = line.net_amount / line.quantity
        said.warnings.append(
            f"ligne {line.identifier} : sa remise ou ses frais sont comptés dans le prix unitaire"
        )
    return price if price == price.quantize(PRICE_STEP) else price.quantize(PRICE_STEP)


def _adjustments(invoice: Invoice, said: InvoiceCells) -> Iterator[Cells]:
    """Say the discounts and charges of the whole document as lines of their own."""
    told = [("Remise", -1, entry) for entry in invoice.allowances]
    told += [("Frais", 1, entry) for entry in invoice.charges]
    taken = {line.identifier for line in invoice.lines}
    for rank, (name, quantity, entry) in enumerate(told, start=1):
        identifier = f"R{rank}"
        while identifier in taken:
            identifier = f"R{identifier}"
        said.warnings.append(f"« {entry.reason or name} », sur toute la facture, devient une ligne")
        yield {
            "identifier": identifier,
            "name": entry.reason or name,
            "quantity": str(quantity),
            "price": _number(entry.amount),
            "net_amount": _amount(entry.amount * quantity),
            "tax_rate": _number(entry.tax_rate or ZERO),
            "tax_category": entry.tax_category,
        }


def _filled(cells: Cells) -> Cells:
    return {name: text.strip() for name, text in cells.items() if text and text.strip()}


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amount(value: Decimal) -> str:
    """Write an amount so that three decimals are refused as too many, never as ambiguous."""
    whole, _, decimals = _number(value).partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}{'0' * (len(decimals) > 2)}"  # noqa: PLR2004 - cents
