"""Say an invoice in the words of a circuit: what a dialect asks, applied to the model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from wochorus.core.identifiers import SIREN_LENGTH, SIRET_LENGTH, compact_identifier
from wochorus.einvoice.dialects.dialect import (
    ADDRESS_SCHEME,
    SERVICE_SCHEME,
    SIREN_SCHEME,
    SIRET_SCHEME,
    Dialect,
    Registration,
)
from wochorus.einvoice.dialects.extensions import extensions_of, without_extensions
from wochorus.einvoice.model import (
    Buyer,
    Identifier,
    Invoice,
    InvoiceLine,
    Note,
    OperationCategory,
    Seller,
)

if TYPE_CHECKING:
    from wochorus.einvoice.findings import Finding
    from wochorus.einvoice.formats import Format

_Party = TypeVar("_Party", Seller, Buyer)
_OWN_SCHEMES = frozenset({SIRET_SCHEME, SERVICE_SCHEME})
_DIGITS = frozenset("0123456789")
_SCHEMES_OF_REGISTRATION = frozenset({None, SIREN_SCHEME, SIRET_SCHEME, "1"})
"""Of a SIREN or a SIRET; ``1`` in files of 2018. A Norwegian company has nine digits too."""

_IN_AN_ADDRESS = re.compile(r"[A-Za-z0-9+\-_.]+")


@dataclass(frozen=True, slots=True)
class Expressed:
    """An invoice in a dialect, and what the dialect has no place for (told, never silent)."""

    invoice: Invoice
    findings: tuple[Finding, ...] = ()


def express(invoice: Invoice, dialect: Dialect, document_format: Format | None = None) -> Expressed:
    """Return ``invoice`` as ``dialect`` wants it; applying it twice changes nothing more.

    ``document_format`` is that of the file to come, for what a circuit wants in one format only.

    SIRET, SIREN and code service are taken from wherever the invoice holds them: legal
    identifier, identifiers by scheme, buyer reference. What is missing stays missing: the rules
    of the circuit will say so.
    """
    category = invoice.operation_category or category_of_frame(invoice.business_process)
    frame = frame_in(invoice.business_process, dialect, category)
    spoken = replace(
        _with_one_currency(invoice),
        business_process=frame,
        operation_category=category_of_frame(frame) or category,
        seller=_spoken_seller(invoice.seller, dialect, document_format),
        buyer=_spoken_buyer(invoice, dialect, document_format),
        buyer_reference=code_service(invoice),
        notes=_with_legal_notes(invoice, dialect),
        lines=_spoken_lines(invoice.lines, dialect),
    )
    if invoice.is_credit_note and not dialect.credit_note_has_payment:
        spoken = replace(spoken, payment=None)
    return _in_profile(spoken, dialect)


def _with_one_currency(invoice: Invoice) -> Invoice:
    """Leave out what BT-6 and BT-111 say twice: BR-53 takes them for another currency's."""
    totals = invoice.totals
    if invoice.tax_currency != invoice.currency:
        return invoice
    if totals is not None and totals.tax_in_tax_currency is not None:
        if totals.tax_in_tax_currency != totals.tax:
            return invoice
        totals = replace(totals, tax_in_tax_currency=None)
    return replace(invoice, tax_currency=None, totals=totals)


def siret_of(party: Seller | Buyer) -> str | None:
    """Find a party's SIRET: identifier of scheme 0009, or a legal identifier of 14 digits."""
    for identifier in party.identifiers:
        if identifier.scheme == SIRET_SCHEME:
            return compact_identifier(identifier.value)
    return _digits_of(party.legal_registration, SIRET_LENGTH)


def siren_of(party: Seller | Buyer) -> str | None:
    """Find a party's SIREN: a legal identifier of 9 digits, or the beginning of its SIRET."""
    siren = _digits_of(party.legal_registration, SIREN_LENGTH)
    siret = siret_of(party)
    return siren or (siret[:SIREN_LENGTH] if siret else None)


def code_service(invoice: Invoice) -> str | None:
    """Find the buyer's service: identifier of scheme 0224, or the buyer reference (BT-10)."""
    for identifier in invoice.buyer.identifiers:
        if identifier.scheme == SERVICE_SCHEME:
            return identifier.value
    return invoice.buyer_reference


def frame_in(frame: str | None, dialect: Dialect, category: OperationCategory | None) -> str:
    """Say a billing frame in ``dialect``; one that it does not know is left for the rules."""
    letter = (category or OperationCategory.SERVICES).value
    if frame is None:
        return dialect.default_frame.format(category=letter)
    if frame in dialect.frames:
        return frame
    return dialect.frame_of.get(frame, frame).format(category=letter)


def category_of_frame(frame: str | None) -> OperationCategory | None:
    """Tell the category that a frame of the reform says by its first letter (``S1``, ``M4``)."""
    if frame and frame[0] in "BSM" and frame[1:].isdigit():
        return OperationCategory(frame[0])
    return None


def _digits_of(identifier: Identifier | None, length: int) -> str | None:
    if identifier is None or identifier.scheme not in _SCHEMES_OF_REGISTRATION:
        return None
    compact = compact_identifier(identifier.value)
    return compact if len(compact) == length and _DIGITS.issuperset(compact) else None


def _registration(party: Seller | Buyer, dialect: Dialect) -> Identifier | None:
    wants_siret = dialect.registration is Registration.SIRET
    number = siret_of(party) if wants_siret else siren_of(party)
    return Identifier(number, SIREN_SCHEME) if number else party.legal_registration


def _foreign(party: Seller | Buyer) -> tuple[Identifier, ...]:
    own = (siret_of(party), siren_of(party))
    return tuple(
        entry
        for entry in party.identifiers
        if entry.scheme not in _OWN_SCHEMES
        and not (entry.scheme == SIREN_SCHEME and entry.value in own)
    )


def _spoken(
    party: _Party, dialect: Dialect, document_format: Format | None, service: str | None = None
) -> _Party:
    registration = _registration(party, dialect)
    own: tuple[Identifier, ...] = ()
    if dialect.keeps_own_identifiers:
        own = _own_identifiers(party, service)
    elif registration is not None and document_format in dialect.repeats_registration_in:
        own = (registration,)
    return replace(party, identifiers=(*own, *_foreign(party)), legal_registration=registration)


def _own_identifiers(party: Seller | Buyer, service: str | None) -> tuple[Identifier, ...]:
    own = ((siret_of(party), SIRET_SCHEME), (service, SERVICE_SCHEME))
    return tuple(Identifier(value, scheme) for value, scheme in own if value)


def _spoken_seller(seller: Seller, dialect: Dialect, document_format: Format | None) -> Seller:
    siren = siren_of(seller)
    spoken = _spoken(seller, dialect, document_format)
    return replace(spoken, electronic_address=_address(seller, dialect, [siren]))


def _spoken_buyer(invoice: Invoice, dialect: Dialect, document_format: Format | None) -> Buyer:
    buyer = invoice.buyer
    # A private buyer's reference (BT-10) is no service: only a buyer with a SIRET has services.
    siret = siret_of(buyer)
    service = code_service(invoice) if siret else None
    spoken = _spoken(buyer, dialect, document_format, service)
    # BR-FR-23: an address made of another code would be told as one that the customer has.
    has_place = service is not None and _IN_AN_ADDRESS.fullmatch(service) is not None
    parts = [siren_of(buyer), siret, service if has_place else None]
    return replace(spoken, electronic_address=_address(buyer, dialect, parts))


def _address(party: Seller | Buyer, dialect: Dialect, parts: list[str | None]) -> Identifier | None:
    """Build ``SIREN_SIRET_CODE``, as far as the parts go (Chorus Pro specification §3.1)."""
    given = party.electronic_address
    if not dialect.needs_electronic_addresses:
        return None if given and given.scheme == ADDRESS_SCHEME else given
    if given is not None or parts[0] is None:
        return given
    return Identifier("_".join(part for part in parts if part), ADDRESS_SCHEME)


def _with_legal_notes(invoice: Invoice, dialect: Dialect) -> tuple[Note, ...]:
    if invoice.is_credit_note and not dialect.credit_note_has_legal_notes:
        return invoice.notes
    present = {note.subject_code for note in invoice.notes}
    missing = (
        Note(text, subject)
        for subject, text in dialect.legal_notes.items()
        if subject not in present
    )
    return (*invoice.notes, *missing)


def _spoken_lines(lines: tuple[InvoiceLine, ...], dialect: Dialect) -> tuple[InvoiceLine, ...]:
    if not dialect.gross_price_needs_discount:
        return lines
    return tuple(_with_plain_price(line) for line in lines)


def _with_plain_price(line: InvoiceLine) -> InvoiceLine:
    # Chorus Pro refuses a gross price without the amount of its discount.
    if line.price.gross is None or line.price.discount is not None:
        return line
    return replace(line, price=replace(line.price, gross=None))


def _in_profile(invoice: Invoice, dialect: Dialect) -> Expressed:
    extensions = extensions_of(invoice)
    if not extensions:
        return Expressed(replace(invoice, specification=dialect.profile))
    if dialect.extended_profile is not None:
        return Expressed(replace(invoice, specification=dialect.extended_profile))
    plain = without_extensions(invoice)
    return Expressed(
        replace(plain, specification=dialect.profile),
        tuple(extension.left_out(dialect.label) for extension in extensions),
    )
