"""`wochorus check`: every anomaly of a selection, at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click
from django.utils import timezone

from wochorus.billing.models import FREE_STATES
from wochorus.cli.anomalies import anomaly_as_json, finding_as_json, print_anomalies
from wochorus.cli.app import FrenchHelp
from wochorus.cli.failures import NOT_DONE
from wochorus.cli.filters import journal_filter_options
from wochorus.cli.output import emit_json, out
from wochorus.cli.progress import showing_progress
from wochorus.cli.selection import (
    chosen_way,
    depositable,
    formats_of,
    syntax_option,
    way_option,
)
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.deposits.candidates import check_invoices
from wochorus.deposits.syntaxes import SyntaxChoice

if TYPE_CHECKING:
    from wochorus.billing.journal_filter import JournalFilter


@click.command("check", cls=FrenchHelp)
@company_option
@journal_filter_options
@syntax_option
@way_option
@json_option
@needs_database
def check(
    company_code: str | None, wanted: JournalFilter, syntax: str, way: str | None, as_json: bool
) -> None:
    """Contrôler les factures à déposer : toutes les anomalies, avec leur remède.

    Sans filtre, contrôle ce qui n'est pas encore déposé. Le code de sortie est 1 quand une
    facture est bloquée.
    """
    company = chosen_company(company_code)
    invoices = depositable(company, wanted)
    if wanted.deposited is None and not wanted.states and not wanted.numbers:
        invoices = invoices.filter(deposit_state__in=FREE_STATES)
    with showing_progress("factures") as tell:
        report = check_invoices(
            company,
            invoices,
            timezone.localdate(),
            choice=SyntaxChoice(syntax),
            way_in=chosen_way(company, way, syntax),
            progress=partial(tell, "Règles officielles"),
        )
    blocked = len(report.blocked)
    if as_json:
        emit_json(
            {
                "company": company.code,
                "environment": company.environment,
                "checked": len(report.candidates),
                "formats": formats_of(report.candidates),
                "blocked": blocked,
                "common": [finding_as_json(finding) for finding in report.common],
                "anomalies": [anomaly_as_json(anomaly) for anomaly in report.anomalies],
            }
        )
    else:
        announce(company)
        print_anomalies(report)
        out.print(
            f"{len(report.candidates)} facture(s) contrôlée(s) : "
            f"{len(report.candidates) - blocked} prête(s) à partir, {blocked} bloquée(s), "
            f"{len(report.common) + len(report.anomalies)} anomalie(s)."
        )
    if blocked or report.common:
        raise click.exceptions.Exit(NOT_DONE)
