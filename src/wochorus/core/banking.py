"""IBAN and BIC: what a well-formed one looks like."""

from __future__ import annotations

import re

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_FRENCH_IBAN_LENGTH = 27
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)


def iban_defect(iban: str) -> str:
    """Say in French what is wrong with a compact IBAN, or nothing.

    The two digits after the country are a key: the IBAN turned round and read as a number leaves 1
    when divided by 97 (ISO 13616, ISO 7064 MOD 97-10).
    """
    if not _IBAN.fullmatch(iban):
        return "il commence par deux lettres et deux chiffres, et a de 15 à 34 caractères"
    if iban.startswith("FR") and len(iban) != _FRENCH_IBAN_LENGTH:
        return f"un IBAN français a {_FRENCH_IBAN_LENGTH} caractères (ici {len(iban)})"
    turned = iban[4:] + iban[:4]
    if int("".join(str(int(character, 36)) for character in turned)) % 97 != 1:
        return "sa clé de contrôle est fausse : un caractère est mal recopié"
    return ""


def bic_defect(bic: str) -> str:
    """Say in French what is wrong with a compact BIC (ISO 9362), or nothing."""
    if not _BIC.fullmatch(bic):
        return "8 ou 11 caractères : quatre pour la banque, deux lettres pour le pays, puis le lieu"
    return ""


def format_iban(iban: str) -> str:
    """Write an IBAN in groups of four, with no-break spaces."""
    return "\u00a0".join(iban[start : start + 4] for start in range(0, len(iban), 4))
