"""Tables that users bring: read when they are sound, refused with the row when they are not."""

from __future__ import annotations

import os
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from wochorus.core.errors import InvalidInput
from wochorus.storage.tables import (
    TableLimits,
    TableRow,
    open_table,
    open_tables,
    read_header,
    read_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def a_file(tmp_path: Path, content: bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def a_workbook(tmp_path: Path, *rows: Sequence[Any], name: str = "table.xlsx") -> Path:
    path = tmp_path / name
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Données")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def cells_of(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read_table(path)]


def refusal(path: Path, limits: TableLimits | None = None) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        list(read_table(path, limits=limits or TableLimits()))
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


def test_rows_are_keyed_by_the_titles_and_numbered_as_the_user_sees_them(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Nom;Ville\nÉcole ;  Brive\n\n;\nB;C\n".encode())
    assert list(read_table(path)) == [
        TableRow(2, {"Nom": "École", "Ville": "Brive"}),
        TableRow(5, {"Nom": "B", "Ville": "C"}),
    ]
    assert read_header(path) == ["Nom", "Ville"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_usual_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    path = a_file(tmp_path, "Nom;Prix\nÉcole d'œuvre;12 €\n".encode(encoding))
    assert cells_of(path) == [{"Nom": "École d'œuvre", "Prix": "12 €"}]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found_in_the_titles(tmp_path: Path, separator: str) -> None:
    path = a_file(tmp_path, f'"A;,x"{separator}B\n1{separator}2\n'.encode())
    assert cells_of(path) == [{"A;,x": "1", "B": "2"}]


def test_the_note_of_excel_about_its_separator_is_obeyed(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"sep=;\r\nA;B\r\n1;2\r\n")
    assert list(read_table(path)) == [TableRow(3, {"A": "1", "B": "2"})]


def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = a_file(tmp_path, b'A;B\n"1;""x""\ny";2\n3;4\n')
    assert list(read_table(path)) == [
        TableRow(2, {"A": '1;"x"\ny', "B": "2"}),
        TableRow(4, {"A": "3", "B": "4"}),
    ]


def test_a_short_row_is_completed_and_empty_extra_cells_are_dropped(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"A;B;C;;\n1\n1;2;3;;;\n")
    assert cells_of(path) == [{"A": "1", "B": "", "C": ""}, {"A": "1", "B": "2", "C": "3"}]


def test_titles_without_any_row_give_no_row(tmp_path: Path) -> None:
    assert cells_of(a_file(tmp_path, b"A;B\n")) == []


@pytest.mark.parametrize("content", [b"", b"\n \n;;\n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "aucune ligne" in refusal(a_file(tmp_path, content)).what


@pytest.mark.parametrize(
    ("content", "what", "line"),
    [
        (b"A;B\n1;2\n1;2;3\n", "3 cellules pour 2 colonnes", "ligne 3"),
        (b"A;B;A\n", "même titre : A", "ligne 1"),
        (b"A;;B\n1;2;3\n", "La colonne n° 2 n'a pas de titre", "ligne 1"),
        (b"A|B\n1|2\n", "Aucun séparateur", "ligne 1"),
        (b'A;B\n1;2\n3;"4\n5;6\n', "jamais refermé", "ligne 3"),
        (b'A;B\n"x"y;2\n', "guillemet est mal placé", "ligne 2"),
        (b'A;B\n1;"' + b"x;y\n" * 60_000, "jamais refermé", "ligne 2"),
        (b"A;B\n1;\0\n", "ne sont pas du texte", "ligne 2"),
        (b"A;B\n1;\x07\n", "ne sont pas du texte", "ligne 2"),
        ("A;B\né;é\n".encode() + b"\xc3(;2\n", "abîmé", "ligne 3"),
        ("A;B\né;é".encode()[:-1], "abîmé", "ligne 2"),
        (b"A;B\n\x81\x8d;2\n", "L'encodage", "table.csv"),
        (b"A;B\n" + b"x" * 33_000 + b";2\n", "dépasse 32767 caractères", "ligne 2"),
        (b"A;B\n" + b"x" * 1_000_001, "dépasse 1 000 000 caractères", "ligne 2"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused_with_its_line(
    tmp_path: Path, content: bytes, what: str, line: str
) -> None:
    error = refusal(a_file(tmp_path, content))
    assert what in error.what
    assert line in error.where


def test_bytes_at_random_are_refused(tmp_path: Path) -> None:
    refusal(a_file(tmp_path, bytes(range(256)) * 100))


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.csv", b"PK\x03\x04....", "nommé .csv mais contient un classeur"),
        ("a.xlsx", b"A;B\n1;2\n", "nommé .xlsx mais n'est pas un classeur"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien classeur"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "mot de passe",
        ),
    ],
)
def test_other_formats_are_named(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    assert what in refusal(a_file(tmp_path, content, name)).what


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "tube.csv"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        assert "pas un fichier" in refusal(path).what


def test_a_row_with_too_many_cells_comes_whole_when_asked(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"A;B\n1;2\n1;2;3\n1;2;\n")
    (table,) = open_tables(path, keep_long_rows=True)
    assert list(table.rows) == [(2, ["1", "2"]), (3, ["1", "2", "3"]), (4, ["1", "2"])]


def test_sheets_are_opened_in_the_order_asked(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name in ("Un", "Deux", "Trois"):
            workbook.add_worksheet(name).write_row(0, 0, ["A", name])
        workbook.get_worksheet_by_name("Deux").hide()
    opened = open_tables(path, order=lambda names: names[::-1])
    assert [table.sheet for table in opened] == ["Trois", "Un"]


def test_limits_of_size_rows_and_columns_are_kept(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"A;B;C\n" + b"1;2;3\n" * 10)
    assert "pèse" in refusal(path, TableLimits(max_file_bytes=20)).what
    assert "5 lignes" in refusal(path, TableLimits(max_rows=5)).what
    assert "3 colonnes" in refusal(path, TableLimits(max_columns=2)).what


def test_a_workbook_gives_texts_whatever_the_type_of_its_cells(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        ["Texte", "Entier", "SIRET", "Décimal", "Petit", "Date", "Moment", "Heure", "Oui", "Non"],
        [
            " a\u00a0",
            12.0,
            21940076900019,
            0.1 + 0.2,
            1e-7,
            date(2026, 11, 24),
            datetime(2026, 11, 24, 9, 5),  # noqa: DTZ001 - a cell has no zone
            time(9, 5),
            True,
            False,
        ],
    )
    (row,) = read_table(path)
    assert list(row.cells.values())[:5] == ["a", "12", "21940076900019", "0.3", "0.0000001"]
    assert list(row.cells.values())[5:] == [
        "2026-11-24",
        "2026-11-24 09:05:00",
        "09:05:00",
        "true",
        "false",
    ]


def test_rows_of_a_workbook_are_numbered_as_its_sheet_shows_them(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [], ["A", "B"], [], ["1", None], ["x", "y"])
    assert list(read_table(path)) == [
        TableRow(4, {"A": "1", "B": ""}),
        TableRow(5, {"A": "x", "B": "y"}),
    ]


def test_a_formula_gives_the_value_that_was_stored(tmp_path: Path) -> None:
    path = tmp_path / "formules.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["A", "B"])
        sheet.write_formula(1, 0, "=6*7", None, 42)
        sheet.write_formula(1, 1, '=WEBSERVICE("http://127.0.0.1/")', None, "lu")
    assert cells_of(path) == [{"A": "42", "B": "lu"}]


def test_a_formula_in_error_is_named_instead_of_read_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "erreur.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Journal")
        sheet.write_row(0, 0, ["A", "B"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    error = refusal(path)
    assert "formule" in error.what
    assert "feuille « Journal », cellule B2" in error.where


def test_hidden_and_empty_sheets_are_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "feuilles.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Vide")
        hidden = book.add_worksheet("Cachée")
        hidden.write(0, 0, "X")
        hidden.hide()
        for name in ("Une", "Deux"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["A", name])
    assert [(table.sheet, table.header) for table in open_tables(path)] == [
        ("Une", ["A", "Une"]),
        ("Deux", ["A", "Deux"]),
    ]
    assert open_table(path).sheet == "Une"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert "aucune ligne" in refusal(a_workbook(tmp_path)).what


def test_a_table_says_about_how_many_rows_it_has(tmp_path: Path) -> None:
    assert open_table(a_file(tmp_path, b"A;B\n" + b"1;2\n" * 7)).rows_expected == 7
    assert open_table(a_workbook(tmp_path, ["A"], ["1"], ["2"])).rows_expected == 2


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@settings(max_examples=50)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    import csv

    path = tmp_path_factory.mktemp("table") / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerows([["A", "B", "C"], *rows])
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert [list(cells.values()) for cells in cells_of(path)] == [
        row for row in stripped if any(row)
    ]
