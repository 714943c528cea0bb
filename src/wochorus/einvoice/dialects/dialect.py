"""What a circuit asks of an invoice, as data.

Writers write what the model says and know nothing of circuits. All that differs between the
historical circuit of Chorus Pro and the circuit of the 2026 reform stands in one value of
:class:`Dialect`, which :mod:`wochorus.einvoice.dialects.expressing` applies to an invoice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.einvoice.formats import Format

SIREN_SCHEME = "0002"
SIRET_SCHEME = "0009"
SERVICE_SCHEME = "0224"
ADDRESS_SCHEME = "0225"

EN_16931 = "urn:cen.eu:en16931:2017"
EXTENDED_CTC_FR = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"


class Circuit(StrEnum):
    """The two ways of an invoice to a public body."""

    CHORUS = "chorus"
    AFNOR = "afnor"


class Registration(StrEnum):
    """What stands as the legal identifier of a French party (BT-30, BT-47), with scheme 0002."""

    SIRET = "siret"
    SIREN = "siren"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The ways of one circuit.

    - ``frames``: the billing frames (BT-23) it takes, with their French names.
    - ``frame_of``: what a frame of the other circuit becomes; ``{category}`` stands for the
      operation category's letter.
    - ``registration``: the legal identifier of French parties.
    - ``keeps_own_identifiers``: SIRET (scheme 0009) and code service (scheme 0224) are written as
      identifiers of the party (BT-29, BT-46).
    - ``repeats_registration_in``: formats where the legal identifier is written once more as an
      identifier of the party (BT-29, BT-46), because that is where the circuit looks for it.
    - ``needs_electronic_addresses``: BT-34 and BT-49 are written, made from SIREN and SIRET when
      the invoice has none.
    - ``legal_notes``: notes that must be there (BT-21 → text), added when missing;
      ``credit_note_has_legal_notes`` tells whether a credit note bears them too.
    - ``credit_note_has_payment``: a credit note may carry payment instructions (BG-16).
    - ``gross_price_needs_discount``: a gross price (BT-148) without discount is not written.
    - ``profile``: BT-24; ``extended_profile``: BT-24 when the invoice needs a French extension,
      or ``None`` when the circuit takes none: extensions are then left out, and told.
    - ``lengths``: the most characters by term.
    """

    circuit: Circuit
    label: str
    frames: Mapping[str, str]
    default_frame: str
    frame_of: Mapping[str, str]
    registration: Registration
    keeps_own_identifiers: bool
    repeats_registration_in: frozenset[Format] = frozenset()
    needs_electronic_addresses: bool
    legal_notes: Mapping[str, str] = field(default_factory=dict)
    credit_note_has_legal_notes: bool
    credit_note_has_payment: bool
    gross_price_needs_discount: bool
    profile: str
    extended_profile: str | None
    lengths: Mapping[str, int]
