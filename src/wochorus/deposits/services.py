"""The deposit by a program that stays until it is done: an order placed, prepared and carried out.

Both modes are the same engine: by lot, a flow holds as many invoices of one format as it may; one
by one, each has its own.
"""

from __future__ import annotations

import errno
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from django.db import Error

from wochorus.core.errors import WoChorusError
from wochorus.core.sizes import format_size
from wochorus.deposits.orders.placing import cancel, move_order, obey, place_order, start
from wochorus.deposits.orders.preparing import prepare_order
from wochorus.deposits.orders.running import Runner
from wochorus.deposits.orders.splitting import NEAR_LIMIT, encoded_weight
from wochorus.deposits.reservation import take_over_orphans
from wochorus.deposits.states import FlowState, ItemState, OrderState
from wochorus.deposits.voice import try_voice, voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.asking import DepositRequest, Preparation
    from wochorus.deposits.judging import Progress
    from wochorus.deposits.models import DepositOrder, Flow, OrderItem
    from wochorus.deposits.workshop import Workshop


class Outcome(Enum):
    """How a line of the deposit ends: the word that its report begins with."""

    DEPOSITED = "déposée"
    REFUSED = "refusée"
    AMBIGUOUS = "incertaine"
    NOT_SENT = "non envoyée"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One row of the table N° pièce, fichier, rapport."""

    number: str
    file_name: str
    outcome: Outcome
    detail: str


@dataclass(slots=True)
class DepositResult:
    """What was done. Every invoice that was to leave has exactly one line."""

    flows: list[Flow] = field(default_factory=list)
    lines: list[ReportLine] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def plan_deposit(
    company: Company,
    invoices: QuerySet[Invoice],
    request: DepositRequest,
    workshop: Workshop,
    *,
    checking: Progress | None = None,
    making: Progress | None = None,
) -> tuple[DepositOrder, Preparation]:
    """Write down what is asked, check it and make the files; nothing is held or sent.

    Gives the planned order, and what would leave and what would not. ``checking`` and ``making``
    are told how many invoices are done, and how many there are.
    """
    ids = invoices.order_by("issue_date", "number", "id").values_list("pk", flat=True)
    order = place_order(company, request, list(ids))
    try:
        return order, prepare_order(order, workshop, checking=checking, making=making)
    except BaseException as failure:
        with suppress(Error):
            cancel(order, f"Préparation arrêtée : {cause(failure)}.")
        raise


def carry_out(
    order: DepositOrder,
    client: ChorusClient,
    on_line: Callable[[ReportLine], None],
    *,
    workshop: Workshop,
    sleep: Callable[[float], None] = time.sleep,
) -> DepositResult:
    """Run a planned or paused order to its end, and tell each invoice's fate to ``on_line``.

    Raises `Transient` when another deposit runs for the account or when Chorus Pro cannot be
    reached, `Permanent` when it refuses the credentials. An interruption pauses the order.
    """
    with voice(order.company):
        take_over_orphans(order.company)
        return _carried_out(order, client, on_line, workshop, sleep)


def _carried_out(
    order: DepositOrder,
    client: ChorusClient,
    on_line: Callable[[ReportLine], None],
    workshop: Workshop,
    sleep: Callable[[float], None],
) -> DepositResult:
    result = DepositResult(warnings=list(weight_warnings(order)))

    def tell(lines: Iterable[ReportLine]) -> None:
        for line in lines:
            result.lines.append(line)
            on_line(line)

    def tell_flow(flow: Flow) -> None:
        if flow.state != FlowState.ABANDONED:
            result.flows.append(flow)
        tell(_lines_of(flow))

    start(order)
    to_leave = set(
        order.items.filter(state__in=(ItemState.IN_FLOW, ItemState.SELECTED)).values_list(
            "pk", flat=True
        )
    )
    runner = Runner(order, client, workshop, tell_flow, sleep, patient=False)
    try:
        runner.run()
    except BaseException:
        with suppress(Error):
            order.refresh_from_db()
            if order.state == OrderState.RUNNING:
                move_order(order, OrderState.PAUSED, "Interrompu.")
        raise
    numbers = {line.number for line in result.lines}
    rest = order.items.filter(pk__in=to_leave).exclude(state=ItemState.IN_FLOW)
    tell([line for line in _left(rest.order_by("position")) if line.number not in numbers])
    return result


def obey_if_alone(order: DepositOrder) -> None:
    """Pause or cancel a running order at once, when no program carries it out right now."""
    if order.state != OrderState.RUNNING or order.environment != order.company.environment:
        return
    with try_voice(order.company) as alone:
        if alone:
            take_over_orphans(order.company)
            order.refresh_from_db()
            if order.state == OrderState.RUNNING:
                obey(order)


def cause(failure: BaseException) -> str:
    """Say in a few French words why something could not be made."""
    if isinstance(failure, WoChorusError):
        return failure.what
    if isinstance(failure, (KeyboardInterrupt, SystemExit)):
        return "interrompu à votre demande"
    if isinstance(failure, OSError) and failure.errno == errno.ENOSPC:
        return "le disque est plein"
    return f"{type(failure).__name__} {failure}".strip()


_OUTCOMES = {
    FlowState.NOT_ACCEPTED: Outcome.REFUSED,
    FlowState.AMBIGUOUS: Outcome.AMBIGUOUS,
    FlowState.NOT_RECEIVED: Outcome.NOT_SENT,
    FlowState.ABANDONED: Outcome.NOT_SENT,
}
"""What became of the flow; in any other state it was deposited, and perhaps already followed."""


def _lines_of(flow: Flow) -> Iterator[ReportLine]:
    outcome = _OUTCOMES.get(FlowState(flow.state), Outcome.DEPOSITED)
    detail = flow.message
    if outcome is Outcome.DEPOSITED and flow.flow_number:
        detail = flow.flow_number
    name = "" if outcome is Outcome.NOT_SENT else flow.file_name
    numbers = flow.lines.order_by("position").values_list("invoice__number", flat=True)
    return map(partial(_line, file_name=name, outcome=outcome, detail=detail), numbers)


def _line(number: str, *, file_name: str, outcome: Outcome, detail: str) -> ReportLine:
    return ReportLine(number, file_name, outcome, detail)


def _left(items: QuerySet[OrderItem]) -> Iterator[ReportLine]:
    rows = items.values_list("invoice__number", "message")
    return (ReportLine(number, "", Outcome.NOT_SENT, message) for number, message in rows)


def weight_warnings(order: DepositOrder) -> Iterator[str]:
    """Say which flows that lie ready are near the limit of Chorus Pro."""
    limit = order.company.flow_size_limit
    for name, size in order.flows.filter(state=FlowState.BUILT).values_list("name", "file_size"):
        weight = encoded_weight(size or 0)
        if weight > limit * NEAR_LIMIT:
            yield (
                f"Le flux {name} pèse {format_size(weight)}, près de la limite de Chorus Pro "
                f"({format_size(limit)}) : il peut être refusé."
            )
