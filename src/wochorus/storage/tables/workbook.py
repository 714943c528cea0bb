"""Excel workbooks (.xlsx, .xlsm), read through calamine once they were found harmless.

Formulas give the value that the spreadsheet stored; macros are never looked at.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from posixpath import join, normpath
from typing import TYPE_CHECKING

import python_calamine
from lxml import etree

from wochorus.core.errors import InvalidInput
from wochorus.storage.tables.unpacking import inspect_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.storage.tables.limits import TableLimits
    from wochorus.storage.tables.unpacking import Inspection

EXACT_FLOAT_DIGITS = 15
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RESAVE = "Ouvrez le fichier dans un tableur, enregistrez-le en .xlsx, puis recommencez."


class Workbook:
    """A workbook that was inspected, with one of its sheets loaded.

    Without ``sheet_name``, the sheet is the first visible one that is not empty.
    """

    def __init__(self, path: Path, limits: TableLimits, sheet_name: str | None = None) -> None:
        self._path = path
        self._limits = limits
        self._inspection: Inspection = inspect_workbook(path, limits)
        try:
            self._book = python_calamine.load_workbook(path)
        except python_calamine.CalamineError as error:
            raise _unreadable(path) from error
        self._sheet_name = sheet_name

    def sheet_names(self) -> list[str]:
        """Name the visible sheets, in the order of the tabs."""
        return [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row number with its texts; empty rows are skipped."""
        sheet = self._sheet
        if sheet is None:
            return
        self._refuse_error_cells(sheet.name)
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [cell.strip() if type(cell) is str else cell_text(cell) for cell in row]
            if any(cells):
                self._check(number, cells)
                yield number, cells

    @property
    def rows_expected(self) -> int:
        """Count the rows of the sheet, header included."""
        return self._sheet.total_height if self._sheet else 0

    @cached_property
    def _sheet(self) -> python_calamine.CalamineSheet | None:
        names = [self._sheet_name] if self._sheet_name else self.sheet_names()
        try:
            for name in names:
                sheet = self._book.get_sheet_by_name(name)
                if sheet.start is not None:
                    return sheet
        except python_calamine.CalamineError as error:
            raise _unreadable(self._path) from error
        return None

    def _check(self, number: int, cells: list[str]) -> None:
        if max(map(len, cells)) > self._limits.max_cell_chars:
            raise InvalidInput(
                f"Une cellule dépasse {self._limits.max_cell_chars} caractères",
                where=f"{self._path.name}, ligne {number}",
                remedy="Raccourcissez-la, ou vérifiez que c'est le bon fichier.",
            )
        if _CONTROL.search("".join(cells)):
            raise InvalidInput(
                "Une cellule contient des caractères qui ne sont pas du texte",
                where=f"{self._path.name}, ligne {number}",
                remedy="Retapez les cellules de cette ligne, puis recommencez.",
            )

    def _refuse_error_cells(self, sheet_name: str) -> None:
        """Refuse `#N/A` and the like: calamine reads them as empty, which would lose a value."""
        part = _sheet_parts(self._path).get(sheet_name, "")
        if cell := self._inspection.error_cells.get(part):
            raise InvalidInput(
                "Une formule du classeur donne une erreur (#N/A, #REF!, #DIV/0!…)",
                where=f"{self._path.name}, feuille « {sheet_name} », cellule {cell}",
                remedy="Corrigez les formules en erreur, enregistrez, puis recommencez.",
            )


def cell_text(value: object) -> str:
    """Write a cell as text: no `.0`, no exponent, ISO dates, `true` or `false`.

    Numbers keep the 15 digits that a spreadsheet shows: 0.1 + 0.2 is ``0.3``.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.min.time() else _day(value)
    if isinstance(value, date):
        return _day(value)
    return str(value).strip()


def _day(value: date) -> str:
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def _number_text(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 10**EXACT_FLOAT_DIGITS):
        return str(int(value))
    return f"{Decimal(f'{value:.{EXACT_FLOAT_DIGITS}g}'):f}"


def _sheet_parts(path: Path) -> dict[str, str]:
    """Say in which part of the zip each sheet lies."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(path) as archive:
            book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
            links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise _unreadable(path) from error
    targets = {link.get("Id"): link.get("Target", "") for link in links.iter("{*}Relationship")}
    return {
        sheet.get("name", ""): normpath(join("/xl", targets.get(sheet.get(_RELATION), ""))).lstrip(
            "/"
        )
        for sheet in book.iter("{*}sheet")
    }


def _unreadable(path: Path) -> InvalidInput:
    return InvalidInput("Le classeur Excel est illisible", where=path.name, remedy=_RESAVE)
