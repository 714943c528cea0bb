"""Importing the published files of the directory, all of them or nothing.

The rows are checked one by one and copied into temporary tables; then one merge per kind brings
the directory to the state of the files. Everything happens in one transaction.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from wochorus.core.errors import InvalidInput, Transient
from wochorus.directory.columns import COLUMNS
from wochorus.directory.merging import Merge, check_closing, house_services
from wochorus.directory.models import DirectoryImport, Structure
from wochorus.directory.outcome import Orphan, Outcome, Refusals, RefusedRows
from wochorus.directory.staging import Staged, fingerprint, open_sources, stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from django.db.backends.utils import CursorWrapper

    from wochorus.directory.columns import Kind
    from wochorus.directory.staging import Progress

DEFAULT_ORIGIN = "annuaire"
ORIGIN_LENGTH = 30
ROWS_WORTH_A_NEW_INDEX = 20_000
"""From there on, building the search index anew is faster than adding to it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decided for one import."""

    origin: str = DEFAULT_ORIGIN
    partial: bool = False
    """Import the good rows of files that have bad ones."""
    allow_closing: bool = False
    """Accept files that close more than a fifth of their origin."""


def import_directory(
    paths: Sequence[Path],
    choices: Choices = Choices(),
    *,
    progress: Progress = lambda label, done, total: None,  # noqa: ARG005 - says nothing
) -> list[Outcome]:
    """Bring the directory to the state of the files: structures first, then services.

    Files of one kind are taken together as the whole content of the origin. Raises
    `RefusedRows` when cells cannot be used and ``choices.partial`` is off, `InvalidInput` on a
    file that is no part of the directory or closes too much, `Transient` while another import
    runs; nothing is changed then.
    """
    _check_origin(choices.origin)
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        digests = {path: fingerprint(path) for path in dict.fromkeys(paths)}
        if repeats := _repeats(list(digests.values()), choices.origin):
            return [_record_repeat(repeat) for repeat in repeats]
        staged = _stage_all(cursor, list(digests), choices, progress)
        return [_merge(cursor, rows, digests, choices, progress) for rows in staged]


def _check_origin(origin: str) -> None:
    if not 0 < len(origin) <= ORIGIN_LENGTH:
        raise InvalidInput(
            f"Le nom de la source doit avoir de 1 à {ORIGIN_LENGTH} caractères",
            where=f"--origin {origin[:60]}",
            remedy=f"Par exemple : --origin {DEFAULT_ORIGIN}",
        )


_SETTINGS = (
    "SET LOCAL work_mem = '64MB'",
    "SET LOCAL maintenance_work_mem = '256MB'",
    # Five ANALYZE of the usual precision took 2.4 s of an import of 12 s.
    "SET LOCAL default_statistics_target = 20",
)


def _lock(cursor: CursorWrapper) -> None:
    """Let one import work at a time; readers are not hindered."""
    for setting in _SETTINGS:
        cursor.execute(setting)
    try:
        cursor.execute("LOCK TABLE directory_directoryimport IN SHARE ROW EXCLUSIVE MODE NOWAIT")
    except OperationalError as error:
        raise Transient(
            "Un autre import de l'annuaire est en cours",
            remedy="Attendez qu'il finisse, puis relancez la commande.",
        ) from error


def _repeats(digests: list[str], origin: str) -> list[DirectoryImport]:
    """Find the last complete imports of exactly these files, if nothing came after them."""
    last = [
        imported
        for kind in COLUMNS
        if (imported := _last_import(kind, origin)) and imported.file_sha256 in digests
    ]
    complete = all(not imported.rejected and not imported.orphaned for imported in last)
    if complete and {imported.file_sha256 for imported in last} == set(digests):
        return last
    return []


def _last_import(kind: Kind, origin: str) -> DirectoryImport | None:
    return DirectoryImport.objects.filter(kind=kind, origin=origin).order_by("-id").first()


def _record_repeat(last: DirectoryImport) -> Outcome:
    now = timezone.now()
    DirectoryImport.objects.create(
        kind=last.kind,
        origin=last.origin,
        file_name=last.file_name,
        file_sha256=last.file_sha256,
        started_at=now,
        finished_at=now,
        rows=last.rows,
        added=0,
        changed=0,
        closed=0,
        reopened=0,
        unchanged=last.rows,
        rejected=0,
        orphaned=0,
        is_repeat=True,
    )
    kind: Kind = "structures" if last.kind == "structures" else "services"
    return Outcome(kind, [last.file_name], last.rows, unchanged=last.rows, is_repeat=True)


def _stage_all(
    cursor: CursorWrapper, paths: list[Path], choices: Choices, progress: Progress
) -> list[Staged]:
    sources = open_sources(paths)
    staged = [
        stage(cursor, group, progress)
        for kind in COLUMNS
        if (group := [source for source in sources if source.reader.kind == kind])
    ]
    for rows in staged:
        if not rows.rows:
            raise InvalidInput(
                f"Le fichier de {rows.kind} n'a pas d'autre ligne que ses titres",
                where=", ".join(path.name for path in rows.paths),
                remedy="Téléchargez-le à nouveau.",
            )
    refusals = Refusals()
    for rows in staged:
        refusals.join(rows.refusals)
    good = sum(rows.rows - rows.refusals.rows for rows in staged)
    if refusals.rows and not (choices.partial and good):
        raise RefusedRows(refusals)
    return staged


def _merge(
    cursor: CursorWrapper,
    staged: Staged,
    digests: dict[Path, str],
    choices: Choices,
    progress: Progress,
) -> Outcome:
    progress(f"mise à jour des {staged.kind}", 0, 1)
    orphaned, orphans = house_services(cursor) if staged.kind == "services" else (0, [])
    record = _new_record(staged, digests, choices.origin)
    merge = Merge(
        cursor,
        staged.kind,
        choices.origin,
        record.pk,
        record.started_at,
        tells_changes=_was_imported_before(record),
        left_out=staged.left_out,
    )
    record.orphaned = orphaned
    kept_open = _apply(merge, record, choices)
    progress(f"mise à jour des {staged.kind}", 1, 1)
    return _outcome(record, staged, kept_open, orphans)


def _was_imported_before(record: DirectoryImport) -> bool:
    same = DirectoryImport.objects.filter(kind=record.kind, origin=record.origin)
    return same.exclude(pk=record.pk).exists()


def _new_record(staged: Staged, digests: dict[Path, str], origin: str) -> DirectoryImport:
    now = timezone.now()
    return DirectoryImport.objects.create(
        kind=staged.kind,
        origin=origin,
        file_name=" + ".join(path.name for path in staged.paths)[:255],
        file_sha256=_common_digest([digests[path] for path in staged.paths]),
        started_at=now,
        finished_at=now,
        rows=staged.rows,
        added=0,
        changed=0,
        closed=0,
        reopened=0,
        unchanged=0,
        rejected=staged.refusals.rows,
        orphaned=0,
    )


def _common_digest(digests: list[str]) -> str:
    if len(digests) == 1:
        return digests[0]
    return sha256("".join(sorted(digests)).encode()).hexdigest()


def _apply(merge: Merge, record: DirectoryImport, choices: Choices) -> int:
    """Run the merge and fill ``record``; return how many missing rows were left open."""
    missing = merge.count_missing()
    kept_open = missing if record.rejected else 0
    if missing and not kept_open:
        if not choices.allow_closing:
            check_closing(merge.kind, missing, merge.count_open())
        merge.close_missing()
        record.closed = missing
    record.changed, record.reopened = merge.update_changed()
    record.added = _add_new(merge)
    good = record.rows - record.rejected - record.orphaned
    record.unchanged = good - record.changed - record.reopened - record.added
    record.finished_at = timezone.now()
    record.save()
    return kept_open


def _add_new(merge: Merge) -> int:
    many = merge.count_new() > ROWS_WORTH_A_NEW_INDEX
    with _search_index_rebuilt(needed=many and merge.kind == "structures"):
        added = merge.add_new()
    if many:
        merge.analyze()
    return added


@contextmanager
def _search_index_rebuilt(*, needed: bool) -> Iterator[None]:
    """Drop what searches need while many rows come in, and build it at the end."""
    if not needed:
        yield
        return
    indexes = Structure._meta.indexes  # noqa: SLF001 - Django's documented way to a model's indexes
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(Structure, index)
    yield
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.add_index(Structure, index)


def _outcome(
    record: DirectoryImport, staged: Staged, kept_open: int, orphans: list[Orphan]
) -> Outcome:
    return Outcome(
        kind=staged.kind,
        files=[path.name for path in staged.paths],
        rows=record.rows,
        added=record.added,
        changed=record.changed,
        closed=record.closed,
        reopened=record.reopened,
        unchanged=record.unchanged,
        rejected=record.rejected,
        orphaned=record.orphaned,
        kept_open=kept_open,
        first_orphans=orphans,
        unknown_columns=staged.unknown_columns,
        refusals=staged.refusals,
    )
