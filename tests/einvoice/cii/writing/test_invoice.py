"""The whole document: its frame, its bytes, what it refuses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from support.einvoices import a_cleaning_company, a_line, a_whole_invoice, an_invoice
from wochorus.core.errors import InvalidInput
from wochorus.einvoice import cii
from wochorus.einvoice.model import Note, PrecedingInvoice


def test_the_sections_follow_one_another_under_one_root() -> None:
    root = etree.fromstring(cii.write(a_whole_invoice(lines=2)))
    assert etree.QName(root).localname == "CrossIndustryInvoice"
    assert [etree.QName(child).localname for child in root] == [
        "ExchangedDocumentContext",
        "ExchangedDocument",
        "SupplyChainTradeTransaction",
    ]
    assert [etree.QName(child).localname for child in root[2]] == [
        "IncludedSupplyChainTradeLineItem",
        "IncludedSupplyChainTradeLineItem",
        "ApplicableHeaderTradeAgreement",
        "ApplicableHeaderTradeDelivery",
        "ApplicableHeaderTradeSettlement",
    ]


def test_the_document_is_utf_8_and_says_so_without_space_between_elements() -> None:
    written = cii.write(an_invoice(payment_terms="30 jours à réception – 0 €"))
    declaration, body = written.split(b"\n", 1)
    assert declaration == b"<?xml version='1.0' encoding='UTF-8'?>"
    assert "30 jours à réception – 0 €".encode() in body
    assert b"> <" not in body
    assert b"\n" not in body


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert cii.write(a_whole_invoice(lines=3)) == cii.write(a_whole_invoice(lines=3))


def test_what_xml_reserves_is_escaped_and_a_carriage_return_survives() -> None:
    written = cii.write(an_invoice(notes=(Note("a < b & c > d\r\nfin"),)))
    assert b"a &lt; b &amp; c &gt; d&#13;\nfin" in written


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud800", "\uffff"])
def test_a_character_that_xml_forbids_is_refused_with_the_name_of_its_field(
    character: str,
) -> None:
    seller = a_cleaning_company(name=f"Propre{character}lux")
    with pytest.raises(InvalidInput, match=r"seller\.name"):
        cii.write(an_invoice(seller=seller))


def test_a_quantity_that_is_no_number_is_refused() -> None:
    invoice = replace(an_invoice(), lines=(a_line(1, quantity=Decimal("NaN")),))
    with pytest.raises(InvalidInput, match="NaN"):
        cii.write(invoice)


def test_the_versions_differ_by_the_number_of_earlier_invoices_alone() -> None:
    one = an_invoice(preceding_invoices=(PrecedingInvoice(number="FA-31"),))
    assert cii.write(one, version="D16B") == cii.write(one, version="D22B")
    two = an_invoice(preceding_invoices=(*one.preceding_invoices, PrecedingInvoice(number="FA-32")))
    assert cii.write(two, version="D16B") == cii.write(one, version="D16B")
    assert cii.write(two) != cii.write(one)
