"""What a line sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.elements import attribute_of, read_identifier, text_in
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import Classification, Item, ItemAttribute

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading import Node

_UNNAMED = "Sans désignation"


def read_item(line: Node) -> Item:
    """Take the item (BG-31) of a line; the samples of 2018 have lines without any."""
    group = line.child("ram:SpecifiedTradeProduct")
    if group is None:
        return Item(name=line.assume("ram:SpecifiedTradeProduct/ram:Name", "BT-153", _UNNAMED))
    return Item(
        name=group.text("ram:Name") or group.assume("ram:Name", "BT-153", _UNNAMED),
        description=group.text("ram:Description"),
        seller_identifier=group.text("ram:SellerAssignedID"),
        buyer_identifier=group.text("ram:BuyerAssignedID"),
        standard_identifier=read_identifier(group, "ram:GlobalID"),
        classifications=_read_classifications(group),
        origin_country=text_in(group, "ram:OriginTradeCountry", "ram:ID"),
        attributes=_read_attributes(group),
    )


def _read_classifications(group: Node) -> tuple[Classification, ...]:
    found = map(_read_classification, group.children("ram:DesignatedProductClassification"))
    return tuple(classification for classification in found if classification is not None)


def _read_classification(group: Node) -> Classification | None:
    element = group.take("ram:ClassCode")
    if element is None:
        return None
    value = group.text_of(element, "listID", "listVersionID")
    scheme = attribute_of(element, "listID")
    if value is None:
        return None
    if scheme is None:
        _tell_no_list(group, element, value)
        return None
    return Classification(value, scheme, attribute_of(element, "listVersionID"))


def _tell_no_list(group: Node, element: _Element, value: str) -> None:
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


def _read_attributes(group: Node) -> tuple[ItemAttribute, ...]:
    found = map(_read_attribute, group.children("ram:ApplicableProductCharacteristic"))
    return tuple(attribute for attribute in found if attribute is not None)


def _read_attribute(group: Node) -> ItemAttribute | None:
    name = group.needed_text("ram:Description", "BT-160")
    value = group.needed_text("ram:Value", "BT-161")
    return None if name is None or value is None else ItemAttribute(name, value)
