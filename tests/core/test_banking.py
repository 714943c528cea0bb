"""IBAN and BIC: the right ones pass, a slip of one character does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.core.banking import bic_defect, format_iban, iban_defect

FRENCH = "FR7630006000011234567890189"
"""The example of the banks' own documents."""


@pytest.mark.parametrize(
    "iban",
    [FRENCH, "DE89370400440532013000", "GB29NWBK60161331926819", "BE68539007547034"],
)
def test_an_iban_with_a_right_key_is_sound(iban: str) -> None:
    assert iban_defect(iban) == ""


@given(st.integers(4, len(FRENCH) - 1), st.integers(1, 9))
def test_one_wrong_digit_is_seen(place: int, more: int) -> None:
    digit = (int(FRENCH[place]) + more) % 10
    assert "clé" in iban_defect(f"{FRENCH[:place]}{digit}{FRENCH[place + 1 :]}")


@given(st.integers(4, len(FRENCH) - 2))
def test_two_digits_exchanged_are_seen(place: int) -> None:
    exchanged = FRENCH[:place] + FRENCH[place + 1] + FRENCH[place] + FRENCH[place + 2 :]
    assert (iban_defect(exchanged) == "") == (exchanged == FRENCH)


@pytest.mark.parametrize("iban", ["", "FR76", "7630006000011234567890189", "FR76é0006000011234"])
def test_what_has_not_the_shape_of_an_iban_is_told(iban: str) -> None:
    assert "deux lettres" in iban_defect(iban)


def test_a_french_iban_has_its_length() -> None:
    assert "27 caractères (ici 26)" in iban_defect(FRENCH[:-1])


@pytest.mark.parametrize(
    ("bic", "sound"),
    [("AGRIFRPP", True), ("BNPAFRPPXXX", True), ("AGRIFRP", False), ("AGRI12PP", False)],
)
def test_a_bic_has_eight_or_eleven_characters_and_a_country(bic: str, sound: bool) -> None:
    assert (bic_defect(bic) == "") == sound


def test_an_iban_is_written_in_groups_of_four() -> None:
    assert format_iban("FR76300060") == "FR76\u00a03000\u00a060"
