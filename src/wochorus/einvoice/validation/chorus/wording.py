"""How values stand in a message: short, quoted, with nothing that a terminal would obey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.money import format_amount, format_euros

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

LONGEST_QUOTE = 60


def quoted(text: str) -> str:
    """Quote ``text`` in French, cut to 60 characters, control characters replaced."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
    return f"« {''.join(map(_shown, short))} »"


def listed(values: Iterable[str], last: str = "ou") -> str:
    """List values: ``A1, A2 ou A12``."""
    *first, end = values
    return f"{', '.join(first)} {last} {end}" if first else end


def number(value: Decimal) -> str:
    """Write a number as it stands in the invoice, with a decimal comma, cut to 30 characters."""
    text = str(value).replace(".", ",")
    return text if len(text) <= LONGEST_QUOTE // 2 else f"{text[: LONGEST_QUOTE // 2 - 1]}…"


def money(amount: Decimal, currency: str) -> str:
    """Write an amount to the cent, in euros or followed by the code of its currency."""
    if currency == "EUR":
        return format_euros(amount)
    return f"{format_amount(amount)} {currency[:3]}"


def characters(text: str) -> str:
    """Count the characters of ``text``: ``23 caractères``."""
    return f"{len(text)} caractère{'s' if len(text) > 1 else ''}"


def _shown(character: str) -> str:
    return character if character.isprintable() or character == "\u00a0" else "\ufffd"
