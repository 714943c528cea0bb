"""Sizes of files as the French write them."""

from __future__ import annotations

_SMALL = 100_000
"""Below, one decimal of a million would round to nothing."""


def format_megabytes(size: int) -> str:
    """Write ``size``, in bytes, in millions of bytes: ``11,6 Mo`` or ``30 Mo``.

    The space is a no-break one.
    """
    number = f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")
    return f"{number}\u00a0Mo"


def format_size(size: int) -> str:
    """Write ``size``, in bytes, in the unit that suits it: ``12 ko``, or as `format_megabytes`."""
    return f"{-(-size // 1000)}\u00a0ko" if size < _SMALL else format_megabytes(size)
