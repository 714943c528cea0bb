"""Deposit orders in the states that tests begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from django.conf import settings
from django.utils import timezone

from support.portal import no_pause
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.models import Flow
from wochorus.deposits.orders.placing import leave_to_workers, place_order
from wochorus.deposits.reservation import reserve, take_over_orphans
from wochorus.deposits.resolution import declare_not_received
from wochorus.deposits.services import Outcome, carry_out, plan_deposit
from wochorus.deposits.states import DepositMode, FlowState
from wochorus.deposits.voice import account_of, lock_number

if TYPE_CHECKING:
    from support.portal import Portal
    from wochorus.accounts.models import Company
    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.workshop import Workshop


def drafted(
    portal: Portal, mode: DepositMode = DepositMode.BATCH, *, unattended: bool = False
) -> DepositOrder:
    """Give an order for all the invoices, of which nothing is prepared yet."""
    request = DepositRequest(mode, "Octobre", timezone.localdate())
    ids = list(Invoice.objects.order_by("number").values_list("pk", flat=True))
    return place_order(portal.company, request, ids, unattended=unattended)


def planned(
    portal: Portal, workshop: Workshop, mode: DepositMode = DepositMode.BATCH
) -> DepositOrder:
    """Give an order for all the invoices whose files lie ready."""
    request = DepositRequest(mode, "Octobre", timezone.localdate())
    return plan_deposit(portal.company, Invoice.objects.all(), request, workshop)[0]


def lost(portal: Portal, workshop: Workshop) -> DepositOrder:
    """Give an order left to the workers whose only flow never arrived."""
    order = planned(portal, workshop)
    leave_to_workers(order)
    flow = order.flows.get()
    reserve(flow)
    Flow.objects.filter(pk=flow.pk).update(state=FlowState.SENDING, sent_at=timezone.now())
    take_over_orphans(portal.company)
    declare_not_received(order.flows.get())
    return order


def run(portal: Portal, order: DepositOrder, workshop: Workshop) -> list[Outcome]:
    """Carry out an order to its end, and say how each line ended."""
    with chorus_client(portal.company, sleep=no_pause) as client:
        result = carry_out(order, client, lambda _: None, workshop=workshop, sleep=no_pause)
    order.refresh_from_db()
    return [line.outcome for line in result.lines]


def held_by_another(company: Company) -> psycopg.Connection[tuple[object, ...]]:
    """Take the voice from another session, as another program would."""
    other = another_session()
    other.execute("SELECT pg_advisory_lock(%s)", (lock_number(account_of(company)),))
    return other


def another_session() -> psycopg.Connection[tuple[object, ...]]:
    """Open a session of another program on the database of the test."""
    return psycopg.connect(settings.ENVIRONMENT.database_url or "", autocommit=True)
