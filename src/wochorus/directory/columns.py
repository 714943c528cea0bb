"""The columns of the published files, and how each cell is read.

All that depends on the names of the publisher is in the two tables below. Source: the files of
structures and of services of the Chorus Pro directory (`;` between cells, `true` and `false`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from wochorus.core.identifiers import SIRET_LENGTH, compact_identifier
from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["structures", "services"]

NULL = "\x1f"
"""How COPY is told the absence of a value: no cell holds a control character."""
SIRET_TYPE = "1"
SHORTEST_PADDED_SIRET = 11
"""A spreadsheet drops the leading zeros of a SIRET: no SIREN begins with more than three, and a
SIREN alone (9 digits) must not be taken for a SIRET."""
IDENTIFIER_LENGTH = 18
_DIGITS = re.compile(r"\d+", re.ASCII)
_PRINTED_FLAGS = {
    "t": ("true", "oui", "vrai", "1"),
    "f": ("false", "non", "faux", "0"),
}
FLAGS = {
    written: value
    for value, words in _PRINTED_FLAGS.items()
    for word in words
    for written in (word, word.capitalize(), word.upper())
}
LENIENT_FLAGS = {"": "f", **FLAGS}

Shape = Literal["text", "flag", "informative flag", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its published title, where it goes, what is accepted."""

    title: str
    field: str
    shape: Shape
    longest: int
    shortest: int = 0
    is_optional: bool = False
    """Whether a file without this column is accepted; its cells may then be empty."""

    def reader(self) -> Callable[[str], str | None]:
        """Make the function that gives a cell for the database, or ``None`` to refuse it.

        It runs four million times for a whole directory: all that can be is decided here.
        """
        longest, shortest = self.longest, self.shortest
        match self.shape:
            case "flag":
                return FLAGS.get
            case "informative flag":
                return LENIENT_FLAGS.get
            case "number":
                empty = {"": NULL} if self.is_optional else {}
                return lambda cell: (
                    cell if len(cell) <= longest and _DIGITS.fullmatch(cell) else empty.get(cell)
                )
            case "text" if shortest:
                return lambda cell: cell if shortest <= len(cell) <= longest else None
        return lambda cell: cell if len(cell) <= longest else None

    @property
    def expected(self) -> str:
        """Say in French what is accepted."""
        match self.shape:
            case "flag":
                return "true ou false (oui, non, 1 et 0 sont acceptés)"
            case "informative flag":
                return "true, false ou vide"
            case "number":
                return f"un nombre entier d'au plus {self.longest} chiffres"
            case "text" if self.shortest:
                return f"un texte de {self.shortest} à {self.longest} caractères"
        return f"{self.longest} caractères au plus"


def text(title: str, name: str, longest: int, *, shortest: int = 0) -> Column:
    """Describe a text."""
    return Column(title, name, "text", longest, shortest)


def flag(title: str, name: str) -> Column:
    """Describe a flag that decides what an invoice must carry: it cannot be empty."""
    return Column(title, name, "flag", 5)


def informative_flag(title: str, name: str) -> Column:
    """Describe a flag that no check depends on: empty means false."""
    return Column(title, name, "informative flag", 5)


def number(title: str, name: str, longest: int, *, is_optional: bool = False) -> Column:
    """Describe a whole number; an optional one may be empty."""
    return Column(title, name, "number", longest, is_optional=is_optional)


_ADDRESS = (
    text("Adresse", "address", 255),
    text("ComplementAdresse1", "address_extra_1", 255),
    text("ComplementAdresse2", "address_extra_2", 255),
    text("CodePostal", "postcode", 20),
    text("Ville", "town", 150),
    text("NumTelephone", "phone", 50),
    text("Courriel", "email", 255),
    text("CodePays", "country_code", 3),
    text("LibellePays", "country_name", 100),
)

STRUCTURE_COLUMNS = (
    number("TypeIdentifiant", "identifier_type", 2),
    text("Identifiant", "identifier", IDENTIFIER_LENGTH, shortest=1),
    text("RaisonSociale", "name", 255, shortest=1),
    informative_flag("EmetteurEdi", "sends_edi"),
    informative_flag("RecepteurEdi", "receives_edi"),
    informative_flag("GestionStatutMiseEnPaiement", "reports_payment"),
    flag("GestionEngagement", "requires_engagement"),
    flag("GestionService", "requires_service"),
    flag("GestionServiceEngagement", "requires_service_or_engagement"),
    informative_flag("EstMOA", "is_works_authority"),
    flag("EstMOAUniquement", "is_works_only"),
    flag("StructureActive", "is_active"),
    *_ADDRESS,
)

SERVICE_COLUMNS = (
    number("idService", "chorus_id", 18, is_optional=True),
    text("Identifiant", "identifier", IDENTIFIER_LENGTH, shortest=1),
    text("RaisonSociale", "structure_name", 255),
    text("Code", "code", 100, shortest=1),
    text("Nom", "name", 255),
    flag("GestionEGMT", "requires_engagement"),
    flag("ServiceActif", "is_active"),
    *_ADDRESS,
)

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    "structures": STRUCTURE_COLUMNS,
    "services": SERVICE_COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the header of one file answers the columns of its kind."""

    kind: Kind
    positions: list[tuple[int, Column]]
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def recognise(header: Sequence[str]) -> Layout | None:
    """Find the kind of file from the titles that only one kind has; ``None`` if none is there."""
    titles = {plain_title(title): position for position, title in enumerate(header)}
    own = {
        kind: sum(plain_title(title) in titles for title in _own_titles(kind)) for kind in COLUMNS
    }
    kind = max(own, key=lambda kind: own[kind])
    if not own[kind]:
        return None
    positions = {
        column.field: (titles[plain_title(column.title)], column)
        for column in COLUMNS[kind]
        if plain_title(column.title) in titles
    }
    known = {plain_title(column.title) for column in COLUMNS[kind]}
    return Layout(
        kind,
        list(positions.values()),
        [c.title for c in COLUMNS[kind] if c.field not in positions and not c.is_optional],
        [title for title in header if plain_title(title) not in known],
    )


def expected_titles(kind: Kind) -> str:
    """List the titles of a kind of file, as the publisher writes them."""
    return ", ".join(column.title for column in COLUMNS[kind])


def padded_siret(identifier: str) -> str | None:
    """Give back the leading zeros that a spreadsheet dropped; ``None`` if it cannot be a SIRET."""
    if len(identifier) == SIRET_LENGTH and identifier.isascii() and identifier.isdigit():
        return identifier
    compact = compact_identifier(identifier)
    if not _DIGITS.fullmatch(compact):
        return None
    if SHORTEST_PADDED_SIRET <= len(compact) <= SIRET_LENGTH:
        return compact.zfill(SIRET_LENGTH)
    return None


def _own_titles(kind: Kind) -> set[str]:
    others = {c.title for other in COLUMNS if other != kind for c in COLUMNS[other]}
    return {column.title for column in COLUMNS[kind]} - others


def plain_title(title: str) -> str:
    """Reduce a title to what it is compared by: no accents, capitals, spaces nor underscores."""
    return fold(title).replace("_", "").replace(" ", "")
