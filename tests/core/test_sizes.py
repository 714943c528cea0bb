"""Sizes of files as the French write them."""

from __future__ import annotations

from wochorus.core.sizes import format_megabytes


def test_a_size_is_told_in_megabytes_with_a_comma() -> None:
    assert format_megabytes(11_623_000) == "11,6\u00a0Mo"
    assert format_megabytes(30_000_000) == "30\u00a0Mo"
