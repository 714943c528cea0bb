"""`wochorus billing run`: what contracts owe, proposed, looked at, issued, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.billing.common import date_option, day_of, question, yes_option
from wochorus.cli.billing.run_report import (
    print_outcome,
    print_run,
    print_runs,
    run_as_json,
)
from wochorus.cli.confirmation import confirm
from wochorus.cli.contract.common import DAY
from wochorus.cli.output import emit_json, out
from wochorus.cli.progress import showing_progress
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_date
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.billing.runs.models import BillingRun

_NUMBER = click.argument("number", metavar="[FACTURATION]", type=click.IntRange(min=1),
                         required=False)  # fmt: skip
_CONTRACTS = click.argument("contracts", metavar="N°_CONTRAT…", nargs=-1, required=True)


@click.group("run", cls=FrenchGroup)
def run() -> None:
    """Facturer les contrats : proposer, regarder, écarter, émettre, défaire."""


def _run_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--run",
        "number",
        type=click.IntRange(min=1),
        metavar="N°",
        help="Facturation (la dernière sinon).",
    )(command)


@run.command("propose")
@date_option
@click.option(
    "--until",
    type=DAY,
    metavar="DATE",
    help="Facturer ce qui est dû jusqu'à ce jour (la date des factures sinon).",
)
@click.option("--contract", "contracts", metavar="N°", multiple=True, help="Ce contrat seul.")
@click.option("--customer", default="", metavar="CODE", help="Ce client seul.")
@click.option("--kind", type=click.Choice(["public", "private"]), help="Publics, ou privés.")
@click.option("--sector", default="", help="Ce secteur seul.")
@click.option("--group", default="", help="Ce groupe de clients seul.")
@click.option("--salesperson", default="", help="Ce VRP seul.")
@company_option
@json_option
@needs_database
def propose_one(
    day: date | None,
    until: date | None,
    contracts: tuple[str, ...],
    kind: str | None,
    company_code: str | None,
    as_json: bool,
    **wanted: str,
) -> None:
    """Proposer ce qui est à facturer, contrat par contrat : rien n'est émis."""
    from wochorus.billing.runs.contracts import RunFilter
    from wochorus.billing.runs.proposing import RunWish, propose

    company = chosen_company(company_code)
    issue_date = day_of(day)
    _refuse_unknown(company, contracts, wanted["customer"])
    filters = RunFilter(contracts=contracts, kind=kind or "", **wanted)
    wish = RunWish(issue_date, until or issue_date, filters)
    with showing_progress("périodes") as progress:
        made = propose(company, wish, actor=acting(), progress=progress)
    _show(made, as_json=as_json)


@run.command("show")
@_NUMBER
@click.option("--anomalies", is_flag=True, help="Seulement les périodes qui ont une anomalie.")
@company_option
@json_option
@needs_database
def show(number: int | None, anomalies: bool, company_code: str | None, as_json: bool) -> None:
    """Montrer une facturation : périodes, montants, anomalies connues."""
    _show(_found(company_code, number), as_json=as_json, only_anomalies=anomalies)


@run.command("list")
@company_option
@json_option
@needs_database
def show_all(company_code: str | None, as_json: bool) -> None:
    """Lister les facturations, la dernière d'abord."""
    from wochorus.billing.runs.models import BillingRun

    company = chosen_company(company_code)
    known = BillingRun.objects.filter(company=company).order_by("-pk")
    print_runs(company, known, as_json=as_json)


@run.command("exclude")
@_CONTRACTS
@click.option("--why", default="", help="Pourquoi.")
@_run_option
@company_option
@json_option
@needs_database
def exclude_some(
    contracts: tuple[str, ...],
    why: str,
    number: int | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Écarter des contrats de la facturation : ils restent à facturer."""
    from wochorus.billing.runs.choosing import exclude

    found = _found(company_code, number)
    count = exclude(found, contracts, why)
    _conclude(found, f"{count} période(s) écartée(s).", as_json=as_json)


@run.command("include")
@_CONTRACTS
@_run_option
@company_option
@json_option
@needs_database
def include_some(
    contracts: tuple[str, ...], number: int | None, company_code: str | None, as_json: bool
) -> None:
    """Reprendre des contrats écartés."""
    from wochorus.billing.runs.choosing import include

    found = _found(company_code, number)
    count = include(found, contracts)
    _conclude(found, f"{count} période(s) reprise(s).", as_json=as_json)


@run.command("issue")
@_NUMBER
@yes_option
@company_option
@json_option
@needs_database
def issue_one(number: int | None, yes: bool, company_code: str | None, as_json: bool) -> None:
    """Émettre la facturation : toutes ses factures, ou aucune."""
    from wochorus.billing.runs.issuing import issue_run
    from wochorus.billing.runs.models import ItemState

    found = _found(company_code, number)
    proposed = found.items.filter(state=ItemState.PROPOSED).count()
    what = (
        f"la facturation n° {found.pk}, {proposed} période(s) au {format_date(found.issue_date)},"
    )
    confirm(
        question(found.company, what, found.issue_date),
        yes=yes,
        what="L'émission demande une confirmation",
    )
    with showing_progress("périodes") as progress:
        outcome = issue_run(found, actor=acting(), progress=progress)
    print_outcome(outcome, as_json=as_json)


@run.command("undo")
@_NUMBER
@yes_option
@company_option
@json_option
@needs_database
def undo_one(number: int | None, yes: bool, company_code: str | None, as_json: bool) -> None:
    """Défaire une facturation : abandonner la proposition, ou reprendre ses numéros.

    Une facturation émise se défait tant qu'aucune de ses factures n'est déposée, payée ni suivie
    d'une autre, et que vous ne les avez remises à personne.
    """
    from wochorus.billing.runs.choosing import drop
    from wochorus.billing.runs.models import RunState
    from wochorus.billing.runs.undoing import undo_run

    found = _found(company_code, number)
    if found.state == RunState.OPEN:
        drop(found, actor=acting())
        _conclude(found, f"Facturation n° {found.pk} abandonnée.", as_json=as_json)
        return
    confirm(
        f"Défaire la facturation n° {found.pk} ? Ses factures sont effacées, leurs numéros "
        "resserviront : aucun client ne doit les avoir reçues.",
        yes=yes,
        what="Défaire une facturation demande une confirmation",
    )
    count = undo_run(found, actor=acting())
    told = f"Facturation n° {found.pk} défaite : {count} facture(s) effacée(s)."
    _conclude(found, told, as_json=as_json)


def _refuse_unknown(company: Company, contracts: Iterable[str], customer: str) -> None:
    """Refuse a contract or a customer that does not exist, rather than find nothing for it."""
    from wochorus.contracts.queries import contract_by_number
    from wochorus.customers.queries import customer_by_code

    for number in contracts:
        contract_by_number(company, number)
    if customer:
        customer_by_code(company, customer)


def _found(company_code: str | None, number: int | None) -> BillingRun:
    from wochorus.billing.runs.choosing import run_by_number

    return run_by_number(chosen_company(company_code), number)


def _show(found: BillingRun, *, as_json: bool, only_anomalies: bool = False) -> None:
    if as_json:
        emit_json(run_as_json(found, only_anomalies=only_anomalies))
        return
    announce(found.company)
    print_run(found, only_anomalies=only_anomalies)


def _conclude(found: BillingRun, told: str, *, as_json: bool) -> None:
    found.refresh_from_db()
    if as_json:
        emit_json({"done": told, **run_as_json(found)})
        return
    announce(found.company)
    out.print(told, markup=False)
