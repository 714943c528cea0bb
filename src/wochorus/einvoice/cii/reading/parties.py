"""Who sells, who buys, who is paid, who acts for or represents the seller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.elements import (
    attribute_of,
    identifier_of,
    read_identifier,
    text_in,
)
from wochorus.einvoice.model import (
    Address,
    Buyer,
    Contact,
    Identifier,
    Payee,
    Seller,
    SellerAgent,
    TaxRepresentative,
)

if TYPE_CHECKING:
    from wochorus.einvoice.xml_reading import Node

NOWHERE = Address(country=None)
"""An address that says nothing: the model's own default is in France."""

_VAT = frozenset({"VA", "VAT"})
_LOCAL_TAX = "FC"


def read_seller(agreement: Node) -> Seller | None:
    """Take the seller (BG-4)."""
    party = agreement.child("ram:SellerTradeParty")
    if party is None:
        agreement.missing("ram:SellerTradeParty", "BG-4")
        return None
    vat, local = _tax_numbers(party, has_local=True)
    registration, trading_name = _organization(party)
    identifiers = _identifiers(party)
    name = _name(party, "BT-27", (registration, *identifiers))
    if name is None:
        return None
    return Seller(
        name=name,
        trading_name=trading_name,
        identifiers=identifiers,
        legal_registration=registration,
        vat_identifier=vat,
        tax_registration=local,
        legal_information=party.text("ram:Description"),
        electronic_address=_electronic_address(party),
        address=read_address(party) or NOWHERE,
        contact=_contact(party),
    )


def read_buyer(agreement: Node) -> Buyer | None:
    """Take the buyer (BG-7)."""
    party = agreement.child("ram:BuyerTradeParty")
    if party is None:
        agreement.missing("ram:BuyerTradeParty", "BG-7")
        return None
    vat, _ = _tax_numbers(party)
    registration, trading_name = _organization(party)
    identifiers = _identifiers(party)
    name = _name(party, "BT-44", (registration, *identifiers))
    if name is None:
        return None
    return Buyer(
        name=name,
        trading_name=trading_name,
        identifiers=identifiers,
        legal_registration=registration,
        vat_identifier=vat,
        electronic_address=_electronic_address(party),
        address=read_address(party) or NOWHERE,
        contact=_contact(party),
    )


def read_seller_agent(agreement: Node) -> SellerAgent | None:
    """Take who acts for the seller (EXT-FR-FE-BG-03)."""
    party = agreement.child("ram:SalesAgentTradeParty")
    if party is None:
        return None
    vat, _ = _tax_numbers(party)
    registration, _ = _organization(party, has_trading_name=False)
    agent = SellerAgent(
        name=party.text("ram:Name"),
        identifiers=_identifiers(party),
        legal_registration=registration,
        vat_identifier=vat,
        electronic_address=_electronic_address(party),
        address=read_address(party),
    )
    return None if agent == SellerAgent() else agent


def read_tax_representative(agreement: Node) -> TaxRepresentative | None:
    """Take the seller's tax representative (BG-11)."""
    party = agreement.child("ram:SellerTaxRepresentativeTradeParty")
    if party is None:
        return None
    name = party.needed_text("ram:Name", "BT-62")
    vat, _ = _tax_numbers(party)
    if vat is None:
        party.missing("ram:SpecifiedTaxRegistration/ram:ID", "BT-63")
    if name is None or vat is None:
        return None
    return TaxRepresentative(name=name, vat_identifier=vat, address=read_address(party) or NOWHERE)


def read_payee(settlement: Node) -> Payee | None:
    """Take who receives the payment (BG-10)."""
    party = settlement.child("ram:PayeeTradeParty")
    if party is None:
        return None
    name = party.needed_text("ram:Name", "BT-59")
    registration, _ = _organization(party, has_trading_name=False)
    identifier = read_one_identifier(party)
    if name is None:
        return None
    return Payee(name=name, identifier=identifier, legal_registration=registration)


def read_address(party: Node) -> Address | None:
    """Take an address; a country that is missing stays missing."""
    group = party.child("ram:PostalTradeAddress")
    if group is None:
        return None
    address = Address(
        line_1=group.text("ram:LineOne"),
        line_2=group.text("ram:LineTwo"),
        line_3=group.text("ram:LineThree"),
        city=group.text("ram:CityName"),
        postcode=group.text("ram:PostcodeCode"),
        subdivision=group.text("ram:CountrySubDivisionName"),
        country=group.text("ram:CountryID"),
    )
    return None if address == NOWHERE else address


def read_one_identifier(party: Node) -> Identifier | None:
    """Take the one identifier of a party that has room for one, with a scheme rather than not."""
    return read_identifier(party, "ram:GlobalID") or read_identifier(party, "ram:ID")


def _name(party: Node, term: str, identifiers: tuple[Identifier | None, ...]) -> str | None:
    """Take a name; the samples of 2018 name the buyer by its SIRET alone."""
    name = party.text("ram:Name")
    if name is not None:
        return name
    for identifier in identifiers:
        if identifier is not None:
            return party.assume("ram:Name", term, identifier.value)
    party.missing("ram:Name", term)
    return None


def _identifiers(party: Node) -> tuple[Identifier, ...]:
    elements = (*party.take_all("ram:ID"), *party.take_all("ram:GlobalID"))
    found = (identifier_of(party, element) for element in elements)
    return tuple(identifier for identifier in found if identifier is not None)


def _organization(
    party: Node, *, has_trading_name: bool = True
) -> tuple[Identifier | None, str | None]:
    """Give the legal identifier, and the trading name where the model has one."""
    group = party.child("ram:SpecifiedLegalOrganization")
    if group is None:
        return None, None
    trading_name = group.text("ram:TradingBusinessName") if has_trading_name else None
    return read_identifier(group, "ram:ID"), trading_name


def _contact(party: Node) -> Contact | None:
    group = party.child("ram:DefinedTradeContact")
    if group is None:
        return None
    contact = Contact(
        name=group.text("ram:PersonName") or group.text("ram:DepartmentName"),
        telephone=text_in(group, "ram:TelephoneUniversalCommunication", "ram:CompleteNumber"),
        email=text_in(group, "ram:EmailURIUniversalCommunication", "ram:URIID"),
    )
    return None if contact == Contact() else contact


def _electronic_address(party: Node) -> Identifier | None:
    group = party.child("ram:URIUniversalCommunication")
    return None if group is None else read_identifier(group, "ram:URIID")


def _tax_numbers(party: Node, *, has_local: bool = False) -> tuple[str | None, str | None]:
    """Give the VAT number, and the local one (BT-32) where the model has one."""
    numbers: dict[bool, str | None] = {True: None, False: None}
    for group in party.children("ram:SpecifiedTaxRegistration"):
        element = group.take("ram:ID")
        number = None if element is None else group.text_of(element, "schemeID")
        if element is None or number is None:
            continue
        scheme = attribute_of(element, "schemeID")
        is_vat = scheme is None or scheme in _VAT
        has_place = is_vat or (has_local and scheme == _LOCAL_TAX)
        if has_place and numbers[is_vat] is None:
            numbers[is_vat] = number
        else:
            group.log.unread(element, repeated=has_place)
    return numbers[True], numbers[False]
