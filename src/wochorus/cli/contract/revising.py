"""`wochorus contract clause`, `contract revise`, and the table of indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.contract.common import DAY, NUMBER, Read, conclude, found_contract
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, company_option, json_option, needs_database
from wochorus.contracts import contract_cells
from wochorus.contracts.index_values import Choice
from wochorus.contracts.revision import Rounding
from wochorus.contracts.revision_clauses import IndexShare
from wochorus.core.dates import format_date
from wochorus.deposits.events import acting
from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from wochorus.contracts.models import Contract

_ROUNDINGS = click.Choice([rounding.value for rounding in Rounding])


def _share(text: str) -> IndexShare:
    """Read `FEP:0,85:110,0`: an index, its weight, its value of origin."""
    parts = text.split(":")
    if len(parts) != 3:  # noqa: PLR2004 - code, weight, value
        raise CellRefused("CODE:POIDS:VALEUR_D'ORIGINE, comme FEP:0,85:110,0")
    code, weight, initial = parts
    return IndexShare(
        code.strip(), contract_cells.weight(weight), contract_cells.index_value(initial)
    )


@click.command("clause", cls=FrenchHelp)
@NUMBER
@click.option(
    "--fixed", required=True, type=Read(contract_cells.weight), metavar="PART", help="Part fixe."
)
@click.option(
    "--index",
    "shares",
    required=True,
    multiple=True,
    type=Read(_share),
    metavar="CODE:POIDS:I0",
    help="Indice, son poids, sa valeur d'origine ; l'option se répète.",
)
@click.option("--first", required=True, type=DAY, metavar="DATE", help="Première révision.")
@click.option("--every", type=click.IntRange(1, 120), help="Tous les n mois (12 sinon).")
@click.option(
    "--choice",
    type=click.Choice([choice.value for choice in Choice]),
    help="Le dernier indice publié (par défaut), ou celui d'un mois fixé avant la révision.",
)
@click.option("--lag", type=click.IntRange(0, 36), help="Mois avant la révision (month_lag).")
@click.option("--decimals", type=click.IntRange(0, 6), help="Décimales du coefficient (4 sinon).")
@click.option("--rounding", type=_ROUNDINGS, help="Arrondi du coefficient.")
@click.option("--price-decimals", type=click.IntRange(0, 6), help="Décimales du prix (2 sinon).")
@click.option("--price-rounding", type=_ROUNDINGS, help="Arrondi du prix.")
@click.option(
    "--largest-rise",
    type=Read(contract_cells.percent),
    help="Hausse maximale d'une révision, en %.",
)
@click.option(
    "--largest-fall",
    type=Read(contract_cells.percent),
    help="Baisse maximale d'une révision, en %.",
)
@company_option
@json_option
@needs_database
def clause(
    number: str,
    fixed: Decimal,
    shares: tuple[IndexShare, ...],
    first: date,
    company_code: str | None,
    as_json: bool,
    **fields: Any,  # noqa: ANN401 - options of any type
) -> None:
    """Saisir la formule de révision : P = P0 × (part fixe + poids × I / I0 + …)."""
    from wochorus.contracts.revision_clauses import set_clause

    contract = found_contract(company_code, number)
    named = {_CLAUSE[name]: value for name, value in fields.items()}
    set_clause(contract, fixed, shares, first, actor=acting(), **named)
    conclude(contract, "Formule de révision enregistrée.", as_json=as_json)


_CLAUSE = {
    "every": "every_months",
    "choice": "choice",
    "lag": "lag_months",
    "decimals": "coefficient_decimals",
    "rounding": "coefficient_rounding",
    "price_decimals": "price_decimals",
    "price_rounding": "price_rounding",
    "largest_rise": "largest_rise",
    "largest_fall": "largest_fall",
}


@click.command("revise", cls=FrenchHelp)
@NUMBER
@click.option("--on", "day", type=DAY, metavar="DATE", help="À compter du (celle prévue sinon).")
@click.option("--apply", "is_applied", is_flag=True, help="Appliquer, et pas seulement montrer.")
@click.option("--undo", is_flag=True, help="Annuler la dernière révision, si rien n'est facturé.")
@company_option
@json_option
@needs_database
def revise(
    number: str,
    day: date | None,
    is_applied: bool,
    undo: bool,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Calculer la révision des prix, pas à pas ; l'appliquer avec --apply."""
    from wochorus.contracts.revised_prices import (
        apply_revision,
        next_revision_on,
        plan_revision,
        undo_latest_revision,
    )

    if undo and (is_applied or day):
        raise click.UsageError("--undo s'emploie seul")
    contract = found_contract(company_code, number)
    if undo:
        undone = undo_latest_revision(contract, actor=acting())
        since = format_date(undone.effective_on)
        conclude(contract, f"Révision du {since} annulée.", as_json=as_json)
        return
    start = day or next_revision_on(contract) or contract.starts_on
    plan = plan_revision(contract, start)
    if is_applied:
        apply_revision(contract, start, actor=acting())
    if as_json:
        emit_json(
            {
                "number": number,
                "effective_on": start,
                "applied": is_applied,
                "coefficient": plan.revision.coefficient,
                "is_provisional": plan.revision.is_provisional,
                "steps": plan.steps,
                "prices": [
                    {"name": new.line.name, "before": new.line.price, "after": new.price}
                    for new in plan.prices
                ],
            }
        )
        return
    _print_plan(contract, start, plan.steps, is_applied=is_applied)


def _print_plan(contract: Contract, day: date, steps: list[str], *, is_applied: bool) -> None:
    announce(contract.company)
    out.print(f"Révision du contrat {contract.number} à compter du {format_date(day)}")
    for step in steps:
        out.print(f"  {escape(step)}", soft_wrap=True)
    out.print("Appliquée." if is_applied else "Rien n'a changé : appliquez-la avec --apply.")
