"""How numbers are written, and patterns that Chorus Pro could not take."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.billing.numbering.pattern import LONGEST, parse_pattern
from wochorus.core.errors import InvalidInput

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("FA-{AAAA}-{NNNNN}", "FA-2026-00042"),
        ("{AA}{MM}{NNNN}", "26030042"),
        ("  f/{aaaa}/{nnn} ", "f/2026/042"),
        ("FACTURE {NNNNNN}", "FACTURE 000042"),
    ],
)
def test_a_pattern_writes_the_year_the_month_and_the_rank(pattern: str, number: str) -> None:
    assert parse_pattern(pattern).number(42, DAY) == number


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("FA-{AAAA}", "il faut le rang"),
        ("FA-{NNN}-{NNN}", "il faut le rang, une fois"),
        ("FA-{JJ}-{NNN}", "« {JJ} » n'est pas connu"),
        ("FACT-{AAAA}-{MM}-{NNNNNNNN}", "21 caractères"),
        ("FA-{AAAA}-{NNNNNNNNNN}", "9 chiffres au plus"),
        ("FA.{AAAA}.{NNNN}", "Chorus Pro n'accepte"),
        ("É{NNNN}", "Chorus Pro n'accepte"),
        ("FA  {NNNN}", "Chorus Pro n'accepte"),
        ("FA-{AAAA-{NNNN}", "Chorus Pro n'accepte"),
        ("", "il faut le rang"),
    ],
)
def test_a_pattern_that_cannot_serve_is_refused_with_what_to_write(pattern: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why.replace("{", r"\{")) as refused:
        parse_pattern(pattern)
    assert "FA-{AAAA}-{NNNNN}" in refused.value.remedy


@given(
    st.text("ABCDEFabc-_+/019", max_size=12),
    st.permutations(["{AAAA}", "{MM}", "{NNNN}"]),
    st.integers(1, 9999),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_an_accepted_pattern_never_gives_a_number_that_is_too_long(
    prefix: str, tokens: list[str], rank: int, day: date
) -> None:
    text = prefix + "".join(tokens)
    try:
        pattern = parse_pattern(text)
    except InvalidInput:
        assert len(prefix) + 10 > LONGEST
        return
    assert len(pattern.number(rank, day)) == len(pattern.number(pattern.largest, day)) <= LONGEST
