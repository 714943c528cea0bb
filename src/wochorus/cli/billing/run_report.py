"""A billing run on the terminal and in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.billing.runs.choosing import items_of
from wochorus.billing.runs.models import ItemState, RunState
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce
from wochorus.core.dates import format_date
from wochorus.core.money import ZERO, format_amount, format_euros

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wochorus.accounts.models import Company
    from wochorus.billing.runs.issuing import RunOutcome
    from wochorus.billing.runs.models import BillingRun, BillingRunItem

_COLUMNS = (
    TextColumn("Contrat"),
    TextColumn("Client", least=12),
    TextColumn("Du"),
    TextColumn("Au"),
    TextColumn("HT", right=True),
    TextColumn("TTC", right=True),
    TextColumn("État"),
    TextColumn("À savoir", least=20),
)
_RUNS = (
    TextColumn("N°", right=True),
    TextColumn("Factures du"),
    TextColumn("Dû jusqu'au"),
    TextColumn("État"),
    TextColumn("Par", least=8),
)


def print_run(run: BillingRun, *, only_anomalies: bool = False) -> None:
    """Print the items of a run, then its sums and what to do next."""
    items = items_of(run)
    out.print(
        f"Facturation n° {run.pk} : factures du {format_date(run.issue_date)}, dû jusqu'au "
        f"{format_date(run.until)}, {RunState(run.state).label.lower()}",
        markup=False,
    )
    if not items:
        out.print("Aucun contrat n'a de période à facturer à cette date.")
        return
    shown = [item for item in items if not only_anomalies or item.anomalies or item.reason]
    if shown:
        print_columns(_COLUMNS, [_cells(item) for item in shown])
    _print_sums(items)
    if run.state == RunState.OPEN:
        out.print(
            f"Pour en écarter : wochorus billing run exclude N° ; pour émettre : wochorus billing "
            f"run issue {run.pk}",
            markup=False,
            soft_wrap=True,
        )


def _cells(item: BillingRunItem) -> tuple[str, ...]:
    invoice = f" {item.invoice.number}" if item.invoice else ""
    return (
        item.contract.number,
        item.contract.customer.name,
        format_date(item.period_start),
        format_date(item.period_end),
        format_amount(item.without_tax),
        format_amount(item.with_tax),
        f"{ItemState(item.state).label}{invoice}",
        " ; ".join(part for part in (item.reason, *item.anomalies) if part) or "–",
    )


def _print_sums(items: Sequence[BillingRunItem]) -> None:
    for state in ItemState:
        same = [item for item in items if item.state == state]
        if same:
            total = sum((item.with_tax for item in same), ZERO)
            out.print(f"{state.label} : {len(same)} période(s), {format_euros(total)} TTC")
    odd = sum(1 for item in items if item.anomalies)
    if odd:
        out.print(f"{odd} période(s) ont une anomalie à regarder avant d'émettre.")


def print_outcome(outcome: RunOutcome, *, as_json: bool) -> None:
    """Say what was issued, what owed nothing, what was refused and why."""
    run = outcome.run
    if as_json:
        emit_json(run_as_json(run))
        return
    announce(run.company)
    issued = outcome.issued
    if issued:
        total = sum((each.amounts.with_tax for each in issued), ZERO)
        to_last = f" à {issued[-1].number}" if len(issued) > 1 else ""
        out.print(
            f"{len(issued)} facture(s) émise(s), {issued[0].number}{to_last}, "
            f"{format_euros(total)} TTC.",
            markup=False,
        )
        out.print("Leurs PDF : wochorus archive rebuild", markup=False)
    if outcome.skipped:
        out.print(f"{len(outcome.skipped)} période(s) n'avaient rien à facturer.")
    if outcome.refused:
        out.print(f"[yellow]{len(outcome.refused)} période(s) refusée(s)[/] :")
        refused = {item.pk for item in outcome.refused}
        rows = [_cells(item) for item in items_of(run) if item.pk in refused]
        print_columns(_COLUMNS, rows)
    if not issued:
        out.print("Aucune facture n'a été émise.")


def print_runs(company: Company, runs: Iterable[BillingRun], *, as_json: bool) -> None:
    """List runs."""
    known = list(runs)
    if as_json:
        emit_json({"company": company.code, "runs": [_heading(run) for run in known]})
        return
    announce(company)
    if not known:
        out.print("Aucune facturation. Proposez-en une : wochorus billing run propose")
        return
    print_columns(
        _RUNS,
        [
            (
                str(run.pk),
                format_date(run.issue_date),
                format_date(run.until),
                RunState(run.state).label,
                run.closed_by or run.issued_by or run.created_by,
            )
            for run in known
        ],
    )


def _heading(run: BillingRun) -> dict[str, Any]:
    return {
        "run": run.pk,
        "issue_date": run.issue_date,
        "until": run.until,
        "state": run.state,
        "filters": run.wanted,
    }


def run_as_json(run: BillingRun, *, only_anomalies: bool = False) -> dict[str, Any]:
    """Tell a run and its items to programs."""
    items = [item for item in items_of(run) if not only_anomalies or item.anomalies or item.reason]
    return {
        "company": run.company.code,
        **_heading(run),
        "items": [
            {
                "contract": item.contract.number,
                "customer": item.contract.customer.code,
                "period_start": item.period_start,
                "period_end": item.period_end,
                "without_tax": item.without_tax,
                "with_tax": item.with_tax,
                "state": item.state,
                "reason": item.reason,
                "anomalies": item.anomalies,
                "invoice": item.invoice.number if item.invoice else None,
            }
            for item in items
        ],
    }
