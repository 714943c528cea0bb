"""Pieces of answers that both registers give alike: hidden texts, addresses, dates."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

_HIDDEN = ("[ND]", "[NON-DIFFUSIBLE]")


def shown(text: object) -> str:
    """Give a text as it may be used: what is hidden or absent is empty, spaces are single."""
    if not isinstance(text, str):
        return ""
    for mark in _HIDDEN:
        text = text.replace(mark, " ")
    return " ".join(text.split())


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


Shown = Annotated[str, BeforeValidator(shown)]
"""A text that may be absent or hidden."""
Day = Annotated[date | None, BeforeValidator(_day)]
"""A date that may be absent."""


def joined(*parts: str) -> str:
    """Put the pieces of an address on one line."""
    return " ".join(part for part in parts if part)
