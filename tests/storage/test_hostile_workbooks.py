"""Workbooks made to harm: each is refused before the workbook reader sees it."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from wochorus.core.errors import InvalidInput
from wochorus.storage.tables import TableLimits, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
LIMITS = TableLimits(max_unpacked_bytes=30_000_000, max_cells=100_000, max_text_bytes=10_000_000)


def sheet_xml(rows: bytes, before: bytes = b"") -> bytes:
    return (
        HEAD
        + before
        + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"<sheetData>"
        + rows
        + b"</sheetData></worksheet>"
    )


def text_row(number: int, *texts: bytes) -> bytes:
    cells = b"".join(
        b'<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>' % (65 + column, number, text)
        for column, text in enumerate(texts)
    )
    return b'<row r="%d">%s</row>' % (number, cells)


GOOD_ROWS = text_row(1, b"A", b"B") + text_row(2, b"1", b"2")


def a_workbook(tmp_path: Path, changes: Mapping[str, bytes], name: str = "piege.xlsx") -> Path:
    """Build a real workbook, then replace or add parts of its zip."""
    plain = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(str(plain)) as book:
        book.add_worksheet("Feuille").write_row(0, 0, ["A", "B"])
    path = tmp_path / name
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = {part: source.read(part) for part in source.namelist()}
        for part, content in {**parts, **changes}.items():
            target.writestr(part, content)
    return path


def refusal(path: Path, limits: TableLimits = LIMITS) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        list(read_table(path, limits=limits))
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


def test_the_forged_workbooks_of_these_tests_are_readable_when_harmless(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(GOOD_ROWS)})
    assert [row.cells for row in read_table(path, limits=LIMITS)] == [{"A": "1", "B": "2"}]


def test_cells_without_references_and_prefixed_names_are_read_too(tmp_path: Path) -> None:
    rows = b"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>"
    path = a_workbook(tmp_path, {SHEET: sheet_xml(rows)})
    assert [row.cells for row in read_table(path, limits=LIMITS)] == [{"1": "3", "2": "4"}]


def test_a_zip_bomb_is_refused_while_it_is_unpacked(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"xl/media/image1.png": b"\0" * 40_000_000})
    assert path.stat().st_size < 100_000
    assert "décompressé" in refusal(path).what


def test_a_ratio_that_no_spreadsheet_reaches_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"xl/media/image1.png": b"\0" * 40_000_000})
    roomy = TableLimits(max_unpacked_bytes=10**9)
    assert "décompressé" in refusal(path, roomy).what


def test_a_giant_cell_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(text_row(1, b"x" * 18_000_000))})
    assert "démesurée" in refusal(path).what


def test_a_cell_longer_than_excel_allows_is_refused_with_its_row(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path, {SHEET: sheet_xml(text_row(1, b"A", b"B") + text_row(2, b"x" * 33_000))}
    )
    error = refusal(path)
    assert "32767" in error.what
    assert "ligne 2" in error.where


@pytest.mark.parametrize(
    "far_cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c\n r = 'XFD1048576'><v>1</v></c></row>",
        b'<row r="9"><c t="n"r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="XFD1048576"/><c><v>1</v></c></row>',
        b'<row r="2">' + b"<c/>" * 60_000 + b"<c><v>1</v></c></row>" + b"<row/>" * 9,
        b"<row/>" * 60_000 + b'<row><c r="B1"><v>1</v></c></row><row><c><v>1</v></c></row>',
    ],
)
def test_a_far_away_cell_that_would_exhaust_the_memory_is_refused(
    tmp_path: Path, far_cell: bytes
) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(GOOD_ROWS + far_cell)})
    error = refusal(path)
    assert "trop étendue" in error.what
    assert SHEET in error.where


def test_one_cell_written_many_times_is_refused(tmp_path: Path) -> None:
    rows = b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * 100_001 + b"</row>"
    assert "trop étendue" in refusal(a_workbook(tmp_path, {SHEET: sheet_xml(rows)})).what


def shared_strings(*texts: bytes) -> bytes:
    strings = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    name = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return HEAD + b"<sst " + name + b">" + strings + b"</sst>"


def test_one_long_text_named_by_many_cells_is_refused(tmp_path: Path) -> None:
    row = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
    rows = b"".join(row % (number, number) for number in range(1, 1000))
    path = a_workbook(tmp_path, {STRINGS: shared_strings(b"x" * 30_000), SHEET: sheet_xml(rows)})
    assert "Le texte du classeur" in refusal(path).what


def test_a_long_text_named_once_among_many_short_ones_is_read(tmp_path: Path) -> None:
    row = b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>'
    rows = b"".join(row % (number, number, int(number == 5)) for number in range(1, 1000))
    path = a_workbook(
        tmp_path, {STRINGS: shared_strings(b"A", b"x" * 30_000), SHEET: sheet_xml(rows)}
    )
    assert len(list(read_table(path, limits=LIMITS))) == 998


@pytest.mark.parametrize("index", [b"&#48;", b"0<b/>", b"<!---->0"])
def test_an_index_written_to_escape_the_count_is_refused(tmp_path: Path, index: bytes) -> None:
    row = b'<row r="%d"><c r="A%d" t="s"><v>' + index + b"</v></c></row>"
    rows = b"".join(row % (number, number) for number in range(1, 1000))
    path = a_workbook(tmp_path, {STRINGS: shared_strings(b"x" * 30_000), SHEET: sheet_xml(rows)})
    assert "forme" in refusal(path).what


@pytest.mark.parametrize(
    "before",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_declared_entities_are_refused(tmp_path: Path, before: bytes) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(text_row(1, b"&a;"), before)})
    assert "entités" in refusal(path).what


def test_entities_declared_in_the_list_of_sheets_read_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("un secret")
    declared = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'.encode()
    book = (
        HEAD
        + declared
        + b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        + b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        + b'<sheet name="&a;" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    assert "secret" not in str(refusal(a_workbook(tmp_path, {"xl/workbook.xml": book})))


def test_control_characters_hidden_in_a_cell_are_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(text_row(1, b"A") + text_row(2, b"&#7;"))})
    assert "ligne 2" in refusal(path).where


@pytest.mark.parametrize("content", [b"", b"<", b"<worksheet><sheetData><row r='1'>", b"\0" * 50])
def test_a_damaged_sheet_is_refused(tmp_path: Path, content: bytes) -> None:
    refusal(a_workbook(tmp_path, {SHEET: content}))


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(GOOD_ROWS)})
    content = path.read_bytes()
    for length in (4, len(content) // 2, len(content) - 30):
        path.write_bytes(content[:length])
        assert "abîmé" in refusal(path).what


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(GOOD_ROWS)})
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    (told,) = struct.unpack_from("<I", content, place + 24)
    struct.pack_into("<I", content, place + 24, told - 1)
    path.write_bytes(content)
    assert "abîmé" in refusal(path).what


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("content.xml", "OpenDocument"),
        ("word/document.xml", "Word"),
        ("xl/workbook.bin", ".xlsb"),
        ("photo.jpg", "une archive zip"),
    ],
)
def test_other_zips_are_named(tmp_path: Path, part: str, what: str) -> None:
    path = tmp_path / "autre.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    assert what in refusal(path).what


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {SHEET: sheet_xml(GOOD_ROWS)})
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    content[place + 8] |= 1
    path.write_bytes(content)
    assert "mot de passe" in refusal(path).what
