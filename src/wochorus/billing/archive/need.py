"""The *ré-archivage* that is asked for before a deposit: which PDFs are missing, lost or stale."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.billing.archive.standing import PdfState, standings
from wochorus.billing.models import FREE_STATES, Invoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.archive.standing import Standing

_TO_REFRESH = (PdfState.OLDER, PdfState.LOST)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ArchiveNeed:
    """What the PDFs of a selection lack, each invoice in one list at most.

    ``stale`` were made here and no longer tell the truth, or are lost; ``missing`` can be made
    from the lines; ``bare`` have neither lines nor PDF; ``brought`` came from the user and are out
    of date: nobody replaces them unasked.
    """

    stale: list[Standing] = field(default_factory=list)
    missing: list[Standing] = field(default_factory=list)
    bare: list[Standing] = field(default_factory=list)
    brought: list[Standing] = field(default_factory=list)

    @property
    def makeable(self) -> list[Standing]:
        """What a rebuilding puts right."""
        return [*self.stale, *self.missing]


def archive_need(
    company: Company,
    invoices: QuerySet[Invoice],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ArchiveNeed:
    """Look at the PDFs of the invoices that may still leave, some at a time.

    ``progress`` is told how many were looked at, and how many there are.
    """
    ids = list(invoices.filter(deposit_state__in=FREE_STATES).values_list("pk", flat=True))
    found: list[Standing] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = Invoice.objects.filter(pk__in=ids[start : start + _AT_ONCE])
        found += standings(company, some)
        progress(min(start + _AT_ONCE, len(ids)), len(ids))
    return need_of(found)


def need_of(found: list[Standing]) -> ArchiveNeed:
    """Sort what was found."""
    absent = [each for each in found if each.state is PdfState.ABSENT]
    return ArchiveNeed(
        stale=[each for each in found if each.is_ours and each.state in _TO_REFRESH],
        missing=[each for each in absent if each.has_lines],
        bare=[each for each in absent if not each.has_lines],
        brought=[each for each in found if not each.is_ours and each.state is PdfState.OLDER],
    )
