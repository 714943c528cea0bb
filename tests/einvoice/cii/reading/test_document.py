"""The document as a whole: what it must have, what is left over, what is assumed."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from support.cii_documents import BUYER, HEADER, SELLER, document, invoice_in, line, read, told
from wochorus.einvoice import cii
from wochorus.einvoice.findings import Layer, Severity
from wochorus.einvoice.model import Note, OperationCategory


def test_number_date_type_currency_and_parties_make_an_invoice() -> None:
    invoice = invoice_in()
    assert (invoice.number, invoice.issue_date, invoice.type_code) == (
        "FA-1",
        date(2026, 10, 31),
        "380",
    )
    assert (invoice.seller.name, invoice.buyer.name, invoice.currency) == (
        "Proprelux",
        "Mairie",
        "EUR",
    )
    assert invoice.lines == ()
    assert invoice.totals is None
    assert invoice.payment is None


@pytest.mark.parametrize(
    ("sections", "term"),
    [
        ({"header": HEADER.format("").replace("<ram:ID>FA-1</ram:ID>", "")}, "BT-1"),
        (
            {"header": "<rsm:ExchangedDocument><ram:ID>FA-1</ram:ID></rsm:ExchangedDocument>"},
            "BT-2",
        ),
        ({"header": HEADER.format("").replace("20261031", "20261345")}, "BT-2"),
        ({"parties": BUYER.format("")}, "BG-4"),
        ({"parties": SELLER.format("")}, "BG-7"),
        ({"parties": SELLER.format("") + "<ram:BuyerTradeParty/>"}, "BT-44"),
    ],
)
def test_without_what_every_invoice_has_there_is_none_and_the_lack_is_told(
    sections: dict[str, str], term: str
) -> None:
    reading = read(**sections)
    assert reading.invoice is None
    assert term in {finding.term for finding in reading.findings}
    assert all(finding.layer is Layer.READING for finding in reading.findings)


def test_a_file_of_another_format_is_no_cross_industry_invoice() -> None:
    reading = cii.read(etree.fromstring("<Invoice/>"))
    assert reading.invoice is None
    (finding,) = reading.findings
    assert "n'est pas une facture CII" in finding.message
    assert finding.severity is Severity.ERROR


def test_a_document_of_one_element_is_read_to_its_end() -> None:
    root = document()
    for child in root:
        root.remove(child)
    reading = cii.read(root)
    assert reading.invoice is None
    assert {finding.term for finding in reading.findings} == {"BT-1", "BT-2", "BG-4", "BG-7"}


def test_content_without_a_place_is_told_once_with_the_number_of_times() -> None:
    product = """<ram:Name>Savon</ram:Name><ram:BrandName>Marseille</ram:BrandName>"""
    reading = read(lines=line(product=product) * 3)
    (finding,) = reading.findings
    assert finding.severity is Severity.WARNING
    assert finding.path == (
        "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
        "/ram:IncludedSupplyChainTradeLineItem[1]/ram:SpecifiedTradeProduct/ram:BrandName"
    )
    assert "« ram:BrandName »" in finding.message
    assert "« Marseille »" in finding.message
    assert "(3 fois)" in finding.message


def test_an_attribute_without_a_place_is_told() -> None:
    header = HEADER.format(
        '<ram:IncludedNote><ram:Content languageID="fr">N</ram:Content></ram:IncludedNote>'
    )
    reading = read(header=header)
    assert told(reading) == [("WO-LECTURE-ATTRIBUT", "Content/@languageID")]
    assert reading.invoice is not None
    assert reading.invoice.notes == (Note("N"),)


def test_comments_are_no_content_and_do_not_cut_a_text() -> None:
    header = HEADER.format(
        "<!-- début --><ram:IncludedNote><ram:Content>un<!-- et -->deux"
        "</ram:Content></ram:IncludedNote>"
    )
    assert invoice_in(header=header).notes == (Note("undeux"),)


def test_spaces_around_a_text_and_empty_elements_say_nothing() -> None:
    agreement = """<ram:BuyerReference>
        SERVICE-7
    </ram:BuyerReference><ram:ContractReferencedDocument><ram:IssuerAssignedID/>
    </ram:ContractReferencedDocument>"""
    invoice = invoice_in(agreement=agreement)
    assert invoice.buyer_reference == "SERVICE-7"
    assert invoice.contract_reference is None


@pytest.mark.parametrize(
    ("frame", "category"),
    [
        ("S1", OperationCategory.SERVICES),
        ("B4", OperationCategory.GOODS),
        ("M2", OperationCategory.MIXED),
        ("A1", None),
        ("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", None),
    ],
)
def test_a_frame_of_the_reform_tells_the_category_of_the_operation(
    frame: str, category: OperationCategory | None
) -> None:
    context = f"""<ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>{frame}</ram:ID>
        </ram:BusinessProcessSpecifiedDocumentContextParameter>"""
    invoice = invoice_in(context=context)
    assert (invoice.business_process, invoice.operation_category) == (frame, category)


def test_an_invoice_without_type_is_taken_for_an_ordinary_one_and_that_is_told() -> None:
    header = HEADER.format("").replace("<ram:TypeCode>380</ram:TypeCode>", "")
    reading = read(header=header)
    assert reading.invoice is not None
    assert reading.invoice.type_code == "380"
    assert told(reading) == [("WO-LECTURE-DEFAUT", "ExchangedDocument/TypeCode")]


def test_namespaces_that_are_not_those_of_cii_are_told_not_mixed_up() -> None:
    header = HEADER.format(
        '<x:IncludedNote xmlns:x="urn:other"><x:Content>N</x:Content></x:IncludedNote>'
    )
    reading = read(header=header)
    assert reading.invoice is not None
    assert reading.invoice.notes == ()
    assert [finding.rule for finding in reading.findings] == ["WO-LECTURE-INCONNU"]
