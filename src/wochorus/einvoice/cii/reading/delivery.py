"""Where and when it was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.elements import read_day
from wochorus.einvoice.cii.reading.parties import read_address, read_one_identifier
from wochorus.einvoice.model import Delivery

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.xml_reading import Node

_NO_DELIVERY = Delivery()


def read_delivery(section: Node) -> Delivery | None:
    """Take the delivery (BG-13)."""
    party = section.child("ram:ShipToTradeParty")
    day = read_delivery_date(section, "BT-72")
    if party is None:
        return None if day is None else Delivery(actual_date=day)
    delivery = Delivery(
        name=party.text("ram:Name"),
        location=read_one_identifier(party),
        actual_date=day,
        address=read_address(party),
    )
    return None if delivery == _NO_DELIVERY else delivery


def read_delivery_date(section: Node, term: str) -> date | None:
    """Take the day of delivery, of the invoice or of a line."""
    event = section.child("ram:ActualDeliverySupplyChainEvent")
    return None if event is None else read_day(event, "ram:OccurrenceDateTime", term)
