"""What became of each invoice of an order, in one of four words, and how far the order is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.db import connection

from wochorus.billing.journal_filter import ON_CHORUS
from wochorus.billing.models import DepositState
from wochorus.choruspro.catalogue import in_plain_words
from wochorus.deposits.models import FlowLine, OrderItem
from wochorus.deposits.states import ItemState, LineState, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from wochorus.deposits.models import DepositOrder


class Word(Enum):
    """How a line of the table ends; the value is what people read."""

    DEPOSITED = "déposée"
    REFUSED = "refusée"
    WAITING = "en attente"
    UNCERTAIN = "incertaine"


@dataclass(frozen=True, slots=True)
class Fate:
    """One row of the table N° pièce, fichier, rapport. ``position`` is its place in the order."""

    position: int
    invoice_id: int
    number: str
    flow_id: int | None
    file_name: str
    word: Word
    report: str


_OF_LINES = {
    LineState.AMBIGUOUS: Word.UNCERTAIN,
    LineState.DEPOSITED: Word.DEPOSITED,
    LineState.INTEGRATED: Word.DEPOSITED,
    LineState.REFUSED: Word.REFUSED,
}
_ON_THE_WAY = {
    LineState.PLANNED: "fichier prêt",
    LineState.RESERVED: "prête à partir",
    LineState.SENT: "envoi en cours",
}
_COLUMNS = ("order", "state", "message", "position", "invoice", "invoice__number")
_OF_INVOICE = ("invoice__deposit_state", "invoice__flow_number")
_OF_FLOW = ("flow__file_name", "flow__flow_number", "flow__message")


def fates_from(order: DepositOrder, start: int, limit: int) -> list[Fate]:
    """Give ``limit`` rows of the table from the row ``start`` on, the first being 0."""
    return _fates(order.items.order_by("position")[start : start + limit])


def fates_in_flows(order: DepositOrder, flow_ids: Iterable[int]) -> list[Fate]:
    """Give the rows whose invoice is in one of these flows."""
    return _fates(order.items.filter(flow__in=list(flow_ids)).order_by("position"))


def _fates(items: QuerySet[OrderItem]) -> list[Fate]:
    columns = (*_COLUMNS, *_OF_INVOICE, *_OF_FLOW)
    found = list(items.select_related("invoice", "flow").only(*columns))
    flows = {item.flow_id for item in found if item.flow_id}
    lines = FlowLine.objects.filter(flow__in=flows, invoice__in=[i.invoice_id for i in found])
    told = {
        (flow_id, invoice_id): (LineState(state), message)
        for flow_id, invoice_id, state, message in lines.values_list(
            "flow_id", "invoice_id", "state", "message"
        )
    }
    return [_fate(item, told.get((item.flow_id or 0, item.invoice_id))) for item in found]


def _fate(item: OrderItem, line: tuple[LineState, str] | None) -> Fate:
    flow = item.flow
    if flow is None or line is None or item.state != ItemState.IN_FLOW:
        word, report = _outside(item)
        return _row(item, "", word, report)
    state, message = line
    return _row(item, flow.file_name, word_of(state), _report(item, state, message))


def _row(item: OrderItem, file_name: str, word: Word, report: str) -> Fate:
    flow_id = item.flow_id if file_name else None
    return Fate(
        item.position, item.invoice_id, item.invoice.number, flow_id, file_name, word, report
    )


def word_of(state: LineState) -> Word:
    """Say where an invoice stands by its place in its flow."""
    return _OF_LINES.get(state, Word.WAITING)


def _report(item: OrderItem, state: LineState, message: str) -> str:
    flow = item.flow
    if state in _ON_THE_WAY or flow is None:
        return _ON_THE_WAY.get(state, message)
    if state is LineState.INTEGRATED:
        return " · ".join(part for part in (flow.flow_number, "intégrée par Chorus Pro") if part)
    if state is LineState.DEPOSITED:
        return flow.flow_number or message or flow.message
    return in_plain_words(message) if state is LineState.REFUSED else message or flow.message


def _outside(item: OrderItem) -> tuple[Word, str]:
    """Tell an invoice that is in no flow of the order: blocked, left to another one, not yet."""
    if item.state == ItemState.SKIPPED:
        return _of_another_deposit(item)
    if item.state == ItemState.SELECTED:
        return Word.WAITING, item.message
    return Word.WAITING, item.message or str(ItemState(item.state).label)


def _of_another_deposit(item: OrderItem) -> tuple[Word, str]:
    invoice = item.invoice
    if invoice.deposit_state in ON_CHORUS:
        return Word.DEPOSITED, f"{invoice.flow_number} par un autre dépôt".strip()
    if invoice.deposit_state == DepositState.AMBIGUOUS:
        return Word.UNCERTAIN, "par un autre dépôt"
    return Word.WAITING, "dans un autre dépôt"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is: invoices by the word of their line, and those of them to come.

    ``to_come`` may still leave with this order; ``blocked`` and ``left`` wait for somebody.
    ``per_minute`` is what was sent in the last minute.
    """

    deposited: int = 0
    refused: int = 0
    uncertain: int = 0
    waiting: int = 0
    to_come: int = 0
    blocked: int = 0
    left: int = 0
    per_minute: int = 0

    @property
    def total(self) -> int:
        """All invoices of the order."""
        return self.deposited + self.refused + self.uncertain + self.waiting

    @property
    def done(self) -> int:
        """Those that this order has nothing left to do for."""
        return self.total - self.to_come

    @property
    def seconds_left(self) -> float | None:
        """An estimate of the time left; None while there is nothing to estimate it by."""
        if not self.per_minute or not self.to_come:
            return None
        return self.to_come * 60 / self.per_minute


_OPEN = (OrderState.DRAFT, OrderState.PLANNED, OrderState.RUNNING, OrderState.PAUSED)
_BY_STATE = """
SELECT item.state, coalesce(line.state, ''),
  CASE WHEN item.state = 'skipped' THEN invoice.deposit_state ELSE '' END, count(*)
FROM deposits_orderitem item
JOIN billing_invoice invoice ON invoice.id = item.invoice_id
LEFT JOIN deposits_flowline line
  ON line.flow_id = item.flow_id AND line.invoice_id = item.invoice_id
WHERE item.order_id = %(order)s GROUP BY 1, 2, 3
"""


def progress_of(order: DepositOrder, now: datetime) -> Progress:
    """Count the invoices of ``order`` by what became of them, and the pace of the last minute."""
    counts: dict[str, int] = {}

    def add(name: str, count: int) -> None:
        counts[name] = counts.get(name, 0) + count

    with connection.cursor() as cursor:
        cursor.execute(_BY_STATE, {"order": order.pk})
        rows = cursor.fetchall()
    for item, line, elsewhere, count in rows:
        add(_name_of(_word(item, line, elsewhere)), count)
        if item == ItemState.BLOCKED:
            add("blocked", count)
        elif item == ItemState.LEFT or line == LineState.RELEASED:
            add("left", count)
        elif order.state in _OPEN and _is_to_come(item, line):
            add("to_come", count)
    return Progress(**counts, per_minute=_pace(order, now))


def _name_of(word: Word) -> str:
    return word.name.lower()


def _word(item: str, line: str, elsewhere: str) -> Word:
    if item == ItemState.IN_FLOW and line:
        return word_of(LineState(line))
    if elsewhere in ON_CHORUS:
        return Word.DEPOSITED
    return Word.UNCERTAIN if elsewhere == DepositState.AMBIGUOUS else Word.WAITING


def _is_to_come(item: str, line: str) -> bool:
    return item == ItemState.SELECTED or (item == ItemState.IN_FLOW and line in _ON_THE_WAY)


_PACE_OVER = 60.0
_SHORTEST_PACE = 5.0


def _pace(order: DepositOrder, now: datetime) -> int:
    """Count the invoices sent in a minute, by those of the last one; a young order is scaled."""
    if order.state != OrderState.RUNNING or order.started_at is None:
        return 0
    age = max((now - order.started_at).total_seconds(), _SHORTEST_PACE)
    over = min(age, _PACE_OVER)
    recent = FlowLine.objects.filter(
        flow__order=order, flow__sent_at__gt=now - timedelta(seconds=over)
    )
    return round(recent.exclude(state=LineState.SENT).count() * 60 / over)
