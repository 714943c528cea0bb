"""What a bank says came in or went out, whatever the file that says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BankLine:
    """Money that came in, or went out. ``amount`` is positive both ways, in ``currency``.

    ``key`` tells it from every other line of every file: the same line read twice has one key.
    ``text`` is all that the payer wrote, ``payer`` and ``payer_iban`` what the bank knows of
    them. When money went out, ``payer`` is who was paid.
    """

    key: str
    account: str
    booked_on: date
    amount: Decimal
    currency: str = "EUR"
    text: str = ""
    payer: str = ""
    payer_iban: str = ""
    is_debit: bool = False


@dataclass(frozen=True, slots=True)
class LeftAside:
    """An entry that is no payment received, or cannot be read: where, and why, in French."""

    where: str
    why: str


@dataclass(slots=True)
class BankFile:
    """All that a file holds; nothing of it is dropped in silence."""

    lines: list[BankLine] = field(default_factory=list)
    left_aside: list[LeftAside] = field(default_factory=list)
    debits: int = 0
    """Collections that the bank took back: each is told in ``left_aside``, none is a line."""
