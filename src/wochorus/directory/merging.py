"""One merge of the staged rows into the directory: add, change, reopen, close.

A row belongs to the origin that named it last; only rows of the origin being imported are closed
when the files no longer hold them. Nothing is deleted: a closed row keeps its last values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

from wochorus.core.errors import InvalidInput
from wochorus.directory.columns import SERVICE_COLUMNS, STRUCTURE_COLUMNS
from wochorus.directory.outcome import MOST_ORPHANS_KEPT, Orphan

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.backends.utils import CursorWrapper

    from wochorus.directory.columns import Kind

MOST_CLOSED_PERCENT = 20
"""Beyond it, the file is taken for a part of the directory, not for a new week of it."""
UNSAID = ["id", "structure_id", "origin", "closed_at", "searchable", "file", "line", "padded"]
"""What the story of a change leaves out."""


@dataclass(frozen=True, slots=True)
class Target:
    """How the rows of one kind are matched and written."""

    table: str
    staged: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    identifier: LiteralString
    """SQL for the identifier of the structure; ``{}`` is the row."""
    code: LiteralString


TARGETS: dict[Kind, Target] = {
    "structures": Target(
        table="directory_structure",
        staged="staged_structures",
        key=("identifier",),
        fields=(
            *(column.field for column in STRUCTURE_COLUMNS if column.field != "identifier"),
            "searchable",
        ),
        identifier="{}.identifier",
        code="''",
    ),
    "services": Target(
        table="directory_service",
        staged="housed_services",
        key=("structure_id", "code"),
        fields=tuple(
            column.field
            for column in SERVICE_COLUMNS
            if column.field not in {"identifier", "structure_name", "code"}
        ),
        identifier="(SELECT identifier FROM directory_structure WHERE id = {}.structure_id)",
        code="{}.code",
    ),
}


@dataclass(frozen=True)
class Merge:
    """The merge of the rows of one kind during one import of one origin.

    In the queries, ``row`` is a row of the directory and ``new`` one of the files.
    """

    cursor: CursorWrapper
    kind: Kind
    origin: str
    import_id: int
    moment: datetime
    tells_changes: bool
    """Whether each change is written down: not for the first import of an origin."""
    left_out: frozenset[str] = frozenset()
    """Optional fields that the files do not hold: they keep their values."""

    def count_open(self) -> int:
        """Count the rows of the origin that are not closed."""
        return self._count(
            "SELECT count(*) FROM {table} row WHERE origin = {origin} AND closed_at IS NULL"
        )

    def count_missing(self) -> int:
        """Count the open rows of the origin that the files no longer hold."""
        return self._count("SELECT count(*) FROM {table} row WHERE {gone}")

    def count_new(self) -> int:
        """Count the rows that the directory does not hold."""
        return self._count("SELECT count(*) FROM {staged} new WHERE {unheard_of}")

    def close_missing(self) -> None:
        """Close the open rows of the origin that the files no longer hold."""
        if self.tells_changes:
            self._execute(
                "INSERT INTO directory_directorychange"
                " (imported_id, identifier, service_code, kind, before)"
                " SELECT {imported}, {row_identifier}, {row_code}, 'closed',"
                " to_jsonb(row) - {unsaid} FROM {table} row WHERE {gone}"
            )
        self._execute("UPDATE {table} row SET closed_at = {moment} WHERE {gone}")

    def add_new(self) -> int:
        """Insert the rows that the directory does not hold; count them."""
        if self.tells_changes:
            self._execute(
                "INSERT INTO directory_directorychange"
                " (imported_id, identifier, service_code, kind, after)"
                " SELECT {imported}, {new_identifier}, {new_code}, 'added',"
                " to_jsonb(new) - {unsaid} FROM {staged} new WHERE {unheard_of}"
            )
        return self._execute(
            "INSERT INTO {table} ({key}, {names}, origin)"
            " SELECT {new_key}, {new}, {origin} FROM {staged} new WHERE {unheard_of}"
        )

    def update_changed(self) -> tuple[int, int]:
        """Write the rows that differ or come back; count the changed and the reopened."""
        self._execute("DROP TABLE IF EXISTS differing")
        self._execute(
            "CREATE TEMPORARY TABLE differing ON COMMIT DROP AS"
            " SELECT row.id, row.closed_at IS NOT NULL AS was_closed,"
            " ({old_told}) IS DISTINCT FROM ({new_told}) AS differs, {new}"
            " FROM {table} row JOIN {staged} new ON {same}"
            " WHERE ({old}) IS DISTINCT FROM ({new})"
            " OR row.closed_at IS NOT NULL OR row.origin <> {origin}"
        )
        if self.tells_changes:
            self._tell_differences()
        self._execute(
            "UPDATE {table} row SET ({names}) = ROW({new}), closed_at = NULL, origin = {origin}"
            " FROM differing new WHERE new.id = row.id"
        )
        return (
            self._count("SELECT count(*) FROM differing WHERE differs AND NOT was_closed"),
            self._count("SELECT count(*) FROM differing WHERE was_closed"),
        )

    def analyze(self) -> None:
        """Let the planner know the new size of the table."""
        self._execute("ANALYZE {table}")

    def _tell_differences(self) -> None:
        """Write down the old and the new value of the fields that differ, and only those."""
        self._execute(
            "INSERT INTO directory_directorychange"
            " (imported_id, identifier, service_code, kind, before, after)"
            " SELECT {imported}, {row_identifier}, {row_code},"
            " CASE WHEN new.was_closed THEN 'reopened' ELSE 'changed' END, before, after"
            " FROM differing new JOIN {table} row ON row.id = new.id, LATERAL ("
            "  SELECT jsonb_object_agg(past.key, past.value) AS before,"
            "   jsonb_object_agg(past.key, present.value) AS after"
            "  FROM jsonb_each(to_jsonb(row) - {unsaid}) past"
            "  JOIN jsonb_each(to_jsonb(new)) present ON present.key = past.key"
            "  WHERE past.value <> present.value) difference"
            " WHERE new.differs OR new.was_closed"
        )

    def _count(self, query: LiteralString) -> int:
        self._execute(query)
        (count,) = self.cursor.fetchone()
        return int(count)

    def _execute(self, query: LiteralString) -> int:
        self.cursor.execute(sql.SQL(query).format(**self._parts))
        return int(self.cursor.rowcount)

    @cached_property
    def _parts(self) -> dict[str, sql.Composable]:
        """Give what the braces of the queries stand for."""
        target = TARGETS[self.kind]
        fields = [field for field in target.fields if field not in self.left_out]
        told = [field for field in fields if field != "searchable"]
        parts: dict[str, sql.Composable] = {
            "table": sql.Identifier(target.table),
            "staged": sql.Identifier(target.staged),
            "same": _same(target.key),
            "key": _names("", target.key),
            "new_key": _names("new", target.key),
            "names": _names("", fields),
            "old": _names("row", fields),
            "new": _names("new", fields),
            "old_told": _names("row", told),
            "new_told": _names("new", told),
            "row_identifier": sql.SQL(target.identifier).format(sql.Identifier("row")),
            "new_identifier": sql.SQL(target.identifier).format(sql.Identifier("new")),
            "row_code": sql.SQL(target.code).format(sql.Identifier("row")),
            "new_code": sql.SQL(target.code).format(sql.Identifier("new")),
            "unsaid": sql.SQL("{}::text[]").format(sql.Literal(UNSAID)),
            "origin": sql.Literal(self.origin),
            "imported": sql.Literal(self.import_id),
            "moment": sql.Literal(self.moment),
        }
        return {name: sql.SQL(text).format(**parts) for name, text in _CONDITIONS.items()} | parts


_CONDITIONS: dict[str, LiteralString] = {
    "gone": "row.origin = {origin} AND row.closed_at IS NULL"
    " AND NOT EXISTS (SELECT FROM {staged} new WHERE {same})",
    "unheard_of": "NOT EXISTS (SELECT FROM {table} row WHERE {same})",
}


def _same(key: tuple[str, ...]) -> sql.Composed:
    equal = [sql.SQL("new.{0} = row.{0}").format(sql.Identifier(name)) for name in key]
    return sql.SQL(" AND ").join(equal)


def _names(alias: str, fields: tuple[str, ...] | list[str]) -> sql.Composed:
    places = [(alias, field) if alias else (field,) for field in fields]
    return sql.SQL(", ").join(sql.Identifier(*place) for place in places)


def check_closing(kind: Kind, missing: int, open_before: int) -> None:
    """Refuse a file that would close more than a fifth of its origin.

    Raises `InvalidInput`: such a file is most often cut short, or the wrong one.
    """
    if missing * 100 > MOST_CLOSED_PERCENT * open_before:
        closed = kind if missing > 1 else kind.removesuffix("s")
        raise InvalidInput(
            f"Ces fichiers fermeraient {missing} {closed} sur {open_before} : rien n'a été importé",
            where=f"limite : {MOST_CLOSED_PERCENT} % des {kind} de la même source",
            remedy="Vérifiez que les fichiers sont entiers ; sinon, autorisez les fermetures "
            "avec --allow-closing, ou nommez une autre source avec --origin.",
        )


def house_services(cursor: CursorWrapper) -> tuple[int, list[Orphan]]:
    """Find the structure of each staged service; count those that have none, name the first.

    An identifier is looked for as a SIRET whose zeros were put back, then as it is written.
    """
    cursor.execute("DROP TABLE IF EXISTS housed_services")
    cursor.execute(
        "CREATE TEMPORARY TABLE housed_services ON COMMIT DROP AS"
        " SELECT coalesce(padded.id, plain.id) AS structure_id, service.*"
        " FROM staged_services service"
        " LEFT JOIN directory_structure padded ON padded.identifier = service.padded"
        " LEFT JOIN directory_structure plain ON plain.identifier = service.identifier"
    )
    cursor.execute("ANALYZE housed_services")
    cursor.execute(
        "SELECT identifier, code FROM housed_services WHERE structure_id IS NULL"
        " ORDER BY file, line LIMIT %s",
        [MOST_ORPHANS_KEPT],
    )
    orphans = [Orphan(identifier, code) for identifier, code in cursor.fetchall()]
    cursor.execute("DELETE FROM housed_services WHERE structure_id IS NULL")
    return cursor.rowcount, orphans
