"""Where and when goods or services were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.model import Delivery
from wochorus.einvoice.ubl.reading.elements import read_address, read_identifier

if TYPE_CHECKING:
    from wochorus.einvoice.xml_reading import Node


def read_delivery(document: Node) -> Delivery | None:
    """Take the delivery (BG-13); one that says nothing is none."""
    delivery = document.child("cac:Delivery")
    if delivery is None:
        return None
    location = delivery.child("cac:DeliveryLocation")
    party = delivery.child("cac:DeliveryParty")
    name = None if party is None else party.child("cac:PartyName")
    read = Delivery(
        name=None if name is None else name.text("cbc:Name"),
        location=None if location is None else read_identifier(location, "cbc:ID"),
        actual_date=delivery.day("cbc:ActualDeliveryDate", "BT-72"),
        address=None if location is None else read_address(location, "cac:Address"),
    )
    return None if read == Delivery() else read
