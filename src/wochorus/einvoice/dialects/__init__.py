"""The circuits to a public body, and an invoice said in the words of one."""

from wochorus.einvoice.dialects.afnor import AFNOR
from wochorus.einvoice.dialects.dialect import Circuit, Dialect, Registration
from wochorus.einvoice.dialects.expressing import (
    Expressed,
    category_of_frame,
    code_service,
    express,
    siren_of,
    siret_of,
)
from wochorus.einvoice.dialects.historical import CHORUS

DIALECTS = {Circuit.CHORUS: CHORUS, Circuit.AFNOR: AFNOR}

__all__ = [
    "AFNOR",
    "CHORUS",
    "DIALECTS",
    "Circuit",
    "Dialect",
    "Expressed",
    "Registration",
    "category_of_frame",
    "code_service",
    "express",
    "siren_of",
    "siret_of",
]
