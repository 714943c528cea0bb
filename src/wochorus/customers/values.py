"""What may be written about a customer: each value cleaned, or refused with the reason.

The fields that a company has too are cleaned as its own are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wochorus.accounts.company_values import cleaned as cleaned_as_company
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import (
    SIREN_LENGTH,
    SiretDefect,
    compact_identifier,
    luhn_is_valid,
    siret_defect,
)
from wochorus.customers.customer_cells import buyer_kind, language, payment_means
from wochorus.customers.naf import clean_ape
from wochorus.customers.terms import parse_term
from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NOTHING_SAVED = "Corrigez cette valeur ; rien n'a été enregistré."
_LEGAL_CATEGORY_DIGITS = 4
TERM_FIELDS = ("term_days", "term_end_of_month", "term_day")


def cleaned_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Clean the values given, by field of `Customer`; ``term`` is a text, and gives three fields.

    Raises `InvalidInput` on the first that is refused.
    """
    clean: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "term":
            clean |= _term(str(value))
        else:
            clean[name] = cleaned(name, value)
    return clean


def cleaned(name: str, value: Any) -> Any:  # noqa: ANN401 - fields of any type
    """Clean one value. Raises `InvalidInput` when it is refused."""
    value = cleaned_as_company(name, value)
    read = _CLEANERS.get(name)
    if read is None or not isinstance(value, str) or not value:
        return value
    what, clean = read
    try:
        return clean(value)
    except (CellRefused, ValueError) as error:
        raise InvalidInput(
            f"{what} « {value} » ne peut pas servir ; attendu : {error}", remedy=_NOTHING_SAVED
        ) from error


def siren_of(siret: str) -> str:
    """Give the SIREN inside a SIRET of 14 digits, or nothing."""
    return "" if _has_wrong_length(siret) else siret[:SIREN_LENGTH]


def _has_wrong_length(siret: str) -> bool:
    return siret_defect(siret) in {SiretDefect.EMPTY, SiretDefect.NOT_FOURTEEN_DIGITS}


def _siret(text: str) -> str:
    compact = compact_identifier(text)
    if _has_wrong_length(compact):
        raise ValueError(f"14 chiffres (ici {len(compact)}), comme sur l'avis de situation Insee")
    return compact


def _siren(text: str) -> str:
    compact = compact_identifier(text)
    digits_only = compact.isascii() and compact.isdigit()
    if not digits_only or len(compact) != SIREN_LENGTH:
        raise ValueError("9 chiffres")
    if not luhn_is_valid(compact):
        raise ValueError("un SIREN dont la clé est juste : un chiffre est mal recopié")
    return compact


def _ape(text: str) -> str:
    try:
        return clean_ape(text)
    except ValueError:
        raise ValueError("quatre chiffres et une lettre, comme 81.21Z") from None


def _legal_category(text: str) -> str:
    digits_only = text.isascii() and text.isdigit()
    if not digits_only or len(text) != _LEGAL_CATEGORY_DIGITS:
        raise ValueError("les quatre chiffres de l'Insee, comme 7210 pour une commune")
    return text


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError("une adresse comme compta@mairie.fr") from None
    return text


def _term(text: str) -> dict[str, Any]:
    if not text.strip():
        return dict(zip(TERM_FIELDS, (None, "", None), strict=True))
    try:
        term = parse_term(text)
    except ValueError as error:
        raise InvalidInput(
            f"L'échéance « {text} » ne peut pas servir ; attendu : {error}", remedy=_NOTHING_SAVED
        ) from error
    return dict(zip(TERM_FIELDS, (term.days, term.end_of_month, term.day), strict=True))


_CLEANERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "siret": ("Le SIRET", _siret),
    "siren": ("Le SIREN", _siren),
    "ape": ("Le code APE", _ape),
    "ape_2025": ("Le code APE (NAF 2025)", _ape),
    "legal_category": ("La catégorie juridique", _legal_category),
    "kind": ("Public / Privé", buyer_kind),
    "payment_means": ("Le mode de règlement", payment_means),
    "language": ("La langue", language),
    "email": ("Le courriel", _email),
}
