"""VAT: its breakdown, when it falls due, and the category of lines, allowances and charges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.elements import expect, read_day, shared_text
from wochorus.einvoice.cii.vocabulary import RAM
from wochorus.einvoice.model import TaxBreakdown
from wochorus.einvoice.xml_reading.amounts import read_needed_amount

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from wochorus.einvoice.xml_reading import Node

_STANDARD = "S"


@dataclass(frozen=True, slots=True)
class Taxes:
    """The VAT of the invoice (BG-23), and when it falls due (BT-7, BT-8)."""

    breakdown: tuple[TaxBreakdown, ...]
    point_date: date | None
    point_date_code: str | None

    def read_category(
        self, node: Node, name: str, *, category_term: str, rate_term: str
    ) -> tuple[str, Decimal | None]:
        """Take the category and the rate of a line, an allowance or a charge.

        The samples of 2018 leave out the category, or all: the VAT of the invoice then says it,
        when it has one entry of that rate, or one entry at all.
        """
        group = node.child(name)
        category, rate = None, None
        if group is not None:
            expect(group, "ram:TypeCode", "VAT")
            category = group.text("ram:CategoryCode")
            rate = group.number("ram:RateApplicablePercent", rate_term)
        if category is not None:
            return category, rate
        entry = self._only_entry(rate)
        where = f"{name}/ram:CategoryCode"
        assumed = node.assume(where, category_term, entry.category if entry else _STANDARD)
        return assumed, entry.rate if entry and rate is None else rate

    def _only_entry(self, rate: Decimal | None) -> TaxBreakdown | None:
        entries = [entry for entry in self.breakdown if rate is None or entry.rate == rate]
        return entries[0] if len(entries) == 1 else None


def read_taxes(settlement: Node, currency: str) -> Taxes:
    """Take the VAT of the invoice. CII repeats in each entry when VAT falls due."""
    groups = settlement.children("ram:ApplicableTradeTax")
    entries = (_read_entry(group, currency) for group in groups)
    return Taxes(
        breakdown=tuple(entry for entry in entries if entry is not None),
        point_date=_read_point_date(groups),
        point_date_code=shared_text(groups, "ram:DueDateTypeCode"),
    )


def _read_point_date(groups: list[Node]) -> date | None:
    found: date | None = None
    for group in groups:
        element = group.element.find(f"{{{RAM}}}TaxPointDate")
        day = read_day(group, "ram:TaxPointDate", "BT-7")
        if found is None:
            found = day
        elif element is not None and day not in {None, found}:
            group.log.unread(element, repeated=True)
    return found


def _read_entry(group: Node, currency: str) -> TaxBreakdown | None:
    expect(group, "ram:TypeCode", "VAT")
    base = read_needed_amount(group, "ram:BasisAmount", "BT-116", currency)
    tax = read_needed_amount(group, "ram:CalculatedAmount", "BT-117", currency)
    category = group.needed_text("ram:CategoryCode", "BT-118")
    if base is None or tax is None or category is None:
        return None
    return TaxBreakdown(
        taxable_amount=base,
        tax_amount=tax,
        category=category,
        rate=group.number("ram:RateApplicablePercent", "BT-119"),
        exemption_reason=group.text("ram:ExemptionReason"),
        exemption_code=group.text("ram:ExemptionReasonCode"),
    )
