"""The historical circuit: straight to Chorus Pro, by its portal, its API or EDI.

Sources: Chorus Pro external specification v1.1 of 2026-04-30 §3.2, and files that integrators
deposit in production. Legal identifiers are SIRETs of fourteen digits; scheme ``0002`` is written
because it passes the code lists of EN 16931 and Chorus Pro takes it.
"""

from wochorus.einvoice.dialects.dialect import EN_16931, Circuit, Dialect, Registration
from wochorus.einvoice.dialects.legal_notes import LEGAL_NOTES
from wochorus.einvoice.formats import Format

CHORUS = Dialect(
    circuit=Circuit.CHORUS,
    label="circuit historique de Chorus Pro",
    frames={
        "A1": "facture d'un fournisseur",
        "A2": "facture déjà payée d'un fournisseur",
        "A9": "facture d'un sous-traitant",
        "A12": "facture d'un cotraitant",
    },
    default_frame="A1",
    frame_of={
        **{f"{letter}{digit}": "A1" for letter in "BSM" for digit in "14789"},
        **{f"{letter}2": "A2" for letter in "BSM"},
        "S3": "A9",
        "S6": "A12",
    },
    registration=Registration.SIRET,
    keeps_own_identifiers=False,
    # In UBL the portal reads PartyIdentification/ID: its refusals name that element.
    repeats_registration_in=frozenset({Format.UBL}),
    needs_electronic_addresses=False,
    legal_notes=LEGAL_NOTES,
    credit_note_has_legal_notes=False,
    credit_note_has_payment=False,
    gross_price_needs_discount=True,
    profile=EN_16931,
    extended_profile=None,
    lengths={
        "BT-1": 20,
        "BT-10": 100,
        "BT-12": 50,
        "BT-13": 50,
        "BT-25": 20,
        "BT-125": 50,
    },
)
