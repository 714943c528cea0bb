"""Write into an XMP packet what a Factur-X PDF must say, and leave the rest as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from wochorus.einvoice.facturx import fx_schema, xmp_packet
from wochorus.einvoice.facturx.vocabulary import FX_NAMESPACE, OLDER_FX_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wochorus.einvoice.facturx.vocabulary import Profile

_NAMESPACES = (FX_NAMESPACE, *OLDER_FX_NAMESPACES)
_PREFIXES = {
    "rdf": xmp_packet.RDF,
    "pdfaExtension": xmp_packet.EXTENSION,
    "pdfaSchema": xmp_packet.SCHEMA,
    "pdfaProperty": xmp_packet.PROPERTY,
}
_EXTENSION_PREFIXES = {key: uri for key, uri in _PREFIXES.items() if key != "rdf"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PDF_DATE = re.compile(
    r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?", re.ASCII
)

_TEXTS = {
    "/Title": (xmp_packet.DC, "title", "Alt"),
    "/Author": (xmp_packet.DC, "creator", "Seq"),
    "/Subject": (xmp_packet.DC, "description", "Alt"),
    "/Keywords": (xmp_packet.PDF, "Keywords", ""),
    "/Creator": (xmp_packet.XMP, "CreatorTool", ""),
    "/Producer": (xmp_packet.PDF, "Producer", ""),
}
_DATES = {"/CreationDate": "CreateDate", "/ModDate": "ModifyDate"}
INFORMATION_KEYS = (*_TEXTS, *_DATES)
"""The entries of the document information dictionary that XMP says too."""


def claim_invoice(rdf: etree._Element, profile: Profile) -> None:
    """Say which invoice is inside: replaces what the packet said of one before."""
    for namespace in _NAMESPACES:
        xmp_packet.remove_namespace(rdf, namespace)
    _describe_schema(rdf)
    claim = _fragment(fx_schema.claim(profile))
    claim.set(f"{{{xmp_packet.RDF}}}about", xmp_packet.about(rdf))
    rdf.append(claim)


def claim_pdfa(rdf: etree._Element, part: str, level: str) -> None:
    """Announce a PDF/A part and level, in place of what was announced."""
    for name in ("part", "conformance"):
        xmp_packet.remove(rdf, xmp_packet.PDFAID, name)
    description = xmp_packet.add_description(rdf, pdfaid=xmp_packet.PDFAID)
    for name, text in (("part", part), ("conformance", level)):
        etree.SubElement(description, f"{{{xmp_packet.PDFAID}}}{name}").text = text


def agree_with(rdf: etree._Element, information: Mapping[str, str]) -> None:
    """Make the packet say what the document information dictionary says (ISO 19005-3 §6.6.3)."""
    for key, (namespace, name, container) in _TEXTS.items():
        text = _CONTROL.sub("", information.get(key, ""))
        if text and xmp_packet.values(rdf, namespace, name) != [text]:
            _set(rdf, namespace, name, container, text)
    for key, name in _DATES.items():
        moment = xmp_date(information.get(key, ""))
        if moment and not _same_moment(xmp_packet.value(rdf, xmp_packet.XMP, name), moment):
            _set(rdf, xmp_packet.XMP, name, "", moment)


def modified(rdf: etree._Element, moment: datetime) -> None:
    """Say when the file was last changed."""
    text = moment.isoformat(timespec="seconds")
    _set(rdf, xmp_packet.XMP, "ModifyDate", "", text)
    if xmp_packet.value(rdf, xmp_packet.XMP, "MetadataDate"):
        _set(rdf, xmp_packet.XMP, "MetadataDate", "", text)


def raise_version(rdf: etree._Element, version: str) -> None:
    """Say the version of PDF, where the packet says one and it is an older one."""
    stated = xmp_packet.value(rdf, xmp_packet.PDF, "PDFVersion")
    if stated and stated < version:
        _set(rdf, xmp_packet.PDF, "PDFVersion", "", version)


def pdf_date(moment: datetime) -> str:
    """Write a moment as PDF does: ``D:20261124090000+01'00'``. It must carry its zone."""
    offset = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"


def xmp_date(text: str) -> str:
    """Turn a PDF date into an XMP date, to the same precision; empty when it is malformed."""
    match = _PDF_DATE.fullmatch(text.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second, zulu, sign, zone_hours, zone_minutes = match.groups()
    day_text = "-".join(part for part in (year, month, day) if part)
    if minute is None:
        return day_text
    zone = "Z" if zulu else f"{sign}{zone_hours}:{zone_minutes or '00'}" if sign else "Z"
    return f"{day_text}T{hour}:{minute}:{second or '00'}{zone}"


def _same_moment(first: str, second: str) -> bool:
    return first.replace("Z", "+00:00") == second.replace("Z", "+00:00")


def _set(rdf: etree._Element, namespace: str, name: str, container: str, text: str) -> None:
    xmp_packet.remove(rdf, namespace, name)
    prefix = {xmp_packet.DC: "dc", xmp_packet.XMP: "xmp", xmp_packet.PDF: "pdf"}[namespace]
    element = etree.SubElement(
        xmp_packet.add_description(rdf, **{prefix: namespace}), f"{{{namespace}}}{name}"
    )
    if container:
        element = etree.SubElement(element, f"{{{xmp_packet.RDF}}}{container}")
        element = etree.SubElement(element, xmp_packet.LI)
    if container == "Alt":
        element.set(_XML_LANG, "x-default")
    element.text = text


def _describe_schema(rdf: etree._Element) -> None:
    bag = _schemas_bag(rdf)
    for entry in list(bag):
        uri = entry.find(f".//{{{xmp_packet.SCHEMA}}}namespaceURI")
        if uri is not None and (uri.text or "").strip() in _NAMESPACES:
            bag.remove(entry)
    bag.append(_fragment(fx_schema.SCHEMA_ENTRY))


def _schemas_bag(rdf: etree._Element) -> etree._Element:
    """Find the one bag of schemas, gathering those that a careless writer declared apart."""
    tag, bag_tag = f"{{{xmp_packet.EXTENSION}}}schemas", f"{{{xmp_packet.RDF}}}Bag"
    declared = [element for entry in xmp_packet.descriptions(rdf) for element in entry.iter(tag)]
    if not declared:
        description = xmp_packet.add_description(rdf, **_EXTENSION_PREFIXES)
        return etree.SubElement(etree.SubElement(description, tag), bag_tag)
    first = declared[0]
    bag = first.find(bag_tag)
    if bag is None:
        bag = etree.SubElement(first, bag_tag)
    for other in declared[1:]:
        for other_bag in other.iterchildren(bag_tag):
            bag.extend(list(other_bag))
        _detach(other)
    return bag


def _detach(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _fragment(text: str) -> etree._Element:
    prefixes = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items())
    return etree.fromstring(f"<fragment {prefixes}>{text}</fragment>")[0]
