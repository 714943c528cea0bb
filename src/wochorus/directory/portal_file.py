"""The file of the whole directory that Chorus Pro gives, made into tables that can be imported.

It is a ZIP of one XML (FAR37), of some 200 000 structures. Tables in the ZIP, as they are
published, are taken as they are. Nothing of the ZIP is believed: not its names, not its sizes.
"""

from __future__ import annotations

import csv
import lzma
import zipfile
import zlib
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from wochorus.directory.columns import COLUMNS
from wochorus.directory.portal_xml import PortalXml, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.directory.columns import Column, Kind
    from wochorus.directory.portal_xml import Row

MOST_UNPACKED = 1_000_000_000
"""Bytes, all members together: FAR37 writes a name before and after each of 5 million values."""
_MOST_MEMBERS = 20
_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError)
"""What `zipfile` raises of an archive that is damaged, encrypted, or packed in another way."""
_TABLES = (".csv", ".xlsx")
_ROWS_PER_TELLING = 2000


def tables_of(
    received: Path,
    folder: Path,
    *,
    on_rows: Callable[[int], None] = lambda _: None,
    most_unpacked: int = MOST_UNPACKED,
) -> list[Path]:
    """Write the tables of the directory of ``received`` into ``folder``, structures first.

    ``on_rows`` is told how many rows were read so far. Raises `InvalidInput` on a file that is no
    directory, or lacks a column that decides what an invoice must carry.
    """
    try:
        with zipfile.ZipFile(received) as archive:
            return _tables(archive, folder, on_rows, most_unpacked)
    except _BROKEN as error:
        raise unreadable(f"ce n'est pas un ZIP correct ({error})", received.name) from error


def _tables(
    archive: zipfile.ZipFile, folder: Path, on_rows: Callable[[int], None], most_unpacked: int
) -> list[Path]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MOST_MEMBERS:
        raise unreadable(f"le ZIP a {len(members)} fichiers", str(archive.filename))
    budget = _Budget(most_unpacked)
    by_suffix = {suffix: _named(members, suffix) for suffix in (".xml", *_TABLES)}
    if by_suffix[".xml"]:
        return _from_xml(archive, by_suffix[".xml"], folder, on_rows, budget)
    tables = [member for suffix in _TABLES for member in by_suffix[suffix]]
    if not tables:
        held = ", ".join(member.filename[:60] for member in members) or "rien"
        raise unreadable(f"le ZIP ne contient ni XML ni tableau ({held})", str(archive.filename))
    return [
        _unpacked(archive, member, folder / f"{rank}{_suffix(member)}", budget)
        for rank, member in enumerate(tables, start=1)
    ]


def _named(members: list[zipfile.ZipInfo], suffix: str) -> list[zipfile.ZipInfo]:
    return [member for member in members if _suffix(member) == suffix]


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


class _Budget:
    """How many bytes may still be unpacked."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    def take(self, count: int, where: str) -> None:
        self.left -= count
        if self.left < 0:
            raise unreadable(f"il dépasse {self.most // 1_000_000} Mo une fois ouvert", where)


class _Counted:
    """A member being read, its bytes counted."""

    def __init__(self, source: IO[bytes], name: str, budget: _Budget) -> None:
        self._source, self._name, self._budget = source, name, budget

    def read(self, size: int) -> bytes:
        """Read up to ``size`` bytes."""
        block = self._source.read(size)
        self._budget.take(len(block), self._name)
        return block


def _unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, budget: _Budget
) -> Path:
    with archive.open(member) as packed, place.open("wb") as out:
        source = _Counted(packed, member.filename, budget)
        while block := source.read(_CHUNK):
            out.write(block)
    return place


def _from_xml(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    folder: Path,
    on_rows: Callable[[int], None],
    budget: _Budget,
) -> list[Path]:
    with ExitStack() as stack:
        tables = {kind: _Table(kind, folder, stack) for kind in COLUMNS}
        give = _Counter(tables, on_rows)
        names: list[str] = []
        for member in members:
            reader = PortalXml(member.filename, give)
            with archive.open(member) as packed:
                reader.read(cast("BinaryIO", _Counted(packed, member.filename, budget)))
            names += reader.names
    for table in tables.values():
        table.check(", ".join(member.filename for member in members), names)
    return [table.path for table in tables.values()]


class _Counter:
    """Gives each row to its table, and tells now and then how many there were."""

    def __init__(self, tables: dict[Kind, _Table], on_rows: Callable[[int], None]) -> None:
        self._tables, self._on_rows, self._count = tables, on_rows, 0

    def __call__(self, kind: Kind, row: Row) -> None:
        self._tables[kind].write(row)
        self._count += 1
        if self._count % _ROWS_PER_TELLING == 0:
            self._on_rows(self._count)


class _Table:
    """One table as it is published, written row by row."""

    def __init__(self, kind: Kind, folder: Path, stack: ExitStack) -> None:
        self.path = folder / f"annuaire-{kind}.csv"
        self._kind = kind
        # One that may be absent is left out: its values here must not be erased.
        self._columns = [column for column in COLUMNS[kind] if not column.is_optional]
        handle = stack.enter_context(self.path.open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(handle, delimiter=";")
        self._writer.writerow(column.title for column in self._columns)
        self._seen: set[str] = set()

    def write(self, row: Row) -> None:
        self._seen.update(title for title, value in row.items() if value)
        self._writer.writerow(row.get(column.title, "") for column in self._columns)

    def check(self, where: str, names: list[str]) -> None:
        """Refuse a file of which no row has a value that no import can do without."""
        missing = [column.title for column in self._columns if _is_needed(column, self._seen)]
        if missing:
            raise unreadable(
                f"{self._kind} : rien ne s'y appelle {', '.join(missing)}",
                f"{where}, éléments lus : {', '.join(names)}",
            )


def _is_needed(column: Column, seen: set[str]) -> bool:
    return (column.shape == "flag" or column.shortest > 0) and column.title not in seen
