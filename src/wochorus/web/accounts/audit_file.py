"""The audit trail as a file for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse

from wochorus.accounts.users.audit import audit_as_csv

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.users.models import AuditEntry

AUDIT_SHOWN = 200
"""Lines on a page; the file has them all."""


def csv_answer(entries: QuerySet[AuditEntry], name: str) -> StreamingHttpResponse:
    """Send every entry, one line after the other."""
    rows = audit_as_csv(entries.iterator())
    answer = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
