"""The deposit engine driven by chance: any order of what users, networks and deaths can do.

Hypothesis draws the acts; after each of them the same four things must hold. The portal is played,
and loses answers, hides invoices from its search and refuses some, as the machine decides.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from support.answers import a_report
from support.played_portal import Killed, PlayedPortal, Steps
from support.portal import assert_journal_agrees_with_the_flows, no_pause
from support.records import UNDEMANDING, a_siret, a_structure, a_whole_company, an_invoice
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.choruspro import FlowNotFoundYet, InvoiceRow
from wochorus.core.errors import Ambiguous, InvalidInput, Transient
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.follow_up import follow_once
from wochorus.deposits.models import DepositOrder, FlowLine
from wochorus.deposits.orders.placing import ask_cancel, ask_pause
from wochorus.deposits.patience import Patience
from wochorus.deposits.reservation import take_over_if_alone
from wochorus.deposits.services import carry_out, plan_deposit
from wochorus.deposits.states import (
    LIVE_LINE_STATES,
    DepositMode,
    FlowState,
    LineState,
    OrderState,
)
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wochorus.choruspro import FlowDeposit, FlowReport

AT_ONCE = Patience(timedelta(0), timedelta(0))
PATIENT = Patience(timedelta(hours=1), timedelta(0))
MODES = st.sampled_from(DepositMode)
MOODS = st.sampled_from(("calm", "before", "after", "killed", "late", "refusing"))
"""The answer is lost before or after the recording, or its reader is killed; the search lags; the
flow is refused."""
DEATHS = st.none() | st.integers(5, 60)
"""The step before which a program dies: a deposit sends after some sixteen, or some fifty."""
STATUSES = ("MISE_A_DISPOSITION", "SUSPENDUE", "REJETEE", "MISE_EN_PAIEMENT", "STATUT_NOUVEAU")
_numbers = count(1)
_flow_numbers = count(1)


def _the_answer_is_lost() -> Ambiguous:
    return Ambiguous("La réponse de Chorus Pro s'est perdue", remedy="Lancez le suivi.")


@dataclass
class MoodyPortal(PlayedPortal):
    """Loses answers, shows invoices late, and refuses some: what the machine has decided."""

    losing: str = ""
    is_late: bool = False
    refusing: bool = False
    killing: bool = False
    hidden: list[InvoiceRow] = field(default_factory=list)
    recorded: Counter[str] = field(default_factory=Counter)
    received_again: list[str] = field(default_factory=list)

    def turn(self, mood: str) -> None:
        """Decide what becomes of the next flow."""
        self.losing = mood if mood in ("before", "after") else ""
        self.refusing = mood == "refusing"
        self.killing = mood == "killed"
        self.is_late = self.is_late or mood == "late"

    def with_correlation_id(self, _: str) -> MoodyPortal:
        return self

    def deposit_flow(
        self, name: str, path: Path, syntax: str, *, claim: Callable[[], None]
    ) -> FlowDeposit:
        losing, self.losing = self.losing, ""
        if losing == "before":
            self.steps.take()
            claim()
            raise _the_answer_is_lost()
        answer = super().deposit_flow(name, path, syntax, claim=claim)
        if losing == "after":
            raise _the_answer_is_lost()
        return answer

    def next_flow_number(self) -> str:
        return f"CPP0011113{next(_flow_numbers):015d}"

    def _record(self, flow_number: str, path: Path) -> None:
        if self.killing:
            self.killing, self.steps.last = False, self.steps.taken + 1
        before, shown = len(self.received), len(self.rows)
        super()._record(flow_number, path)
        arrived = self.received[before:]
        self.received_again += [number for number in arrived if self.recorded[number]]
        rows, self.rows = self.rows[shown:], self.rows[:shown]
        if self.refusing:
            self.refusing = False
            reasons = [(number, "Service inconnu") for number in arrived]
            self.reports[flow_number] = a_report("IN_REJETE", *reasons)
            return
        self.recorded.update(arrived)
        (self.hidden if self.is_late else self.rows).extend(rows)

    def flow_report(self, flow_number: str, syntax: str | None = None) -> FlowReport:
        if any(row.flow_number == flow_number for row in self.hidden):
            raise FlowNotFoundYet(
                "Chorus Pro ne connaît pas encore ce flux", code=20001, label="POQ_MSG_01.003"
            )
        return super().flow_report(flow_number, syntax)

    def let_the_index_catch_up(self) -> None:
        self.rows += self.hidden
        self.hidden.clear()
        self.is_late = False

    def set_status(self, number: str, status: str) -> None:
        self.rows = [
            row.model_copy(update={"status": status}) if row.invoice_number == number else row
            for row in self.rows
        ]


class Engine(RuleBasedStateMachine):
    """One company, its invoices, its orders, and a portal that may do anything but lie."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        rank = next(_numbers)
        self.company = a_whole_company(f"societe-{rank}", a_siret(rank))
        self.portal = MoodyPortal()
        self.workshop = Workshop()

    def teardown(self) -> None:
        """End as a user does: in the end every invoice is on the portal, once."""
        self.portal.turn("calm")
        self.portal.let_the_index_catch_up()
        self._finish()
        self.workshop.close()

    @initialize()
    def begin_with_a_month(self) -> None:
        self._import(3)

    @rule(how_many=st.integers(1, 3))
    def import_invoices(self, how_many: int) -> None:
        self._import(how_many)

    @rule(data=st.data())
    def change_a_free_invoice(self, data: st.DataObject) -> None:
        free = self._free().order_by("pk").values_list("pk", flat=True)
        if free:
            chosen = data.draw(st.sampled_from(list(free)))
            Invoice.objects.filter(pk=chosen).update(engagement=f"BC-{next(_numbers)}")

    @rule(mode=MODES)
    def plan(self, mode: DepositMode) -> None:
        self._plan(mode)

    @rule(mode=MODES, mood=MOODS, stop_at=DEATHS)
    def deposit(self, mode: DepositMode, mood: str, stop_at: int | None) -> None:
        """Deposit something new and all that is free; the program may die before one step."""
        self._import(1)
        self.portal.turn(mood)
        self._until_death(stop_at, lambda: self._run(self._plan(mode)))

    @rule(data=st.data(), mood=MOODS, stop_at=DEATHS)
    def start_an_order(self, data: st.DataObject, mood: str, stop_at: int | None) -> None:
        self.portal.turn(mood)
        if waiting := self._orders(OrderState.PLANNED, OrderState.PAUSED):
            order = data.draw(st.sampled_from(waiting))
            self._until_death(stop_at, lambda: self._run(order))

    @rule(mood=MOODS, wish=st.sampled_from((ask_pause, ask_cancel)))
    def deposit_and_stop_it(self, mood: str, wish: Callable[[DepositOrder], None]) -> None:
        """Pause or cancel an order while its first flow is on its way."""
        self._import(2)
        self.portal.turn(mood)
        order = self._plan(DepositMode.SEQUENTIAL)

        def stop_it() -> None:
            with suppress(InvalidInput):
                wish(DepositOrder.objects.get(pk=order.pk))

        self.portal.arrived = stop_it
        self._until_death(None, lambda: self._run(order))
        self.portal.arrived = None

    @rule(data=st.data())
    def cancel_an_order(self, data: st.DataObject) -> None:
        states = (OrderState.DRAFT, OrderState.PLANNED, OrderState.PAUSED, OrderState.RUNNING)
        if found := self._orders(*states):
            ask_cancel(data.draw(st.sampled_from(found)))

    @rule()
    def follow_patiently(self) -> None:
        follow_once(self.company, self.portal.client, PATIENT)

    @rule()
    def follow_after_a_long_time(self) -> None:
        """Follow when every delay has passed: the portal's index is up to date by then."""
        self.portal.let_the_index_catch_up()
        follow_once(self.company, self.portal.client, AT_ONCE)

    @rule()
    def take_over(self) -> None:
        take_over_if_alone(self.company)

    @precondition(lambda self: bool(self.portal.rows))
    @rule(data=st.data(), status=st.sampled_from(STATUSES))
    def the_buyer_decides(self, data: st.DataObject, status: str) -> None:
        numbers = sorted({row.invoice_number for row in self.portal.rows})
        self.portal.set_status(data.draw(st.sampled_from(numbers)), status)

    @invariant()
    def no_invoice_has_two_live_lines(self) -> None:
        live = self._lines().filter(state__in=LIVE_LINE_STATES).values("invoice")
        assert not live.annotate(times=Count("pk")).filter(times__gt=1).exists()

    @invariant()
    def the_portal_received_nothing_again_that_it_had_recorded(self) -> None:
        assert self.portal.received_again == []

    @invariant()
    def the_journal_agrees_with_the_flows(self) -> None:
        assert_journal_agrees_with_the_flows()

    @invariant()
    def every_invoice_that_may_be_on_the_portal_is_held(self) -> None:
        free = set(self._free().values_list("number", flat=True))
        assert not free & set(self.portal.recorded)
        doubtful = self._lines().filter(flow__state=FlowState.AMBIGUOUS)
        assert set(doubtful.values_list("state", flat=True)) <= {LineState.AMBIGUOUS}
        held = doubtful.values_list("invoice__deposit_state", flat=True)
        assert set(held) <= {DepositState.AMBIGUOUS}

    def _import(self, how_many: int) -> None:
        for _ in range(how_many):
            an_invoice(self.company, f"FA-{next(_numbers)}", self.folder)

    def _plan(self, mode: DepositMode) -> DepositOrder:
        take_over_if_alone(self.company)
        request = DepositRequest(mode, "lot", timezone.localdate(), continue_on_error=True)
        invoices = Invoice.objects.filter(company=self.company)
        order, _ = plan_deposit(self.company, invoices, request, self.workshop)
        return order

    def _run(self, order: DepositOrder) -> None:
        order.refresh_from_db()
        if order.state in (OrderState.PLANNED, OrderState.PAUSED):
            with suppress(Transient):
                carry_out(
                    order,
                    self.portal.client,
                    lambda _: None,
                    workshop=self.workshop,
                    sleep=no_pause,
                )

    def _until_death(self, stop_at: int | None, act: Callable[[], Any]) -> None:
        steps = self.portal.steps = Steps(stop_at)
        with connection.execute_wrapper(steps.before_statement), suppress(Killed):
            act()
        if steps.last is not None and steps.taken >= steps.last:
            # The session falls with its program, and its locks with it.
            connection.close()
        self.portal.steps = Steps()

    def _finish(self) -> None:
        for _ in range(2):
            follow_once(self.company, self.portal.client, AT_ONCE)
        self._run(self._plan(DepositMode.BATCH))
        for _ in range(2):
            follow_once(self.company, self.portal.client, AT_ONCE)
        journal = Invoice.objects.filter(company=self.company)
        assert set(journal.values_list("deposit_state", flat=True)) <= {DepositState.INTEGRATED}
        assert self.portal.recorded == Counter(journal.values_list("number", flat=True))
        assert self.portal.received_again == []

    def _free(self) -> Any:
        return Invoice.objects.filter(company=self.company, deposit_state__in=FREE_STATES)

    def _lines(self) -> Any:
        return FlowLine.objects.filter(flow__company=self.company)

    def _orders(self, *states: OrderState) -> list[DepositOrder]:
        return list(DepositOrder.objects.filter(company=self.company, state__in=states))


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_each_invoice_reaches_the_portal_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_structure(UNDEMANDING)
    monkeypatch.setattr(Engine, "folder", tmp_path, raising=False)
    run_state_machine_as_test(
        Engine,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            derandomize=True,
            deadline=None,
            # A failure is told as it was found: shrinking replays it for minutes.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
