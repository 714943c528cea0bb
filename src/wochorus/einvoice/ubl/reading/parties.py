"""Who sells, who buys, who is paid, who represents the seller."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wochorus.einvoice.model import (
    Buyer,
    Contact,
    DirectDebit,
    Identifier,
    Payee,
    PaymentInstructions,
    Seller,
    SellerAgent,
    TaxRepresentative,
)
from wochorus.einvoice.ubl.reading.elements import (
    NOWHERE,
    identifier_of,
    read_address,
    read_identifier,
)
from wochorus.einvoice.ubl.vocabulary import CREDITOR_SCHEME

if TYPE_CHECKING:
    from wochorus.einvoice.xml_reading import Node


@dataclass(frozen=True, slots=True)
class Parties:
    """All parties, and the payment with the creditor that was found among them."""

    seller: Seller
    buyer: Buyer
    seller_agent: SellerAgent | None
    payee: Payee | None
    tax_representative: TaxRepresentative | None
    payment: PaymentInstructions | None


def read_parties(document: Node, payment: PaymentInstructions | None) -> Parties | None:
    """Take the parties; ``None`` when there is no seller or no buyer.

    The creditor of a direct debit (BT-90) is an identifier of scheme SEPA of the payee or the
    seller; on an invoice without payment instructions it stays an identifier of the party.
    """
    seller_party = _party(document, "cac:AccountingSupplierParty", "BG-4")
    buyer_party = _party(document, "cac:AccountingCustomerParty", "BG-7")
    agent_party = None if seller_party is None else seller_party.child("cac:AgentParty")
    seller = None if seller_party is None else _read_seller(seller_party)
    buyer = None if buyer_party is None else _read_buyer(buyer_party)
    payee, payee_creditor = _read_payee(document.child("cac:PayeeParty"), payment)
    representative = _read_tax_representative(document.child("cac:TaxRepresentativeParty"))
    if seller is None or buyer is None:
        return None
    if payment is not None and payee_creditor is None:
        seller, payee_creditor = _without_creditor(seller)
    return Parties(
        seller=seller,
        buyer=buyer,
        seller_agent=None if agent_party is None else _read_agent(agent_party),
        payee=payee,
        tax_representative=representative,
        payment=_with_creditor(payment, payee_creditor),
    )


def _party(document: Node, name: str, term: str) -> Node | None:
    group = document.child(name)
    party = None if group is None else group.child("cac:Party")
    if party is None:
        document.missing(name, term)
    return party


def _read_seller(party: Node) -> Seller | None:
    vat, local = _tax_numbers(party, has_local=True)
    legal = party.child("cac:PartyLegalEntity")
    name, trading_name = _names(party, legal)
    if name is None:
        party.missing("cac:PartyLegalEntity/cbc:RegistrationName", "BT-27")
        return None
    return Seller(
        name=name,
        trading_name=trading_name,
        identifiers=_identifiers(party),
        legal_registration=_registration(legal),
        vat_identifier=vat,
        tax_registration=local,
        legal_information=None if legal is None else legal.text("cbc:CompanyLegalForm"),
        electronic_address=read_identifier(party, "cbc:EndpointID"),
        address=read_address(party, "cac:PostalAddress") or NOWHERE,
        contact=_contact(party),
    )


def _read_buyer(party: Node) -> Buyer | None:
    vat, _ = _tax_numbers(party)
    legal = party.child("cac:PartyLegalEntity")
    name, trading_name = _names(party, legal)
    if name is None:
        party.missing("cac:PartyLegalEntity/cbc:RegistrationName", "BT-44")
        return None
    return Buyer(
        name=name,
        trading_name=trading_name,
        identifiers=_identifiers(party),
        legal_registration=_registration(legal),
        vat_identifier=vat,
        electronic_address=read_identifier(party, "cbc:EndpointID"),
        address=read_address(party, "cac:PostalAddress") or NOWHERE,
        contact=_contact(party),
    )


def _read_agent(party: Node) -> SellerAgent | None:
    vat, _ = _tax_numbers(party)
    legal = party.child("cac:PartyLegalEntity")
    agent = SellerAgent(
        name=None if legal is None else legal.text("cbc:RegistrationName"),
        identifiers=_identifiers(party),
        legal_registration=_registration(legal),
        vat_identifier=vat,
        electronic_address=read_identifier(party, "cbc:EndpointID"),
        address=read_address(party, "cac:PostalAddress"),
    )
    return None if agent == SellerAgent() else agent


def _read_payee(
    party: Node | None, payment: PaymentInstructions | None
) -> tuple[Payee | None, str | None]:
    if party is None:
        return None, None
    name = _party_name(party)
    legal = party.child("cac:PartyLegalEntity")
    own, creditor = _payee_identifier(party, payment)
    if name is None:
        party.missing("cac:PartyName/cbc:Name", "BT-59")
        return None, creditor
    return Payee(name=name, identifier=own, legal_registration=_registration(legal)), creditor


def _payee_identifier(
    party: Node, payment: PaymentInstructions | None
) -> tuple[Identifier | None, str | None]:
    own: Identifier | None = None
    creditor: str | None = None
    for group in party.children("cac:PartyIdentification"):
        element = group.take("cbc:ID")
        found = None if element is None else identifier_of(group, element)
        if element is None or found is None:
            continue
        if payment is not None and creditor is None and _is_creditor(found):
            creditor = found.value
        elif own is None:
            own = found
        else:
            party.log.unread(element, repeated=True)
    return own, creditor


def _read_tax_representative(party: Node | None) -> TaxRepresentative | None:
    if party is None:
        return None
    vat, _ = _tax_numbers(party)
    name = _party_name(party)
    address = read_address(party, "cac:PostalAddress") or NOWHERE
    if name is None:
        party.missing("cac:PartyName/cbc:Name", "BT-62")
    if vat is None:
        party.missing("cac:PartyTaxScheme/cbc:CompanyID", "BT-63")
    if name is None or vat is None:
        return None
    return TaxRepresentative(name=name, vat_identifier=vat, address=address)


def _is_creditor(identifier: Identifier) -> bool:
    return (identifier.scheme or "").upper() == CREDITOR_SCHEME


def _without_creditor(seller: Seller) -> tuple[Seller, str | None]:
    creditor = next(filter(_is_creditor, seller.identifiers), None)
    if creditor is None:
        return seller, None
    others = tuple(entry for entry in seller.identifiers if entry is not creditor)
    return replace(seller, identifiers=others), creditor.value


def _with_creditor(
    payment: PaymentInstructions | None, creditor: str | None
) -> PaymentInstructions | None:
    if payment is None or creditor is None:
        return payment
    debit = payment.direct_debit or DirectDebit()
    return replace(payment, direct_debit=replace(debit, creditor=creditor))


def _party_name(party: Node) -> str | None:
    group = party.child("cac:PartyName")
    return None if group is None else group.text("cbc:Name")


def _names(party: Node, legal: Node | None) -> tuple[str | None, str | None]:
    """Give the legal name and the trading name; one name alone is the legal one."""
    registered = None if legal is None else legal.text("cbc:RegistrationName")
    known_as = _party_name(party)
    return (registered, known_as) if registered is not None else (known_as, None)


def _registration(legal: Node | None) -> Identifier | None:
    return None if legal is None else read_identifier(legal, "cbc:CompanyID")


def _identifiers(party: Node) -> tuple[Identifier, ...]:
    groups = party.children("cac:PartyIdentification")
    found = (read_identifier(group, "cbc:ID") for group in groups)
    return tuple(identifier for identifier in found if identifier is not None)


def _tax_numbers(party: Node, *, has_local: bool = False) -> tuple[str | None, str | None]:
    """Give the VAT number, and the number of any other tax (BT-32) where the model has one."""
    vat: str | None = None
    local: str | None = None
    for group in party.children("cac:PartyTaxScheme"):
        element = group.take("cbc:CompanyID")
        number = None if element is None else group.text_of(element)
        is_vat = _is_vat(group)
        if element is None or number is None:
            continue
        if is_vat and vat is None:
            vat = number
        elif not is_vat and has_local and local is None:
            local = number
        else:
            group.log.unread(element, repeated=is_vat or has_local)
    return vat, local


def _is_vat(group: Node) -> bool:
    tax = group.child("cac:TaxScheme")
    name = None if tax is None else tax.text("cbc:ID") or tax.text("cbc:TaxTypeCode")
    return name is None or name.upper().startswith(("VAT", "TVA"))


def _contact(party: Node) -> Contact | None:
    group = party.child("cac:Contact")
    if group is None:
        return None
    contact = Contact(
        name=group.text("cbc:Name"),
        telephone=group.text("cbc:Telephone"),
        email=group.text("cbc:ElectronicMail"),
    )
    return None if contact == Contact() else contact
