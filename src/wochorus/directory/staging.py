"""The rows of the files, copied into a temporary table that is dropped with the transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import file_digest
from typing import TYPE_CHECKING

from psycopg import sql

from wochorus.directory.columns import COLUMNS, NULL, recognise
from wochorus.directory.outcome import Refusal, Refusals
from wochorus.directory.rows import RowReader
from wochorus.storage.tables import check_file, open_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from django.db.backends.utils import CursorWrapper

    from wochorus.directory.columns import Kind
    from wochorus.storage.tables import Table

    Progress = Callable[[str, int, int], None]
    """Called with a label, the rows done and the rows expected."""

ROWS_PER_BLOCK = 2000
STAGED: dict[Kind, str] = {"structures": "staged_structures", "services": "staged_services"}
_TARGETS: dict[Kind, str] = {"structures": "directory_structure", "services": "directory_service"}


@dataclass(frozen=True, slots=True)
class Source:
    """A table of one file whose header was recognised."""

    path: Path
    table: Table
    reader: RowReader


@dataclass(slots=True)
class Staged:
    """What was copied of the files of one kind."""

    kind: Kind
    paths: list[Path]
    rows: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    refusals: Refusals = field(default_factory=Refusals)
    left_out: frozenset[str] = frozenset()
    """Optional fields that one of the files does not hold."""


def open_sources(paths: Sequence[Path]) -> list[Source]:
    """Open each file; a workbook may hold structures and services on two sheets.

    A sheet that is neither is left aside when another sheet of its workbook is one. Raises
    `InvalidInput` when a file holds no table of the directory, or one with missing columns.
    """
    sources: list[Source] = []
    for path in paths:
        tables = list(open_tables(path))
        known = [table for table in tables if recognise(table.header)] or tables[:1]
        sources += [
            Source(path, table, RowReader(path.name, len(sources) + rank, table.header))
            for rank, table in enumerate(known)
        ]
    return sources


def fingerprint(path: Path) -> str:
    """Compute the SHA-256 of a file.

    Raises `InvalidInput` when it is no regular file or is too big.
    """
    check_file(path)
    with path.open("rb") as handle:
        return file_digest(handle, "sha256").hexdigest()


def stage(cursor: CursorWrapper, sources: Sequence[Source], progress: Progress) -> Staged:
    """Copy the good rows of ``sources`` (all of one kind) and collect the refused cells."""
    kind = sources[0].reader.kind
    staged = Staged(kind, list(dict.fromkeys(source.path for source in sources)))
    present = [set(source.reader.copied_fields()) for source in sources]
    staged.left_out = frozenset(
        column.field
        for column in COLUMNS[kind]
        if column.is_optional and not all(column.field in fields for fields in present)
    )
    _create_table(cursor, kind)
    for source in sources:
        staged.unknown_columns += source.reader.layout.unknown
        _copy(cursor, source, staged, progress)
    _refuse_doubles(cursor, sources, staged)
    cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(STAGED[kind])))
    return staged


def _create_table(cursor: CursorWrapper, kind: Kind) -> None:
    name = sql.Identifier(STAGED[kind])
    fields = [column.field for column in COLUMNS[kind] if column.field not in _NOT_OURS[kind]]
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
    cursor.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS "
            "SELECT 0::smallint AS file, 0 AS line, {}, {} FROM {} WITH NO DATA"
        ).format(
            name,
            sql.SQL(", ").join(map(sql.Identifier, fields)),
            sql.SQL(_EXTRA[kind]),
            sql.Identifier(_TARGETS[kind]),
        )
    )


_NOT_OURS: dict[Kind, set[str]] = {
    "structures": set(),
    "services": {"identifier", "structure_name"},
}
_EXTRA: dict[Kind, str] = {
    "structures": "searchable",
    "services": "''::text AS identifier, ''::text AS structure_name, ''::text AS padded",
}


def _copy(cursor: CursorWrapper, source: Source, staged: Staged, progress: Progress) -> None:
    table = source.table
    command = sql.SQL("COPY {} ({}) FROM STDIN WITH (NULL {})").format(
        sql.Identifier(STAGED[staged.kind]),
        sql.SQL(", ").join(map(sql.Identifier, source.reader.copied_fields())),
        sql.Literal(NULL),
    )
    done = 0
    with cursor.copy(command) as copy:
        for block, count in _blocks(source, staged):
            copy.write(block)
            done += count
            progress(source.path.name, done, max(done, table.rows_expected))
    staged.rows += done


def _blocks(source: Source, staged: Staged) -> Iterator[tuple[str, int]]:
    read = source.reader.read
    lines: list[str] = []
    count = 0
    for number, cells in source.table.rows:
        line = read(number, cells)
        if isinstance(line, str):
            lines.append(line)
        else:
            staged.refusals.add(line)
        count += 1
        if count == ROWS_PER_BLOCK:
            yield "".join(lines), count
            lines.clear()
            count = 0
    yield "".join(lines), count


_KEYS: dict[Kind, str] = {
    "structures": "identifier",
    "services": "coalesce(padded, identifier), code",
}


def _refuse_doubles(cursor: CursorWrapper, sources: Sequence[Source], staged: Staged) -> None:
    """Refuse a row whose key was already read, and keep the first one."""
    names = {source.reader.file_number: source.path.name for source in sources}
    column, thing = ("Identifiant", "structure") if staged.kind == "structures" else _SERVICE
    for file, line, value, first_line in _deleted_doubles(cursor, staged.kind):
        expected = f"une seule ligne par {thing} (déjà lue ligne {first_line})"
        staged.refusals.add([Refusal(names[file], line, column, value, expected)])


_SERVICE = ("Code", "service")


def _deleted_doubles(cursor: CursorWrapper, kind: Kind) -> list[tuple[int, int, str, int]]:
    parts = {
        "keys": sql.SQL(_KEYS[kind]),
        "table": sql.Identifier(STAGED[kind]),
        "value": sql.Identifier("identifier" if kind == "structures" else "code"),
    }
    cursor.execute(
        sql.SQL("SELECT 1 FROM {table} GROUP BY {keys} HAVING count(*) > 1 LIMIT 1").format(**parts)
    )
    if cursor.fetchone() is None:
        return []
    cursor.execute(
        sql.SQL(
            "WITH ranked AS (SELECT ctid AS place, row_number() OVER same AS rank,"
            "  first_value(line) OVER same AS first_line FROM {table}"
            "  WINDOW same AS (PARTITION BY {keys} ORDER BY file, line)) "
            "DELETE FROM {table} USING ranked WHERE place = {table}.ctid AND rank > 1 "
            "RETURNING file, line, {value}, first_line"
        ).format(**parts)
    )
    doubles: list[tuple[int, int, str, int]] = sorted(cursor.fetchall())
    return doubles
