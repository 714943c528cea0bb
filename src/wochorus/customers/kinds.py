"""Whether a customer is public or private: who says so, and in which order they are believed.

First the annuaire of Chorus Pro, then Insee's legal category, which can only say "public"; what is
left is asked. A user's choice stands above all and is never overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass

from wochorus.customers.models import BuyerKind, Customer, KindSource
from wochorus.directory.models import Structure

_PUBLIC_UNDERTAKINGS = ("4110", "4120", "4130", "4140", "4150", "4160")
"""Insee's legal categories of level III: industrial and commercial bodies, Banque de France."""
_BUSINESSES = ("1", "5", "6")
"""Sole traders, commercial companies, other registered ones. A few are bought by the State."""


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What is believed of a customer; empty when a user must say. ``hint`` is a French phrase."""

    kind: str = ""
    source: str = ""
    hint: str = ""


def guess_kind(
    *, is_in_directory: bool, legal_category: str = "", is_administration: bool | None = None
) -> KindGuess:
    """Guess from what is known. ``is_administration`` is only a hint: it has errors both ways."""
    if is_in_directory:
        return KindGuess(BuyerKind.PUBLIC, KindSource.DIRECTORY)
    if legal_category.startswith("7") or legal_category in _PUBLIC_UNDERTAKINGS:
        return KindGuess(BuyerKind.PUBLIC, KindSource.LEGAL_CATEGORY)
    if is_administration:
        return KindGuess(
            hint="le registre le donne pour une administration : sans doute public, à confirmer"
        )
    if legal_category.startswith(_BUSINESSES):
        return KindGuess(
            hint="sa catégorie juridique est celle d'une entreprise : sans doute privé, à confirmer"
        )
    return KindGuess(hint="rien ne dit s'il est public ou privé : à indiquer")


def is_in_directory(siret: str) -> bool:
    """Tell whether the annuaire knows the structure, closed or not."""
    return bool(siret) and Structure.objects.filter(identifier=siret).exists()


def is_told_by_user(customer: Customer) -> bool:
    """Tell whether the kind is a user's choice; one whose author was not kept is taken for one."""
    return bool(customer.kind) and customer.kind_source in {"", KindSource.USER}


def apply_guess(customer: Customer, *, is_administration: bool | None = None) -> KindGuess:
    """Write on ``customer`` what is guessed, unless a user has chosen. It is not saved."""
    if is_told_by_user(customer):
        return KindGuess(customer.kind, KindSource.USER)
    guess = guess_kind(
        is_in_directory=is_in_directory(customer.siret),
        legal_category=customer.legal_category,
        is_administration=is_administration,
    )
    customer.kind, customer.kind_source = guess.kind, guess.source
    return guess
