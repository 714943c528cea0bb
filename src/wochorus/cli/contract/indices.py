"""`wochorus contract index`: the table of indices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from wochorus.cli.app import FrenchGroup
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.contract.common import DAY, Read
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import json_option, needs_database
from wochorus.contracts import contract_cells
from wochorus.contracts.history import told
from wochorus.contracts.index_values import DatedValue, Step
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


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
    from wochorus.contracts.revision_clauses import known_series

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
    from wochorus.contracts.revision_clauses import known_series

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
