"""Allowances and charges, of the invoice and of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wochorus.einvoice.model import DocumentAllowanceCharge, LineAllowanceCharge
from wochorus.einvoice.xml_reading.allowance_terms import (
    ALLOWANCE,
    CHARGE,
    INDICATORS,
    LINE_ALLOWANCE,
    LINE_CHARGE,
)
from wochorus.einvoice.xml_reading.amounts import read_amount, read_needed_amount

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.einvoice.cii.reading.taxes import Taxes
    from wochorus.einvoice.xml_reading import Node
    from wochorus.einvoice.xml_reading.allowance_terms import Terms

_Part = TypeVar("_Part")


def read_document_parts(
    settlement: Node, currency: str, taxes: Taxes
) -> tuple[tuple[DocumentAllowanceCharge, ...], tuple[DocumentAllowanceCharge, ...]]:
    """Take the allowances (BG-20) and the charges (BG-21) of the invoice."""

    def read_one(group: Node, *, is_charge: bool) -> DocumentAllowanceCharge | None:
        return _read_document_part(group, CHARGE if is_charge else ALLOWANCE, currency, taxes)

    return _read_both(settlement, "BG-20", read_one)


def read_line_parts(
    settlement: Node, currency: str
) -> tuple[tuple[LineAllowanceCharge, ...], tuple[LineAllowanceCharge, ...]]:
    """Take the allowances (BG-27) and the charges (BG-28) of a line."""

    def read_one(group: Node, *, is_charge: bool) -> LineAllowanceCharge | None:
        return _read_part(group, LINE_CHARGE if is_charge else LINE_ALLOWANCE, currency)

    return _read_both(settlement, "BG-27", read_one)


def read_indicator(group: Node) -> bool | None:
    """Take what tells a charge from an allowance; the samples of 2018 write it as a text."""
    indicator = group.child("ram:ChargeIndicator")
    if indicator is None:
        return None
    text = indicator.text("udt:Indicator") or indicator.text("udt:IndicatorString")
    return INDICATORS.get((text or "").lower())


def _read_both(
    settlement: Node, term: str, read_one: Callable[..., _Part | None]
) -> tuple[tuple[_Part, ...], tuple[_Part, ...]]:
    allowances: list[_Part] = []
    charges: list[_Part] = []
    for group in settlement.children("ram:SpecifiedTradeAllowanceCharge"):
        is_charge = read_indicator(group)
        if is_charge is None:
            group.missing("ram:ChargeIndicator/udt:Indicator", term)
            continue
        part = read_one(group, is_charge=is_charge)
        if part is not None:
            (charges if is_charge else allowances).append(part)
    return tuple(allowances), tuple(charges)


def _read_part(group: Node, terms: Terms, currency: str) -> LineAllowanceCharge | None:
    amount = read_needed_amount(group, "ram:ActualAmount", terms.amount, currency)
    if amount is None:
        return None
    return LineAllowanceCharge(
        amount=amount,
        base_amount=read_amount(group, "ram:BasisAmount", terms.base_amount, currency),
        percentage=group.number("ram:CalculationPercent", terms.percentage),
        reason=group.text("ram:Reason"),
        reason_code=group.text("ram:ReasonCode"),
    )


def _read_document_part(
    group: Node, terms: Terms, currency: str, taxes: Taxes
) -> DocumentAllowanceCharge | None:
    part = _read_part(group, terms, currency)
    if part is None:
        return None
    category, rate = taxes.read_category(
        group, "ram:CategoryTradeTax", category_term=terms.category, rate_term=terms.rate
    )
    return DocumentAllowanceCharge(
        amount=part.amount,
        base_amount=part.base_amount,
        percentage=part.percentage,
        tax_category=category,
        tax_rate=rate,
        reason=part.reason,
        reason_code=part.reason_code,
    )
