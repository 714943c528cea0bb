"""The whole public directory: imported, imported again a week later, searched.

Targets on two cores: 200,000 structures and 80,000 services imported in 10 s, under 200 MB; a
search in 50 ms. The peer of an import does the least that any import must: it reads the same
files with `csv` and sends their bytes to PostgreSQL by COPY, unchecked. The peer of a search is
the bare query for one word.
"""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from django.db import connection

from benchmarks.generated_directory import (
    SERVICE_HEADER,
    STRUCTURE_HEADER,
    structure_rows,
    write_directory,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STRUCTURES = 200_000
SERVICES = 80_000
CHECKED = 16_464
SEARCHES = (
    *("Villejuif", "mairie de montreuil", "lycée frédéric mistral", "commune", "75140"),
    *("vilejuif", "lycee frederik mistrall", "budget asainissement beauvile", "210 000 00"),
)


def main() -> None:
    """Print seconds, ratios to the peers, and the peak memory of this process."""
    with tempfile.TemporaryDirectory() as folder:
        first = write_directory(Path(folder), structures=STRUCTURES, services=SERVICES)
        later = write_directory(Path(folder), structures=STRUCTURES, services=SERVICES, week=1)
        _measure_imports(first, later)
        _measure_reading()
        _measure_workbook(Path(folder))


def _measure_imports(first: Sequence[Path], later: Sequence[Path]) -> None:
    from wochorus.directory.importer import import_directory

    least = _seconds(lambda: _read_and_copy(first))
    for name, files in (
        ("premier import", first),
        ("les mêmes fichiers", first),
        ("une semaine plus tard", later),
    ):
        _print(name, _seconds(lambda files=files: import_directory(files)), least)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    print(f"mémoire au plus haut : {_peak_megabytes()} Mo")


def _read_and_copy(files: Sequence[Path]) -> None:
    for path, header in zip(files, (STRUCTURE_HEADER, SERVICE_HEADER), strict=True):
        with path.open(newline="", encoding="utf-8") as handle:
            for _ in csv.reader(handle, delimiter=";"):
                pass
        columns = ", ".join(f"{title} text" for title in header.split(";"))
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE least ({columns})")
            with cursor.copy(
                "COPY least FROM STDIN WITH (FORMAT csv, DELIMITER ';', HEADER)"
            ) as copy:
                copy.write(path.read_bytes())
            cursor.execute("DROP TABLE least")


def _measure_reading() -> None:
    from wochorus.directory.models import Structure
    from wochorus.directory.queries import search, structures_by_siret

    bare = _best(lambda: _bare_search("villejuif"))
    for text in SEARCHES:
        _print(f"recherche « {text} »", _best(lambda text=text: search(text)), bare)  # type: ignore[misc]  # as above
    sirets = list(Structure.objects.values_list("identifier", flat=True)[:CHECKED])
    _print(f"règles de {CHECKED} structures", _best(lambda: structures_by_siret(sirets)), bare)


def _bare_search(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM directory_structure WHERE searchable LIKE %s LIMIT 20", [f"%{word}%"]
        )
        cursor.fetchall()


def _measure_workbook(folder: Path) -> None:
    from wochorus.storage.tables import read_table

    path = folder / "structures.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, STRUCTURE_HEADER.split(";"))
        for number, row in enumerate(structure_rows(STRUCTURES), start=1):
            sheet.write_row(number, 0, row)
    print(f"classeur de {STRUCTURES} lignes : {path.stat().st_size // 1_000_000} Mo sur disque")
    seconds = _seconds(lambda: sum(1 for _ in read_table(path)))
    print(f"lecture : {seconds:.1f} s ; mémoire au plus haut : {_peak_megabytes()} Mo")


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _best(action: Callable[[], object]) -> float:
    return min(_seconds(action) for _ in range(5))


def _print(name: str, seconds: float, peer: float) -> None:
    shown = f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
    print(f"{name} : {shown} ({seconds / peer:.1f} × le minimum)", flush=True)


def _peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
