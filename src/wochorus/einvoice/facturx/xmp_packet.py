"""An XMP packet as a tree: parsed with nothing followed outside it, searched by property."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
PDF = "http://ns.adobe.com/pdf/1.3/"
PDFAID = "http://www.aiim.org/pdfa/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
_X = "adobe:ns:meta/"

_OPENING = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()
_CLOSING = b'<?xpacket end="w"?>'

LI = f"{{{RDF}}}li"
DESCRIPTION = f"{{{RDF}}}Description"
_CONTAINERS = frozenset(f"{{{RDF}}}{kind}" for kind in ("Alt", "Bag", "Seq"))


def parse(content: bytes) -> etree._Element | None:
    """Return the ``rdf:RDF`` of a packet, or ``None`` when there is none to be read."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content.strip(b"\0 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        return None
    return root if root.tag == f"{{{RDF}}}RDF" else root.find(f".//{{{RDF}}}RDF")


def blank() -> etree._Element:
    """Make an empty ``rdf:RDF``."""
    return etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF})


def serialise(rdf: etree._Element) -> bytes:
    """Write the packet around ``rdf``."""
    wrapper = etree.Element(f"{{{_X}}}xmpmeta", nsmap={"x": _X})
    wrapper.append(rdf)
    body = etree.tostring(wrapper, encoding="utf-8")
    return b"\n".join((_OPENING, body, _CLOSING))


def descriptions(rdf: etree._Element) -> list[etree._Element]:
    """List the ``rdf:Description`` elements of the packet."""
    return list(rdf.iterchildren(DESCRIPTION))


def about(rdf: etree._Element) -> str:
    """Return what the descriptions are about: all of a packet must say the same."""
    return next((entry.get(f"{{{RDF}}}about", "") for entry in descriptions(rdf)), "")


def values(rdf: etree._Element, namespace: str, name: str) -> list[str]:
    """Return the values of a property, written as an attribute or as an element."""
    tag = f"{{{namespace}}}{name}"
    return list(_values(rdf, tag))


def value(rdf: etree._Element, namespace: str, name: str) -> str:
    """Return the first value of a property, empty when there is none."""
    return next(iter(values(rdf, namespace, name)), "")


def _values(rdf: etree._Element, tag: str) -> Iterator[str]:
    for description in descriptions(rdf):
        attribute = description.get(tag)
        if attribute is not None:
            yield attribute.strip()
        for element in description.iterchildren(tag):
            entries = list(element.iter(LI)) if _is_list(element) else [element]
            for entry in entries:
                yield (entry.text or "").strip()


def _is_list(element: etree._Element) -> bool:
    return len(element) > 0 and element[0].tag in _CONTAINERS


def remove(rdf: etree._Element, namespace: str, name: str) -> None:
    """Remove a property wherever it stands."""
    tag = f"{{{namespace}}}{name}"
    for description in descriptions(rdf):
        description.attrib.pop(tag, None)
        for element in list(description.iterchildren(tag)):
            description.remove(element)


def remove_namespace(rdf: etree._Element, namespace: str) -> None:
    """Remove all properties of a namespace, and the descriptions that are left without any."""
    for description in descriptions(rdf):
        _strip(description, f"{{{namespace}}}")
        if len(description) == 0 and set(description.attrib) <= {f"{{{RDF}}}about"}:
            rdf.remove(description)


def _strip(description: etree._Element, prefix: str) -> None:
    for attribute in [str(key) for key in description.attrib]:
        if attribute.startswith(prefix):
            del description.attrib[attribute]
    for element in list(description):
        if str(element.tag).startswith(prefix):
            description.remove(element)


def add_description(rdf: etree._Element, **prefixes: str) -> etree._Element:
    """Add an empty description that declares ``prefixes``."""
    description = etree.SubElement(rdf, DESCRIPTION, nsmap=prefixes)
    description.set(f"{{{RDF}}}about", about(rdf))
    return description
