"""Where and when goods or services were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.writing.elements import date_of, identifier
from wochorus.einvoice.ubl.writing.parties import address
from wochorus.einvoice.xml_text import escape

if TYPE_CHECKING:
    from wochorus.einvoice.model import Delivery


def delivery(value: Delivery | None) -> str:
    """Write the delivery (BG-13), or nothing when it says nothing."""
    if value is None:
        return ""
    content = f"{date_of('ActualDeliveryDate', value.actual_date)}{_location(value)}{_party(value)}"
    return f"<cac:Delivery>{content}</cac:Delivery>" if content else ""


def _location(value: Delivery) -> str:
    content = f"{identifier('ID', value.location)}{address('Address', value.address)}"
    return f"<cac:DeliveryLocation>{content}</cac:DeliveryLocation>" if content else ""


def _party(value: Delivery) -> str:
    if value.name is None:
        return ""
    return (
        f"<cac:DeliveryParty><cac:PartyName><cbc:Name>{escape(value.name)}</cbc:Name>"
        "</cac:PartyName></cac:DeliveryParty>"
    )
