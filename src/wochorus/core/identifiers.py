"""SIREN, SIRET and VAT numbers: what a well-formed one looks like.

A SIRET is 14 digits: the 9 of the company (SIREN) and 5 of the establishment (NIC). Both carry
a Luhn key. The key is only a hint: the public directory holds live establishments whose key is
wrong, so a bad key is a reason to look twice, never to refuse.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

SIREN_LENGTH = 9
SIRET_LENGTH = 14
LA_POSTE_SIREN = "356000000"

_NOT_ALPHANUMERIC = re.compile(r"[\s\u00a0\u202f.\-]")
_SIRET = re.compile(r"\d{14}", re.ASCII)


class SiretDefect(Enum):
    """Why a SIRET is doubtful."""

    EMPTY = "vide"
    NOT_FOURTEEN_DIGITS = "n'a pas 14 chiffres"
    WRONG_KEY = "clé de contrôle fausse"


def compact_identifier(text: str) -> str:
    """Drop the spaces, dots and dashes that people type inside a SIRET or SIREN."""
    return _NOT_ALPHANUMERIC.sub("", text)


def luhn_is_valid(digits: str) -> bool:
    """Tell whether ``digits`` (ASCII digits only) satisfies the Luhn key."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the digits of a product
    return total % 10 == 0


@lru_cache(maxsize=65_536)
def siret_defect(siret: str) -> SiretDefect | None:
    """Say what is wrong with a compact SIRET, or ``None``.

    The establishments of La Poste share one SIREN and follow a rule of their own: the plain sum
    of their digits is a multiple of 5 (Insee); the head office also satisfies Luhn.
    """
    if not siret:
        return SiretDefect.EMPTY
    if not _SIRET.fullmatch(siret):
        return SiretDefect.NOT_FOURTEEN_DIGITS
    if luhn_is_valid(siret):
        return None
    if siret.startswith(LA_POSTE_SIREN) and sum(map(int, siret)) % 5 == 0:
        return None
    return SiretDefect.WRONG_KEY


def french_vat_number(siren: str) -> str:
    """Compute the VAT number of a French company from its SIREN: ``FR`` + key + SIREN.

    The key is (12 + 3 × (SIREN mod 97)) mod 97 on two digits (CGI, art. 286 ter).
    """
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


_VAT_NUMBER = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}", re.ASCII)
_FRENCH_VAT_NUMBER = re.compile(r"FR([A-HJ-NP-Z0-9]{2})(\d{9})", re.ASCII)


def vat_number_defect(number: str) -> str:
    """Say in French what is wrong with a compact VAT number, or nothing.

    A French one is ``FR``, two characters and a SIREN; when the two are digits they are the key of
    the SIREN. Keys with a letter, and numbers of other countries, are taken as they are.
    """
    if not _VAT_NUMBER.fullmatch(number):
        return "il commence par les deux lettres du pays, comme FR44732829320"
    if not number.startswith("FR"):
        return ""
    found = _FRENCH_VAT_NUMBER.fullmatch(number)
    if not found:
        return "un n° de TVA français s'écrit FR, deux caractères, puis les neuf chiffres du SIREN"
    key, siren = found.groups()
    if key.isdigit() and french_vat_number(siren) != number:
        return f"sa clé est fausse : celle du SIREN {siren} donne {french_vat_number(siren)}"
    return ""


def siren_of_vat_number(number: str) -> str:
    """Give the SIREN inside a French VAT number, or nothing."""
    found = _FRENCH_VAT_NUMBER.fullmatch(number)
    return found[2] if found else ""


def format_siret(siret: str) -> str:
    """Write a SIRET in groups, ``219 400 686 00012``, with no-break spaces.

    Anything that is not 14 digits comes back unchanged.
    """
    if not _SIRET.fullmatch(siret):
        return siret
    return "\u00a0".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))
