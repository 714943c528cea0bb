"""`wochorus billing series`: how invoices and credit notes are numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone

from wochorus.cli.app import FrenchGroup
from wochorus.cli.billing.common import KINDS
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.billing.numbering.models import NumberSeries

_COLUMNS = (
    TextColumn("Type"),
    TextColumn("Année"),
    TextColumn("Modèle"),
    TextColumn("Prochain numéro"),
    TextColumn("Dernière date"),
)


def _which(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name a series: its kind, its year."""
    command = click.option(
        "--year",
        type=click.IntRange(2000, 2199),
        metavar="AAAA",
        help="Année de la série (celle d'aujourd'hui sinon).",
    )(command)
    return click.option(
        "--kind",
        type=click.Choice(list(KINDS)),
        default="invoice",
        show_default=True,
        help="Factures, ou avoirs.",
    )(command)


@click.group("series", cls=FrenchGroup)
def series() -> None:
    """Numérotation : une série de factures et une d'avoirs par an, sans trou."""


@series.command("list")
@company_option
@json_option
@needs_database
def show_all(company_code: str | None, as_json: bool) -> None:
    """Lister les séries et le prochain numéro de chacune."""
    from wochorus.billing.numbering.series import series_listed

    company = chosen_company(company_code)
    today = timezone.localdate()
    known = series_listed(company, today.year)
    if as_json:
        emit_json({"company": company.code, "series": [_as_json(each, today) for each in known]})
        return
    announce(company)
    print_columns(_COLUMNS, [_cells(each, today) for each in known])


@series.command("set")
@click.argument("pattern", metavar="MODÈLE")
@_which
@company_option
@json_option
@needs_database
def set_one(
    pattern: str, kind: str, year: int | None, company_code: str | None, as_json: bool
) -> None:
    """Choisir le modèle des numéros : « FA-{AAAA}-{NNNNN} » donne FA-2026-00001.

    {AAAA} ou {AA} est l'année, {MM} le mois, chaque N un chiffre du rang.
    """
    from wochorus.billing.models import InvoiceKind
    from wochorus.billing.numbering.series import set_pattern

    company = chosen_company(company_code)
    chosen = set_pattern(company, InvoiceKind(KINDS[kind]), _year(year), pattern)
    _conclude(company, chosen, as_json=as_json)


@series.command("next")
@click.argument("rank", metavar="RANG", type=click.IntRange(min=1))
@_which
@company_option
@json_option
@needs_database
def choose_next(
    rank: int, kind: str, year: int | None, company_code: str | None, as_json: bool
) -> None:
    """Choisir le prochain rang : pour commencer, ou après des factures importées."""
    from wochorus.billing.models import InvoiceKind
    from wochorus.billing.numbering.series import set_next

    company = chosen_company(company_code)
    chosen = set_next(company, InvoiceKind(KINDS[kind]), _year(year), rank)
    _conclude(company, chosen, as_json=as_json)


def _year(year: int | None) -> int:
    return year or timezone.localdate().year


def _conclude(company: Company, chosen: NumberSeries, *, as_json: bool) -> None:
    today = timezone.localdate()
    if as_json:
        emit_json({"company": company.code, **_as_json(chosen, today)})
        return
    announce(company)
    kind, year, pattern, number, _ = _cells(chosen, today)
    out.print(f"{kind} {year} : {pattern}, prochain numéro {number}", markup=False)


def _cells(known: NumberSeries, today: date) -> tuple[str, ...]:
    return (
        _kind(known),
        str(known.year),
        known.pattern,
        _number(known, today),
        format_date(known.last_day) if known.last_day else "–",
    )


def _kind(known: NumberSeries) -> str:
    from wochorus.billing.models import InvoiceKind

    return f"{InvoiceKind(known.kind).label}s"


def _number(known: NumberSeries, today: date) -> str:
    from wochorus.billing.numbering.series import next_number

    return next_number(known, today.replace(year=known.year, day=1))


def _as_json(known: NumberSeries, today: date) -> dict[str, Any]:
    return {
        "kind": known.kind,
        "year": known.year,
        "pattern": known.pattern,
        "next_rank": known.next_rank,
        "next_number": _number(known, today),
        "last_day": known.last_day,
    }
