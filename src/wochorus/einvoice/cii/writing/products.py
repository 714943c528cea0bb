"""What a line sells: SpecifiedTradeProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.elements import group, identifier_element, text_element
from wochorus.einvoice.xml_text import escape, escape_attribute

if TYPE_CHECKING:
    from wochorus.einvoice.model import Classification, Item, ItemAttribute


def product(item: Item) -> str:
    """Write the item (BG-31), its attributes (BG-32) and its classifications (BT-158)."""
    known = seller = buyer = description = details = ""
    if item.standard_identifier is not None:
        known = identifier_element("GlobalID", item.standard_identifier)
    if item.seller_identifier:
        seller = f"<ram:SellerAssignedID>{escape(item.seller_identifier)}</ram:SellerAssignedID>"
    if item.buyer_identifier:
        buyer = f"<ram:BuyerAssignedID>{escape(item.buyer_identifier)}</ram:BuyerAssignedID>"
    if item.description:
        description = f"<ram:Description>{escape(item.description)}</ram:Description>"
    if item.attributes or item.classifications or item.origin_country:
        details = _details(item)
    return (
        "<ram:SpecifiedTradeProduct>"
        f"{known}{seller}{buyer}"
        f"<ram:Name>{escape(item.name)}</ram:Name>"
        f"{description}{details}"
        "</ram:SpecifiedTradeProduct>"
    )


def _details(item: Item) -> str:
    return (
        f"{''.join(map(_attribute, item.attributes))}"
        f"{''.join(map(_classification, item.classifications))}"
        f"{group('OriginTradeCountry', text_element('ID', item.origin_country))}"
    )


def _attribute(attribute: ItemAttribute) -> str:
    return (
        "<ram:ApplicableProductCharacteristic>"
        f"{text_element('Description', attribute.name)}{text_element('Value', attribute.value)}"
        "</ram:ApplicableProductCharacteristic>"
    )


def _classification(entry: Classification) -> str:
    version = f' listVersionID="{escape_attribute(entry.version)}"' if entry.version else ""
    return (
        "<ram:DesignatedProductClassification>"
        f'<ram:ClassCode listID="{escape_attribute(entry.scheme)}"{version}>{escape(entry.value)}'
        "</ram:ClassCode></ram:DesignatedProductClassification>"
    )
