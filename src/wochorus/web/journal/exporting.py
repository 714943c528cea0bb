"""The journal as it is shown, written to a file: the same rows, columns and order."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.journal_blocks import all_rows
from wochorus.billing.payments.state import payment_states
from wochorus.spreadsheets.writing import csv_piece, new_sheet
from wochorus.web.access import company_page
from wochorus.web.journal.address import sort_of
from wochorus.web.journal.chosen import chosen_invoices
from wochorus.web.journal.columns import BY_KEY, COLUMNS, row_cells
from wochorus.web.streaming import streamed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import StreamingHttpResponse

    from wochorus.billing.journal import JournalRow
    from wochorus.spreadsheets.writing import Cell
    from wochorus.web.access import CompanyRequest

ROWS_AT_ONCE = 500
PIECE = 64 * 1024
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@company_page()
def export(request: CompanyRequest, kind: str) -> StreamingHttpResponse:
    """Write the selection, else all that the filter keeps."""
    keys = _columns(request)
    rows = all_rows(chosen_invoices(request), sort_of(request.GET.get("sort", "")))
    table = _table(rows, keys)
    header = [BY_KEY[key].label for key in keys]
    pieces = _csv(header, table) if kind == "csv" else _workbook(header, table)
    name = f"journal-{request.company.code}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return streamed(request, pieces, media_type=_TYPES[kind], name=name)


def _columns(request: CompanyRequest) -> list[str]:
    asked = request.GET.get("colonnes", "").split(",")
    shown = [key for key in dict.fromkeys(asked) if key in BY_KEY]
    return shown or [column.key for column in COLUMNS if not column.hidden]


def _table(rows: Iterator[JournalRow], keys: Sequence[str]) -> Iterator[list[list[Cell]]]:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        states = payment_states(some)
        yield [row_cells(row, state, keys) for row, state in zip(some, states, strict=True)]


def _csv(header: Sequence[str], table: Iterator[list[list[Cell]]]) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_piece([header])
    for rows in table:
        yield csv_piece(rows)


def _workbook(header: Sequence[str], table: Iterator[list[list[Cell]]]) -> Iterator[bytes]:
    """Make the workbook beside, then send it: its index stands at its end."""
    with tempfile.TemporaryDirectory(prefix="wochorus-") as folder:
        path = Path(folder) / "journal.xlsx"
        with new_sheet(path, header, "Journal") as sheet:
            for rows in table:
                for cells in rows:
                    sheet.write(cells)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
