"""`wochorus contract clause`, `contract revise`, and the table of indices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchGroup, FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.contract.common import DAY, NUMBER, conclude, found_contract
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, company_option, json_option, needs_database
from wochorus.contracts import contract_cells
from wochorus.contracts.history import told
from wochorus.contracts.index_values import Choice, DatedValue, Step
from wochorus.contracts.revised_prices import IndexShare
from wochorus.contracts.revision import Rounding
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import acting
from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from wochorus.contracts.models import Contract

_ROUNDINGS = click.Choice([rounding.value for rounding in Rounding])


class Read(click.ParamType[Any]):
    """A value that a cell reader reads."""

    name = "value"

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Read it."""
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except CellRefused as refusal:
            self.fail(f"« {value} » : attendu {refusal}", param, ctx)


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
    from wochorus.contracts.revised_prices import set_clause

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


@click.group("index", cls=FrenchGroup)
def index() -> None:
    """Indices de révision : saisis à la main ou importés, jamais fournis."""


@index.command("add")
@click.argument("code", metavar="CODE")
@click.option("--name", required=True, help="Nom de l'indice.")
@click.option(
    "--step",
    type=click.Choice([step.value for step in Step]),
    default=Step.QUARTER.value,
    show_default=True,
    help="Parution : mois, trimestre, année.",
)
@click.option("--source", default="", help="Qui le publie.")
@click.option("--fictitious", is_flag=True, help="Indice de démonstration, aux valeurs inventées.")
@needs_database
def add_index(code: str, name: str, step: str, source: str, fictitious: bool) -> None:
    """Enregistrer un indice."""
    from wochorus.contracts.indices import add_series

    add_series(code, name, step, source, is_fictitious=fictitious)
    out.print(f"Indice {escape(code)} enregistré.")


@index.command("value")
@click.argument("code", metavar="CODE")
@click.argument("period", metavar="PÉRIODE", type=Read(contract_cells.index_period))
@click.argument("value", metavar="VALEUR", type=Read(contract_cells.index_value))
@click.option("--published", required=True, type=DAY, metavar="DATE", help="Jour de publication.")
@click.option("--provisional", is_flag=True, help="Valeur provisoire.")
@click.option("--source", default="", help="D'où vient la valeur.")
@needs_database
def add_one_value(
    code: str, period: date, value: Decimal, published: date, provisional: bool, source: str
) -> None:
    """Saisir une valeur : PÉRIODE comme T3 2026, 09/2026 ou 2026."""
    from wochorus.contracts.indices import add_value
    from wochorus.contracts.revised_prices import known_series

    is_new = add_value(
        known_series(code), DatedValue(period, value, published, provisional), source
    )
    out.print("Valeur enregistrée." if is_new else "Cette valeur était déjà enregistrée.")


@index.command("import")
@click.argument(
    "file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@json_option
@needs_database
def import_file(file: Path, as_json: bool) -> None:
    """Importer des valeurs (CSV ou XLSX) : Indice ; Période ; Valeur ; Publié le ; Provisoire."""
    from dataclasses import asdict

    from wochorus.contracts.indices import import_values

    report = import_values(file)
    if as_json:
        emit_json(asdict(report))
    else:
        out.print(f"{report.added} valeur(s) ajoutée(s), {report.unchanged} déjà connue(s).")
        for error in report.errors:
            text = f"  ligne {error.row}, {error.column} « {error.value} » : {error.message}"
            out.print(escape(text), soft_wrap=True)
    if report.errors:
        raise InvalidInput(
            f"{len(report.errors)} erreur(s) : rien n'a été importé",
            where=file.name,
            remedy="Corrigez le fichier et relancez.",
        )


@index.command("show")
@click.argument("code", metavar="[CODE]", required=False)
@json_option
@needs_database
def show_index(code: str | None, as_json: bool) -> None:
    """Lister les indices, ou les valeurs de l'un d'eux."""
    from wochorus.contracts.models import IndexSeries
    from wochorus.contracts.revised_prices import known_series

    if code is None:
        series = list(IndexSeries.objects.order_by("code"))
        if as_json:
            names = ("code", "name", "step", "source", "is_fictitious")
            emit_json({"indices": [{n: getattr(one, n) for n in names} for one in series]})
            return
        for one in series:
            mark = " (valeurs fictives)" if one.is_fictitious else ""
            out.print(f"{one.code}  {one.name}, {one.get_step_display()}{mark}", markup=False)
        out.print(f"{len(series)} indice(s)")
        return
    found = known_series(code)
    values = list(found.values.all())
    if as_json:
        names = ("period", "value", "published_on", "is_provisional", "source")
        emit_json({"code": code, "values": [{n: getattr(v, n) for n in names} for v in values]})
        return
    if found.is_fictitious:
        out.print("[yellow]Valeurs fictives, pour la démonstration.[/]")
    print_columns(
        (
            TextColumn("Période"),
            TextColumn("Valeur", right=True),
            TextColumn("Publié le"),
            TextColumn("Provisoire"),
            TextColumn("Source", least=8),
        ),
        [
            (
                Step(found.step).period_name(value.period),
                told(value.value),
                format_date(value.published_on),
                "oui" if value.is_provisional else "",
                value.source,
            )
            for value in values
        ],
    )
