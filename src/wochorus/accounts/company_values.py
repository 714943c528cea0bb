"""What may be written about a company: each value cleaned, or refused with the reason.

A value typed wrong would be printed on every invoice, so what can be computed is: the key of the
VAT number, that of the IBAN. What only looks strange is told and kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.accounts.legal_texts import EARLY_PAYMENT, LATE_PENALTIES, RECOVERY_FEE
from wochorus.core.banking import bic_defect, iban_defect
from wochorus.core.countries import FRANCE, country_code
from wochorus.core.dates import parse_date
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import (
    SiretDefect,
    compact_identifier,
    format_siret,
    siren_of_vat_number,
    siret_defect,
    vat_number_defect,
)
from wochorus.core.money import ZERO, parse_decimal
from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from wochorus.accounts.models import Company

_ADDRESS = re.compile(r"[A-Za-z0-9_.-]{1,125}", re.ASCII)
_PHONE = re.compile(r"\+?[\d ().-]{6,29}", re.ASCII)
_RETYPE = "Retapez-la sans la coller ; rien n'a été enregistré."
WITHOUT_END = "sans fin"
_NOTHING_SAVED = "Corrigez cette valeur ; rien n'a été enregistré."


def cleaned(field: str, value: object) -> object:
    """Clean the value given for a field of `Company`. Raises `InvalidInput` when it is refused."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    if not text.isprintable():
        raise InvalidInput("Un caractère invisible se trouve dans une valeur", remedy=_RETYPE)
    clean = _CLEANERS.get(field)
    return clean(text) if clean else text


def company_warnings(company: Company) -> list[str]:
    """Tell in French what looks strange about a company, and may be right all the same."""
    warnings = []
    if siret_defect(company.siret) is SiretDefect.WRONG_KEY:
        warnings.append(
            f"la clé de contrôle du SIRET {format_siret(company.siret)} est fausse ; vérifiez "
            "qu'aucun chiffre n'a été mal recopié."
        )
    siren = siren_of_vat_number(company.vat_number)
    if siren and company.siren and siren != company.siren:
        warnings.append(
            f"le n° de TVA {company.vat_number} est celui du SIREN {siren}, et le SIRET celui du "
            f"SIREN {company.siren} ; vérifiez-les, sauf si la société est membre d'un assujetti "
            "unique."
        )
    if company.siren and not company.routing_address.startswith(company.siren):
        warnings.append(
            f"l'adresse électronique {company.routing_address} ne commence pas par le SIREN "
            f"{company.siren} ; vérifiez-la dans l'annuaire."
        )
    return warnings


def _refused(what: str, value: str, why: str) -> InvalidInput:
    return InvalidInput(f"{what} « {value} » ne peut pas servir : {why}", remedy=_NOTHING_SAVED)


def _checked(what: str, value: str, defect: Callable[[str], str]) -> str:
    compact = compact_identifier(value).upper()
    if compact and (why := defect(compact)):
        raise _refused(what, value, why)
    return compact


def _vat_number(value: str) -> str:
    return _checked("Le n° de TVA", value, vat_number_defect)


def _iban(value: str) -> str:
    return _checked("L'IBAN", value, iban_defect)


def _bic(value: str) -> str:
    return _checked("Le BIC", value, bic_defect)


def _country(value: str) -> str:
    try:
        return country_code(value or FRANCE)
    except ValueError:
        why = "donnez son code à deux lettres (FR, BE…)"
        raise _refused("Le pays", value, why) from None


def _share_capital(value: str) -> Decimal | None:
    try:
        capital = parse_decimal(value) if value else None
    except ValueError:
        raise _refused("Le capital social", value, "donnez un montant comme 120000") from None
    if capital is not None and capital < ZERO:
        raise _refused("Le capital social", value, "il n'est pas négatif")
    return capital


def _phone(value: str) -> str:
    if value and not _PHONE.fullmatch(value):
        raise _refused("Le téléphone", value, "donnez un numéro comme 02 38 00 00 00")
    return value


def _electronic_address(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        why = (
            "lettres sans accent, chiffres, tirets, points et traits bas, 125 au plus, comme "
            "732829320_73282932000074 (BR-FR-23)"
        )
        raise _refused("L'adresse électronique", value, why)
    return value


def _recycling_until(value: str) -> date | None:
    if fold(value) == WITHOUT_END:
        return None
    try:
        return parse_date(value)
    except ValueError:
        why = "donnez une date comme 31/12/2026, ou « sans fin »"
        raise _refused("Le dernier jour du recyclage", value, why) from None


def _or_usual(sentence: str) -> Callable[[str], str]:
    return lambda value: value or sentence


_CLEANERS: dict[str, Callable[[str], object]] = {
    "vat_number": _vat_number,
    "iban": _iban,
    "bic": _bic,
    "country": _country,
    "share_capital": _share_capital,
    "recycling_until": _recycling_until,
    "phone": _phone,
    "electronic_address": _electronic_address,
    "late_penalties": _or_usual(LATE_PENALTIES),
    "recovery_fee": _or_usual(RECOVERY_FEE),
    "early_payment": _or_usual(EARLY_PAYMENT),
}
