"""Opening a table whatever its file: text with separators, or Excel workbook."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.storage.tables.delimited import delimited_records, rows_expected
from wochorus.storage.tables.limits import DEFAULT, TableLimits, TableRow
from wochorus.storage.tables.workbook import open_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EXCEL_EXTENSIONS = frozenset({".xlsx", ".xlsm"})
TEXT_EXTENSIONS = frozenset({".csv", ".txt", ".tsv"})
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SAVE_AGAIN = "Enregistrez-le dans un tableur au format .xlsx ou CSV UTF-8, puis recommencez."


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table: its column titles, then its rows, each read once."""

    path: Path
    sheet: str
    """Name of the sheet; empty for a text file."""
    header: list[str]
    rows: Iterator[tuple[int, list[str]]]
    """Row number and stripped cells; a row may be shorter than the header, and longer only when
    that was asked for."""
    rows_expected: int
    """About how many rows there are, for a progress bar."""


def open_table(path: Path, *, limits: TableLimits = DEFAULT) -> Table:
    """Open a text file, or the first visible sheet with content of a workbook.

    Raises `InvalidInput` (file and row named) here or while the rows are read.
    """
    return next(open_tables(path, limits=limits))


def open_tables(
    path: Path,
    *,
    limits: TableLimits = DEFAULT,
    order: Callable[[list[str]], list[str]] = list,
    keep_long_rows: bool = False,
) -> Iterator[Table]:
    """Open the sheets of a workbook one after the other, or the one table of a text file.

    ``order`` takes the names of the visible sheets and gives those to open, in turn. A row with
    more cells than titles refuses the file, unless ``keep_long_rows``: it comes whole then. Raises
    `InvalidInput` as `open_table` does, also when there is nothing to read.
    """
    if not _is_workbook(path, limits):
        records = delimited_records(path, limits)
        yield _table(path, "", records, rows_expected(path), limits, keep_long=keep_long_rows)
        return
    opened = False
    for sheet in open_sheets(path, limits, order):
        opened = True
        yield _table(
            path, sheet.name, sheet.records, sheet.rows_expected, limits, keep_long=keep_long_rows
        )
    if not opened:
        raise _nothing_to_read(path)


def read_table(path: Path, *, limits: TableLimits = DEFAULT) -> Iterator[TableRow]:
    """Yield the rows under the header, each cell keyed by its column title."""
    table = open_table(path, limits=limits)
    for number, cells in table.rows:
        yield TableRow(number, dict(zip_longest(table.header, cells, fillvalue="")))


def read_header(path: Path, *, limits: TableLimits = DEFAULT) -> list[str]:
    """Read only the column titles."""
    return open_table(path, limits=limits).header


def _table(
    path: Path,
    sheet: str,
    records: Iterator[tuple[int, list[str]]],
    expected: int,
    limits: TableLimits,
    *,
    keep_long: bool,
) -> Table:
    number, titles = next(records, (0, []))
    if not number:
        raise _nothing_to_read(path)
    header = _checked_header(titles, f"{path.name}, ligne {number}", limits)
    rows = _checked_rows(records, len(header), path, limits, keep_long=keep_long)
    return Table(path, sheet, header, rows, expected)


def _nothing_to_read(path: Path) -> InvalidInput:
    return InvalidInput(
        "Le fichier ne contient aucune ligne",
        where=path.name,
        remedy="Vérifiez que c'est le bon fichier et qu'il a été téléchargé en entier.",
    )


def _checked_header(titles: list[str], where: str, limits: TableLimits) -> list[str]:
    header = list(titles)
    while not header[-1]:
        header.pop()
    if len(header) > limits.max_columns:
        raise InvalidInput(
            f"Le tableau a {len(header)} colonnes ; {limits.max_columns} sont permises",
            where=where,
            remedy="Vérifiez que c'est le bon fichier.",
        )
    if "" in header:
        raise InvalidInput(
            f"La colonne n° {header.index('') + 1} n'a pas de titre",
            where=where,
            remedy="Donnez un titre à chaque colonne, ou supprimez celle qui est vide.",
        )
    doubles = sorted({title for title in header if header.count(title) > 1})
    if doubles:
        raise InvalidInput(
            "Plusieurs colonnes portent le même titre : " + ", ".join(doubles),
            where=where,
            remedy="Gardez-en une seule de chaque.",
        )
    return header


def _checked_rows(
    records: Iterator[tuple[int, list[str]]],
    width: int,
    path: Path,
    limits: TableLimits,
    *,
    keep_long: bool,
) -> Iterator[tuple[int, list[str]]]:
    for position, (number, cells) in enumerate(records, start=1):
        if len(cells) > width:
            if not any(cells[width:]):
                del cells[width:]
            elif not keep_long:
                raise InvalidInput(
                    f"La ligne a {len(cells)} cellules pour {width} colonnes",
                    where=f"{path.name}, ligne {number}",
                    remedy="Une valeur contient sans doute le séparateur : "
                    "entourez-la de guillemets.",
                )
        if position > limits.max_rows:
            raise InvalidInput(
                f"Le fichier dépasse {limits.max_rows} lignes",
                where=path.name,
                remedy="Partagez-le en plusieurs fichiers.",
            )
        yield number, cells


def check_file(path: Path, *, limits: TableLimits = DEFAULT) -> None:
    """Refuse what is no regular file (a device never ends) or is too big to be read."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise InvalidInput(
            "Ce n'est pas un fichier", where=str(path), remedy="Donnez le chemin d'un fichier."
        )
    if status.st_size > limits.max_file_bytes:
        raise InvalidInput(
            f"Le fichier pèse {status.st_size // 1_000_000} Mo ; "
            f"{limits.max_file_bytes // 1_000_000} Mo sont permis",
            where=path.name,
            remedy="Vérifiez que c'est le bon fichier, ou partagez-le.",
        )


def _is_workbook(path: Path, limits: TableLimits) -> bool:
    """Look at the first bytes of ``path``; refuse what is neither text nor workbook."""
    check_file(path, limits=limits)
    with path.open("rb") as handle:
        start = handle.read(8)
    _refuse_other_formats(path, start)
    return start.startswith(_ZIP)


def _refuse_other_formats(path: Path, start: bytes) -> None:
    what = ""
    extension = path.suffix.lower()
    if start.startswith(_OLE):
        what = (
            "Le classeur est protégé par un mot de passe"
            if _ENCRYPTED_PACKAGE in path.read_bytes()
            else "C'est un ancien classeur Excel (.xls), qui n'est pas lu"
        )
    elif start.startswith(b"%PDF"):
        what = "C'est un PDF, non un tableau"
    elif start.startswith(_ZIP) and extension in TEXT_EXTENSIONS:
        what = f"Le fichier est nommé {extension} mais contient un classeur ou une archive"
    elif start and not start.startswith(_ZIP) and extension in EXCEL_EXTENSIONS:
        what = f"Le fichier est nommé {extension} mais n'est pas un classeur Excel"
    if what:
        raise InvalidInput(what, where=path.name, remedy=_SAVE_AGAIN)
