"""The parties of foreign files."""

from __future__ import annotations

from support.cii_documents import BUYER, SELLER, invoice_in, read, told
from wochorus.einvoice.model import Address, Contact, Identifier


def test_identifiers_keep_their_schemes_and_those_without_come_first() -> None:
    more = """<ram:GlobalID schemeID="0009">21940068600018</ram:GlobalID><ram:ID>CLIENT-12</ram:ID>
        <ram:GlobalID schemeID="0224">SERVICE-7</ram:GlobalID>"""
    invoice = invoice_in(parties=SELLER.format("") + BUYER.format(more))
    assert invoice.buyer.identifiers == (
        Identifier("CLIENT-12"),
        Identifier("21940068600018", "0009"),
        Identifier("SERVICE-7", "0224"),
    )


def test_an_address_that_is_not_there_is_not_in_france() -> None:
    invoice = invoice_in()
    assert invoice.seller.address == invoice.buyer.address == Address(country=None)


def test_a_department_is_a_contact_when_no_person_is_named() -> None:
    contact = """<ram:DefinedTradeContact><ram:DepartmentName>Compta</ram:DepartmentName>
        </ram:DefinedTradeContact>"""
    invoice = invoice_in(parties=SELLER.format(contact) + BUYER.format(""))
    assert invoice.seller.contact == Contact(name="Compta")


def test_a_department_beside_a_person_is_told() -> None:
    contact = """<ram:DefinedTradeContact><ram:PersonName>Martin</ram:PersonName>
        <ram:DepartmentName>Compta</ram:DepartmentName></ram:DefinedTradeContact>"""
    reading = read(parties=SELLER.format(contact) + BUYER.format(""))
    assert reading.invoice is not None
    assert reading.invoice.seller.contact == Contact(name="Martin")
    assert told(reading) == [("WO-LECTURE-INCONNU", "DefinedTradeContact/DepartmentName")]


def tax_number(scheme: str, number: str) -> str:
    return (
        f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="{scheme}">{number}</ram:ID>'
        "</ram:SpecifiedTaxRegistration>"
    )


def test_a_seller_has_two_tax_numbers_and_a_buyer_one() -> None:
    both = tax_number("FC", "12/345") + tax_number("VA", "FR96552100554")
    reading = read(parties=SELLER.format(both) + BUYER.format(both))
    invoice = reading.invoice
    assert invoice is not None
    assert (invoice.seller.vat_identifier, invoice.seller.tax_registration) == (
        "FR96552100554",
        "12/345",
    )
    assert invoice.buyer.vat_identifier == "FR96552100554"
    assert told(reading) == [("WO-LECTURE-INCONNU", "SpecifiedTaxRegistration[1]/ID")]


def test_a_second_vat_number_is_told_as_repeated() -> None:
    both = tax_number("VA", "FR1") + tax_number("VA", "DE2")
    reading = read(parties=SELLER.format(both) + BUYER.format(""))
    assert reading.invoice is not None
    assert reading.invoice.seller.vat_identifier == "FR1"
    assert told(reading) == [("WO-LECTURE-REPETE", "SpecifiedTaxRegistration[2]/ID")]


def test_an_agent_a_representative_and_a_payee_that_say_nothing_are_not_there() -> None:
    reading = read(
        agreement="<ram:SalesAgentTradeParty/>",
        settlement="<ram:PayeeTradeParty><ram:ID>9</ram:ID></ram:PayeeTradeParty>",
    )
    assert reading.invoice is not None
    assert reading.invoice.seller_agent is None
    assert reading.invoice.payee is None
    assert told(reading) == [("WO-LECTURE-MANQUE", "PayeeTradeParty/Name")]


def test_parties_that_the_model_does_not_know_are_told_whole() -> None:
    reading = read(
        settlement="<ram:InvoiceeTradeParty><ram:Name>Autre</ram:Name></ram:InvoiceeTradeParty>"
    )
    (finding,) = reading.findings
    assert finding.path.endswith("/ram:InvoiceeTradeParty")
    assert "« Autre »" in finding.message
