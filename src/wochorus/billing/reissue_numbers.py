"""The two numbers of a reissue: suggested from the rejected one, free, and never used before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

LONGEST_DEPOSITED = 20
"""Characters of a number on Chorus Pro (AIFE external specification §3.2.1.4.2)."""
LONGEST_INTERNAL = 35
"""Characters of a number that does not leave (EN 16931 French rules, G1.05)."""
_NUMBER = re.compile(r"[A-Za-z0-9_+/-]+(?: [A-Za-z0-9_+/-]+)*", re.ASCII)
_AGAIN = re.compile(r"-R\d+$", re.ASCII)
_MOST_TRIED = 1000


@dataclass(frozen=True, slots=True)
class NewNumbers:
    """The number of the new invoice, and that of the internal credit note."""

    replacement: str
    credit_note: str


def new_numbers(original: Invoice, replacement: str = "", credit_note: str = "") -> NewNumbers:
    """Take the numbers asked for, and suggest those that are not.

    FA-1 becomes FA-1-R1, and FA-1-R1 becomes FA-1-R2; its credit note is FA-1-AV. Raises
    `InvalidInput` when a number asked for cannot be one, or when a suggestion would be too long.
    """
    wanted, internal = replacement.strip(), credit_note.strip()
    _check_form(wanted, LONGEST_DEPOSITED, "--number")
    _check_form(internal, LONGEST_INTERNAL, "--credit-note")
    root = _AGAIN.sub("", original.number)
    again = (f"{root}-R{rank}" for rank in count(1))
    cancelled = (f"{original.number}-AV{rank or ''}" for rank in count(0))
    return NewNumbers(
        wanted or _first_free(original, again, LONGEST_DEPOSITED, "--number"),
        internal or _first_free(original, cancelled, LONGEST_INTERNAL, "--credit-note"),
    )


def check_free(original: Invoice, numbers: NewNumbers) -> None:
    """Refuse numbers that an invoice of the same seller bears, whatever its year.

    Chorus Pro tells invoices apart by the SIREN of their seller: two of our companies may share it.
    """
    if numbers.replacement.casefold() == numbers.credit_note.casefold():
        raise InvalidInput(
            f"La facture et l'avoir ne peuvent pas porter le même numéro {numbers.replacement}",
            remedy="Donnez deux numéros différents : --number, --credit-note.",
        )
    for number, option in (
        (numbers.replacement, "--number"),
        (numbers.credit_note, "--credit-note"),
    ):
        holder = _bearing(original, number).select_related("company").first()
        if holder is not None:
            raise InvalidInput(
                f"Le numéro {number} est déjà pris",
                where=f"facture du {holder.issue_date:%d/%m/%Y}, société {holder.company.code}",
                remedy=f"Un numéro ne sert qu'une fois : donnez-en un autre avec {option}.",
            )


def _bearing(original: Invoice, number: str) -> QuerySet[Invoice]:
    company = original.company
    same_seller = (
        Invoice.objects.filter(company__siret__startswith=company.siren)
        if company.siren
        else Invoice.objects.filter(company=company)
    )
    return same_seller.filter(number__iexact=number)


def _first_free(original: Invoice, suggestions: Iterator[str], longest: int, option: str) -> str:
    for suggestion, _ in zip(suggestions, range(_MOST_TRIED), strict=False):
        if len(suggestion) > longest:
            break
        if not _bearing(original, suggestion).exists():
            return suggestion
    raise InvalidInput(
        f"Aucun numéro ne peut être proposé à partir de {original.number}",
        where=f"{longest} caractères au plus",
        remedy=f"Donnez-le vous-même : {option}",
    )


def _check_form(number: str, longest: int, option: str) -> None:
    if number and (len(number) > longest or not _NUMBER.fullmatch(number)):
        raise InvalidInput(
            f"Le numéro « {number} » ne peut pas servir",
            remedy=f"{option} : {longest} caractères au plus, lettres sans accent, chiffres, "
            "- _ + / et espaces isolés.",
        )
