"""What a line sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import Classification, Item, ItemAttribute
from wochorus.einvoice.ubl.reading.elements import read_identifier

if TYPE_CHECKING:
    from wochorus.einvoice.xml_reading import Node


def read_item(group: Node) -> Item | None:
    """Read the item (BG-31) of a line, VAT apart."""
    name = group.needed_text("cbc:Name", "BT-153")
    standard = group.child("cac:StandardItemIdentification")
    origin = group.child("cac:OriginCountry")
    if name is None:
        return None
    return Item(
        name=name,
        description=group.text("cbc:Description"),
        seller_identifier=_identification(group, "Sellers"),
        buyer_identifier=_identification(group, "Buyers"),
        standard_identifier=None if standard is None else read_identifier(standard, "cbc:ID"),
        classifications=_read_classifications(group),
        origin_country=None if origin is None else origin.text("cbc:IdentificationCode"),
        attributes=_read_attributes(group),
    )


def _identification(group: Node, whose: str) -> str | None:
    identification = group.child(f"cac:{whose}ItemIdentification")
    return None if identification is None else identification.text("cbc:ID")


def _read_classifications(group: Node) -> tuple[Classification, ...]:
    found = map(_read_classification, group.children("cac:CommodityClassification"))
    return tuple(classification for classification in found if classification is not None)


def _read_classification(group: Node) -> Classification | None:
    element = group.take("cbc:ItemClassificationCode")
    if element is None:
        return None
    value = group.text_of(element, "listID", "listVersionID")
    scheme = (element.get("listID") or "").strip()
    if value is None:
        return None
    if not scheme:
        group.log.tell(
            element,
            "WO-LECTURE-MANQUE",
            Severity.WARNING,
            f"Il manque la liste du code « {value} » : cette « classification » (BT-158) "
            "n'est pas reprise",
            remedy="Indiquez la liste de codes dans l'attribut listID.",
            term="BT-158",
            below="/@listID",
        )
        return None
    return Classification(value, scheme, (element.get("listVersionID") or "").strip() or None)


def _read_attributes(group: Node) -> tuple[ItemAttribute, ...]:
    found = map(_read_attribute, group.children("cac:AdditionalItemProperty"))
    return tuple(attribute for attribute in found if attribute is not None)


def _read_attribute(group: Node) -> ItemAttribute | None:
    name = group.needed_text("cbc:Name", "BT-160")
    value = group.needed_text("cbc:Value", "BT-161")
    return None if name is None or value is None else ItemAttribute(name, value)
