"""What a line sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.writing.elements import identifier, text
from wochorus.einvoice.xml_text import escape, escape_attribute

if TYPE_CHECKING:
    from wochorus.einvoice.model import Classification, Identifier, Item, ItemAttribute


def item(value: Item, tax: str) -> str:
    """Write the item (BG-31); ``tax`` is the text of its VAT category."""
    description = value.description
    return (
        f"<cac:Item>{'' if description is None else text('Description', description)}"
        f"<cbc:Name>{escape(value.name)}</cbc:Name>"
        f"{_identification('Buyers', value.buyer_identifier)}"
        f"{_identification('Sellers', value.seller_identifier)}"
        f"{_standard_identification(value.standard_identifier)}"
        f"{'' if value.origin_country is None else _origin(value.origin_country)}"
        f"{''.join(map(_classification, value.classifications)) if value.classifications else ''}"
        f"{tax}"
        f"{''.join(map(_attribute, value.attributes)) if value.attributes else ''}</cac:Item>"
    )


def _identification(whose: str, value: str | None) -> str:
    if value is None:
        return ""
    name = f"{whose}ItemIdentification"
    return f"<cac:{name}><cbc:ID>{escape(value)}</cbc:ID></cac:{name}>"


def _standard_identification(value: Identifier | None) -> str:
    if value is None:
        return ""
    return (
        f"<cac:StandardItemIdentification>{identifier('ID', value)}"
        "</cac:StandardItemIdentification>"
    )


def _origin(country: str) -> str:
    return (
        f"<cac:OriginCountry><cbc:IdentificationCode>{escape(country)}</cbc:IdentificationCode>"
        "</cac:OriginCountry>"
    )


def _classification(value: Classification) -> str:
    version = value.version
    dated = "" if version is None else f' listVersionID="{escape_attribute(version)}"'
    return (
        "<cac:CommodityClassification>"
        f'<cbc:ItemClassificationCode listID="{escape_attribute(value.scheme)}"{dated}>'
        f"{escape(value.value)}</cbc:ItemClassificationCode></cac:CommodityClassification>"
    )


def _attribute(attribute: ItemAttribute) -> str:
    return (
        f"<cac:AdditionalItemProperty><cbc:Name>{escape(attribute.name)}</cbc:Name>"
        f"<cbc:Value>{escape(attribute.value)}</cbc:Value></cac:AdditionalItemProperty>"
    )
