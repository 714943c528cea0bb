"""Sizes of files as the French write them."""

from __future__ import annotations


def format_megabytes(size: int) -> str:
    """Write ``size``, in bytes, in millions of bytes: ``11,6 Mo`` or ``30 Mo``.

    The space is a no-break one.
    """
    number = f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")
    return f"{number}\u00a0Mo"
