"""Writing tables that people open in a spreadsheet: CSV (French Excel) or XLSX, row by row.

A text that a spreadsheet would compute (`=…`, `+…`, `-…`, `@…`) gets an apostrophe in front,
which reading takes off again. A file appears under its name once it is complete.
"""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol, TextIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Cell = str | Decimal | date | None
LONGEST_CELL = 32_000
"""Characters: a spreadsheet takes 32,767."""
MOST_EXCEL_ROWS = 1_048_576
AMOUNT_FORMAT, FINE_FORMAT = "#,##0.00", "#,##0.00####"
"""How a spreadsheet shows amounts, and numbers that may have up to six decimals."""
CENTS = 2

_COMPUTED = re.compile(r"'*[=+\-@]")


class SheetWriter(Protocol):
    """Takes the rows of a table."""

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row."""


def shielded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would compute."""
    return f"'{text}" if _COMPUTED.match(text) else text


def check_target(path: Path, *, force: bool) -> None:
    """Refuse a file that exists (unless ``force``) or whose name is neither .csv nor .xlsx."""
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise InvalidInput(
            "Le format se lit dans le nom du fichier",
            where=str(path),
            remedy="Nommez-le en .xlsx ou en .csv.",
        )
    if not path.parent.is_dir():
        raise InvalidInput(
            "Le dossier n'existe pas",
            where=str(path.parent),
            remedy="Créez-le, ou corrigez le nom.",
        )
    if path.exists() and not force:
        raise InvalidInput(
            "Le fichier existe déjà",
            where=str(path),
            remedy="Choisissez un autre nom, ou ajoutez --force pour le remplacer.",
        )


def decimals(number: Decimal) -> int:
    """Count the decimals that a number is written with."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Lend a place beside ``path`` to write to; it takes the name of ``path`` at the end."""
    draft = path.with_name(f".{path.stem[:40]}-{token_hex(4)}{path.suffix}")
    draft.touch(exist_ok=False)
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def new_sheet(path: Path, header: Sequence[str], sheet: str) -> Iterator[SheetWriter]:
    """Write one table to ``path``, CSV or XLSX by its name, in place of what was there.

    In a workbook the table stands on a sheet named ``sheet``.
    """
    with new_file(path) as draft:
        if path.suffix.lower() == ".csv":
            with draft.open("w", encoding="utf-8-sig", newline="") as file:
                yield _Csv(file, header)
        else:
            with new_workbook(draft, constant_memory=True) as workbook:
                yield ExcelSheet(workbook, sheet, header)


@contextmanager
def new_sheets(
    path: Path, headers: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, SheetWriter]]:
    """Write a workbook of several tables to ``path``, each under the name of its sheet."""
    with new_file(path) as draft, new_workbook(draft, constant_memory=True) as workbook:
        yield {name: ExcelSheet(workbook, name, header) for name, header in headers.items()}


@contextmanager
def new_workbook(path: Path, *, constant_memory: bool = False) -> Iterator[xlsxwriter.Workbook]:
    """Write a workbook; a disk that is full says so as for any other file."""
    try:
        with xlsxwriter.Workbook(path, {"constant_memory": constant_memory}) as workbook:
            yield workbook
    except FileCreateError as error:
        raise (error.args[0] if isinstance(error.args[0], OSError) else error) from error


class _Csv:
    """A CSV as the French Excel reads it: semicolons, decimal commas, UTF-8 with its mark."""

    def __init__(self, file: TextIO, header: Sequence[str]) -> None:
        self._rows = csv.writer(file, delimiter=";")
        self._rows.writerow(header)

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        self._rows.writerow([_csv_text(cell) for cell in cells])


def _csv_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return f"{cell:f}".replace(".", ",")
        case date():
            return format_date(cell)
        case _:
            return shielded(cell[:LONGEST_CELL])


def csv_piece(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write some rows of such a CSV, for a file that is sent as it is made."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows([_csv_text(cell) for cell in cells] for cells in rows)
    return text.getvalue().encode()


class ExcelSheet:
    """A sheet with its header in bold and frozen; amounts and dates are real ones."""

    def __init__(self, workbook: xlsxwriter.Workbook, name: str, header: Sequence[str]) -> None:
        self._sheet = workbook.add_worksheet(name)
        self._amount = workbook.add_format({"num_format": AMOUNT_FORMAT})
        self._fine = workbook.add_format({"num_format": FINE_FORMAT})
        self._day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        self._next = 0
        bold = workbook.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
        for column, title in enumerate(header):
            self._sheet.set_column(column, column, max(12, len(title) + 2))
            self._sheet.write_string(0, column, title, bold)
        self._sheet.freeze_panes(1, 0)
        self._next = 1

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row. Raises `InvalidInput` when the sheet is full."""
        if self._next >= MOST_EXCEL_ROWS:
            raise InvalidInput(
                f"Une feuille ne tient que {MOST_EXCEL_ROWS} lignes",
                remedy="Choisissez un fichier .csv, ou demandez moins de lignes.",
            )
        for column, cell in enumerate(cells):
            if cell is not None and cell != "":  # most cells are empty
                self._put(column, cell)
        self._next += 1

    def _put(self, column: int, cell: str | Decimal | date) -> None:
        match cell:
            case Decimal():
                shown = self._fine if decimals(cell) > CENTS else self._amount
                self._sheet.write_number(self._next, column, float(cell), shown)
            case date():
                self._sheet.write_datetime(self._next, column, cell, self._day)
            case _:
                text = shielded(cell[:LONGEST_CELL])
                self._sheet.write_string(self._next, column, text)
