"""Putting a data set back into an empty database: verified whole, then written at once."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from wochorus.accounts.models import Company
from wochorus.core.errors import InvalidInput
from wochorus.dataset.manifest import (
    LARGEST_MANIFEST,
    MANIFEST,
    Manifest,
    Part,
    not_intact,
    table_file,
    understood,
)
from wochorus.dataset.places import known_place
from wochorus.dataset.tables import columns_of, data_models, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import IO

    from django.db.models import Field, Model

    from wochorus.dataset.places import Source

_BLOCK = 1 << 20
_LONGEST_LINE = 50_000_000
_INCOMING = "incoming_lines"


def import_data(
    files: Path,
    path: Path,
    *,
    settle: Callable[[], object],
    progress: Callable[[str, int, int], None],
) -> Manifest:
    """Put the data set at ``path`` into the database, and its documents under ``files``.

    Every byte is checked before anything is written. ``settle`` runs in the same transaction, when
    all rows are there. Raises `InvalidInput` when the data set is damaged or the database has a
    company already, `Permanent` when a newer version made the data set.
    """
    refuse_companies()
    with known_place(path) as place:
        with place.open(MANIFEST) as file:
            content = file.read(LARGEST_MANIFEST + 1)
        manifest = understood(content, path)
        parts = manifest.parts()
        for rank, (name, part) in enumerate(parts.items(), start=1):
            for _ in _checked(place, name, part, path):
                pass
            progress("Vérification", rank, len(parts))
        for rank, (name, part) in enumerate(manifest.files.items(), start=1):
            _put_file(files, name, _checked(place, name, part, path))
            progress("Documents", rank, len(manifest.files))
        with transaction.atomic():
            _lock_companies()
            refuse_companies()
            _write_tables(place, manifest, path, progress)
            settle()
    return manifest


def _lock_companies() -> None:
    """Keep every other program from a company until all is written."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {_quoted(table_of(Company))} IN ACCESS EXCLUSIVE MODE")


def refuse_companies() -> None:
    """Raise `InvalidInput` when the database has a company: nothing is ever mixed."""
    known = list(Company.objects.order_by("code").values_list("code", flat=True))
    if known:
        raise InvalidInput(
            "Cette base a déjà des sociétés : un export se reprend dans une base vide",
            where=", ".join(known),
            remedy="Nommez un autre dossier de données avec WOCHORUS_HOME, puis relancez.",
        )


def _checked(place: Source, name: str, part: Part, path: Path) -> Iterator[bytes]:
    """Give the blocks of a file; the last is given only when the whole is what was told."""
    digest, left = hashlib.sha256(), part.size
    with place.open(name) as file:
        while block := file.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                raise not_intact(path, name)
            digest.update(block)
            if left:
                yield block
                continue
            last = block
    if left or digest.hexdigest() != part.sha256:
        raise not_intact(path, name)
    if part.size:
        yield last


def _put_file(files: Path, name: str, blocks: Iterator[bytes]) -> None:
    target = files.joinpath(*name.split("/")[1:])
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f".incoming-{target.name}")
    try:
        with beside.open("wb") as file:
            beside.chmod(0o600)
            for block in blocks:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _write_tables(
    place: Source, manifest: Manifest, path: Path, progress: Callable[[str, int, int], None]
) -> None:
    models = {label: data_models()[label] for label in manifest.tables}
    with connection.cursor() as cursor:
        names = ", ".join(_quoted(table_of(model)) for model in models.values())
        # A new database has a few rows of its own, such as the legal interest rates.
        cursor.execute(f"TRUNCATE {names} CASCADE")
        cursor.execute(f"CREATE TEMPORARY TABLE {_INCOMING} (line json) ON COMMIT DROP")
        for rank, (label, model) in enumerate(models.items(), start=1):
            _fill(cursor, place, label, model, manifest, path)
            progress("Tables", rank, len(models))
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)


def _fill(
    cursor: Any,  # noqa: ANN401 - Django's wrapper of psycopg's cursor
    place: Source,
    label: str,
    model: type[Model],
    manifest: Manifest,
    path: Path,
) -> None:
    part, table = manifest.tables[label], _quoted(table_of(model))
    cursor.execute(f"TRUNCATE {_INCOMING}")
    with place.open(table_file(label)) as file, cursor.copy(f"COPY {_INCOMING} FROM STDIN") as copy:
        for line in _lines(file, path, label):
            copy.write_row([line])
    told = ", ".join(_quoted(name) for name in part.columns)
    ours = columns_of(model)
    new = {name: field for name, field in ours.items() if name not in part.columns}
    values = [_default(field, label, path) for field in new.values()]
    columns = ", ".join([told, *map(_quoted, new)])
    read = (f'"a row".{_quoted(name)}' for name in part.columns)
    given = ", ".join([*read, *("%s" for _ in new)])
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {given} FROM {_INCOMING} "  # noqa: S608 - names of our own columns
        f"CROSS JOIN LATERAL json_populate_record(NULL::{table}, {_INCOMING}.line) "
        'AS "a row"',
        values,
    )
    if cursor.rowcount != part.rows:
        raise not_intact(path, label)


def _lines(file: IO[bytes], path: Path, label: str) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        if not line.endswith(b"\n"):
            raise not_intact(path, label)
        yield line.decode()


def _default(field: Field, label: str, path: Path) -> object:  # type: ignore[type-arg]
    """Give a column that an older version did not have the value that a new row would have."""
    value = field.get_default()
    if value is None and (
        getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ):
        return timezone.now()
    if value is None and not field.null:
        raise not_intact(path, f"il manque la colonne {label}.{field.column}")
    return field.get_db_prep_save(value, connection)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
