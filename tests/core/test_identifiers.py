"""SIRET, SIREN and VAT numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.core.identifiers import (
    SiretDefect,
    compact_identifier,
    format_siret,
    french_vat_number,
    luhn_is_valid,
    siren_of_vat_number,
    siret_defect,
    vat_number_defect,
)


def test_a_siret_with_a_right_key_has_no_defect() -> None:
    assert siret_defect("73282932000074") is None


@pytest.mark.parametrize(
    ("siret", "defect"),
    [
        ("", SiretDefect.EMPTY),
        ("2194006860001", SiretDefect.NOT_FOURTEEN_DIGITS),
        ("732829320000744", SiretDefect.NOT_FOURTEEN_DIGITS),
        ("7328293200007A", SiretDefect.NOT_FOURTEEN_DIGITS),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", SiretDefect.NOT_FOURTEEN_DIGITS),
        ("73282932000075", SiretDefect.WRONG_KEY),
    ],
)
def test_a_defect_is_named(siret: str, defect: SiretDefect) -> None:
    assert siret_defect(siret) is defect


def test_la_poste_has_its_own_rule_and_its_head_office_the_common_one() -> None:
    assert siret_defect("35600000009075") is None
    assert siret_defect("35600000000048") is None
    assert siret_defect("35600000009076") is SiretDefect.WRONG_KEY


def test_a_siret_is_read_and_written_in_groups() -> None:
    assert compact_identifier(" 732 829 320-00074 ") == "73282932000074"
    assert format_siret("73282932000074") == "732\u00a0829\u00a0320\u00a000074"
    assert format_siret("123") == "123"


def test_the_vat_number_follows_from_the_siren() -> None:
    assert french_vat_number("732829320") == "FR44732829320"


@given(st.text("0123456789", min_size=13, max_size=13))
def test_exactly_one_last_digit_satisfies_the_key(beginning: str) -> None:
    assert sum(luhn_is_valid(beginning + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("FR44732829320", ""),
        ("FRAB732829320", ""),
        ("BE0123456789", ""),
        ("FR45732829320", "FR44732829320"),
        ("FR4473282932", "neuf chiffres"),
        ("FRO1732829320", "deux caractères"),
        ("44732829320", "deux lettres du pays"),
    ],
)
def test_a_vat_number_is_sound_or_says_what_is_wrong(number: str, told: str) -> None:
    defect = vat_number_defect(number)
    assert told in defect
    assert bool(defect) == bool(told)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_a_computed_vat_number_is_sound_and_gives_its_siren_back(siren: str) -> None:
    assert vat_number_defect(french_vat_number(siren)) == ""
    assert siren_of_vat_number(french_vat_number(siren)) == siren
    assert siren_of_vat_number("BE0123456789") == ""
