"""Who sells, who buys, who is paid, who represents the seller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.vocabulary import CREDITOR_SCHEME, LOCAL_TAX
from wochorus.einvoice.ubl.writing.elements import identifier, text
from wochorus.einvoice.xml_text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.einvoice.model import (
        Address,
        Buyer,
        Contact,
        Identifier,
        Invoice,
        Payee,
        Seller,
        SellerAgent,
        TaxRepresentative,
    )


def parties(invoice: Invoice) -> str:
    """Write the parties; the creditor of a direct debit (BT-90) is an identifier of who is paid."""
    creditor = _creditor(invoice)
    seller_creditor = "" if invoice.payee is not None else creditor
    return (
        f"{_seller(invoice.seller, seller_creditor, invoice.seller_agent)}"
        f"{_buyer(invoice.buyer)}"
        f"{'' if invoice.payee is None else _payee(invoice.payee, creditor)}"
        f"{_tax_representative(invoice.tax_representative)}"
    )


def address(name: str, value: Address | None) -> str:
    """Write an address as ``cac:name``, or nothing when it says nothing."""
    if value is None:
        return ""
    country = value.country
    content = (
        f"{text('StreetName', value.line_1)}"
        f"{text('AdditionalStreetName', value.line_2)}"
        f"{text('CityName', value.city)}"
        f"{text('PostalZone', value.postcode)}"
        f"{text('CountrySubentity', value.subdivision)}"
        f"{'' if value.line_3 is None else _third_line(value.line_3)}"
        f"{'' if country is None else _country(country)}"
    )
    return f"<cac:{name}>{content}</cac:{name}>" if content else ""


def _third_line(line: str) -> str:
    return f"<cac:AddressLine><cbc:Line>{escape(line)}</cbc:Line></cac:AddressLine>"


def _country(code: str) -> str:
    return f"<cac:Country>{text('IdentificationCode', code)}</cac:Country>"


def _seller(seller: Seller, creditor: str, agent: SellerAgent | None) -> str:
    return (
        "<cac:AccountingSupplierParty><cac:Party>"
        f"{identifier('EndpointID', seller.electronic_address)}"
        f"{_identifications(seller.identifiers)}{creditor}"
        f"{_party_name(seller.trading_name)}"
        f"{address('PostalAddress', seller.address)}"
        f"{_tax_scheme(seller.vat_identifier)}"
        f"{_tax_scheme(seller.tax_registration, LOCAL_TAX)}"
        f"{_legal_entity(seller.name, seller.legal_registration, seller.legal_information)}"
        f"{_contact(seller.contact)}"
        f"{'' if agent is None else _agent(agent)}"
        "</cac:Party></cac:AccountingSupplierParty>"
    )


def _buyer(buyer: Buyer) -> str:
    return (
        "<cac:AccountingCustomerParty><cac:Party>"
        f"{identifier('EndpointID', buyer.electronic_address)}"
        f"{_identifications(buyer.identifiers)}"
        f"{_party_name(buyer.trading_name)}"
        f"{address('PostalAddress', buyer.address)}"
        f"{_tax_scheme(buyer.vat_identifier)}"
        f"{_legal_entity(buyer.name, buyer.legal_registration)}"
        f"{_contact(buyer.contact)}"
        "</cac:Party></cac:AccountingCustomerParty>"
    )


def _agent(agent: SellerAgent) -> str:
    return (
        "<cac:AgentParty>"
        f"{identifier('EndpointID', agent.electronic_address)}"
        f"{_identifications(agent.identifiers)}"
        f"{address('PostalAddress', agent.address)}"
        f"{_tax_scheme(agent.vat_identifier)}"
        f"{_legal_entity(agent.name, agent.legal_registration)}"
        "</cac:AgentParty>"
    )


def _payee(payee: Payee, creditor: str) -> str:
    own = () if payee.identifier is None else (payee.identifier,)
    return (
        f"<cac:PayeeParty>{_identifications(own)}{creditor}"
        f"{_party_name(payee.name)}"
        f"{_legal_entity(None, payee.legal_registration)}</cac:PayeeParty>"
    )


def _tax_representative(representative: TaxRepresentative | None) -> str:
    if representative is None:
        return ""
    return (
        f"<cac:TaxRepresentativeParty>{_party_name(representative.name)}"
        f"{address('PostalAddress', representative.address)}"
        f"{_tax_scheme(representative.vat_identifier)}</cac:TaxRepresentativeParty>"
    )


def _creditor(invoice: Invoice) -> str:
    debit = invoice.payment.direct_debit if invoice.payment is not None else None
    if debit is None or debit.creditor is None:
        return ""
    return (
        f'<cac:PartyIdentification><cbc:ID schemeID="{CREDITOR_SCHEME}">{escape(debit.creditor)}'
        "</cbc:ID></cac:PartyIdentification>"
    )


def _identifications(identifiers: Iterable[Identifier]) -> str:
    return "".join(
        f"<cac:PartyIdentification>{identifier('ID', entry)}</cac:PartyIdentification>"
        for entry in identifiers
    )


def _party_name(name: str | None) -> str:
    if name is None:
        return ""
    return f"<cac:PartyName><cbc:Name>{escape(name)}</cbc:Name></cac:PartyName>"


def _tax_scheme(number: str | None, tax: str = "VAT") -> str:
    if number is None:
        return ""
    return (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{escape(number)}</cbc:CompanyID>"
        f"<cac:TaxScheme><cbc:ID>{tax}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    )


def _legal_entity(
    name: str | None, registration: Identifier | None, legal_form: str | None = None
) -> str:
    content = (
        f"{text('RegistrationName', name)}{identifier('CompanyID', registration)}"
        f"{text('CompanyLegalForm', legal_form)}"
    )
    return f"<cac:PartyLegalEntity>{content}</cac:PartyLegalEntity>" if content else ""


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    content = (
        f"{text('Name', contact.name)}{text('Telephone', contact.telephone)}"
        f"{text('ElectronicMail', contact.email)}"
    )
    return f"<cac:Contact>{content}</cac:Contact>" if content else ""
