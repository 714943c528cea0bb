"""The table of indices: series, and their values typed in or read from a file.

No value comes with the product: each is entered with its day of publication and its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.accounts.columns import check_columns
from wochorus.contracts import contract_cells
from wochorus.contracts.index_values import Step
from wochorus.contracts.models import IndexSeries, IndexValue
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_number
from wochorus.spreadsheets import cells
from wochorus.spreadsheets.columns import Column, ColumnTable
from wochorus.spreadsheets.layout import recognise
from wochorus.spreadsheets.refused_rows import ERROR_HEADER
from wochorus.spreadsheets.row_reading import CellReader, RowError
from wochorus.spreadsheets.source import place_of, source_rows
from wochorus.storage.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.contracts.index_values import DatedValue

VALUES = ColumnTable(
    (
        Column(
            "series",
            "Indice",
            cells.code(30),
            "Code de l'indice.",
            aliases=("Code", "Code indice"),
            required=True,
        ),
        Column(
            "period",
            "Période",
            contract_cells.index_period,
            "T3 2026, 09/2026, 2026, ou un jour de la période.",
            aliases=("Trimestre", "Mois"),
            required=True,
        ),
        Column(
            "value",
            "Valeur",
            contract_cells.index_value,
            "Valeur de l'indice, quatre décimales au plus.",
            required=True,
        ),
        Column(
            "published_on",
            "Publié le",
            cells.day,
            "Jour de la publication.",
            aliases=("Date de publication", "Publication"),
            required=True,
        ),
        Column("is_provisional", "Provisoire", contract_cells.yes_or_no, "oui ou non. Vide : non."),
        Column("source", "Source", cells.text(255), "D'où vient la valeur."),
    ),
    (ERROR_HEADER,),
    remedy="Le fichier a les colonnes Indice ; Période ; Valeur ; Publié le ; Provisoire ; Source.",
)


@dataclass(slots=True)
class IndexReport:
    """What an import of values did; nothing when there are errors."""

    added: int = 0
    unchanged: int = 0
    errors: tuple[RowError, ...] = ()


def add_series(
    code: str, name: str, step: str, source: str = "", *, is_fictitious: bool = False
) -> IndexSeries:
    """Record an index under its code. Raises `InvalidInput` when the code is taken."""
    if IndexSeries.objects.filter(code=code).exists():
        raise InvalidInput(
            f"L'indice {code} existe déjà", remedy=f"Voyez « wochorus contract index show {code} »."
        )
    series = IndexSeries(
        code=code, name=name, step=step, source=source, is_fictitious=is_fictitious
    )
    check_columns(series)
    series.save()
    return series


@transaction.atomic
def add_value(series: IndexSeries, value: DatedValue, source: str = "") -> bool:
    """Record an edition of a value, and tell whether it is new.

    Raises `InvalidInput` when that day's edition is known with another value: editions never
    change, a correction is published on a later day.
    """
    period = Step(series.step).first_day(value.period)
    known = IndexValue.objects.filter(
        series=series, period=period, published_on=value.published_on
    ).first()
    if known is None:
        fresh = IndexValue(
            series=series,
            period=period,
            value=value.value,
            published_on=value.published_on,
            is_provisional=value.is_provisional,
            source=source,
        )
        check_columns(fresh)
        fresh.save()
        return True
    if (known.value, known.is_provisional) != (value.value, value.is_provisional):
        raise InvalidInput(
            f"L'indice {series.code} a déjà une valeur pour {Step(series.step).period_name(period)}"
            f", publiée le {format_date(value.published_on)} : {format_number(known.value)}",
            remedy="Une valeur ne change pas : donnez la nouvelle avec son propre jour de "
            "publication.",
        )
    return False


def import_values(path: Path) -> IndexReport:
    """Read values from a CSV or XLSX file: all of them, or none when a row is wrong.

    Raises `InvalidInput` when the file has not the columns of `VALUES`.
    """
    from wochorus.contracts.index_values import DatedValue

    table = open_table(path)
    reader = CellReader(recognise(table.header, place_of(table), VALUES))
    known = {series.code: series for series in IndexSeries.objects.all()}
    errors: list[RowError] = []
    report = IndexReport()
    with transaction.atomic():
        for row in source_rows(table, "Lecture des indices", lambda *_: None):
            values, refused = reader.read(row)
            errors += refused
            if refused:
                continue
            series = known.get(values["series"])
            if series is None:
                message = "cet indice n'est pas enregistré : enregistrez-le d'abord"
                errors.append(reader.error(row, "series", message))
                continue
            dated = DatedValue(
                values["period"],
                values["value"],
                values["published_on"],
                values.get("is_provisional", False),
            )
            try:
                is_new = add_value(series, dated, values.get("source", ""))
            except InvalidInput as error:
                errors.append(reader.error(row, "value", str(error)))
                continue
            report.added += is_new
            report.unchanged += not is_new
        if errors:
            transaction.set_rollback(True)
            return IndexReport(errors=tuple(errors))
    return report
