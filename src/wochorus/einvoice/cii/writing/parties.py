"""The parties of the invoice, all of the type TradeParty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.elements import (
    group,
    identifier_element,
    text_element,
)
from wochorus.einvoice.xml_text import escape

if TYPE_CHECKING:
    from wochorus.einvoice.model import (
        Address,
        Buyer,
        Contact,
        Delivery,
        Identifier,
        Payee,
        Seller,
        SellerAgent,
        TaxRepresentative,
    )


def seller(party: Seller) -> str:
    """Write the seller (BG-4)."""
    return (
        "<ram:SellerTradeParty>"
        f"{_identifiers(party.identifiers)}"
        f"<ram:Name>{escape(party.name)}</ram:Name>"
        f"{text_element('Description', party.legal_information)}"
        f"{_organization(party.legal_registration, party.trading_name)}"
        f"{_contact(party.contact)}"
        f"{_address(party.address)}"
        f"{_electronic_address(party.electronic_address)}"
        f"{_tax_registration('VA', party.vat_identifier)}"
        f"{_tax_registration('FC', party.tax_registration)}"
        "</ram:SellerTradeParty>"
    )


def buyer(party: Buyer) -> str:
    """Write the buyer (BG-7)."""
    return (
        "<ram:BuyerTradeParty>"
        f"{_identifiers(party.identifiers)}"
        f"<ram:Name>{escape(party.name)}</ram:Name>"
        f"{_organization(party.legal_registration, party.trading_name)}"
        f"{_contact(party.contact)}"
        f"{_address(party.address)}"
        f"{_electronic_address(party.electronic_address)}"
        f"{_tax_registration('VA', party.vat_identifier)}"
        "</ram:BuyerTradeParty>"
    )


def seller_agent(party: SellerAgent | None) -> str:
    """Write who acts for the seller (EXT-FR-FE-BG-03)."""
    if party is None:
        return ""
    return (
        "<ram:SalesAgentTradeParty>"
        f"{_identifiers(party.identifiers)}"
        f"{text_element('Name', party.name)}"
        f"{_organization(party.legal_registration, None)}"
        f"{_address(party.address)}"
        f"{_electronic_address(party.electronic_address)}"
        f"{_tax_registration('VA', party.vat_identifier)}"
        "</ram:SalesAgentTradeParty>"
    )


def tax_representative(party: TaxRepresentative | None) -> str:
    """Write the seller's tax representative (BG-11)."""
    if party is None:
        return ""
    return (
        "<ram:SellerTaxRepresentativeTradeParty>"
        f"<ram:Name>{escape(party.name)}</ram:Name>"
        f"{_address(party.address)}"
        f"{_tax_registration('VA', party.vat_identifier)}"
        "</ram:SellerTaxRepresentativeTradeParty>"
    )


def payee(party: Payee | None) -> str:
    """Write who receives the payment (BG-10)."""
    if party is None:
        return ""
    identifiers = () if party.identifier is None else (party.identifier,)
    return (
        "<ram:PayeeTradeParty>"
        f"{_identifiers(identifiers)}"
        f"<ram:Name>{escape(party.name)}</ram:Name>"
        f"{_organization(party.legal_registration, None)}"
        "</ram:PayeeTradeParty>"
    )


def ship_to(delivery: Delivery) -> str:
    """Write where goods or services were delivered (BT-70, BT-71, BG-15)."""
    identifiers = () if delivery.location is None else (delivery.location,)
    return group(
        "ShipToTradeParty",
        f"{_identifiers(identifiers)}"
        f"{text_element('Name', delivery.name)}"
        f"{_address(delivery.address)}",
    )


def _identifiers(identifiers: tuple[Identifier, ...]) -> str:
    # The schema wants all identifiers without scheme before those with one.
    if not identifiers:
        return ""
    own = [identifier_element("ID", entry) for entry in identifiers if not entry.scheme]
    known = [identifier_element("GlobalID", entry) for entry in identifiers if entry.scheme]
    return "".join(own + known)


def _organization(registration: Identifier | None, trading_name: str | None) -> str:
    return group(
        "SpecifiedLegalOrganization",
        f"{identifier_element('ID', registration)}"
        f"{text_element('TradingBusinessName', trading_name)}",
    )


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    telephone = text_element("CompleteNumber", contact.telephone)
    email = text_element("URIID", contact.email)
    return group(
        "DefinedTradeContact",
        f"{text_element('PersonName', contact.name)}"
        f"{group('TelephoneUniversalCommunication', telephone)}"
        f"{group('EmailURIUniversalCommunication', email)}",
    )


def _address(address: Address | None) -> str:
    if address is None:
        return ""
    return group(
        "PostalTradeAddress",
        f"{text_element('PostcodeCode', address.postcode)}"
        f"{text_element('LineOne', address.line_1)}"
        f"{text_element('LineTwo', address.line_2)}"
        f"{text_element('LineThree', address.line_3)}"
        f"{text_element('CityName', address.city)}"
        f"{text_element('CountryID', address.country)}"
        f"{text_element('CountrySubDivisionName', address.subdivision)}",
    )


def _electronic_address(address: Identifier | None) -> str:
    return group("URIUniversalCommunication", identifier_element("URIID", address))


def _tax_registration(scheme: str, number: str | None) -> str:
    if not number:
        return ""
    return (
        f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="{scheme}">{escape(number)}</ram:ID>'
        "</ram:SpecifiedTaxRegistration>"
    )
