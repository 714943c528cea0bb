"""Where an element stands: its path in the prefixes that everyone knows.

A file may choose any prefix; official texts and people say ``ram:`` and ``cac:``. A step has a
number only when the element has brothers of its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

PREFIXES = {
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100": "rsm",
    "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100": "ram",
    "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100": "udt",
    "urn:un:unece:uncefact:data:standard:QualifiedDataType:100": "qdt",
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2": "ubl",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2": "cn",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2": "cac",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2": "cbc",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2": "ext",
}


class Places:
    """The paths of the elements of one document; brothers are counted once."""

    def __init__(self) -> None:
        self._steps: dict[_Element, dict[_Element, str]] = {}

    def path(self, element: _Element) -> str:
        """Return the XPath of an element: ``/rsm:CrossIndustryInvoice/…/ram:ID[2]``."""
        parent = element.getparent()
        if parent is None:
            return f"/{known_name(str(element.tag))}"
        if parent not in self._steps:
            self._steps[parent] = _steps_below(parent)
        return f"{self.path(parent)}/{self._steps[parent][element]}"


def known_name(tag: str) -> str:
    """Write ``{namespace}name`` with the usual prefix, or the name alone without one."""
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    prefix = PREFIXES.get(namespace)
    return f"{prefix}:{name}" if prefix else name


def _steps_below(parent: _Element) -> dict[_Element, str]:
    brothers: dict[str, list[_Element]] = {}
    for child in parent.iterchildren("*"):
        brothers.setdefault(str(child.tag), []).append(child)
    return {
        child: known_name(tag) + (f"[{place}]" if len(group) > 1 else "")
        for tag, group in brothers.items()
        for place, child in enumerate(group, start=1)
    }
