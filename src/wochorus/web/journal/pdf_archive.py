"""The archived PDFs of many invoices, in one ZIP file that is made while it is sent."""

from __future__ import annotations

import io
import zipfile
from itertools import chain, count
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.archive.filing import latest_versions
from wochorus.billing.documents import content_store
from wochorus.core.errors import InvalidInput
from wochorus.deposits.naming import main_document_name
from wochorus.web.access import company_page
from wochorus.web.journal.chosen import chosen_invoices
from wochorus.web.streaming import streamed
from wochorus.web.templatetags.french import count as format_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import ReadableBuffer
    from django.http import StreamingHttpResponse

    from wochorus.web.access import CompanyRequest

MOST = 10_000
AT_ONCE = 200
ABSENT = "sans-pdf.txt"


@company_page()
def pdfs(request: CompanyRequest) -> StreamingHttpResponse:
    """Give the newest PDF of each invoice of the selection, else of all that the filter keeps.

    Those that have none are listed in a text of the file.
    """
    in_order = chosen_invoices(request).order_by("issue_date", "number", "pk")
    chosen = list(in_order.values_list("pk", "number", "issue_year")[: MOST + 1])
    if not chosen:
        raise InvalidInput("Aucune facture n'est choisie", remedy="Choisissez-en dans le journal.")
    if len(chosen) > MOST:
        raise InvalidInput(
            f"Plus de {format_count(MOST)} factures sont choisies",
            remedy="Prenez leurs PDF en plusieurs fois : un mois, un client…",
        )
    name = f"factures-{request.company.code}-{timezone.localdate():%Y-%m-%d}.zip"
    return streamed(request, _zipped(chosen), media_type="application/zip", name=name)


class _Outgoing(io.RawIOBase):
    """What the archive wrote and nobody took yet. It cannot go back, and ZIP needs not to."""

    def __init__(self) -> None:
        self._content = bytearray()

    def write(self, content: ReadableBuffer) -> int:
        view = memoryview(content)
        self._content += view
        return view.nbytes

    def take(self) -> bytes:
        """Give what was written since the last time."""
        taken = bytes(self._content)
        self._content.clear()
        return taken


def _zipped(chosen: list[tuple[int, str, int]]) -> Iterator[bytes]:
    outgoing, store = _Outgoing(), content_store()
    used: set[str] = set()
    absent: list[str] = []
    with zipfile.ZipFile(outgoing, "w", zipfile.ZIP_STORED) as archive:
        for start in range(0, len(chosen), AT_ONCE):
            some = chosen[start : start + AT_ONCE]
            versions = latest_versions(pk for pk, _, _ in some)
            for pk, number, year in some:
                version = versions.get(pk)
                if version is None or not store.has(version.document_id):
                    absent.append(number)
                    continue
                archive.write(store.path(version.document_id), _free_name(number, year, used))
                yield outgoing.take()
        if absent:
            archive.writestr(ABSENT, _told(absent))
    yield outgoing.take()


def _free_name(number: str, year: int, used: set[str]) -> str:
    """Name a PDF after its invoice, as nothing else is named on any machine.

    Two years may have the same number, and two numbers the same letters once made safe.
    """
    others = (f"{number}-{year}-{rank}" for rank in count(2))
    names = map(main_document_name, chain((number, f"{number}-{year}"), others))
    name = next(name for name in names if name.casefold() not in used)
    used.add(name.casefold())
    return name


def _told(absent: list[str]) -> str:
    listed = "\r\n".join(absent)
    return f"Ces factures n'ont pas de PDF archivé ; il est fait avant leur dépôt :\r\n{listed}\r\n"
