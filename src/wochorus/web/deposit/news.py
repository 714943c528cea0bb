"""What happened to an order since the last look, drawn as the browser will show it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone

from wochorus.deposits.models import DepositOrder
from wochorus.deposits.orders.duration import in_words
from wochorus.deposits.orders.fates import fates_in_flows, progress_of
from wochorus.deposits.states import FlowState, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from wochorus.deposits.models import Event
    from wochorus.deposits.orders.fates import Fate, Progress

    Happened = tuple[int, int | None, str, datetime]
    """An event: its number, its flow, its kind, when."""

OVERLAP = timedelta(seconds=20)
"""An event may be committed after another one of a higher number: this far back is read again."""
ROWS_IN_A_MESSAGE = 200
MOST_EVENTS = 20_000
SECONDS_BETWEEN_SUMMARIES = 1.0
"""To count ten thousand lines takes longer than to draw those that changed."""
SECONDS_BETWEEN_SUMMARIES_AT_REST = 5.0
_ENDED = (OrderState.DONE, OrderState.CANCELLED)


@dataclass(frozen=True, slots=True)
class News:
    """What to send, in order; and whether the order has ended, so that there is less to tell."""

    messages: list[bytes]
    is_over: bool


def sse(event: str, content: str, number: int) -> bytes:
    """Write one server-sent event; each line of its content is a line of data."""
    lines = "\n".join(f"data: {line}" for line in content.splitlines() or [""])
    return f"id: {number}\nevent: {event}\n{lines}\n\n".encode()


def newest_event(order: DepositOrder) -> int:
    """Give the number of the newest event of an order: where a page that is drawn now begins."""
    return order.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def drawn_rows(order: DepositOrder, fates: Iterable[Fate]) -> str:
    """Draw rows of the table."""
    shown = {"fates": fates, "company": order.company, "order": order}
    return render_to_string("web/deposit/_rows.html", shown)


def summary_of(order: DepositOrder, progress: Progress) -> dict[str, object]:
    """Give what the summary shows: counts, pace, time left."""
    left = progress.seconds_left
    return {
        "order": order,
        "progress": progress,
        "left": in_words(left) if left is not None else "",
    }


@dataclass(slots=True)
class Reader:
    """Reads one order again and again; ``since`` is the newest event that was told."""

    order_id: int
    since: int
    told: dict[int, datetime] = field(default_factory=dict)
    """The events told lately, so that those which come late among them are told too."""
    stands: tuple[object, ...] = ()
    summary: str = ""
    uncertain: int = 0
    last_summary: float = 0.0
    next_summary: float = 0.0

    def read_since(self) -> News:
        """Tell at once what came after ``since``, to one who comes back."""
        order = self._order()
        events = self._missed(order).order_by("pk")
        found = list(events.values_list("pk", "flow", "kind", "at")[:MOST_EVENTS])
        return News(list(self._drawn(order, found)), order.state in _ENDED)

    def read(self) -> News:
        """Tell what is new since the last time."""
        order = self._order()
        messages = list(self._drawn(order, self._new_events(order)))
        return News(messages, order.state in _ENDED)

    def _missed(self, order: DepositOrder) -> QuerySet[Event]:
        """Give what came after ``since``, and a little of what came before."""
        last = order.events.filter(pk=self.since).values_list("at", flat=True).first()
        if last is None:
            return order.events.filter(pk__gt=self.since)
        return order.events.filter(at__gt=last - OVERLAP)

    def _order(self) -> DepositOrder:
        return DepositOrder.objects.select_related("company").get(pk=self.order_id)

    def _new_events(self, order: DepositOrder) -> Sequence[Happened]:
        rows = order.events.filter(pk__gte=min(self.told)) if self.told else self._missed(order)
        found = rows.order_by("pk").values_list("pk", "flow", "kind", "at")[:MOST_EVENTS]
        new = [row for row in found if row[0] not in self.told]
        self.told.update({row[0]: row[3] for row in new})
        if self.told:
            self.since = max(self.told)
            newest = max(self.told.values())
            self.told = {
                key: at
                for key, at in self.told.items()
                if at > newest - OVERLAP or key == self.since
            }
        return new

    def _drawn(self, order: DepositOrder, events: Sequence[Happened]) -> Iterator[bytes]:
        number = max((row[0] for row in events), default=self.since)
        flows = {flow for _, flow, _, _ in events if flow is not None}
        moves_rows = any(_moves_rows(flow, kind) for _, flow, kind, _ in events)
        if moves_rows:
            yield sse("reload", "", number)
        elif flows:
            yield from self._rows(order, flows, number)
        if flows:
            self.next_summary = min(
                self.next_summary, self.last_summary + SECONDS_BETWEEN_SUMMARIES
            )
        if moves_rows or time.monotonic() >= self.next_summary:
            yield from self._summary(order, number)
        # What is asked of a person goes with the counts: the panel of what got no answer, the end.
        counts = self.summary if order.state in _ENDED else self.uncertain
        stands = (order.state, order.wish, order.message, order.next_try_at, counts)
        if stands != self.stands:
            self.stands = stands
            yield sse("controls", "", number)

    def _rows(self, order: DepositOrder, flows: set[int], number: int) -> Iterator[bytes]:
        fates = fates_in_flows(order, flows)
        for start in range(0, len(fates), ROWS_IN_A_MESSAGE):
            some = fates[start : start + ROWS_IN_A_MESSAGE]
            yield sse("rows", drawn_rows(order, some), number)

    def _summary(self, order: DepositOrder, number: int) -> Iterator[bytes]:
        self.last_summary = time.monotonic()
        is_moving = order.state == OrderState.RUNNING
        pause = SECONDS_BETWEEN_SUMMARIES if is_moving else SECONDS_BETWEEN_SUMMARIES_AT_REST
        self.next_summary = self.last_summary + pause
        progress = progress_of(order, timezone.now())
        self.uncertain = progress.uncertain
        shown = summary_of(order, progress)
        drawn = render_to_string("web/deposit/_summary.html", shown)
        if drawn != self.summary:
            self.summary = drawn
            yield sse("summary", drawn, number)


def _moves_rows(flow: int | None, kind: str) -> bool:
    """Tell whether an event changes rows that are in no flow: the loaded blocks are read again."""
    return kind == FlowState.ABANDONED if flow is not None else kind != "order_wish"
