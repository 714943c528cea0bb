"""Writing the whole data set: every row as it is at one moment, every kept document."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from wochorus import __version__
from wochorus.core.errors import Permanent
from wochorus.dataset.manifest import MANIFEST, Manifest, Part, TablePart, table_file, written
from wochorus.dataset.places import new_place
from wochorus.dataset.tables import (
    LEFT_OUT,
    columns_of,
    data_models,
    exact_columns,
    key_of,
    table_of,
)
from wochorus.schema import applied_migrations, ours
from wochorus.storage.backup import kept_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from django.db.models import Model

    from wochorus.dataset.places import Target

_BLOCK = 1 << 20
_ROWS = 1000


def export_data(
    files: Path,
    target: Path,
    *,
    with_directory: bool = True,
    progress: Callable[[str, int, int], None],
) -> Manifest:
    """Write all rows and the documents under ``files`` to ``target``, a folder or a `.zip`.

    The rows are those of one moment; the documents follow, and every one that they name is there.
    Raises `InvalidInput` when ``target`` exists, `Permanent` when a document changes meanwhile.
    """
    models = data_models(with_directory=with_directory)
    left_out = {*LEFT_OUT, *(data_models().keys() - models.keys())}
    with new_place(target) as place:
        with _one_moment():
            migrations = sorted(ours(applied_migrations()))
            manifest = Manifest(__version__, migrations, sorted(left_out))
            for rank, (label, model) in enumerate(models.items(), start=1):
                manifest.tables[label] = _write_table(place, label, model)
                progress("Tables", rank, len(models))
        paths = list(kept_files(files))
        for rank, path in enumerate(paths, start=1):
            name = f"files/{path.relative_to(files).as_posix()}"
            manifest.files[name] = _write_file(place, name, path)
            progress("Documents", rank, len(paths))
        with place.create(MANIFEST) as file:
            file.write(written(manifest))
    return manifest


@contextmanager
def _one_moment() -> Iterator[None]:
    """Open a transaction that sees the rows as they are at its start, unless one is open."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@dataclass(slots=True)
class _Sum:
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, content: bytes) -> bytes:
        self.size += len(content)
        self.digest.update(content)
        return content


def _write_table(place: Target, label: str, model: type[Model]) -> TablePart:
    total, rows = _Sum(), 0
    with place.create(table_file(label)) as file:
        for line in _lines(model):
            file.write(total.add(f"{line}\n".encode()))
            rows += 1
    return TablePart(total.size, total.digest.hexdigest(), rows, tuple(columns_of(model)))


def _lines(model: type[Model]) -> Iterator[str]:
    """Give the rows of a table as JSON, in the order of their keys, from a cursor of the server."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_selection(model))
        while chunk := cursor.fetchmany(_ROWS):
            yield from (line for (line,) in chunk)


def _selection(model: type[Model]) -> str:
    exact = set(exact_columns(model))
    columns = ", ".join(_selected(name, is_exact=name in exact) for name in columns_of(model))
    order = _quoted(key_of(model)) + (' COLLATE "C"' if _is_text_key(model) else "")
    table = _quoted(table_of(model))
    rows = f"SELECT {columns} FROM {table} ORDER BY {order}"  # noqa: S608 - names of our own columns
    # The name of the alias has a space: no column has, and a column would be taken for the row.
    return f'SELECT row_to_json("a row")::text FROM ({rows}) AS "a row"'  # noqa: S608 - same


def _is_text_key(model: type[Model]) -> bool:
    return model._meta.pk.get_internal_type() == "CharField"  # noqa: SLF001 - documented API


def _selected(name: str, *, is_exact: bool) -> str:
    quoted = _quoted(name)
    return f"{quoted}::text AS {quoted}" if is_exact else quoted


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _write_file(place: Target, name: str, path: Path) -> Part:
    total = _Sum()
    with place.create(name) as file:
        for block in _blocks(path):
            file.write(total.add(block))
    if path.parent.name == path.name[:2] and total.digest.hexdigest() != path.name:
        raise Permanent(
            "Un fichier archivé n'est plus ce qu'il était",
            where=str(path),
            remedy="Lancez « wochorus archive verify », rétablissez-le, puis refaites l'export.",
        )
    return Part(total.size, total.digest.hexdigest())


def _blocks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
