"""Parties typed by others."""

from __future__ import annotations

from support.ubl_documents import BUYER, SELLER, invoice_in, read
from wochorus.einvoice.dialects import siret_of
from wochorus.einvoice.model import Contact, Identifier


def seller_with(content: str) -> str:
    return SELLER.replace("<cac:PartyLegalEntity>", f"{content}<cac:PartyLegalEntity>") + BUYER


def test_a_name_alone_is_the_legal_name() -> None:
    party = "<cac:Party><cac:PartyName><cbc:Name>Dupont</cbc:Name></cac:PartyName></cac:Party>"
    seller = f"<cac:AccountingSupplierParty>{party}</cac:AccountingSupplierParty>"
    invoice = invoice_in(parties=seller + BUYER)
    assert (invoice.seller.name, invoice.seller.trading_name) == ("Dupont", None)


def test_the_siret_of_the_historical_circuit_is_known_by_its_scheme_name() -> None:
    identification = (
        '<cac:PartyIdentification><cbc:ID schemeName="1">55210055400013</cbc:ID>'
        "</cac:PartyIdentification>"
    )
    invoice = invoice_in(parties=seller_with(identification))
    assert invoice.seller.identifiers == (Identifier("55210055400013", "0009"),)
    assert siret_of(invoice.seller) == "55210055400013"


def test_a_tax_that_is_not_vat_gives_the_local_registration() -> None:
    tax = (
        "<cac:PartyTaxScheme><cbc:CompanyID>{}</cbc:CompanyID><cac:TaxScheme><cbc:{}>{}</cbc:{}>"
        "</cac:TaxScheme></cac:PartyTaxScheme>"
    )
    schemes = tax.format("L-1", "ID", "FC", "ID") + tax.format("FR1", "ID", "vat", "ID")
    seller = invoice_in(parties=seller_with(schemes)).seller
    assert (seller.vat_identifier, seller.tax_registration) == ("FR1", "L-1")
    historical = tax.format("FR2", "TaxTypeCode", "TVA DEBIT", "TaxTypeCode")
    assert invoice_in(parties=seller_with(historical)).seller.vat_identifier == "FR2"


def test_a_second_number_of_the_same_tax_is_told() -> None:
    vat = (
        "<cac:PartyTaxScheme><cbc:CompanyID>{}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>"
        "</cac:TaxScheme></cac:PartyTaxScheme>"
    )
    reading = read(parties=seller_with(vat.format("FR1") + vat.format("FR2")))
    assert reading.invoice is not None
    assert reading.invoice.seller.vat_identifier == "FR1"
    (told,) = reading.findings
    assert told.rule == "WO-LECTURE-REPETE"
    assert "FR2" in told.message


def test_what_an_address_says_beyond_the_standard_is_told() -> None:
    address = (
        "<cac:PostalAddress><cbc:Postbox>BP 12</cbc:Postbox><cbc:CityName>Paris</cbc:CityName>"
        "<cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>"
        "</cac:PostalAddress>"
    )
    reading = read(parties=seller_with(address))
    assert reading.invoice is not None
    assert reading.invoice.seller.address.city == "Paris"
    (told,) = reading.findings
    assert told.path.endswith("cac:PostalAddress/cbc:Postbox")


def test_an_empty_contact_is_none() -> None:
    contact = "<cac:Contact><cbc:Name> </cbc:Name></cac:Contact>"
    assert invoice_in(parties=seller_with(contact)).seller.contact is None
    contact = "<cac:Contact><cbc:Telephone>01</cbc:Telephone></cac:Contact>"
    assert invoice_in(parties=seller_with(contact)).seller.contact == Contact(telephone="01")


def test_the_creditor_is_found_in_any_case_and_told_when_there_are_two() -> None:
    sepa = '<cac:PartyIdentification><cbc:ID schemeID="{}">{}</cbc:ID></cac:PartyIdentification>'
    means = "<cac:PaymentMeans><cbc:PaymentMeansCode>59</cbc:PaymentMeansCode></cac:PaymentMeans>"
    two = sepa.format("sepa", "FR1ZZZ") + sepa.format("SEPA", "FR2ZZZ")
    invoice = invoice_in(means, parties=seller_with(two))
    assert invoice.payment is not None
    assert invoice.payment.direct_debit is not None
    assert invoice.payment.direct_debit.creditor == "FR1ZZZ"
    assert invoice.seller.identifiers == (Identifier("FR2ZZZ", "SEPA"),)


def test_a_payee_without_a_name_is_told_and_left_out() -> None:
    payee = (
        "<cac:PayeeParty><cac:PartyIdentification><cbc:ID>1</cbc:ID></cac:PartyIdentification>"
        "</cac:PayeeParty>"
    )
    reading = read(payee)
    assert reading.invoice is not None
    assert reading.invoice.payee is None
    assert [finding.term for finding in reading.findings] == ["BT-59"]


def test_a_representative_without_vat_number_is_told_and_left_out() -> None:
    reading = read(
        "<cac:TaxRepresentativeParty><cac:PartyName><cbc:Name>X</cbc:Name></cac:PartyName>"
        "</cac:TaxRepresentativeParty>"
    )
    assert reading.invoice is not None
    assert reading.invoice.tax_representative is None
    assert [finding.term for finding in reading.findings] == ["BT-63"]
