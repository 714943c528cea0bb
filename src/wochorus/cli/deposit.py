"""`wochorus deposit`: the seed's two tabs, *Dépôt par lot* and *Dépôt séquentiel*."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import DepositState
from wochorus.cli.anomalies import anomaly_as_json, finding_as_json
from wochorus.cli.app import FrenchHelp
from wochorus.cli.confirmation import confirm
from wochorus.cli.deposit_archive import archive_first
from wochorus.cli.deposit_end import conclude
from wochorus.cli.deposit_plan import (
    print_plan,
    show_dry_run,
    show_left,
    write_report,
)
from wochorus.cli.deposit_table import run_quietly, run_shown
from wochorus.cli.filters import journal_filter_options
from wochorus.cli.follow import follow_until_settled, print_flows
from wochorus.cli.output import emit_json
from wochorus.cli.progress import showing_progress
from wochorus.cli.selection import (
    chosen_way,
    depositable,
    reading_option,
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
from wochorus.core.errors import InvalidInput, WoChorusError
from wochorus.core.money import format_euros
from wochorus.deposits.asking import (
    LONGEST_FLOW_NAME,
    DepositRequest,
    Preparation,
    amount_asked,
    checked_flow_name,
    usual_flow_name,
)
from wochorus.deposits.models import DateChoice
from wochorus.deposits.orders.placing import cancel, end_empty, leave_to_workers
from wochorus.deposits.orders.plan import plan_of
from wochorus.deposits.reservation import take_over_if_alone
from wochorus.deposits.services import DepositResult, plan_deposit
from wochorus.deposits.states import DepositMode, OrderState
from wochorus.deposits.syntaxes import SyntaxChoice
from wochorus.deposits.tasks import wake_workers
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wochorus.accounts.models import Company
    from wochorus.billing.journal_filter import JournalFilter
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.models import DepositOrder


@click.command("deposit", cls=FrenchHelp)
@company_option
@journal_filter_options
@click.option(
    "--mode",
    type=click.Choice(DepositMode.values),
    required=True,
    help="batch : un flux pour toute la sélection ; sequential : un flux par facture.",
)
@syntax_option
@way_option
@reading_option
@click.option("--flow-name", metavar="NOM", help="Nom explicite du flux.")
@click.option(
    "--deposit-date",
    type=click.Choice([choice.value for choice in DateChoice]),
    default=DateChoice.TODAY.value,
    show_default=True,
    help="Date de dépôt : today, la date du jour ; invoice, la date de la facture.",
)
@click.option(
    "--wait-ms",
    type=click.IntRange(0, 600_000),
    help="Attente internet entre deux appels, en ms (réglage de la société sinon).",
)
@click.option(
    "--skip-deposited/--no-skip-deposited",
    default=True,
    show_default=True,
    help="Ignorer les factures déjà déposées ; sinon elles sont signalées comme anomalies.",
)
@click.option(
    "--continue-on-error",
    is_flag=True,
    help="Passer au flux suivant après un refus certain ou un envoi resté sans réponse. Avec "
    "--background, un envoi sans réponse n'arrête jamais les suivants.",
)
@click.option(
    "--follow/--no-follow",
    "follows",
    default=True,
    show_default=True,
    help="Suivre les flux jusqu'à leur état final.",
)
@click.option(
    "--follow-for",
    type=click.IntRange(1, 86_400),
    default=300,
    show_default=True,
    help="Durée maximale du suivi, en secondes.",
)
@click.option(
    "--archive/--no-archive",
    "archives",
    default=None,
    help="Ré-archivage avant le dépôt. --archive : faire aussi les PDF qui manquent. --no-archive "
    ": aucun. Sans l'un ni l'autre : refaire seulement les PDF faits ici et périmés.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Tout contrôler et préparer les fichiers, sans rien envoyer.",
)
@click.option(
    "--background",
    is_flag=True,
    help="Confier l'envoi au service (wochorus worker) au lieu d'attendre ici.",
)
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation en PRODUCTION.")
@json_option
@needs_database
def deposit(**options: Any) -> None:  # noqa: ANN401 - the options above
    """Déposer des factures sur Chorus Pro, par lot ou une par une.

    Les factures en anomalie ne partent pas et sont montrées ; les autres partent. Le code de
    sortie est 0 seulement si toute la sélection a été déposée, et intégrée quand le suivi est
    demandé.
    """
    asked = _Asked(**options)
    company = chosen_company(asked.company_code)
    take_over_if_alone(company)
    result = DepositResult()
    settled: bool | WoChorusError = True
    archive_first(
        company, depositable(company, asked.wanted), wanted=asked.archives, as_json=asked.as_json
    )
    with Workshop() as workshop, _planned(company, asked, workshop) as (order, preparation):
        plan = plan_of(order)
        if asked.dry_run:
            report = write_report(order)
            show_dry_run(order, plan, report, preparation, as_json=asked.as_json)
            return
        _confirm(company, preparation, yes=asked.yes)
        if asked.background and plan.flows:
            leave_to_workers(order)
            wake_workers()
            show_left(order, plan, preparation, as_json=asked.as_json)
            return
        if plan.flows or (asked.follows and _open(preparation)):
            with chorus_client(company, interval_ms=asked.wait_ms) as client:
                if plan.flows:
                    result = (
                        run_quietly(order, client, workshop)
                        if asked.as_json
                        else run_shown(order, plan.invoices, client, workshop)
                    )
                workshop.close()
                if asked.follows and (result.flows or _open(preparation)):
                    settled = _follow(company, client, asked)
    for flow in result.flows:
        flow.refresh_from_db()
    if asked.as_json:
        emit_json(_as_json(order, preparation, result))
    elif asked.follows and result.flows:
        print_flows(result.flows)
    if isinstance(settled, WoChorusError):
        raise settled
    conclude(preparation, result, settled=settled)


@contextmanager
def _planned(
    company: Company, asked: _Asked, workshop: Workshop
) -> Iterator[tuple[DepositOrder, Preparation]]:
    """Check the selection, make the files and tell what would leave; end what did not begin."""
    with showing_progress("factures") as tell:
        order, preparation = plan_deposit(
            company,
            depositable(company, asked.wanted),
            asked.request(company),
            workshop,
            checking=partial(tell, "Règles officielles"),
            making=partial(tell, "Fichiers"),
        )
    try:
        if not asked.as_json:
            announce(company)
            print_plan(order, preparation)
        yield order, preparation
    finally:
        order.refresh_from_db()
        if order.state == OrderState.PLANNED:
            if not order.flows.exists():
                end_empty(order)
            elif not asked.dry_run:
                cancel(order)


def _open(preparation: Preparation) -> bool:
    """Tell whether Chorus Pro has yet to say what became of an invoice left aside."""
    return any(item.deposit_state != DepositState.INTEGRATED for item in preparation.skipped)


def _follow(company: Company, client: ChorusClient, asked: _Asked) -> bool | WoChorusError:
    """Follow the flows; a failure is given back, so that what was deposited is told first."""
    try:
        return follow_until_settled(company, client, asked.follow_for, quiet=asked.as_json)
    except WoChorusError as failure:
        return failure


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of the command, as typed."""

    company_code: str | None
    wanted: JournalFilter
    mode: str
    syntax: str
    way: str | None
    accepts_reading: bool
    flow_name: str | None
    deposit_date: str
    wait_ms: int | None
    skip_deposited: bool
    continue_on_error: bool
    follows: bool
    follow_for: int
    archives: bool | None
    dry_run: bool
    background: bool
    yes: bool
    as_json: bool

    def request(self, company: Company) -> DepositRequest:
        now = timezone.localtime()
        return DepositRequest(
            mode=DepositMode(self.mode),
            name=_flow_name(self.flow_name, company, now),
            today=now.date(),
            date_choice=DateChoice(self.deposit_date),
            syntax=SyntaxChoice(self.syntax),
            skip_deposited=self.skip_deposited,
            continue_on_error=self.continue_on_error,
            wait_ms=self.wait_ms,
            way_in=chosen_way(company, self.way, self.syntax),
            accepts_reading=self.accepts_reading,
        )


def _flow_name(asked: str | None, company: Company, now: datetime) -> str:
    if asked is None:
        return usual_flow_name(company, now)
    try:
        return checked_flow_name(asked)
    except InvalidInput as refused:
        raise InvalidInput(
            refused.what, remedy=f"Donnez 1 à {LONGEST_FLOW_NAME} caractères avec --flow-name."
        ) from refused


def _confirm(company: Company, preparation: Preparation, *, yes: bool) -> None:
    ready = preparation.report.ready
    if company.environment != ChorusEnvironment.PRODUCTION or not ready:
        return
    amount = format_euros(amount_asked(ready))
    confirm(
        f"Déposer {len(ready)} facture(s) de {company.name}, {amount}, sur Chorus "
        "Pro en PRODUCTION ?",
        yes=yes,
        what=f"Un dépôt en PRODUCTION demande une confirmation ({len(ready)} facture(s) de "
        f"{company.name}, {amount})",
    )


def _as_json(
    order: DepositOrder, preparation: Preparation, result: DepositResult
) -> dict[str, Any]:
    return {
        "company": order.company.code,
        "environment": order.environment,
        "order": order.pk,
        "skipped": [item.number for item in preparation.skipped],
        "common": [finding_as_json(item) for item in preparation.report.common],
        "anomalies": [anomaly_as_json(item) for item in preparation.report.anomalies],
        "warnings": result.warnings,
        "lines": [
            {
                "number": line.number,
                "file": line.file_name,
                "outcome": line.outcome.value,
                "report": line.detail,
            }
            for line in result.lines
        ],
        "flows": [
            {
                "name": flow.name,
                "syntax": flow.syntax,
                "flow_number": flow.flow_number,
                "state": flow.state,
            }
            for flow in result.flows
        ],
    }
