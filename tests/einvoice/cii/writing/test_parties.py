"""The parties."""

from __future__ import annotations

from datetime import date

from support.cii_documents import xml
from support.einvoices import a_cleaning_company, a_town_hall
from wochorus.einvoice.cii.writing.parties import (
    buyer,
    payee,
    seller,
    seller_agent,
    ship_to,
    tax_representative,
)
from wochorus.einvoice.model import (
    Address,
    Delivery,
    Identifier,
    Payee,
    SellerAgent,
    TaxRepresentative,
)


def test_a_seller_says_all_that_is_known_of_it_in_the_order_of_the_schema() -> None:
    party = a_cleaning_company(
        trading_name="Proprelux",
        tax_registration="FISCAL-1",
        electronic_address=Identifier("552100554", "0225"),
    )
    assert seller(party) == xml("""
        <ram:SellerTradeParty>
            <ram:GlobalID schemeID="0009">55210055400013</ram:GlobalID>
            <ram:Name>Proprelux SAS</ram:Name>
            <ram:Description>SAS au capital de 50 000 € – RCS Créteil 552 100 554</ram:Description>
            <ram:SpecifiedLegalOrganization>
                <ram:ID schemeID="0002">552100554</ram:ID>
                <ram:TradingBusinessName>Proprelux</ram:TradingBusinessName>
            </ram:SpecifiedLegalOrganization>
            <ram:DefinedTradeContact>
                <ram:PersonName>Service facturation</ram:PersonName>
                <ram:TelephoneUniversalCommunication>
                    <ram:CompleteNumber>+33 1 45 00 00 00</ram:CompleteNumber>
                </ram:TelephoneUniversalCommunication>
                <ram:EmailURIUniversalCommunication>
                    <ram:URIID>facturation@example.fr</ram:URIID>
                </ram:EmailURIUniversalCommunication>
            </ram:DefinedTradeContact>
            <ram:PostalTradeAddress>
                <ram:PostcodeCode>94100</ram:PostcodeCode>
                <ram:LineOne>12 rue des Lilas</ram:LineOne>
                <ram:CityName>Saint-Maur-des-Fossés</ram:CityName>
                <ram:CountryID>FR</ram:CountryID>
            </ram:PostalTradeAddress>
            <ram:URIUniversalCommunication>
                <ram:URIID schemeID="0225">552100554</ram:URIID>
            </ram:URIUniversalCommunication>
            <ram:SpecifiedTaxRegistration>
                <ram:ID schemeID="VA">FR96552100554</ram:ID>
            </ram:SpecifiedTaxRegistration>
            <ram:SpecifiedTaxRegistration>
                <ram:ID schemeID="FC">FISCAL-1</ram:ID>
            </ram:SpecifiedTaxRegistration>
        </ram:SellerTradeParty>
    """)


def test_a_public_buyer_is_named_by_its_siret_and_its_service() -> None:
    party = a_town_hall(
        identifiers=(
            Identifier("21940068600018", "0009"),
            Identifier("SERVICE-7", "0224"),
            Identifier("CLIENT-12"),
        ),
        legal_registration=None,
        address=Address(country=None),
    )
    assert buyer(party) == xml("""
        <ram:BuyerTradeParty>
            <ram:ID>CLIENT-12</ram:ID>
            <ram:GlobalID schemeID="0009">21940068600018</ram:GlobalID>
            <ram:GlobalID schemeID="0224">SERVICE-7</ram:GlobalID>
            <ram:Name>Commune de Saint-Maur-des-Fossés</ram:Name>
        </ram:BuyerTradeParty>
    """)


def test_an_address_has_its_postcode_first_and_its_region_last() -> None:
    address = Address(
        line_1="Bâtiment A",
        line_2="Étage 2",
        line_3="Porte 3",
        city="Paris",
        postcode="75012",
        subdivision="Île-de-France",
    )
    assert xml("""
        <ram:PostalTradeAddress>
            <ram:PostcodeCode>75012</ram:PostcodeCode>
            <ram:LineOne>Bâtiment A</ram:LineOne>
            <ram:LineTwo>Étage 2</ram:LineTwo>
            <ram:LineThree>Porte 3</ram:LineThree>
            <ram:CityName>Paris</ram:CityName>
            <ram:CountryID>FR</ram:CountryID>
            <ram:CountrySubDivisionName>Île-de-France</ram:CountrySubDivisionName>
        </ram:PostalTradeAddress>
    """) in buyer(a_town_hall(address=address))


def test_an_agent_may_be_a_number_alone() -> None:
    agent = SellerAgent(legal_registration=Identifier("130012024", "0002"))
    assert seller_agent(agent) == xml("""
        <ram:SalesAgentTradeParty>
            <ram:SpecifiedLegalOrganization>
                <ram:ID schemeID="0002">130012024</ram:ID>
            </ram:SpecifiedLegalOrganization>
        </ram:SalesAgentTradeParty>
    """)
    assert seller_agent(None) == ""


def test_a_tax_representative_has_a_vat_number() -> None:
    representative = TaxRepresentative(
        name="Fisc & Cie", vat_identifier="FR00123456789", address=Address(country="BE")
    )
    assert tax_representative(representative) == xml("""
        <ram:SellerTaxRepresentativeTradeParty>
            <ram:Name>Fisc &amp; Cie</ram:Name>
            <ram:PostalTradeAddress><ram:CountryID>BE</ram:CountryID></ram:PostalTradeAddress>
            <ram:SpecifiedTaxRegistration>
                <ram:ID schemeID="VA">FR00123456789</ram:ID>
            </ram:SpecifiedTaxRegistration>
        </ram:SellerTaxRepresentativeTradeParty>
    """)
    assert tax_representative(None) == ""


def test_a_factor_is_paid_under_its_own_identifiers() -> None:
    factor = Payee(
        name="Affactureur SA",
        identifier=Identifier("COMPTE-9"),
        legal_registration=Identifier("300000007", "0002"),
    )
    assert payee(factor) == xml("""
        <ram:PayeeTradeParty>
            <ram:ID>COMPTE-9</ram:ID>
            <ram:Name>Affactureur SA</ram:Name>
            <ram:SpecifiedLegalOrganization>
                <ram:ID schemeID="0002">300000007</ram:ID>
            </ram:SpecifiedLegalOrganization>
        </ram:PayeeTradeParty>
    """)
    assert payee(None) == ""


def test_a_place_of_delivery_has_an_identifier_a_name_and_an_address() -> None:
    place = Delivery(
        name="École Jules-Ferry",
        location=Identifier("3016570001007", "0088"),
        address=Address(city="Créteil"),
    )
    assert ship_to(place) == xml("""
        <ram:ShipToTradeParty>
            <ram:GlobalID schemeID="0088">3016570001007</ram:GlobalID>
            <ram:Name>École Jules-Ferry</ram:Name>
            <ram:PostalTradeAddress>
                <ram:CityName>Créteil</ram:CityName>
                <ram:CountryID>FR</ram:CountryID>
            </ram:PostalTradeAddress>
        </ram:ShipToTradeParty>
    """)
    assert ship_to(Delivery(actual_date=date(2026, 10, 31))) == ""
