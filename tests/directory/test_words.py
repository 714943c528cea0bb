"""The words of names made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.core.text import fold
from wochorus.directory.words import searchable_text, strong_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SAINT-ÉTIENNE", "saint etienne"),
        ("St Étienne", "saint etienne"),
        ("Ste-Marie-aux-Bœufs", "sainte marie boeufs"),
        ("L’Haÿ-les-Roses", "hay roses"),
        ("C.C.A.S.\u00a0n°\u202f2", "c c s n 2"),
        ("", ""),
    ],
)
def test_names_become_plain_words(text: str, expected: str) -> None:
    assert strong_words(text) == expected


@given(st.text(max_size=60))
def test_words_hold_nothing_but_letters_and_digits(text: str) -> None:
    assert all(word.isalnum() for word in words(text))


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=60))
def test_words_are_those_of_the_folded_text(text: str) -> None:
    assert words(text) == "".join(c if c.isalnum() else " " for c in fold(text)).split()


def test_a_town_that_the_name_tells_is_not_repeated() -> None:
    assert searchable_text("COMMUNE D'ÎLE", "ÎLE", "33000") == "ile 33000"
    assert searchable_text("LYCÉE HUGO", "ÎLE", "33000") == "lycee hugo ile 33000"


def test_weak_words_are_kept_when_a_name_has_no_others() -> None:
    assert searchable_text("MAIRIE DE LES", "LES", "31440") == "mairie de les 31440"
    assert searchable_text("CENTRE HOSPITALIER", "LES", "31440") == "centre hospitalier les 31440"
