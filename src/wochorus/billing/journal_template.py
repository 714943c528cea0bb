"""The empty journal that a user fills in, and the page that explains its columns.

Both are made from the tables of columns and cannot say anything else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import INFORMATION_HEADERS, JOURNAL, JOURNAL_SHEET
from wochorus.billing.line_format import LINES, SHEET
from wochorus.core.units import UNITS
from wochorus.spreadsheets.refused_rows import ERROR_HEADER
from wochorus.spreadsheets.writing import (
    AMOUNT_FORMAT,
    FINE_FORMAT,
    ExcelSheet,
    check_target,
    new_file,
    new_sheet,
    new_workbook,
)

if TYPE_CHECKING:
    import xlsxwriter

    from wochorus.spreadsheets.columns import Column, ColumnTable

HEADERS = JOURNAL.headers
EXPLANATION_HEADERS = (
    "Feuille",
    "Colonne",
    "Obligatoire",
    "Ce qu'elle contient",
    "Exemple 1",
    "Exemple 2",
    "Exemple 3",
    "Autres titres reconnus",
)
_MOST_EXAMPLES = 3
_PAGE = Path(__file__).with_name("journal_page.md")
_FORMATS = {
    "amount": AMOUNT_FORMAT,
    "quantity": FINE_FORMAT,
    "price": FINE_FORMAT,
    "day": "dd/mm/yyyy",
}
_AS_TEXT = "@"


def write_template(path: Path, *, lines_path: Path | None = None, force: bool = False) -> None:
    """Write the template, CSV or XLSX by its name; beside a CSV, that of the lines if asked.

    An XLSX has the sheet of the lines too, and one with every column explained and fictitious
    examples. Raises `InvalidInput` when a file exists and ``force`` is not given.
    """
    targets = (path,) if lines_path is None else (path, lines_path)
    for target in targets:
        check_target(target, force=force)
    _write(path, JOURNAL)
    if lines_path is not None:
        _write(lines_path, LINES)


def _write(path: Path, table: ColumnTable) -> None:
    if path.suffix.lower() == ".csv":
        with new_sheet(path, table.headers, JOURNAL_SHEET):
            return
    sheets = {JOURNAL_SHEET: JOURNAL, SHEET: LINES} if table is JOURNAL else {SHEET: LINES}
    with new_file(path) as draft, new_workbook(draft) as workbook:
        for name, columns in sheets.items():
            _empty_sheet(workbook, name, columns)
        explanations = ExcelSheet(workbook, "Explications", EXPLANATION_HEADERS)
        for name, columns in sheets.items():
            for column in columns.columns:
                explanations.write([name, *_explanation(column)])


def _empty_sheet(workbook: xlsxwriter.Workbook, name: str, table: ColumnTable) -> None:
    """Lay out the columns of codes as text: a spreadsheet must not turn them into numbers."""
    ExcelSheet(workbook, name, table.headers)
    sheet = workbook.get_worksheet_by_name(name)
    formats = {
        shown: workbook.add_format({"num_format": shown}) for shown in {*_FORMATS.values(), "@"}
    }
    for position, column in enumerate(table.columns):
        width = max(12, len(column.header) + 2)
        shown = _FORMATS.get(column.read.__name__, _AS_TEXT)
        sheet.set_column(position, position, width, formats[shown])


def _explanation(column: Column) -> list[str]:
    examples = (*column.examples, "")[:_MOST_EXAMPLES]
    return [
        column.header,
        "oui" if column.required else "",
        column.description,
        *examples,
        ", ".join(column.aliases),
    ]


def journal_reference() -> str:
    """Compose `docs/reference/journal.md`, in French."""
    return _PAGE.read_text(encoding="utf-8").format(
        rows=_table(JOURNAL),
        lines=_table(LINES),
        units="\n".join(_unit_row(code) for code in UNITS),
        unread=", ".join((*INFORMATION_HEADERS, ERROR_HEADER)),
    )


def _table(table: ColumnTable) -> str:
    return "\n".join(
        f"| {c.header} | {'oui' if c.required else ''} | {_cell(c.description)} "
        f"| {_cell(c.examples[0])} | {_cell(', '.join(c.aliases))} |"
        for c in table.columns
    )


def _unit_row(code: str) -> str:
    word, *others = UNITS[code]
    return f"| {word} | `{code}` | {', '.join(others)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
