"""What every writer of XML shares: escaping, numbers, and characters that XML forbids."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from support.einvoices import a_line, an_invoice
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.model import Item
from wochorus.einvoice.xml_text import encode, encode_parts, escape, escape_attribute, number

texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r&<>\"'")
)


@given(texts, texts)
def test_a_text_comes_back_from_an_element_and_from_an_attribute(content: str, value: str) -> None:
    document = f'<a b="{escape_attribute(value)}">{escape(content)}</a>'
    root = etree.fromstring(encode(document, None))
    assert (root.text or "") == content
    assert root.get("b") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_a_number_comes_back_without_an_exponent(value: Decimal) -> None:
    try:
        text = number(value)
    except InvalidInput:
        assert abs(value.adjusted()) > 40
        return
    assert "E" not in text
    assert Decimal(text) == value


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-Infinity", "1E+999999", "1E-999999"])
def test_what_no_invoice_can_count_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        number(Decimal(text))


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_forbidden_character_is_told_with_its_field(character: str) -> None:
    second = a_line(2, item=Item(name=f"Nettoyage{character}des vitres"))
    invoice = replace(an_invoice(), lines=(a_line(1), second))
    with pytest.raises(InvalidInput) as refusal:
        encode(f"<a>{escape(invoice.lines[1].item.name)}</a>", invoice)
    assert "lines[1].item.name" in refusal.value.what
    assert f"U+{ord(character):04X}" in refusal.value.what
    assert refusal.value.where == "Nettoyage\N{REPLACEMENT CHARACTER}des vitres"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_no_forbidden_character_passes_inside_an_attribute(character: str) -> None:
    note = a_line(1, unit=f"H{character}R")
    with pytest.raises(InvalidInput, match="unit"):
        encode_parts(("<a b=", escape_attribute(note.unit), "/>"), note)


@given(st.lists(texts))
def test_parts_give_the_same_bytes_as_the_whole(parts: list[str]) -> None:
    escaped = [escape(part) for part in parts]
    assert encode_parts(escaped, None) == encode("".join(escaped), None)
