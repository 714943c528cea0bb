"""How many statements an order costs: a loop of queries shows here as a number that grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.played_portal import PlayedPortal
from support.records import UNDEMANDING, a_siret, a_structure, a_whole_company, an_invoice
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.follow_up import follow_once
from wochorus.deposits.orders.placing import place_order, start
from wochorus.deposits.orders.preparing import prepare_order
from wochorus.deposits.orders.running import Runner
from wochorus.deposits.patience import Patience
from wochorus.deposits.states import DepositMode
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 3, 9
AT_ONCE = Patience(timedelta(0), timedelta(0))


@dataclass(frozen=True)
class Statements:
    """Those of each part of one order."""

    preparing: int
    sending: int
    following: int

    def for_one_more(self, fewer: Statements) -> Statements:
        """Give what each invoice more has cost."""
        more = MANY - FEW
        return Statements(
            -(-(self.preparing - fewer.preparing) // more),
            -(-(self.sending - fewer.sending) // more),
            -(-(self.following - fewer.following) // more),
        )


def statements_of(
    invoices: int, mode: DepositMode, portal: PlayedPortal, folder: Path
) -> Statements:
    company = a_whole_company(f"societe-{invoices}", a_siret(invoices))
    ids = [an_invoice(company, f"FA-{rank}", folder).pk for rank in range(invoices)]
    request = DepositRequest(mode, "lot", timezone.localdate())
    order = place_order(company, request, ids, unattended=True)
    with Workshop() as workshop:
        preparing = _count(lambda: prepare_order(order, workshop))
        start(order)
        runner = Runner(order, portal.client, workshop, lambda _: None)
        sending = _count(runner.run)
    following = _count(lambda: follow_once(company, portal.client, AT_ONCE))
    states = Invoice.objects.filter(company=company).values_list("deposit_state", flat=True)
    assert set(states) == {DepositState.INTEGRATED}
    return Statements(preparing, sending, following)


def _count(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def growth(mode: DepositMode, folder: Path) -> Statements:
    a_structure(UNDEMANDING)
    portal = PlayedPortal()
    few, many = (statements_of(count, mode, portal, folder) for count in (FEW, MANY))
    return many.for_one_more(few)


def test_one_more_flow_costs_a_few_statements(tmp_path: Path) -> None:
    grown = growth(DepositMode.SEQUENTIAL, tmp_path)
    assert grown.preparing <= 0, "rows and files are written a hundred at a time"
    assert grown.sending <= 9, "look, lock, stamp, hold, sending, claim, deposited; begin, commit"
    assert grown.following <= 14


def test_one_more_invoice_in_a_flow_costs_no_statement(tmp_path: Path) -> None:
    grown = growth(DepositMode.BATCH, tmp_path)
    assert (grown.preparing, grown.sending, grown.following) == (0, 0, 0)
