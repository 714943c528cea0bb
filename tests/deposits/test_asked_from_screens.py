"""Orders asked for from the screens: forecast, asked once, told in four words, ended."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from support.orders import planned
from wochorus.billing.models import Invoice
from wochorus.choruspro.flow_number import flow_number_meaning
from wochorus.deposits.asking import DepositRequest, amount_asked, prepare
from wochorus.deposits.background.alive import is_a_worker_alive
from wochorus.deposits.background.steps import carry_on
from wochorus.deposits.models import DepositOrder, OrderItem
from wochorus.deposits.orders.ending import NextStep, ending_of, to_correct, to_send_again
from wochorus.deposits.orders.fates import Word, fates_from, fates_in_flows, progress_of
from wochorus.deposits.orders.forecast import forecast
from wochorus.deposits.orders.ordering import order_deposit
from wochorus.deposits.orders.placing import ask_cancel, leave_to_workers
from wochorus.deposits.orders.plan import plan_of
from wochorus.deposits.orders.resuming import resume
from wochorus.deposits.services import obey_if_alone
from wochorus.deposits.states import DepositMode, OrderState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal
    from wochorus.deposits.orders.ordering import Ordered
    from wochorus.deposits.workshop import Workshop

DEPOSIT = "*deposer/flux"


def asked(
    mode: DepositMode = DepositMode.SEQUENTIAL, *, continue_on_error: bool = False
) -> DepositRequest:
    today = timezone.localdate()
    return DepositRequest(mode, "depot", today, continue_on_error=continue_on_error)


def all_ids() -> list[int]:
    return list(Invoice.objects.order_by("number").values_list("pk", flat=True))


def carried_out(portal: Portal, *, continue_on_error: bool = False) -> DepositOrder:
    request = asked(continue_on_error=continue_on_error)
    ordered = order_deposit(portal.company, request, all_ids())
    assert ordered.order is not None
    carry_on(ordered.order, lambda: True)
    ordered.order.refresh_from_db()
    return ordered.order


def test_people_who_ask_at_the_same_moment_have_each_invoice_in_one_order(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 6)
    ids = all_ids()
    given: list[Ordered] = []
    together = threading.Barrier(3)

    def ask() -> None:
        together.wait()
        given.append(order_deposit(portal.company, asked(), ids))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    placed = [each.order for each in given if each.order is not None]
    assert len(placed) == 1
    assert OrderItem.objects.count() == len(ids)
    assert [len(each.elsewhere) for each in given if each.order is None] == [6, 6]


def test_what_an_order_refused_may_be_asked_again_while_the_order_goes_on(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    planned(portal, workshop, DepositMode.SEQUENTIAL)
    ordered = order_deposit(portal.company, asked(), all_ids())
    assert ordered.order is not None, "a trial run that nobody sent holds nothing"


def test_each_line_ends_in_one_of_four_words_and_the_counts_agree(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 4)
    portal.admin.fault("cut_after_recording", operation=DEPOSIT)
    portal.admin.fault("unknown_code", operation=DEPOSIT)
    order = carried_out(portal, continue_on_error=True)
    fates = fates_from(order, 0, 10)
    assert [fate.word for fate in fates] == [
        Word.UNCERTAIN,
        Word.REFUSED,
        Word.DEPOSITED,
        Word.DEPOSITED,
    ]
    assert fates[2].report.startswith("CPP001")
    assert fates_in_flows(order, [fates[1].flow_id or 0]) == [fates[1]]
    progress = progress_of(order, timezone.now())
    assert (progress.deposited, progress.refused, progress.uncertain) == (2, 1, 1)
    assert (progress.total, progress.done, progress.to_come) == (4, 4, 0)


def test_the_end_says_what_to_do_next_and_where_it_is(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 3)
    portal.admin.fault("unknown_code", operation=DEPOSIT)
    order = carried_out(portal)
    ending = ending_of(order, progress_of(order, timezone.now()))
    assert ending is not None
    assert ending.sentence == "1 refusée, 2 non envoyées."
    assert ending.steps == (NextStep.CORRECT, NextStep.SEND_AGAIN)
    first, *others = all_ids()
    # A refusal before recording leaves the invoice free, with its reason.
    assert to_correct(order) == [first]
    assert to_send_again(order) == others


def test_an_order_that_goes_on_has_no_ending_and_tells_what_is_to_come(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    progress = progress_of(order, timezone.now())
    assert (progress.waiting, progress.to_come, progress.done) == (2, 2, 0)
    assert ending_of(order, progress) is None


def test_a_cancelled_order_says_so_and_its_invoices_may_leave_again(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    leave_to_workers(order)
    ask_cancel(order)
    obey_if_alone(order)
    ending = ending_of(order, progress_of(order, timezone.now()))
    assert ending is not None
    assert ending.sentence == "Dépôt annulé : 2 non envoyées."
    assert to_send_again(order) == all_ids()


def test_a_forecast_cuts_as_the_plan_does_and_weighs_no_less(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 5)
    portal.company.flow_invoice_limit = 2
    portal.company.save()
    request = asked(DepositMode.BATCH)
    found = prepare(portal.company, Invoice.objects.all(), request, workshop=workshop)
    told = forecast(portal.company, request, found.report.ready)
    made = plan_of(planned(portal, workshop, DepositMode.BATCH))
    assert [flow.invoices for flow in told.flows] == [flow.invoices for flow in made.flows]
    assert all(
        guess.weight >= real.weight for guess, real in zip(told.flows, made.flows, strict=True)
    )
    assert sum(flow.amount for flow in told.flows) == amount_asked(found.report.ready)
    assert not told.is_near_limit


def test_a_planned_order_is_resumed_by_the_workers(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    resume(order)
    assert (order.state, order.unattended) == (OrderState.RUNNING, True)


def test_no_worker_is_alive_where_none_was_started(portal: Portal) -> None:
    assert portal.company
    assert not is_a_worker_alive()


def test_the_number_of_a_flow_is_explained() -> None:
    told = flow_number_meaning("CPP0011113000000003142185")
    assert told.startswith("application CPP001, interface 1113 (format minimal")
    assert told.endswith("séquence 3142185")
    assert not flow_number_meaning("CPP")
