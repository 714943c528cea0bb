"""Orders being prepared: asked to stop, cancelled meanwhile, left by a program that died."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.orders import another_session, drafted
from wochorus.core.errors import Transient
from wochorus.deposits.background.steps import Turn, carry_on
from wochorus.deposits.models import DepositOrder, Flow
from wochorus.deposits.orders import flow_files
from wochorus.deposits.orders import preparing as preparation
from wochorus.deposits.orders.drafts import JUST_PLACED, LOCK_CLASS, left_drafts
from wochorus.deposits.orders.placing import ask_cancel
from wochorus.deposits.orders.preparing import StoppedPreparationError, prepare_order
from wochorus.deposits.orders.queries import counts_of
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.reservation import take_over_if_alone
from wochorus.deposits.states import DepositMode, FlowState, OrderState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal
    from wochorus.deposits.workshop import Workshop


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "SECONDS_BETWEEN_GLANCES", 0)
    monkeypatch.setattr(flow_files, "CHUNK_OF_INVOICES", 1)


def no_longer_after(count: int) -> Callable[[], bool]:
    """Say yes so many times, then no."""
    answers: Iterator[bool] = iter([True] * count)
    return lambda: next(answers, False)


def test_a_worker_asked_to_stop_in_the_middle_of_a_preparation_stops_and_loses_nothing(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 6)
    order = drafted(portal, DepositMode.SEQUENTIAL, unattended=True)
    order = DepositOrder.objects.select_related("company").get(pk=order.pk)
    assert carry_on(order, no_longer_after(3)) is Turn.LATER
    order.refresh_from_db()
    assert (order.state, order.message) == (OrderState.DRAFT, "")
    made = set(Flow.objects.exclude(file_sha256="").values_list("file_sha256", flat=True))
    assert 0 < len(made) < 6
    assert portal.deposits_received() == 0
    assert carry_on(order, lambda: True) is Turn.OVER
    assert set(portal.held().values()) == {1}
    assert len(portal.held()) == 6
    assert made <= {flow["sha256"] for flow in portal.admin.flows()}, "what was made is kept"


def test_invoices_that_are_made_for_a_flow_are_no_reason_to_wait(
    portal: Portal, workshop: Workshop
) -> None:
    portal.detailed("FX-1", "FX-2", "FX-3")
    order = drafted(portal, DepositMode.BATCH)
    made: list[int] = []
    with pytest.raises(StoppedPreparationError):
        prepare_order(
            order,
            workshop,
            checking=lambda done, _: made.append(done),
            goes_on=lambda: len(made) < 2,
        )
    assert max(made) == 2


def test_an_order_cancelled_while_it_is_prepared_stops_and_leaves_no_file(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 4)
    order = drafted(portal, DepositMode.SEQUENTIAL)

    def cancel_after_two(done: int, _: int) -> None:
        if done == 2:
            ask_cancel(DepositOrder.objects.get())

    with pytest.raises(StoppedPreparationError, match="annulé"):
        prepare_order(order, workshop, making=cancel_after_two)
    assert DepositOrder.objects.get().state == OrderState.CANCELLED
    assert set(Flow.objects.values_list("state", flat=True)) == {FlowState.ABANDONED}
    assert not any(flow_folder(flow).exists() for flow in Flow.objects.all())
    assert set(counts_of(order)) == {"non envoyée"}


def test_two_programs_never_prepare_the_same_order(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    order = drafted(portal)
    with another_session() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_CLASS, order.pk))
        assert left_drafts([order]) == set()
        with pytest.raises(Transient, match="dans un autre programme"):
            prepare_order(order, workshop)
        other.execute("SELECT pg_advisory_unlock_all()")
    assert left_drafts([order]) == {order.pk}


def test_a_draft_whose_program_died_is_told_and_taken_up_again(
    portal: Portal, tmp_path: Path, workshop: Workshop, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 3)
    order = drafted(portal, DepositMode.SEQUENTIAL)
    with pytest.raises(StoppedPreparationError):
        prepare_order(order, workshop, goes_on=no_longer_after(1))
    assert "préparation interrompue" in call("order", "list").stdout
    take_over_if_alone(portal.company)
    assert not order.events.filter(kind="order_left").exists(), "it was placed a moment ago"
    DepositOrder.objects.update(created_at=order.created_at - JUST_PLACED)
    take_over_if_alone(portal.company)
    take_over_if_alone(portal.company)
    shown = call("order", "show", str(order.pk)).stdout
    assert "préparation interrompue" in shown
    assert f"wochorus order start {order.pk}" in " ".join(shown.split())
    assert order.events.filter(kind="order_left").count() == 1
    started = call("order", "start", str(order.pk))
    assert started.returncode == 0, started.stderr
    assert set(portal.held().values()) == {1}
    assert len(portal.held()) == 3


def test_a_draft_whose_program_died_can_be_cancelled(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    order = drafted(portal)
    assert "annulé" in call("order", "cancel", str(order.pk)).stdout
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
