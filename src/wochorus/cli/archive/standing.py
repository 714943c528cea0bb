"""`wochorus archive status`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.billing.archive.models import PdfOrigin
from wochorus.billing.archive.standing import PdfState, standings
from wochorus.billing.journal_filter import invoices_matching
from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.failures import NOT_DONE
from wochorus.cli.filters import journal_filter_options
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)

if TYPE_CHECKING:
    from wochorus.billing.archive.standing import Standing
    from wochorus.billing.journal_filter import JournalFilter

_COLUMNS = (
    TextColumn("N° facture"),
    TextColumn("Année"),
    TextColumn("PDF"),
    TextColumn("Fichier", least=12),
    TextColumn("Origine"),
    TextColumn("Que faire", least=20),
)


@click.command(cls=FrenchHelp)
@journal_filter_options
@click.option("--all", "everything", is_flag=True, help="Montrer aussi les PDF en ordre.")
@company_option
@json_option
@needs_database
def status(
    wanted: JournalFilter, everything: bool, company_code: str | None, as_json: bool
) -> None:
    """Lister les PDF absents, disparus, ou plus anciens que leur facture.

    Le code de sortie est 0 quand tous les PDF sont en ordre.
    """
    company = chosen_company(company_code)
    found = standings(company, invoices_matching(company, wanted))
    wrong = [each for each in found if each.state is not PdfState.SOUND]
    shown = found if everything else wrong
    if as_json:
        emit_json(
            {
                "company": company.code,
                "counts": dict(Counter(each.state.value for each in found)),
                "invoices": [_as_json(each) for each in shown],
            }
        )
    else:
        announce(company)
        if shown:
            print_columns(_COLUMNS, [_cells(each) for each in shown])
        out.print(escape(counted(found)))
    if wrong:
        raise click.exceptions.Exit(NOT_DONE)


def counted(found: list[Standing]) -> str:
    """Say in one line how the PDFs stand."""
    counts = Counter(each.state for each in found)
    told = [f"{count} {state.label}" for state in PdfState if (count := counts[state])]
    return f"{len(found)} facture(s) ; PDF : {', '.join(told)}." if told else "Aucune facture."


def _cells(each: Standing) -> tuple[str, ...]:
    origin = PdfOrigin(each.origin).label if each.origin else ""
    return each.number, str(each.year), each.state.label, each.file_name, str(origin), each.remedy


def _as_json(each: Standing) -> dict[str, Any]:
    return {**asdict(each), "state_label": each.state.label, "remedy": each.remedy}
