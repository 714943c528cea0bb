"""The directory written back as the files that it came from, in the published columns."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from wochorus.directory.columns import SERVICE_COLUMNS, STRUCTURE_COLUMNS
from wochorus.directory.models import Service, Structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from django.db.models import QuerySet

    from wochorus.directory.columns import Column

_CHUNK = 5_000
_OF_THE_STRUCTURE = {"identifier": "structure__identifier", "structure_name": "structure__name"}
"""Columns of the file of services that our table of services finds in its structure."""


def write_published_files(structures: Path, services: Path) -> int:
    """Write what is not closed to two `;` files in UTF-8; return the number of structures.

    Importing them again changes nothing.
    """
    count = _write(
        structures,
        STRUCTURE_COLUMNS,
        Structure.objects.filter(closed_at=None).order_by("identifier"),
        [column.field for column in STRUCTURE_COLUMNS],
    )
    _write(
        services,
        SERVICE_COLUMNS,
        Service.objects.filter(closed_at=None, structure__closed_at=None).order_by(
            "structure__identifier", "code"
        ),
        [_OF_THE_STRUCTURE.get(column.field, column.field) for column in SERVICE_COLUMNS],
    )
    return count


def _write(
    path: Path, columns: Sequence[Column], rows: QuerySet[Any], fields: Sequence[str]
) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow([column.title for column in columns])
        for row in rows.values_list(*fields).iterator(chunk_size=_CHUNK):
            writer.writerow(_cells(row))
            count += 1
    return count


def _cells(row: Sequence[object]) -> Iterator[object]:
    for value in row:
        if isinstance(value, bool):
            yield "true" if value else "false"
        else:
            yield "" if value is None else value
