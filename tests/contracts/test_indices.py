"""The table of indices: editions that never change, values read from a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from wochorus.contracts.contract_cells import index_period
from wochorus.contracts.index_values import DatedValue
from wochorus.contracts.indices import add_series, add_value, import_values
from wochorus.contracts.models import IndexSeries, IndexValue
from wochorus.core.errors import InvalidInput
from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
HEADER = "Indice;Période;Valeur;Publié le;Provisoire;Source\n"


pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> IndexSeries:
    return add_series("FICTIF", "Indice fictif", "quarter", is_fictitious=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("T3 2026", date(2026, 7, 1)),
        ("trimestre 4 2026", date(2026, 10, 1)),
        ("09/2026", date(2026, 9, 1)),
        ("2026", date(2026, 1, 1)),
        ("15/08/2026", date(2026, 8, 15)),
    ],
)
def test_a_period_is_read_by_its_name_or_a_day_of_it(text: str, day: date) -> None:
    assert index_period(text) == day


@pytest.mark.parametrize("text", ["T5 2026", "13/2026", "automne", ""])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CellRefused):
        index_period(text)


def test_an_edition_never_changes_and_twice_is_as_once(series: IndexSeries) -> None:
    value = DatedValue(date(2026, 8, 15), D("113.2"), date(2026, 12, 20))
    assert [add_value(series, value), add_value(series, value)] == [True, False]
    assert series.values.get().period == date(2026, 7, 1)
    with pytest.raises(InvalidInput, match=r"déjà une valeur pour T3 2026.*113,2"):
        add_value(series, DatedValue(date(2026, 7, 1), D("113.3"), date(2026, 12, 20)))
    add_value(series, DatedValue(date(2026, 7, 1), D("113.3"), date(2027, 3, 20)))
    assert series.values.count() == 2


def test_a_file_of_values_is_read_whole(series: IndexSeries, tmp_path: Path) -> None:
    path = tmp_path / "indices.csv"
    path.write_text(
        HEADER
        + "FICTIF;T2 2026;112,4;20/09/2026;oui;bulletin fictif\n"
        + "FICTIF;T3 2026;113,2;20/12/2026;;\n",
        "utf-8",
    )
    assert (import_values(path).added, import_values(path).unchanged) == (2, 2)
    first = series.values.first()
    assert first
    assert (first.is_provisional, first.source) == (True, "bulletin fictif")


@pytest.mark.usefixtures("series")
def test_one_wrong_row_and_nothing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "indices.csv"
    path.write_text(
        HEADER
        + "FICTIF;T2 2026;112,4;20/09/2026;;\n"
        + "INCONNU;T2 2026;112,4;20/09/2026;;\n"
        + "FICTIF;T9 2026;-3;hier;;\n",
        "utf-8",
    )
    report = import_values(path)
    assert [(error.row, error.column) for error in report.errors] == [
        (3, "Indice"),
        (4, "Période"),
        (4, "Valeur"),
        (4, "Publié le"),
    ]
    assert not IndexValue.objects.exists()
