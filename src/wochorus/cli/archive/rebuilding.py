"""`wochorus archive rebuild`: the *ré-archivage*."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.billing.archive.rebuilding import rebuild as rebuild_pdfs
from wochorus.billing.journal_filter import invoices_matching
from wochorus.cli.app import FrenchHelp
from wochorus.cli.failures import fail_partially
from wochorus.cli.filters import journal_filter_options
from wochorus.cli.output import emit_json, out
from wochorus.cli.progress import showing_progress
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.deposits.events import acting
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.archive.rebuilding import RebuildReport
    from wochorus.billing.journal_filter import JournalFilter
    from wochorus.billing.models import Invoice

_SHOWN = 20


@click.command(cls=FrenchHelp)
@journal_filter_options
@click.option(
    "--imported",
    is_flag=True,
    help="Refaire aussi un PDF importé qui est perdu, illisible ou plus ancien que sa facture ; "
    "l'ancien reste dans l'archive.",
)
@company_option
@json_option
@needs_database
def rebuild(wanted: JournalFilter, imported: bool, company_code: str | None, as_json: bool) -> None:
    """Refaire les PDF absents ou plus anciens que leur facture (ré-archivage).

    Un PDF importé est versé à l'archive tel qu'il est. Celui d'une facture déposée n'est jamais
    remplacé.
    """
    company = chosen_company(company_code)
    report = rebuilt(company, invoices_matching(company, wanted), imported=imported)
    if as_json:
        emit_json({"company": company.code, **report_as_json(report)})
    else:
        announce(company)
        for line in told(report):
            out.print(escape(line))
    problems = len(report.failed) + len(report.changed) + len(report.left)
    if problems:
        fail_partially(
            f"{problems} PDF ne sont pas en ordre",
            remedy="Voyez « wochorus archive status » : il dit que faire pour chacun.",
        )


def rebuilt(
    company: Company, invoices: QuerySet[Invoice], *, imported: bool = False
) -> RebuildReport:
    """Make the PDFs anew under a bar, in processes of their own when there are many."""
    with showing_progress("PDF") as tell, Workshop() as workshop:
        return rebuild_pdfs(
            company,
            invoices,
            workshop,
            actor=acting(),
            imported=imported,
            progress=partial(tell, "Archivage"),
        )


def told(report: RebuildReport) -> Iterator[str]:
    """Say what was done, then name what was not and why."""
    yield f"{len(report.made)} PDF mis en page, {len(report.filed)} PDF importé(s) versé(s)."
    for number, error in list(report.failed.items())[:_SHOWN]:
        yield f"Facture {number} : {error}"
    if len(report.failed) > _SHOWN:
        yield f"… et {len(report.failed) - _SHOWN} autre(s) échec(s)."
    for number in report.changed[:_SHOWN]:
        yield f"Facture {number} : elle a changé pendant la mise en page ; relancez."
    for each in report.left[:_SHOWN]:
        yield f"Facture {each.number} : PDF importé {each.state.label} ; {each.remedy}"
    if len(report.left) > _SHOWN:
        yield f"… et {len(report.left) - _SHOWN} autre(s) PDF importé(s) à revoir."


def report_as_json(report: RebuildReport) -> dict[str, Any]:
    """Give the report to programs."""
    return {
        "made": report.made,
        "filed": report.filed,
        "failed": {number: str(error) for number, error in report.failed.items()},
        "changed": report.changed,
        "left": [{"number": each.number, "state": each.state.value} for each in report.left],
    }
