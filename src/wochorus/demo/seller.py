"""The company that bills: a cleaning firm that does not exist."""

from __future__ import annotations

from wochorus.core.identifiers import format_siret, french_vat_number
from wochorus.demo.fictional import fictional_siret

CODE = "proprete-du-val"
NAME = "Propreté du Val"
MOTTO = "Nettoyage et entretien de locaux en bord de Loire"
SIRET = fictional_siret(41230)
SIREN = SIRET[:9]
VAT_NUMBER = french_vat_number(SIREN)
STREET = "14 rue des Mariniers"
POSTCODE = "45160"
TOWN = "Olivet"
EMAIL = "facturation@proprete-du-val.example"
IBAN = "FR7630006000011234567890189"
"""The example of the banks' own documents: it has a right key and no holder."""
BIC = "AGRIFRPP"

PHONE = "02 61 91 45 16"
"""One of the numbers kept for fiction (Arcep, 02 61 91)."""
LEGAL_FORM = "SARL"
SHARE_CAPITAL = "120 000"
TRADE_REGISTER = f"RCS Orléans {format_siret(SIRET)[:11]}"

_LEGAL_IDENTITY = (
    f"{NAME}, {LEGAL_FORM} au capital de {SHARE_CAPITAL} € · SIRET {format_siret(SIRET)} · "
    f"{TRADE_REGISTER} · APE 81.21Z · TVA {VAT_NUMBER}"
)
_WARNING = (
    "Société imaginaire : ce document de démonstration n'a aucune valeur et ne réclame aucun "
    "paiement."
)
LEGAL_LINES = (_LEGAL_IDENTITY, _WARNING)
