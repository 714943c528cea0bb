from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import load_workbook

from wochorus.billing.journal_format import COLUMNS
from wochorus.billing.journal_template import HEADERS, journal_reference, write_template
from wochorus.billing.line_format import LINE_COLUMNS, LINES
from wochorus.core.errors import InvalidInput
from wochorus.storage.tables import open_table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "journal.md"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_template_has_every_column_and_no_row(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"modele{suffix}"
    write_template(path)
    table = open_table(path)
    assert tuple(table.header) == HEADERS
    assert list(table.rows) == []


def test_the_workbook_explains_each_column_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "modele.xlsx"
    write_template(path)
    book = load_workbook(path)
    assert book.sheet_names == ["Journal", "Lignes", "Explications"]
    rows = book.get_sheet_by_name("Explications").to_python()[1:]
    explained = [("Journal", column) for column in COLUMNS]
    explained += [("Lignes", column) for column in LINE_COLUMNS]
    assert [tuple(cells[:2]) for cells in rows] == [(sheet, c.header) for sheet, c in explained]
    assert [cells[2] == "oui" for cells in rows] == [column.required for _, column in explained]
    assert rows[0][4] == "EX-2026-0001"


def test_the_lines_have_a_template_beside_a_csv(tmp_path: Path) -> None:
    journal, lines = tmp_path / "modele.csv", tmp_path / "lignes.csv"
    write_template(journal, lines_path=lines)
    assert tuple(open_table(journal).header) == HEADERS
    assert tuple(open_table(lines).header) == LINES.headers
    with pytest.raises(InvalidInput, match="existe"):
        write_template(tmp_path / "autre.csv", lines_path=lines)
    assert not (tmp_path / "autre.csv").exists()


def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "modele.xlsx"
    path.write_bytes(b"mon travail")
    with pytest.raises(InvalidInput, match="existe"):
        write_template(path)
    assert path.read_bytes() == b"mon travail"
    write_template(path, force=True)
    assert tuple(open_table(path).header) == HEADERS


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"\.xlsx ou en \.csv"):
        write_template(tmp_path / "modele.ods")


def test_the_reference_page_says_what_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == journal_reference(), (
        "refaire la page : wochorus journal reference > docs/reference/journal.md"
    )
