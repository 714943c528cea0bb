from __future__ import annotations

from datetime import date

import pytest

from wochorus.spreadsheets import cells
from wochorus.spreadsheets.cells import CellRefused


@pytest.mark.parametrize("text", ["24/11/2026", "24-11-2026", "24.11.2026", "2026-11-24"])
def test_a_date_is_read_in_every_usual_form(text: str) -> None:
    assert cells.day(text) == date(2026, 11, 24)


@pytest.mark.parametrize("text", ["24/11/26", "31/02/2026", "45985", "11/2026", "01/01/0026"])
def test_a_date_that_would_need_a_guess_is_refused(text: str) -> None:
    with pytest.raises(CellRefused):
        cells.day(text)


def test_a_date_with_a_time_is_told_apart() -> None:
    assert cells.day("2026-11-24 00:00:00") == date(2026, 11, 24)
    with pytest.raises(CellRefused, match="sans heure : retirez 09:05:00"):
        cells.day("2026-11-24 09:05:00")


def test_a_country_and_a_vat_number_are_read_as_people_type_them() -> None:
    assert (cells.country("belgique"), cells.country("fr")) == ("BE", "FR")
    assert cells.vat_number("fr 44 732 829 320") == "FR44732829320"
    with pytest.raises(CellRefused, match="code à deux lettres"):
        cells.country("Atlantide")


def test_a_code_turned_into_a_number_by_the_spreadsheet_is_refused() -> None:
    with pytest.raises(CellRefused, match="format Texte"):
        cells.siret("2,19401E+13")
    assert cells.code(50)("12E34") == "12E34"


def test_a_siret_is_kept_as_typed_without_its_spaces() -> None:
    assert cells.siret("123 456 782 00051") == "12345678200051"
    assert cells.siret("2194006860001") == "2194006860001"


@pytest.mark.parametrize("text", ["ab\x00c", "a\x1b[2Jb", "#REF!", "#VALEUR!", "x" * 256])
def test_a_text_that_cannot_be_kept_truthfully_is_refused(text: str) -> None:
    with pytest.raises(CellRefused):
        cells.text(255)(text)


def test_a_text_keeps_its_words_on_one_line() -> None:
    assert cells.text(255)("Nettoyage\n des\u00a0 écoles") == "Nettoyage des écoles"
