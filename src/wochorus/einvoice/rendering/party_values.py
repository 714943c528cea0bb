"""Who sells and who buys, as a template prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.einvoice.dialects import siren_of, siret_of
from wochorus.einvoice.model import OperationCategory
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.countries import country_name

if TYPE_CHECKING:
    from wochorus.einvoice.model import (
        Address,
        Buyer,
        Contact,
        Identifier,
        Invoice,
        Seller,
    )

_SCHEME_NAMES = {
    "0002": "SIREN",
    "0009": "SIRET",
    "0060": "DUNS",
    "0088": "GLN",
    "0223": "TVA",
    "0226": "Particulier",
    "0227": "Identifiant hors UE",
    "0228": "RIDET",
    "0229": "TAHITI",
}
_KNOWN_ELSEWHERE = frozenset({"0002", "0009", "0224"})
_HOME = "FR"


def party_values(party: Seller | Buyer) -> dict[str, Any]:
    """Give a party: names, address, identifiers and contact."""
    return {
        "name": party.name,
        "trading_name": party.trading_name or "",
        "address": address_lines(party.address),
        "identifiers": _identifiers(party),
        "contact": _contact_lines(party.contact),
    }


def address_lines(address: Address | None) -> list[str]:
    """Set an address as on an envelope; the country is named when it is not France."""
    if address is None:
        return []
    town = " ".join(part for part in (address.postcode, address.city) if part)
    country = address.country
    abroad = country_name(country).upper() if country and country != _HOME else None
    lines = (address.line_1, address.line_2, address.line_3, town, address.subdivision, abroad)
    return [line for line in lines if line]


def delivery_word(invoice: Invoice) -> str:
    """Say whether goods are delivered or services carried out."""
    is_goods = invoice.operation_category is OperationCategory.GOODS
    return "livraison" if is_goods else "exécution"


def delivery_facts(invoice: Invoice) -> list[dict[str, str]]:
    """Say where goods or services were delivered, when the invoice says it."""
    delivery = invoice.delivery
    if delivery is None:
        return []
    word = delivery_word(invoice)
    place = [part for part in (delivery.name, *address_lines(delivery.address)) if part]
    identifier = delivery.location.value if delivery.location else ""
    stated = (
        ("Lieu de livraison" if word == "livraison" else "Lieu d’exécution", ", ".join(place)),
        ("Code du lieu", identifier),
    )
    return [french.fact(label, value) for label, value in stated if value]


def intermediary_facts(invoice: Invoice) -> list[dict[str, str]]:
    """Name who acts for the seller, represents it before the tax office, or is paid instead."""
    agent, representative, payee = (
        invoice.seller_agent,
        invoice.tax_representative,
        invoice.payee,
    )
    stated = (
        ("Mandataire du vendeur", _named(agent.name, _legal(agent.legal_registration), ""))
        if agent
        else ("", ""),
        (
            "Représentant fiscal",
            _named(
                representative.name,
                f"TVA {french.vat_number(representative.vat_identifier)}",
                ", ".join(address_lines(representative.address)),
            ),
        )
        if representative
        else ("", ""),
        ("Bénéficiaire du paiement", _named(payee.name, _legal(payee.legal_registration), ""))
        if payee
        else ("", ""),
    )
    return [french.fact(label, value) for label, value in stated if value]


def footer_lines(seller: Seller) -> list[str]:
    """Identify the seller at the foot of the page, in one or two lines."""
    first = [seller.name, *address_lines(seller.address)]
    legal = " ".join((seller.legal_information or "").split())
    second = [legal, *(f"{fact['label']} {fact['value']}" for fact in _identifiers(seller))]
    return [" · ".join(part for part in parts if part) for parts in (first, second) if any(parts)]


def _named(name: str | None, *details: str) -> str:
    return ", ".join(part for part in (name, *details) if part)


def _legal(identifier: Identifier | None) -> str:
    return f"SIREN {french.siren(identifier.value)}" if identifier else ""


def _identifiers(party: Seller | Buyer) -> list[dict[str, str]]:
    stated = [_registration(party), ("TVA", french.vat_number(party.vat_identifier or ""))]
    stated += [
        (_SCHEME_NAMES.get(entry.scheme or "", "Identifiant"), entry.value)
        for entry in party.identifiers
        if entry.scheme not in _KNOWN_ELSEWHERE
    ]
    return [french.fact(label, value) for label, value in stated if value]


def _registration(party: Seller | Buyer) -> tuple[str, str]:
    siret, siren = siret_of(party), siren_of(party)
    if siret:
        return "SIRET", french.siret(siret)
    if siren:
        return "SIREN", french.siren(siren)
    legal = party.legal_registration
    return ("Identifiant", legal.value) if legal else ("", "")


def _contact_lines(contact: Contact | None) -> list[str]:
    if contact is None:
        return []
    return [part for part in (contact.name, contact.telephone, contact.email) if part]
