"""Which invoices a payment pays: told by the numbers that it names, its amount, its payer.

A refund is matched in the same way with the credit notes of which something is left to give back.

A bank writes what it likes: no dashes, capitals, several invoices in a row. A number counts when
it stands whole between separators. What is sure may be recorded at once; the rest is a proposal
for a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

_PARTS = re.compile(r"[a-z0-9]+")
_MOST_PARTS = 12
_SHORTEST = 4
"""A number of fewer characters is found everywhere: it needs the right amount beside it."""
_COMMON_WORDS = frozenset(
    (
        *("de", "du", "des", "la", "le", "les", "et", "d", "l", "sa", "sas", "sarl", "eurl"),
        *("ville", "commune", "mairie", "departement", "region"),
    )
)
"""They tell no payer from another."""


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice that is not wholly paid; ``left`` is what is still owed.

    Or a credit note: ``left`` is what is neither set against invoices nor paid back.
    """

    id: int
    number: str
    customer_id: int
    customer_name: str
    due: date
    left: Decimal


@dataclass(frozen=True, slots=True)
class Incoming:
    """Money that came in, or went out."""

    amount: Decimal
    text: str = ""
    payer: str = ""


class Certainty(Enum):
    """How sure a match is. The value is French."""

    SURE = "sûr"
    LIKELY = "probable"
    NONE = "inconnu"


@dataclass(frozen=True, slots=True)
class Match:
    """What a payment pays: the share of each invoice, and why, in French.

    The shares never exceed what is left of an invoice, nor the amount in sum. ``cites`` says
    whether the payment names them.
    """

    certainty: Certainty
    shares: tuple[tuple[int, Decimal], ...] = ()
    why: str = ""
    cites: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """How a match is told: ``{who}`` is the customer, ``{number}`` the document."""

    pays: str
    equal: str
    total: str
    alone: str


_RECEIVED = _Words(
    "paie",
    "{who} doit exactement ce montant",
    "c'est la somme de ce que doit {who}",
    "seule la facture {number} attend ce montant",
)
_GIVEN_BACK = _Words(
    "rend",
    "ce montant est exactement à rendre à {who}",
    "c'est la somme de ce qui est à rendre à {who}",
    "seul l'avoir {number} attend ce montant",
)


class Ledger:
    """The open invoices of a company, found by what a payment says.

    Or its open credit notes, when the money ``is_refund``.
    """

    def __init__(self, invoices: Iterable[OpenInvoice], *, is_refund: bool = False) -> None:
        self._words = _GIVEN_BACK if is_refund else _RECEIVED
        self._open: dict[int, OpenInvoice] = {}
        self._by_number: defaultdict[str, list[OpenInvoice]] = defaultdict(list)
        self._by_customer: defaultdict[int, list[OpenInvoice]] = defaultdict(list)
        self._by_amount: defaultdict[Decimal, list[OpenInvoice]] = defaultdict(list)
        for invoice in invoices:
            self._open[invoice.id] = invoice
            self._by_number[_compact(invoice.number)].append(invoice)
            self._by_customer[invoice.customer_id].append(invoice)
            self._by_amount[invoice.left].append(invoice)

    def match(self, incoming: Incoming) -> Match:
        """Say what ``incoming`` pays."""
        named = self._named(incoming)
        if named:
            return _by_numbers(incoming, named, self._words.pays)
        return self._by_payer(incoming) or self._by_amount_alone(incoming) or Match(Certainty.NONE)

    def close(self, ids: Iterable[int]) -> None:
        """Forget invoices that are paid in full."""
        for each in ids:
            invoice = self._open.pop(each)
            self._by_number[_compact(invoice.number)].remove(invoice)
            self._by_customer[invoice.customer_id].remove(invoice)
            self._by_amount[invoice.left].remove(invoice)

    def _named(self, incoming: Incoming) -> list[OpenInvoice]:
        found: dict[int, OpenInvoice] = {}
        parts = _PARTS.findall(fold(incoming.text))
        for first in range(len(parts)):
            for last in range(first + 1, min(first + _MOST_PARTS, len(parts)) + 1):
                number = "".join(parts[first:last])
                for invoice in self._by_number.get(number, ()):
                    if len(number) >= _SHORTEST or invoice.left == incoming.amount:
                        found[invoice.id] = invoice
        return _one_of_each(found.values(), incoming.amount)

    def _by_payer(self, incoming: Incoming) -> Match | None:
        words = _words(f"{incoming.payer} {incoming.text}")
        customers = [
            rows for rows in self._by_customer.values() if rows and _is_named(rows[0], words)
        ]
        if len(customers) != 1:
            return None
        rows = customers[0]
        equal = [row for row in rows if row.left == incoming.amount]
        if len(equal) == 1:
            why = self._words.equal.format(who=equal[0].customer_name)
            return Match(Certainty.LIKELY, _whole(equal), why)
        if len(rows) > 1 and sum((row.left for row in rows), ZERO) == incoming.amount:
            why = self._words.total.format(who=rows[0].customer_name)
            return Match(Certainty.LIKELY, _whole(rows), why)
        return None

    def _by_amount_alone(self, incoming: Incoming) -> Match | None:
        equal = self._by_amount.get(incoming.amount, [])
        if len(equal) != 1:
            return None
        why = self._words.alone.format(number=equal[0].number)
        return Match(Certainty.LIKELY, _whole(equal), why)


def _one_of_each(named: Iterable[OpenInvoice], amount: Decimal) -> list[OpenInvoice]:
    """Of two invoices with one number, in two years, keep the one that the amount tells."""
    groups: defaultdict[str, list[OpenInvoice]] = defaultdict(list)
    for row in named:
        groups[_compact(row.number)].append(row)
    told = {key: [row for row in rows if row.left == amount] for key, rows in groups.items()}
    return [
        row
        for key, rows in groups.items()
        for row in (told[key] if len(rows) > 1 and len(told[key]) == 1 else rows)
    ]


def _by_numbers(incoming: Incoming, named: Sequence[OpenInvoice], pays: str) -> Match:
    numbers = ", ".join(row.number for row in named)
    owed = sum((row.left for row in named), ZERO)
    if owed == incoming.amount and len({row.customer_id for row in named}) == 1:
        why = f"le virement cite {numbers}"
        return Match(Certainty.SURE, _whole(named), why, cites=True)
    if len(named) == 1 and incoming.amount < owed:
        why = f"le virement cite {numbers}, et en {pays} une partie"
        return Match(Certainty.LIKELY, ((named[0].id, incoming.amount),), why, cites=True)
    if owed <= incoming.amount:
        why = f"le virement cite {numbers}, et {pays} plus"
        if owed == incoming.amount:
            why = f"le virement cite {numbers}, de plusieurs clients"
        return Match(Certainty.LIKELY, _whole(named), why, cites=True)
    why = f"le virement cite {numbers}, mais ne {pays} pas tout : à répartir"
    return Match(Certainty.NONE, (), why, cites=True)


def _whole(rows: Iterable[OpenInvoice]) -> tuple[tuple[int, Decimal], ...]:
    return tuple((row.id, row.left) for row in rows)


def _compact(number: str) -> str:
    return "".join(_PARTS.findall(fold(number)))


def _words(text: str) -> frozenset[str]:
    return frozenset(_PARTS.findall(fold(text))) - _COMMON_WORDS


def _is_named(invoice: OpenInvoice, words: frozenset[str]) -> bool:
    name = _words(invoice.customer_name)
    return bool(name) and name <= words
