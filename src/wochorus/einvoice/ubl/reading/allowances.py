"""Allowances and charges, of the document and of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wochorus.einvoice.model import DocumentAllowanceCharge, LineAllowanceCharge
from wochorus.einvoice.ubl.reading.amounts import read_category
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

    from wochorus.einvoice.xml_reading import Node
    from wochorus.einvoice.xml_reading.allowance_terms import Terms

_Part = TypeVar("_Part")


def read_document_parts(
    document: Node, currency: str
) -> tuple[tuple[DocumentAllowanceCharge, ...], tuple[DocumentAllowanceCharge, ...]]:
    """Take the allowances (BG-20) and the charges (BG-21) of the document."""

    def read_one(group: Node, *, is_charge: bool) -> DocumentAllowanceCharge | None:
        return _read_document_part(group, CHARGE if is_charge else ALLOWANCE, currency)

    return _read_both(document, "BG-20", read_one)


def read_line_parts(
    line: Node, currency: str
) -> tuple[tuple[LineAllowanceCharge, ...], tuple[LineAllowanceCharge, ...]]:
    """Take the allowances (BG-27) and the charges (BG-28) of a line."""

    def read_one(group: Node, *, is_charge: bool) -> LineAllowanceCharge | None:
        return _read_part(group, LINE_CHARGE if is_charge else LINE_ALLOWANCE, currency)

    return _read_both(line, "BG-27", read_one)


def _read_both(
    above: Node, term: str, read_one: Callable[..., _Part | None]
) -> tuple[tuple[_Part, ...], tuple[_Part, ...]]:
    allowances: list[_Part] = []
    charges: list[_Part] = []
    for group in above.children("cac:AllowanceCharge"):
        is_charge = INDICATORS.get(group.text("cbc:ChargeIndicator") or "")
        if is_charge is None:
            group.missing("cbc:ChargeIndicator", term)
            continue
        part = read_one(group, is_charge=is_charge)
        if part is not None:
            (charges if is_charge else allowances).append(part)
    return tuple(allowances), tuple(charges)


def _read_part(group: Node, terms: Terms, currency: str) -> LineAllowanceCharge | None:
    amount = read_needed_amount(group, "cbc:Amount", terms.amount, currency)
    if amount is None:
        return None
    return LineAllowanceCharge(
        amount=amount,
        base_amount=read_amount(group, "cbc:BaseAmount", terms.base_amount, currency),
        percentage=group.number("cbc:MultiplierFactorNumeric", terms.percentage),
        reason=group.text("cbc:AllowanceChargeReason"),
        reason_code=group.text("cbc:AllowanceChargeReasonCode"),
    )


def _read_document_part(group: Node, terms: Terms, currency: str) -> DocumentAllowanceCharge | None:
    part = _read_part(group, terms, currency)
    category = group.child("cac:TaxCategory")
    code, rate = read_category(category, terms.category, terms.rate)
    if category is None:
        group.missing("cac:TaxCategory/cbc:ID", terms.category)
    if part is None or code is None:
        return None
    return DocumentAllowanceCharge(
        amount=part.amount,
        base_amount=part.base_amount,
        percentage=part.percentage,
        tax_category=code,
        tax_rate=rate,
        reason=part.reason,
        reason_code=part.reason_code,
    )
