"""The lines of a contract over a period, as the lines of an invoice.

The amount is the contract's arithmetic, to the cent. Quantity and price are told so that their
product, to the cent, is that amount: the quantity of the whole period at its price when no day is
missing; else the same quantity at a price for these days; else one at the amount. What was
reckoned is told in the note of the line (BT-127).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from wochorus.billing.line_rows import Line
from wochorus.contracts.amounts import PriceBasis
from wochorus.core.dates import format_date
from wochorus.core.money import ZERO, format_euros, format_number, to_cents
from wochorus.core.tax_categories import TaxCategory

if TYPE_CHECKING:
    from wochorus.contracts.calendar import BillingPeriod
    from wochorus.contracts.due import BilledLine, PeriodBill
    from wochorus.contracts.models import ContractLine

_QUANTITY_STEP = 10_000
_PRICE_STEP = Decimal("0.000001")
_LUMP_SUM = "LS"
_LONGEST_NOTE = 1024


def invoice_lines(bill: PeriodBill) -> tuple[Line, ...]:
    """Give the lines of the invoice of ``bill``, numbered from 1."""
    sites = {each.line.chantier_id for each in bill.lines}
    return tuple(
        _line(bill, billed, position, names_site=len(sites) > 1)
        for position, billed in enumerate(bill.lines, start=1)
    )


def _line(bill: PeriodBill, billed: BilledLine, position: int, *, names_site: bool) -> Line:
    line = billed.line
    is_whole = sum(span.days for span in billed.days) == bill.period.whole.days
    quantity, unit, price = _told(billed, bill.contract.every_months, is_whole=is_whole)
    notes = [
        _site(line) if names_site else "",
        "" if is_whole else _prorata(billed, bill.period),
        _revision(line),
        _subcontract(bill, line),
    ]
    return Line(
        identifier=str(position),
        name=line.name,
        description=line.description,
        quantity=quantity,
        unit=unit,
        price=price,
        net_amount=billed.amount,
        tax_category=line.tax_category,
        tax_rate=line.tax_rate,
        period_start=billed.days[0].start,
        period_end=billed.days[-1].end,
        note=" ; ".join(note for note in notes if note)[:_LONGEST_NOTE],
        order_reference="",
    )


def _told(billed: BilledLine, months: int, *, is_whole: bool) -> tuple[Decimal, str, Decimal]:
    """Find a quantity and a price whose product is the amount."""
    line, amount = billed.line, billed.amount
    full = Fraction(line.quantity) * PriceBasis(line.basis).periods(months)
    if is_whole and (full * _QUANTITY_STEP).denominator == 1:
        quantity = Decimal(int(full * _QUANTITY_STEP)) / _QUANTITY_STEP
        if to_cents(quantity * line.price) == amount:
            return quantity, line.unit, line.price
    if line.quantity:
        price = (amount / line.quantity).quantize(_PRICE_STEP)
        if price >= ZERO and to_cents(line.quantity * price) == amount:
            return line.quantity, line.unit, price
    return Decimal(-1 if amount < ZERO else 1), _LUMP_SUM, abs(amount)


def _prorata(billed: BilledLine, period: BillingPeriod) -> str:
    line = billed.line
    days = sum(span.days for span in billed.days)
    spans = ", ".join(str(span) for span in billed.days)
    return (
        f"Prorata : {days} jour{'s' if days > 1 else ''} sur {period.whole.days} ({spans}), prix "
        f"plein {format_euros(line.price)} {PriceBasis(line.basis).label}"
    )


def _site(line: ContractLine) -> str:
    site = line.chantier
    if site is None:
        return ""
    place = " ".join(part for part in (site.postcode, site.town) if part)
    return f"Chantier : {site.name}{f', {place}' if place else ''}"


def _revision(line: ContractLine) -> str:
    revision = line.revision
    if revision is None:
        return ""
    return (
        f"Prix révisé au {format_date(revision.effective_on)}, coefficient "
        f"{format_number(revision.coefficient)}"
    )


def _subcontract(bill: PeriodBill, line: ContractLine) -> str:
    is_reversed = line.tax_category == TaxCategory.REVERSE_CHARGE
    subcontract = bill.contract.subcontract
    return f"Sous-traitance : {subcontract}" if is_reversed and subcontract else ""
