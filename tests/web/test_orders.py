"""The page of an order: its rows by blocks, what each role may ask, and what is told live."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.template import Context, Template
from django.test import AsyncClient
from django.utils import timezone

from support.records import UNDEMANDING, a_structure, an_invoice
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.events import record_order_event
from wochorus.deposits.models import DepositOrder, Event
from wochorus.deposits.orders.ordering import order_deposit
from wochorus.deposits.orders.placing import cancel
from wochorus.deposits.states import DepositMode, ItemState, OrderState
from wochorus.web.deposit import live
from wochorus.web.deposit.news import Reader, newest_event
from wochorus.web.deposit.words import on_screen
from wochorus.web.models import Selection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from django.test import Client

    from wochorus.accounts.models import Company

# What wakes the workers looks at the database afresh, and so do the listeners.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(company: Company) -> DepositOrder:
    """Give an order of three invoices, left to workers that are not there."""
    a_structure(UNDEMANDING)
    ids = [an_invoice(company, f"FA-{rank}").pk for rank in (1, 2, 3)]
    request = DepositRequest(DepositMode.SEQUENTIAL, "octobre", timezone.localdate())
    placed = order_deposit(company, request, ids).order
    assert placed is not None
    return placed


def _address(order: DepositOrder, rest: str = "") -> str:
    return f"/societe/{order.company.code}/depot/ordres/{order.pk}/{rest}"


def test_each_invoice_waits_and_the_clerk_may_cancel(clerk: Client, order: DepositOrder) -> None:
    page = clerk.get(_address(order)).content.decode()
    assert len(re.findall(r'<tr id="row-\d+">', page)) == 3
    assert "Annuler ce dépôt" in page
    clerk.post(_address(order, "annulation/"))
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    page = clerk.get(_address(order)).content.decode()
    assert "Dépôt annulé : 3 non envoyées." in page
    clerk.post(_address(order, "suite/"), {"what": "again"})
    assert len(Selection.objects.get().invoice_ids) == 3


def test_a_reader_sees_all_and_may_ask_nothing(reader: Client, order: DepositOrder) -> None:
    page = reader.get(_address(order)).content.decode()
    assert "FA-1" in page
    assert "<form" not in page.partition('id="order-controls"')[2]
    for what in ("pause/", "reprise/", "annulation/", "suite/"):
        assert reader.post(_address(order, what)).status_code == 403
    order.refresh_from_db()
    assert order.state == OrderState.DRAFT


def test_what_no_longer_can_be_asked_is_told_without_a_command(
    clerk: Client, order: DepositOrder
) -> None:
    cancel(order)
    page = unescape(clerk.post(_address(order, "pause/"), follow=True).content.decode())
    assert f"L'ordre {order.pk} ne peut pas être mis en pause : il est annulé." in page
    assert "wochorus order" not in page


def test_rows_come_by_blocks(
    clerk: Client, company: Company, django_assert_max_num_queries: object
) -> None:
    ids = [an_invoice(company, f"B-{rank}").pk for rank in range(120)]
    request = DepositRequest(DepositMode.SEQUENTIAL, "grand", timezone.localdate())
    placed = order_deposit(company, request, ids).order
    assert placed is not None
    with django_assert_max_num_queries(20):  # type: ignore[operator] # a fixture
        page = clerk.get(_address(placed)).content.decode()
    assert page.count('<tr id="row-') == 100
    assert "debut=100" in page
    block = clerk.get(_address(placed, "lignes/?debut=100")).content.decode()
    assert block.count('<tr id="row-') == 20
    assert "next-block" not in block


def test_orders_and_flows_of_another_company_do_not_exist(clerk: Client, company: Company) -> None:
    for rest in ("depot/ordres/999/", "depot/ordres/999/direct/", "flux/999/"):
        assert clerk.get(f"/societe/{company.code}/{rest}").status_code == 404
    huge = "9" * 30
    assert clerk.get(f"/societe/{company.code}/depot/ordres/{huge}/").status_code == 404
    assert clerk.get(f"/societe/{company.code}/flux/{huge}/").status_code == 404


def test_a_reader_of_news_tells_each_thing_once_and_what_came_late_too(
    order: DepositOrder,
) -> None:
    since = newest_event(order)
    reader = Reader(order.pk, since)
    reader.read()
    assert reader.read().messages == []
    late = Event.objects.order_by("-pk").values_list("pk", flat=True)[0] + 2
    record_order_event(order, OrderState.PLANNED)
    Event.objects.filter(order=order).count()
    told = reader.read().messages
    assert any(b"event: reload" in message for message in told)
    assert all(message.startswith(b"id: ") for message in told)
    assert reader.since < late
    assert reader.read().messages == []


def test_the_panel_of_what_got_no_answer_comes_and_goes_by_itself(order: DepositOrder) -> None:
    reader = Reader(order.pk, newest_event(order))
    invoices = Invoice.objects.filter(number="FA-1")
    order.items.filter(invoice__in=invoices).update(state=ItemState.SKIPPED)
    reader.read()
    for state in (DepositState.AMBIGUOUS, DepositState.TO_DEPOSIT):
        invoices.update(deposit_state=state)
        reader.next_summary = 0
        told = reader.read().messages
        assert any(b"event: controls" in message for message in told), state
    reader.next_summary = 0
    assert reader.read().messages == []


def test_sentences_that_name_a_command_are_left_out_on_screens() -> None:
    assert on_screen("Rien n'est parti. « wochorus order start 3 » la reprend.") == (
        "Rien n'est parti."
    )
    assert on_screen("Voyez le portail : wochorus flow resolve 12.") == "Voyez le portail"
    assert on_screen("Rien à faire : « wochorus follow » lira la suite.") == "Rien à faire"
    assert on_screen("Vérifiez ce SIRET (« wochorus directory show »), puis déposez.") == (
        "Vérifiez ce SIRET, puis déposez."
    )
    assert on_screen("") == ""


def test_states_agree_with_their_number() -> None:
    counted = Template("{% plural number state state|several %}")
    said = [
        counted.render(Context({"number": number, "state": state}))
        for number, state in ((1, "intégrée"), (27, "intégrée"), (2, "en attente"))
    ]
    assert said == ["1 intégrée", "27 intégrées", "2 en attente"]


async def _read(stream: AsyncIterator[bytes], told: list[str]) -> None:
    async for message in stream:
        told.append(message.decode())  # noqa: PERF401 - each is looked at as it comes


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - what is looked at knows of no event
        await asyncio.sleep(0.01)


def test_fifty_listeners_are_told_by_one_reader(order: DepositOrder) -> None:
    since = newest_event(order)

    async def watch() -> None:
        hub = live.hub()
        told: list[list[str]] = [[] for _ in range(50)]
        watching = [asyncio.create_task(_read(hub.listen(order.pk, since), each)) for each in told]
        await _until(lambda: hub.listeners(order.pk) == 50)
        assert hub.readers == 1
        number = await asyncio.to_thread(_planned, order)
        await _until(lambda: all(_reloads(each, number) for each in told))
        for task in watching:
            task.cancel()
        await _until(lambda: not hub.readers)

    asyncio.run(watch())


def test_a_browser_that_comes_back_is_told_what_it_missed_uncompressed(
    reader: Client, order: DepositOrder
) -> None:
    since = newest_event(order)
    number = _planned(order)

    async def come_back() -> None:
        client = AsyncClient()
        client.cookies = reader.cookies
        headers = {"accept-encoding": "gzip", "last-event-id": str(since)}
        answer = await client.get(_address(order, "direct/"), headers=headers)
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.headers["Content-Encoding"] == "identity"
        told: list[str] = []
        # The client of the tests does not know in its types that an answer may stream.
        watching = asyncio.create_task(_read(answer.streaming_content, told))  # type: ignore[attr-defined]
        await _until(lambda: _reloads(told, number))
        watching.cancel()

    asyncio.run(come_back())


def _reloads(told: list[str], number: int) -> bool:
    return any(each.startswith(f"id: {number}\nevent: reload") for each in told)


def _planned(order: DepositOrder) -> int:
    from django.db import connection

    event = record_order_event(order, OrderState.PLANNED)
    connection.close()
    return event.pk
