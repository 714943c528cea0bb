"""The rows that a journal import refused, in a file that can be corrected and imported."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import ERROR_HEADER
from wochorus.billing.journal_layout import title_key
from wochorus.billing.journal_rows import unshielded
from wochorus.billing.sheets import new_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from wochorus.billing.journal_rows import RowError, SourceRow


def write_error_file(
    source: Path, header: Sequence[str], rows: Iterable[SourceRow], errors: Iterable[RowError]
) -> Path:
    """Write beside ``source`` its refused rows as they were, with a last column `Erreur`.

    The file is of the same type; one that is there already is never overwritten: it may be
    under correction.
    """
    messages: defaultdict[int, list[str]] = defaultdict(list)
    for error in errors:
        messages[error.row].append(f"{error.column} : {error.message}")
    kept = [title for title in header if title_key(title) != title_key(ERROR_HEADER)]
    path = _free_name(source)
    with new_sheet(path, [*kept, ERROR_HEADER]) as sheet:
        for row in rows:
            if row.number in messages:
                cells = [unshielded(row.cells.get(title, "")) for title in kept]
                sheet.write([*cells, " ; ".join(messages[row.number])])
    return path


def _free_name(source: Path) -> Path:
    suffix = ".xlsx" if source.suffix.lower() in {".xlsx", ".xlsm"} else ".csv"
    names = (f".erreurs{'' if n == 1 else f'-{n}'}{suffix}" for n in count(1))
    return next(
        path for name in names if not (path := source.with_name(source.stem + name)).exists()
    )
