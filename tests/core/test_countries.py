"""Countries as people write them."""

from __future__ import annotations

import pytest

from wochorus.core.countries import CODES, NAMES, country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [("FR", "FR"), ("be", "BE"), ("France", "FR"), (" luxembourg ", "LU"), ("la reunion", "RE")],
)
def test_a_country_is_read_by_code_or_french_name(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["", "XX", "Atlantide", "FRA"])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        country_code(text)


def test_every_name_is_that_of_a_code() -> None:
    assert set(NAMES) <= CODES
    assert len(CODES) == 249
