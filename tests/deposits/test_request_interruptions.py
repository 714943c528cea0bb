"""A request stopped at every step in turn, and two programs that ask at once.

The portal is played here, so that each statement and each call can be the last one. What comes
after is what a user does: follow, then ask again what is not done. The portal must then have been
completed once, and our journal must know it.
"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from support.played_portal import Killed, Steps
from support.records import UNDEMANDING, a_company, an_invoice
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import ChangeReceipt, InvoiceHistory, InvoiceSheet
from wochorus.choruspro.messages.uploads import AddedFile
from wochorus.core.errors import InvalidInput, Transient
from wochorus.deposits.models import InvoiceRequest, RequestKind, RequestState
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.patience import Patience
from wochorus.deposits.requests.effects import conclude
from wochorus.deposits.requests.orphans import take_over_requests
from wochorus.deposits.requests.reconciliation import reconcile_requests, requests_to_settle
from wochorus.deposits.requests.sending import ask
from wochorus.deposits.requests.services import completion

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, InvoiceCompletion

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = Patience(timedelta(0), timedelta(0))


@dataclass
class PlayedDesk:
    """A portal whose invoices are all suspended until they are completed."""

    steps: Steps = field(default_factory=Steps)
    completed: Counter[int] = field(default_factory=Counter)
    pieces: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    on_its_way: Callable[[], None] = lambda: None
    files: int = 0

    @property
    def client(self) -> ChorusClient:
        return cast("ChorusClient", self)

    def with_correlation_id(self, _: str) -> PlayedDesk:
        return self

    def invoice_history(self, chorus_id: int) -> InvoiceHistory:
        times = self.completed[chorus_id]
        statuses = ["SUSPENDUE", *["COMPLETEE"] * times]
        lines = [
            {
                "histoStatutId": rank,
                "histoStatutCode": status,
                "histoStatutDatePassage": f"2026-11-24 10:{rank:02d}",
            }
            for rank, status in enumerate(statuses)
        ]
        holder = {"histoStatut": lines}
        return InvoiceHistory.read(
            {"statutCourantCode": statuses[-1], "historiquesDesStatuts": holder}
        )

    def invoice_sheet(self, chorus_id: int) -> InvoiceSheet:
        pieces = self.pieces.get(chorus_id, [])
        return InvoiceSheet.read({"listeDesPiecesJointes": {"pieceJointe": pieces}})

    def add_file(self, name: str, path: Path) -> AddedFile:
        self.steps.take()
        assert path.read_bytes() == b"Bon de livraison", name
        self.files += 1
        return AddedFile.read({"pieceJointeId": self.files})

    def complete_invoice(
        self, asked: InvoiceCompletion, *, claim: Callable[[], None]
    ) -> ChangeReceipt:
        self.steps.take()
        self.on_its_way()
        claim()
        self.steps.take()
        self.completed[asked.chorus_id] += 1
        self.pieces[asked.chorus_id] = [
            {"pieceJointeId": each.file_id, "pieceJointeDesignation": each.name}
            for each in asked.attachments
        ]
        self.steps.take()
        return ChangeReceipt.read({"identifiantFactureCPP": asked.chorus_id})


@pytest.fixture
def company() -> Company:
    return a_company()


def a_suspended_invoice(company: Company, rank: int) -> Invoice:
    return an_invoice(
        company, f"FA-{rank}", deposit_state=DepositState.INTEGRATED, chorus_id=1000 + rank
    )


def ask_for(
    company: Company, invoice: Invoice, desk: PlayedDesk, folder: Path, comment: str = ""
) -> InvoiceRequest:
    path = folder / "bon.txt"
    path.write_text("Bon de livraison")
    wish = completion(invoice, [path], comment)
    return ask(company, invoice, wish, desk.client, sleep=lambda _: None)


def follow(company: Company, desk: PlayedDesk) -> None:
    for _ in range(2):
        reconcile_requests(requests_to_settle(company), desk.client, AT_ONCE)


def is_done(invoice: Invoice) -> bool:
    return InvoiceRequest.objects.filter(invoice=invoice, state=RequestState.DONE).exists()


def finish(company: Company, invoice: Invoice, desk: PlayedDesk, folder: Path) -> None:
    """Do what a user does after an interruption."""
    desk.steps, desk.on_its_way = Steps(), lambda: None
    follow(company, desk)
    if not is_done(invoice):
        ask_for(company, invoice, desk, folder)


@pytest.mark.parametrize("how", [Killed, KeyboardInterrupt, OperationalError])
def test_a_request_stopped_before_any_step_is_done_once(
    company: Company, tmp_path: Path, how: type[BaseException]
) -> None:
    desk = PlayedDesk()
    for last in count(1):
        invoice = a_suspended_invoice(company, last)
        desk.steps = Steps(last, how)
        is_whole = False
        with connection.execute_wrapper(desk.steps.before_statement), suppress(how):
            ask_for(company, invoice, desk, tmp_path)
            is_whole = True
        connection.close()
        finish(company, invoice, desk, tmp_path)
        assert desk.completed[1000 + last] == 1, f"stopped before step {last}"
        assert is_done(invoice), f"stopped before step {last}"
        if is_whole:
            break
    assert last > 8, "too few steps for a request"
    left = InvoiceRequest.objects.exclude(state__in=(RequestState.DONE, RequestState.NOT_DONE))
    assert not left.exists()


def test_a_program_that_slept_before_its_request_left_sends_nothing(
    company: Company, tmp_path: Path
) -> None:
    desk, invoice = PlayedDesk(), a_suspended_invoice(company, 1)

    def taken_over_and_settled() -> None:
        desk.on_its_way = lambda: None
        take_over_requests(company)
        connection.close()
        finish(company, invoice, desk, tmp_path)

    desk.on_its_way = taken_over_and_settled
    with pytest.raises(TakenOverError):
        ask_for(company, invoice, desk, tmp_path)
    assert desk.completed == {1001: 1}
    assert is_done(invoice)


def test_an_answer_that_comes_after_its_request_was_given_up_is_not_lost(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, invoice = PlayedDesk(), a_suspended_invoice(company, 1)
    answer = desk.complete_invoice

    def late(asked: InvoiceCompletion, *, claim: Callable[[], None]) -> ChangeReceipt:
        claim()
        take_over_requests(company)
        follow(company, desk)
        assert InvoiceRequest.objects.get().state == RequestState.NOT_DONE
        return answer(asked, claim=lambda: None)

    monkeypatch.setattr(desk, "complete_invoice", late)
    assert ask_for(company, invoice, desk, tmp_path).state == RequestState.DONE
    assert invoice.events.filter(kind="request_late_answer").exists()
    assert desk.completed == {1001: 1}


@pytest.mark.parametrize(("known", "shows"), [(1001, UNDEMANDING), (None, "")])
def test_what_a_request_changed_shows_only_on_the_invoice_that_is_there(
    company: Company, known: int | None, shows: str
) -> None:
    invoice = a_suspended_invoice(company, 1)
    request = InvoiceRequest.objects.create(
        invoice=invoice,
        environment=company.environment,
        chorus_id=1001,
        kind=RequestKind.CORRECT_VALIDATOR,
        body={"identifiantStructure": UNDEMANDING},
    )
    Invoice.objects.update(chorus_id=known)
    conclude(request, RequestState.DONE, "faite")
    invoice.refresh_from_db()
    assert (request.state, invoice.validator) == (RequestState.DONE, shows)


def test_of_two_programs_that_ask_at_once_one_asks(company: Company, tmp_path: Path) -> None:
    desk, invoice = PlayedDesk(), a_suspended_invoice(company, 1)
    ready, leaving = threading.Barrier(2), threading.Event()

    def until_the_other_was_refused() -> None:
        leaving.wait(10)

    desk.on_its_way = until_the_other_was_refused

    def attempt(rank: int) -> str:
        folder = tmp_path / str(rank)
        folder.mkdir()
        try:
            ready.wait(10)
            mine = Invoice.objects.get(pk=invoice.pk)
            return ask_for(company, mine, desk, folder).state
        except (Transient, InvalidInput) as refused:
            leaving.set()
            return refused.what
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(attempt, (1, 2)))
    assert told.count(RequestState.DONE) == 1
    assert desk.completed == {1001: 1}
    assert InvoiceRequest.objects.count() == 1


def test_an_absence_is_believed_only_after_the_delay_and_asked_twice(
    company: Company, tmp_path: Path
) -> None:
    desk, invoice = PlayedDesk(), a_suspended_invoice(company, 1)
    desk.steps = Steps(3, Killed)
    with suppress(Killed):
        ask_for(company, invoice, desk, tmp_path)
    patient = Patience(timedelta(hours=1), timedelta(minutes=5))
    reconcile_requests(requests_to_settle(company), desk.client, patient)
    an_hour_ago = timezone.now() - timedelta(hours=2)
    InvoiceRequest.objects.update(sent_at=an_hour_ago, created_at=an_hour_ago)
    reconcile_requests(requests_to_settle(company), desk.client, patient)
    assert InvoiceRequest.objects.get().state == RequestState.AMBIGUOUS
    InvoiceRequest.objects.update(absent_at=an_hour_ago)
    reconcile_requests(requests_to_settle(company), desk.client, patient)
    assert InvoiceRequest.objects.get().state == RequestState.NOT_DONE
