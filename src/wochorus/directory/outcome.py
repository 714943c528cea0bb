"""What an import says when it is over: the counts, or the cells that it refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.directory.columns import Kind

MOST_REFUSALS_KEPT = 1000
MOST_ORPHANS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that cannot be used; ``row`` is the line or the row of the sheet."""

    file: str
    row: int
    column: str
    value: str
    expected: str

    def sentence(self) -> str:
        """Say it in French."""
        shown = f"« {self.value[:60]} »" if self.value else "vide"
        return (
            f"{self.file}, ligne {self.row}, colonne {self.column} : {shown} ; "
            f"attendu : {self.expected}"
        )


@dataclass(slots=True)
class Refusals:
    """The refused cells: the first thousand, and how many cells and rows there are in all."""

    first: list[Refusal] = field(default_factory=list)
    cells: int = 0
    rows: int = 0

    def add(self, found: list[Refusal]) -> None:
        """Count one refused row."""
        self.rows += 1
        self.cells += len(found)
        self.first.extend(found[: MOST_REFUSALS_KEPT - len(self.first)])

    def join(self, others: Refusals) -> None:
        """Count those of another file too."""
        self.rows += others.rows
        self.cells += others.cells
        self.first.extend(others.first[: MOST_REFUSALS_KEPT - len(self.first)])


class RefusedRows(InvalidInput):
    """Some rows cannot be used, so nothing was imported; ``refusals`` lists their cells."""

    def __init__(self, refusals: Refusals) -> None:
        super().__init__(
            f"{refusals.cells} valeur(s) refusée(s) sur {refusals.rows} ligne(s) : "
            "rien n'a été importé",
            where=refusals.first[0].sentence(),
            remedy="Corrigez ces lignes, ou importez les autres avec --partial.",
        )
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class Orphan:
    """A service whose structure is not in the directory."""

    identifier: str
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What importing one kind of file changed."""

    kind: Kind
    files: list[str]
    rows: int
    added: int = 0
    changed: int = 0
    closed: int = 0
    reopened: int = 0
    unchanged: int = 0
    rejected: int = 0
    orphaned: int = 0
    is_repeat: bool = False
    """The content is that of the import before: nothing was done."""
    kept_open: int = 0
    """Rows gone from a file that had refused rows: left as they are."""
    first_orphans: list[Orphan] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    refusals: Refusals = field(default_factory=Refusals)
