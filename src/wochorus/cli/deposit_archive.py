"""The *ré-archivage* before a deposit: no page leaves that says another thing than its invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from wochorus.billing.archive.need import archive_need
from wochorus.billing.archive.rebuilding import RebuildReport
from wochorus.billing.models import FREE_STATES, Invoice
from wochorus.cli.archive.rebuilding import rebuilt, told
from wochorus.cli.output import out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.archive.need import ArchiveNeed

_NAMED = 5


def archive_first(
    company: Company, invoices: QuerySet[Invoice], *, wanted: bool | None, as_json: bool
) -> None:
    """Bring the PDFs of ``invoices`` in order before they are checked.

    Pages that were made here and are out of date are always made anew. When it is ``wanted``,
    missing ones are made and brought ones filed, too; ``False`` does nothing at all.
    """
    if wanted is False:
        return
    free = invoices.filter(deposit_state__in=FREE_STATES)
    if wanted:
        _show(told(rebuilt(company, free)), as_json=as_json)
        return
    found = archive_need(company, free)
    report = RebuildReport()
    if found.stale:
        rows = Invoice.objects.filter(pk__in=[each.invoice_id for each in found.stale])
        report = rebuilt(company, rows)
    _show(_hints(found, report), as_json=as_json)


def _hints(found: ArchiveNeed, report: RebuildReport) -> Iterator[str]:
    if report.made or report.failed or report.changed:
        yield from told(report)
    if older := [each.number for each in found.brought]:
        yield (
            f"Attention : {len(older)} PDF importé(s) ne disent plus ce que dit la facture "
            f"({_shown(older)}) : wochorus archive status"
        )
    if to_set := len(found.missing):
        yield f"{to_set} facture(s) sans PDF archivé : --archive les met en page d'abord."
    if bare := [each.number for each in found.bare]:
        yield (
            f"Attention : {len(bare)} facture(s) sans PDF et sans lignes ({_shown(bare)}) : aucune "
            "page ne peut en être faite. Importez leurs lignes (feuille « Lignes » du journal), ou "
            "leur PDF : wochorus archive attach N° FICHIER"
        )


def _shown(numbers: list[str]) -> str:
    return ", ".join(numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")


def _show(lines: Iterator[str], *, as_json: bool) -> None:
    for line in lines:
        if not as_json:
            out.print(escape(line))
