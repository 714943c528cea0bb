"""The price of a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.einvoice.cii.reading.allowances import read_indicator
from wochorus.einvoice.cii.reading.elements import attribute_of, set_aside
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import Price
from wochorus.einvoice.xml_reading.amounts import read_amount

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.xml_reading import Node

_NET = "ram:NetPriceProductTradePrice"
_AMOUNT = "ram:ChargeAmount"


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Gross:
    amount: Decimal | None = None
    discount: Decimal | None = None
    quantity: _Quantity = _Quantity()


def read_price(agreement: Node, currency: str, *, is_of_2018: bool) -> Price | None:
    """Take the price (BG-29) of a line.

    ``is_of_2018`` tells the samples of that year, which have the price with VAT where the net
    price belongs: it then is more than the gross price, as no net price can be.
    """
    group = agreement.child(_NET)
    quantity = _Quantity() if group is None else _read_quantity(group, _Quantity())
    gross = _read_gross(agreement.child("ram:GrossPriceProductTradePrice"), quantity, currency)
    net = None if group is None else read_amount(group, _AMOUNT, "BT-146", currency)
    if net is None:
        return None
    price = Price(
        net=net,
        discount=gross.discount,
        gross=gross.amount,
        base_quantity=gross.quantity.value,
        base_unit=gross.quantity.unit,
    )
    if is_of_2018 and price.gross is not None and abs(net) > abs(price.gross) > ZERO:
        _tell_price_with_tax(agreement, net, price.gross)
        return replace(price, net=price.gross, gross=None, discount=None)
    return price


def _read_gross(group: Node | None, quantity: _Quantity, currency: str) -> _Gross:
    if group is None:
        return _Gross(quantity=quantity)
    amount = read_amount(group, _AMOUNT, "BT-148", currency)
    reduction = group.child("ram:AppliedTradeAllowanceCharge")
    discount = None
    if reduction is not None and amount is not None:
        discount = _read_discount(reduction, currency)
    return _Gross(amount, discount, _read_quantity(group, quantity))


def _read_discount(reduction: Node, currency: str) -> Decimal | None:
    if read_indicator(reduction):
        set_aside(reduction, repeated=False)
        return None
    return read_amount(reduction, "ram:ActualAmount", "BT-147", currency)


def _read_quantity(group: Node, known: _Quantity) -> _Quantity:
    """Take the quantity of a price, unless the other price said it; a different one is told."""
    element = group.take("ram:BasisQuantity")
    value = None if element is None else group.number_of(element, "BT-149", "unitCode")
    if element is None or value is None:
        return known
    quantity = _Quantity(value, attribute_of(element, "unitCode"))
    if known == _Quantity():
        return quantity
    if quantity != known:
        group.log.unread(element, repeated=True)
    return known


def _tell_price_with_tax(agreement: Node, net: Decimal, gross: Decimal) -> None:
    agreement.log.tell(
        agreement.element,
        "WO-LECTURE-PRIX-TTC",
        Severity.INFORMATION,
        f"Le « prix unitaire HT » (BT-146) est de {net}, plus que le prix brut ({gross}) : c'est "
        "un prix TTC, comme dans les exemples de 2018 de Chorus Pro ; le prix brut est pris à sa "
        "place",
        remedy="Vérifiez ce prix.",
        term="BT-146",
        below=f"/{_NET}",
    )
