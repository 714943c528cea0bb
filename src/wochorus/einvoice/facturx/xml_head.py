"""The first lines of an XML invoice: enough to know what it is, without reading it all."""

from __future__ import annotations

import io
from dataclasses import dataclass

from lxml import etree

_INVOICE_ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument"})
_GUIDELINE = "GuidelineSpecifiedDocumentContextParameter"
_PROFILE_BEFORE = "SupplyChainTradeTransaction"


@dataclass(frozen=True, slots=True)
class XmlHead:
    """The root element of a document and its specification identifier (BT-24), if any."""

    root: str
    specification: str

    @property
    def is_cii(self) -> bool:
        return self.root in _INVOICE_ROOTS


def read_head(content: bytes) -> XmlHead | None:
    """Read the head of ``content``, or ``None`` when it is no well-formed XML so far."""
    root, specification = "", ""
    try:
        for event, element in _events(content):
            name = etree.QName(element).localname
            root = root or name
            if event == "end" and name == _GUIDELINE:
                specification = _identifier(element)
            if specification or name == _PROFILE_BEFORE:
                break
    except (etree.XMLSyntaxError, ValueError):
        return XmlHead(root, specification) if specification else None
    return XmlHead(root, specification) if root else None


def _events(content: bytes) -> etree.iterparse[tuple[str, etree._Element]]:
    return etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _identifier(element: etree._Element) -> str:
    identifier = next((child for child in element if str(child.tag).endswith("}ID")), None)
    return "" if identifier is None else (identifier.text or "").strip()
