"""The price of a line, gross and net."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.xml_text import escape_attribute, number

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.model import Price


def price(entry: Price) -> str:
    """Write the gross price with its discount (BT-148, BT-147), and the net price (BT-146).

    Both are for the same quantity (BT-149), said at both places. The discount has its place
    inside the gross price only.
    """
    quantity = gross = ""
    if entry.base_quantity is not None:
        quantity = _base_quantity(entry.base_quantity, entry.base_unit)
    if entry.gross is not None:
        gross = _gross(entry.gross, entry.discount, quantity)
    return (
        f"{gross}"
        "<ram:NetPriceProductTradePrice>"
        f"<ram:ChargeAmount>{number(entry.net)}</ram:ChargeAmount>"
        f"{quantity}"
        "</ram:NetPriceProductTradePrice>"
    )


def _base_quantity(quantity: Decimal, unit: str | None) -> str:
    attribute = f' unitCode="{escape_attribute(unit)}"' if unit else ""
    return f"<ram:BasisQuantity{attribute}>{number(quantity)}</ram:BasisQuantity>"


def _gross(gross: Decimal, discount: Decimal | None, quantity: str) -> str:
    reduction = ""
    if discount is not None:
        reduction = (
            "<ram:AppliedTradeAllowanceCharge>"
            "<ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>"
            f"<ram:ActualAmount>{number(discount)}</ram:ActualAmount>"
            "</ram:AppliedTradeAllowanceCharge>"
        )
    return (
        "<ram:GrossPriceProductTradePrice>"
        f"<ram:ChargeAmount>{number(gross)}</ram:ChargeAmount>"
        f"{quantity}{reduction}"
        "</ram:GrossPriceProductTradePrice>"
    )
