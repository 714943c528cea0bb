"""Files that are broken in any way: read as far as they go, never an exception."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from support.full_invoice import a_full_invoice
from wochorus.einvoice import cii

if TYPE_CHECKING:
    from collections.abc import Callable


def without(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def twice(element: etree._Element) -> None:
    element.addnext(copy.deepcopy(element))


def emptied(element: etree._Element) -> None:
    element.clear()


def garbled(element: etree._Element) -> None:
    element.text = "é\t1E3 <&>"


def renamed(element: etree._Element) -> None:
    element.tag = "{urn:other}Autre"


def commented(element: etree._Element) -> None:
    element.insert(0, etree.Comment("ici"))


def with_attribute(element: etree._Element) -> None:
    element.set("schemeID", "1")


BREAKAGES: tuple[Callable[[etree._Element], None], ...] = (
    *(without, twice, emptied, garbled, renamed, commented, with_attribute),
)


WRITTEN = cii.write(a_full_invoice())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(BREAKAGES)), min_size=1, max_size=6))
def test_a_broken_file_is_read_as_far_as_it_goes(
    breakages: list[tuple[int, Callable[[etree._Element], None]]],
) -> None:
    root = etree.fromstring(WRITTEN)
    for position, damage in breakages:
        elements = list(root.iterdescendants("{*}*"))
        if elements:
            damage(elements[position % len(elements)])
    reading = cii.read(root)
    assert reading.invoice is not None or reading.findings
    if reading.invoice is not None:
        again = cii.read(etree.fromstring(cii.write(reading.invoice)))
        assert again.invoice == reading.invoice or cii.not_carried(reading.invoice)
