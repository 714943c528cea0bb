"""How one cell of a table is read: exactly, or refused.

Each reader takes the text of a filled cell and returns its value, or raises `CellRefused` with a
French phrase that says what was expected.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from wochorus.core.countries import country_code
from wochorus.core.dates import parse_date, time_beside_date
from wochorus.core.identifiers import compact_identifier
from wochorus.core.money import parse_decimal
from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

YEARS = range(1900, 2200)
EXACT_DIGITS = 15
"""A spreadsheet computes with 15 significant digits; the rest is binary dust."""

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d\d")
"""As spreadsheets write it, to the sign: `12E34` is a code like another."""
_SPREADSHEET_ERROR = re.compile(
    r"#(N/A|REF!|VALEUR!|VALUE!|DIV/0!|NOM\?|NAME\?|NULL?!|NOMBRE!|NUM!)"
)


class Choice(Protocol):
    """One of the values of a choice: its French label and its code."""

    @property
    def label(self) -> object:
        """The label, lazily translated or not."""

    @property
    def value(self) -> str:
        """The code."""


class CellRefused(ValueError):
    """A cell that cannot be read; the text says what was expected."""


def text(longest: int) -> Callable[[str], str]:
    """Make a reader of free text, its line breaks and repeated spaces turned into one space."""

    def read(cell: str) -> str:
        return checked(" ".join(cell.split()), longest)

    return read


def code(longest: int) -> Callable[[str], str]:
    """Make a reader of references: kept to the letter, and never a number gone scientific."""

    def read(cell: str) -> str:
        if _SCIENTIFIC.fullmatch(cell):
            raise CellRefused(
                "le tableur a remplacé ce code par un nombre abrégé : mettez la colonne au format "
                "Texte et retapez le code"
            )
        return checked(cell.strip(), longest)

    return read


def checked(value: str, longest: int) -> str:
    """Refuse what cannot be kept: invisible characters, errors of a spreadsheet, too long."""
    if not value.isprintable():
        raise CellRefused("un caractère invisible s'y trouve : retapez la valeur")
    if _SPREADSHEET_ERROR.fullmatch(value):
        raise CellRefused("c'est une erreur du tableur : corrigez la formule")
    if len(value) > longest:
        raise CellRefused(f"{longest} caractères au plus (ici {len(value)})")
    return value


def siret(cell: str) -> str:
    """Read a SIRET as it was typed, its spaces apart: the checks say whether it is right."""
    return code(30)(compact_identifier(cell))


def day(cell: str) -> date:
    """Read a date of this century, the next or the last: spreadsheets know no other."""
    try:
        value = parse_date(cell)
    except ValueError:
        if time := time_beside_date(cell):
            raise CellRefused(f"une date sans heure : retirez {time}") from None
        raise CellRefused("une date comme 24/11/2026") from None
    if value.year not in YEARS:
        raise CellRefused(f"une date de {YEARS.start} à {YEARS.stop - 1}")
    return value


def number(cell: str, expected: str) -> Decimal:
    """Read a number, the binary dust of spreadsheets apart; ``expected`` says what was awaited."""
    try:
        value = parse_decimal(cell)
    except ValueError:
        raise CellRefused(expected) from None
    digits = value.as_tuple().digits
    return value if len(digits) <= EXACT_DIGITS else Decimal(f"{value:.{EXACT_DIGITS}g}")


def one_of(members: Iterable[Choice], **others: str) -> Callable[[str], str]:
    """Make a reader of a choice: the French label, the code, or one of ``others``."""
    labels = {str(member.label): member.value for member in members}
    known = {fold(label): value for label, value in labels.items()}
    known |= {fold(value): value for value in labels.values()}
    known |= {name.replace("_", " "): value for name, value in others.items()}
    expected = ", ".join(labels)

    def read(cell: str) -> str:
        try:
            return str(known[fold(cell).replace(".", "")])
        except KeyError:
            raise CellRefused(f"une valeur parmi : {expected}") from None

    return read


def country(cell: str) -> str:
    """Read a country by its code or its French name."""
    try:
        return country_code(cell)
    except ValueError:
        raise CellRefused("un pays par son code à deux lettres (FR, BE…) ou son nom") from None


def vat_number(cell: str) -> str:
    """Read a VAT number as it was typed, spaces and small letters apart."""
    return code(20)(compact_identifier(cell).upper())
