"""The lines of a file given to their invoices; an invoice takes all its lines, or is refused.

An invoice of the journal that no line names says nothing of its lines: it keeps those it has.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import MOST_RATES
from wochorus.billing.line_totals import (
    amount_defect,
    bases_of,
    breakdown_of,
    tax_defects,
    with_categories,
)
from wochorus.billing.models import InvoiceKind
from wochorus.core.dates import format_date
from wochorus.core.money import ZERO
from wochorus.spreadsheets import line_cells
from wochorus.spreadsheets.row_reading import unshielded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from wochorus.billing.journal_rows import JournalEntry, RowReader
    from wochorus.billing.line_rows import Line, LineReader, ReadLine
    from wochorus.billing.line_totals import Defect, TaxKey
    from wochorus.billing.tax_lines import TaxLines
    from wochorus.spreadsheets.row_reading import SourceRow


@dataclass(slots=True)
class MatchedLines:
    """The entries with their lines, and what became of the rows of the lines."""

    entries: list[JournalEntry]
    spoiled: set[int] = field(default_factory=set)
    """Rows of the journal refused for their lines."""
    rows_of: defaultdict[int, list[SourceRow]] = field(default_factory=lambda: defaultdict(list))
    """The rows of the lines by the row of the journal that they belong to; 0 for none."""


@dataclass(slots=True)
class LineMatching:
    """Gives lines to the entries of one file; what is wrong goes to the errors of the readers."""

    journal: RowReader
    lines: LineReader
    journal_rows: Sequence[SourceRow]
    entries: Sequence[JournalEntry]
    _rows: defaultdict[str, list[int]] = field(init=False)
    _entries: defaultdict[str, list[JournalEntry]] = field(init=False)
    _groups: defaultdict[int, list[ReadLine]] = field(init=False)
    _found: MatchedLines = field(init=False)

    def __post_init__(self) -> None:
        title = self.journal.layout.title("number")
        self._rows = defaultdict(list)
        for row in self.journal_rows:
            self._rows[_number(row, title)].append(row.number)
        self._entries = defaultdict(list)
        for entry in self.entries:
            self._entries[entry.key.number].append(entry)
        self._groups = defaultdict(list)
        self._found = MatchedLines([])

    def match(self, read: Iterable[tuple[SourceRow, ReadLine | None]]) -> MatchedLines:
        """Give each line to its invoice; ``read`` holds the row too of a line that was refused."""
        title = self.lines.layout.title("number")
        for row, line in read:
            if line is None:
                self._spoil(row, self._rows.get(_number(row, title), ()))
            else:
                self._place(line)
        for entry in self.entries:
            lines = self._groups.get(entry.source.number)
            whole = self._with_lines(entry, lines) if lines else entry
            if whole is not None and entry.source.number not in self._found.spoiled:
                self._found.entries.append(whole)
        return self._found

    def _place(self, line: ReadLine) -> None:
        same = self._entries.get(line.number, ())
        dated = [e for e in same if line.issue_date in {None, e.fields["issue_date"]}]
        if len(dated) == 1:
            row = dated[0].source.number
            self._groups[row].append(line)
            self._found.rows_of[row].append(line.source)
            return
        if not (refusal := self._refusal(line, same, dated)):
            self._spoil(line.source, self._rows[line.number])
            return
        self.lines.errors.append(self.lines.error(line.source, *refusal))
        self._spoil(line.source, [entry.source.number for entry in same])

    def _refusal(
        self, line: ReadLine, same: Sequence[JournalEntry], dated: Sequence[JournalEntry]
    ) -> tuple[str, str] | None:
        """Say why a line has no invoice; nothing when its invoice has errors of its own."""
        if line.number not in self._rows:
            return "number", "cette facture n'est pas dans le journal : ajoutez-la, ou corrigez"
        if dated:
            years = " et ".join(str(entry.key.year) for entry in dated)
            return "number", f"ce numéro est dans le journal en {years} : remplissez la date"
        if same and len(same) == len(self._rows[line.number]):
            days = ", ".join(format_date(entry.fields["issue_date"]) for entry in same)
            return "issue_date", f"dans le journal, cette facture est datée du {days}"
        return None

    def _spoil(self, row: SourceRow, journal_rows: Iterable[int]) -> None:
        """Refuse the invoices that a refused line may belong to."""
        rows = list(journal_rows)
        self._found.spoiled.update(rows)
        for number in rows or [0]:
            self._found.rows_of[number].append(row)

    def _with_lines(self, entry: JournalEntry, read: list[ReadLine]) -> JournalEntry | None:
        lines = self._numbered(entry, read)
        if entry.source.number in self._found.spoiled:
            return None
        bases = bases_of(lines)
        if entry.fields["kind"] == InvoiceKind.CREDIT_NOTE and sum(bases.values(), ZERO) < ZERO:
            lines = tuple(line.opposite() for line in lines)
            bases = bases_of(lines)
        whole = replace(entry, lines=lines, breakdown=_breakdown(entry.breakdown, bases))
        defects = _defects(whole, bases)
        for defect in defects:
            column = column_of(defect, whole, self.journal)
            self.journal.errors.append(self.journal.error(entry.source, column, defect.message))
        return None if defects else whole

    def _numbered(self, entry: JournalEntry, read: list[ReadLine]) -> tuple[Line, ...]:
        """Number the lines that have no number by their rank, and refuse a number used twice."""
        lines: dict[str, Line] = {}
        for rank, each in enumerate(read, start=1):
            identifier = each.line.identifier or str(rank)
            if identifier in lines:
                message = (
                    f"deux lignes de la facture {entry.key.number} ont le n° {identifier} : "
                    "numérotez-les toutes, chacune autrement"
                )
                self.lines.errors.append(self.lines.error(each.source, "identifier", message))
                self._found.spoiled.add(entry.source.number)
            lines[identifier] = each.line._replace(identifier=identifier)
        return tuple(lines.values())


def _number(row: SourceRow, title: str) -> str:
    return unshielded(row.cells.get(title, "")).strip()


def _breakdown(told: TaxLines | None, bases: dict[TaxKey, Decimal]) -> TaxLines | None:
    """Take the VAT that the journal tells, else compute it; `None` when it has no column for it."""
    if told is None:
        return None
    return with_categories(told, bases) if told else breakdown_of(bases)


def _defects(entry: JournalEntry, bases: dict[TaxKey, Decimal]) -> list[Defect]:
    defects = amount_defect(bases, entry.fields["total_without_tax"])
    if entry.breakdown is not None and not defects:
        defects = tax_defects(bases, entry.breakdown, entry.fields["total_tax"])
    return defects


def column_of(defect: Defect, entry: JournalEntry, reader: RowReader) -> str:
    """Find the column of the journal that a defect is about."""
    if defect.rate is None:
        return defect.column
    for position in range(1, MOST_RATES + 1):
        cell = unshielded(entry.source.cells.get(reader.layout.title(f"rate_{position}"), ""))
        if cell and line_cells.rate(cell) == defect.rate:
            return f"{defect.column}_{position}"
    return f"{defect.column}_1"
