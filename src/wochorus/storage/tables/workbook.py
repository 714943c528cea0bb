"""Excel workbooks (.xlsx, .xlsm), read through calamine once they were found harmless.

Formulas give the value that the spreadsheet stored; macros are never looked at.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from posixpath import join, normpath
from typing import TYPE_CHECKING

import python_calamine
from lxml import etree

from wochorus.core.errors import InvalidInput
from wochorus.storage.tables.unpacking import inspect_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wochorus.storage.tables.limits import TableLimits

EXACT_FLOAT_DIGITS = 15
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RESAVE = "Ouvrez le fichier dans un tableur, enregistrez-le en .xlsx, puis recommencez."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet with content, loaded in memory."""

    name: str
    rows_expected: int
    records: Iterator[tuple[int, list[str]]]
    """Row numbers and stripped texts; empty rows are skipped."""


def open_sheets(
    path: Path, limits: TableLimits, order: Callable[[list[str]], list[str]] = list
) -> Iterator[Sheet]:
    """Inspect the workbook, then load its visible sheets that are not empty, one by one.

    ``order`` takes their names and gives those to load, in turn. Raises `InvalidInput` when
    the workbook is harmful, damaged, or has a formula in error.
    """
    inspection = inspect_workbook(path, limits)
    parts = _sheet_parts(path)
    try:
        book = python_calamine.load_workbook(path)
        for name in order(_visible_sheets(book)):
            sheet = book.get_sheet_by_name(name)
            if sheet.start is not None:
                _refuse_error_cell(path, name, inspection.error_cells.get(parts.get(name, "")))
                yield Sheet(name, sheet.total_height, _records(sheet, path, limits))
    except python_calamine.CalamineError as error:
        raise _unreadable(path) from error


def _visible_sheets(book: python_calamine.CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _records(
    sheet: python_calamine.CalamineSheet, path: Path, limits: TableLimits
) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell.strip() if type(cell) is str else cell_text(cell) for cell in row]
        if any(cells):
            _check(cells, f"{path.name}, ligne {number}", limits)
            yield number, cells


def _check(cells: list[str], where: str, limits: TableLimits) -> None:
    if max(map(len, cells)) > limits.max_cell_chars:
        raise InvalidInput(
            f"Une cellule dépasse {limits.max_cell_chars} caractères",
            where=where,
            remedy="Raccourcissez-la, ou vérifiez que c'est le bon fichier.",
        )
    if _CONTROL.search("".join(cells)):
        raise InvalidInput(
            "Une cellule contient des caractères qui ne sont pas du texte",
            where=where,
            remedy="Retapez les cellules de cette ligne, puis recommencez.",
        )


def _refuse_error_cell(path: Path, sheet: str, cell: str | None) -> None:
    """Refuse `#N/A` and the like: calamine reads them as empty, which would lose a value."""
    if cell:
        raise InvalidInput(
            "Une formule du classeur donne une erreur (#N/A, #REF!, #DIV/0!…)",
            where=f"{path.name}, feuille « {sheet} », cellule {cell}",
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
