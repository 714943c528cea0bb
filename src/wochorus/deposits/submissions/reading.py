"""What Chorus Pro reads in a PDF, beside what the journal says: field by field, before it leaves.

A field that it could not read is no difference, as a page may well say it in a drawing; it is said
all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.core.identifiers import compact_identifier
from wochorus.core.money import format_euros, to_cents
from wochorus.core.text import storable
from wochorus.deposits.matching import number_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal

    from wochorus.choruspro import DepositedPdf
    from wochorus.deposits.submissions.request import FrozenRequest

_KINDS = {"FACTURE": "facture", "AVOIR": "avoir"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that Chorus Pro reads otherwise: its French name, and both values as people say."""

    field: str
    read: str
    ours: str

    def __str__(self) -> str:
        return f"{self.field} : {self.read} lu, {self.ours or 'rien'} dans le journal"


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of a comparison: what differs, and what could not be read."""

    differences: tuple[Difference, ...]
    unread: tuple[str, ...]

    def told(self) -> str:
        """Say in one French sentence what differs."""
        return " ; ".join(map(str, self.differences))


@dataclass(frozen=True, slots=True)
class _Field:
    """A field: as read, as ours, and how both are compared and said."""

    name: str
    read: str
    ours: str
    is_same: bool


def compare(read: DepositedPdf, ours: FrozenRequest) -> Reading:
    """Compare what was read with the request that is to leave."""
    fields = list(_fields(read, ours))
    return Reading(
        tuple(
            Difference(each.name, each.read, each.ours)
            for each in fields
            if each.read and not each.is_same
        ),
        tuple(each.name for each in fields if not each.read),
    )


def _fields(read: DepositedPdf, ours: FrozenRequest) -> Iterator[_Field]:
    yield _text("numéro", read.invoice_number, ours.number, number_key)
    yield _date("date", read.issue_date, ours.issue_date)
    yield _text("destinataire", read.recipient_siret, ours.recipient_siret, compact_identifier)
    yield _text("code service", read.code_service, ours.code_service)
    yield _text("n° d'engagement", read.engagement, ours.engagement)
    yield _text("fournisseur", read.supplier, ours.supplier_siret, compact_identifier)
    yield _text("devise", read.currency, ours.currency)
    yield _kind(read.kind, ours.kind)
    yield _amount("HT", read.amount_without_tax, ours.without_tax)
    yield _amount("TVA", read.vat_amount, ours.vat_total)
    yield _amount("TTC", read.amount_with_tax, ours.with_tax)
    yield _amount("net à payer", read.amount_due, ours.due)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _text(name: str, read: str, ours: str, key: Callable[[str], str] = _bare) -> _Field:
    return _Field(name, storable(read), ours, key(read) == key(ours))


def _date(name: str, read: date | None, ours: date) -> _Field:
    return _Field(name, "" if read is None else format_date(read), format_date(ours), read == ours)


def _kind(read: str, ours: str) -> _Field:
    return _Field("type", _KINDS.get(read, storable(read)), _KINDS.get(ours, ours), read == ours)


def _amount(name: str, read: Decimal | None, ours: Decimal) -> _Field:
    """Compare without sign: a credit note may be written either way."""
    if read is None:
        return _Field(name, "", format_euros(ours), is_same=False)
    is_same = abs(to_cents(read)) == abs(ours)
    return _Field(name, format_euros(to_cents(read)), format_euros(ours), is_same)
