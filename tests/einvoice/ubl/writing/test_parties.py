"""Who sells, who buys, who is paid, who represents the seller."""

from __future__ import annotations

from support.einvoices import a_cleaning_company, a_town_hall, an_invoice
from support.ubl_documents import names, texts, written
from wochorus.einvoice.model import (
    Address,
    Contact,
    DirectDebit,
    Identifier,
    Payee,
    PaymentInstructions,
    SellerAgent,
    TaxRepresentative,
)

SELLER = "cac:AccountingSupplierParty/cac:Party"
BUYER = "cac:AccountingCustomerParty/cac:Party"
PAYMENT = PaymentInstructions(means_code="59", direct_debit=DirectDebit(creditor="FR12ZZZ1"))


def test_the_seller_stands_in_the_order_of_the_schema() -> None:
    seller = a_cleaning_company(
        trading_name="Proprelux",
        electronic_address=Identifier("552100554", "0225"),
        tax_registration="L-77",
    )
    (party,) = written(an_invoice(seller=seller)).iterfind("{*}AccountingSupplierParty/{*}Party")
    assert names(party) == [
        "EndpointID",
        "PartyIdentification",
        "PartyName",
        "PostalAddress",
        "PartyTaxScheme",
        "PartyTaxScheme",
        "PartyLegalEntity",
        "Contact",
    ]
    assert texts(party, "cac:PartyTaxScheme/cbc:CompanyID") == ["FR96552100554", "L-77"]
    assert texts(party, "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID") == ["VAT", "LOC"]
    assert texts(party, "cac:PartyLegalEntity/*") == [
        "Proprelux SAS",
        "552100554",
        "SAS au capital de 50 000 € – RCS Créteil 552 100 554",
    ]


def test_a_public_buyer_is_named_by_its_siret_and_its_service() -> None:
    identifiers = (Identifier("21940068600018", "0009"), Identifier("COMPTA", "0224"))
    root = written(an_invoice(buyer=a_town_hall(identifiers=identifiers)))
    ids = f"{BUYER}/cac:PartyIdentification/cbc:ID"
    assert texts(root, ids) == ["21940068600018", "COMPTA"]
    assert texts(root, f"{ids}/@schemeID") == ["0009", "0224"]


def test_an_address_has_three_lines_and_its_country_last() -> None:
    address = Address(
        line_1="a", line_2="b", line_3="c", city="d", postcode="e", subdivision="f", country="GP"
    )
    root = written(an_invoice(buyer=a_town_hall(address=address)))
    assert texts(root, f"{BUYER}/cac:PostalAddress//*[not(*)]") == [*list("abdefc"), "GP"]


def test_what_says_nothing_is_not_written() -> None:
    buyer = a_town_hall(address=Address(country=None), contact=Contact())
    (party,) = written(an_invoice(buyer=buyer)).iterfind("{*}AccountingCustomerParty/{*}Party")
    assert names(party) == ["PartyIdentification", "PartyLegalEntity"]


def test_the_agent_of_the_seller_is_a_party_inside_the_seller() -> None:
    agent = SellerAgent(
        name="Bâti Général",
        identifiers=(Identifier("55210055400013", "0009"),),
        legal_registration=Identifier("552100554", "0002"),
        vat_identifier="FR96552100554",
        electronic_address=Identifier("552100554", "0225"),
        address=Address(city="Paris"),
    )
    root = written(an_invoice(seller_agent=agent))
    (party,) = root.iterfind("{*}AccountingSupplierParty/{*}Party/{*}AgentParty")
    assert names(party) == [
        "EndpointID",
        "PartyIdentification",
        "PostalAddress",
        "PartyTaxScheme",
        "PartyLegalEntity",
    ]
    assert texts(party, "cac:PartyLegalEntity/cbc:RegistrationName") == ["Bâti Général"]


def test_the_creditor_of_a_direct_debit_is_an_identifier_of_who_is_paid() -> None:
    creditor = "cac:PartyIdentification/cbc:ID[@schemeID='SEPA']"
    alone = written(an_invoice(payment=PAYMENT))
    assert texts(alone, f"{SELLER}/{creditor}") == ["FR12ZZZ1"]
    factored = written(an_invoice(payment=PAYMENT, payee=Payee(name="Affactureur")))
    assert texts(factored, f"{SELLER}/{creditor}") == []
    assert texts(factored, f"cac:PayeeParty/{creditor}") == ["FR12ZZZ1"]


def test_payee_and_tax_representative_are_known_by_name() -> None:
    root = written(
        an_invoice(
            payee=Payee(name="Affactureur", legal_registration=Identifier("1", "0002")),
            tax_representative=TaxRepresentative(name="Fisc & Co", vat_identifier="FR1"),
        )
    )
    assert texts(root, "cac:PayeeParty//*[not(*)]") == ["Affactureur", "1"]
    assert texts(root, "cac:TaxRepresentativeParty//*[not(*)]") == ["Fisc & Co", "FR", "FR1", "VAT"]
