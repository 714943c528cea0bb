"""The totals. Profiles below BASIC WL state some only: EN 16931's formulas give the others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.einvoice.model import Totals
from wochorus.einvoice.xml_reading.amounts import amount_of, read_amount

if TYPE_CHECKING:
    from wochorus.einvoice.xml_reading import Node

_GROUP = "ram:SpecifiedTradeSettlementHeaderMonetarySummation"


def read_totals(settlement: Node, currency: str, tax_currency: str | None) -> Totals | None:
    """Take the totals (BG-22)."""
    group = settlement.child(_GROUP)
    if group is None:
        return None
    tax, tax_in_tax_currency = _read_tax_totals(group, currency, tax_currency)
    lines = read_amount(group, "ram:LineTotalAmount", "BT-106", currency)
    allowances = read_amount(group, "ram:AllowanceTotalAmount", "BT-107", currency)
    charges = read_amount(group, "ram:ChargeTotalAmount", "BT-108", currency)
    without_tax = read_amount(group, "ram:TaxBasisTotalAmount", "BT-109", currency)
    with_tax = read_amount(group, "ram:GrandTotalAmount", "BT-112", currency)
    prepaid = read_amount(group, "ram:TotalPrepaidAmount", "BT-113", currency)
    rounding = read_amount(group, "ram:RoundingAmount", "BT-114", currency)
    due = read_amount(group, "ram:DuePayableAmount", "BT-115", currency)
    extra = (charges or ZERO) - (allowances or ZERO)
    if without_tax is None:
        without_tax = _assume(group, "ram:TaxBasisTotalAmount", "BT-109", lines, extra)
    if lines is None:
        lines = _assume(group, "ram:LineTotalAmount", "BT-106", without_tax, -extra)
    if with_tax is None:
        with_tax = _assume(group, "ram:GrandTotalAmount", "BT-112", without_tax, tax or ZERO)
    if due is None:
        paid = (rounding or ZERO) - (prepaid or ZERO)
        due = _assume(group, "ram:DuePayableAmount", "BT-115", with_tax, paid)
    if lines is None or without_tax is None or with_tax is None or due is None:
        group.missing("ram:TaxBasisTotalAmount", "BT-109")
        return None
    return Totals(
        lines=lines,
        allowances=allowances,
        charges=charges,
        without_tax=without_tax,
        tax=tax,
        tax_in_tax_currency=tax_in_tax_currency,
        with_tax=with_tax,
        prepaid=prepaid,
        rounding=rounding,
        due=due,
    )


def _assume(
    group: Node, name: str, term: str, part: Decimal | None, more: Decimal
) -> Decimal | None:
    if part is None:
        return None
    return Decimal(group.assume(name, term, f"{part + more:f}"))


def _read_tax_totals(
    group: Node, currency: str, tax_currency: str | None
) -> tuple[Decimal | None, Decimal | None]:
    """Tell the total of VAT (BT-110) from the one in VAT's own currency (BT-111)."""
    tax: Decimal | None = None
    in_tax_currency: Decimal | None = None
    for element in group.take_all("ram:TaxTotalAmount"):
        stated = (element.get("currencyID") or "").strip()
        if in_tax_currency is None and stated == tax_currency != currency:
            in_tax_currency = amount_of(group, element, "BT-111", stated)
        elif tax is None:
            tax = amount_of(group, element, "BT-110", currency)
        else:
            group.log.unread(element, repeated=True)
    return tax, in_tax_currency
