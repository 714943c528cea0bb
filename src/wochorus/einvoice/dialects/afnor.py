"""The circuit of the 2026 reform: through an approved platform, in the AFNOR formats.

Sources: rules BR-FR and BR-FR-CPRO, and the public rule files of FNFE-MPE 1.4.0. Legal
identifiers are SIRENs; SIRET and code of the service are identifiers of their own, which needs
the profile EXTENDED-CTC-FR as soon as a buyer has both.
"""

from wochorus.einvoice.dialects.dialect import (
    EN_16931,
    EXTENDED_CTC_FR,
    Circuit,
    Dialect,
    Registration,
)
from wochorus.einvoice.dialects.legal_notes import LEGAL_NOTES

_ACTIVITIES = {"B": "livraison de biens", "S": "prestation de services", "M": "opération mixte"}

AFNOR = Dialect(
    circuit=Circuit.AFNOR,
    label="circuit de la réforme 2026, par une plateforme agréée",
    frames={
        **{f"{letter}1": f"facture, {name}" for letter, name in _ACTIVITIES.items()},
        **{f"{letter}2": f"facture déjà payée, {name}" for letter, name in _ACTIVITIES.items()},
        **{
            f"{letter}4": f"facture définitive après acompte, {name}"
            for letter, name in _ACTIVITIES.items()
        },
        "S3": "paiement direct d'un sous-traitant",
        "S6": "facture d'un cotraitant",
        "B7": "facture à TVA déjà collectée, livraison de biens",
        "S7": "facture à TVA déjà collectée, prestation de services",
    },
    default_frame="{category}1",
    frame_of={"A1": "{category}1", "A2": "{category}2", "A9": "S3", "A12": "S6"},
    registration=Registration.SIREN,
    keeps_own_identifiers=True,
    needs_electronic_addresses=True,
    legal_notes=LEGAL_NOTES,
    credit_note_has_legal_notes=True,
    credit_note_has_payment=True,
    gross_price_needs_discount=False,
    profile=EN_16931,
    extended_profile=EXTENDED_CTC_FR,
    lengths={
        "BT-1": 20,
        "BT-12": 50,
        "BT-13": 50,
        "BT-25": 20,
        "BT-10": 100,
        "BT-20": 1024,
        "BT-22": 1024,
        "BT-27": 99,
        "BT-28": 99,
        "BT-35": 400,
        "BT-37": 400,
        "BT-44": 99,
        "BT-45": 99,
        "BT-59": 99,
        "BT-71": 20,
        "BT-84": 27,
        "BT-122": 50,
        "BT-125": 50,
        "BT-154": 1024,
    },
)
