"""A company on the simulator, seen from both sides: what we believe, and what the portal holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from support.deposits import deposit
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    SUPPLIER,
    UNDEMANDING,
    a_detailed_invoice,
    a_service,
    a_structure,
    a_whole_company,
    an_invoice,
)
from wochorus.accounts.services import AccessForm, chorus_client, store_access
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.follow_up import FollowUp, follow_once
from wochorus.deposits.models import FlowLine
from wochorus.deposits.moves import JOURNAL_STATES
from wochorus.deposits.patience import Patience
from wochorus.deposits.reservation import take_over_if_alone
from wochorus.deposits.states import LIVE_LINE_STATES, DepositMode, LineState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulator.running import Admin, Simulator
    from wochorus.accounts.models import Company
    from wochorus.deposits.services import DepositResult, ReportLine

IMPATIENT = Patience(timedelta(0), timedelta(0))


@dataclass(frozen=True, slots=True)
class Portal:
    """One company, and the simulator it deposits on."""

    company: Company
    simulator: Simulator

    @classmethod
    def open(cls, simulator: Simulator) -> Portal:
        """Register the company on both sides, with two recipients in the annuaire."""
        company = a_whole_company()
        keys = simulator.admin.register_supplier(SUPPLIER, company.name)
        store_access(company, "simulator", AccessForm(**keys_of(keys)))
        a_structure(UNDEMANDING)
        a_service(a_structure(SERVICE_REQUIRED, requires_service=True), SERVICE_CODE)
        return cls(company, simulator)

    @property
    def admin(self) -> Admin:
        """The simulator's own calls."""
        return self.simulator.admin

    def invoices(self, folder: Path, count: int) -> list[str]:
        """Record sound invoices and give their numbers."""
        numbers = [f"FA-{rank:04d}" for rank in range(1, count + 1)]
        for number in numbers:
            an_invoice(self.company, number, folder)
        return numbers

    def detailed(self, *numbers: str, page_folder: Path | None = None, **fields: Any) -> None:
        """Record sound invoices with their lines."""
        for number in numbers:
            a_detailed_invoice(self.company, number, page_folder, **fields)

    def deposit(
        self,
        mode: DepositMode = DepositMode.BATCH,
        *,
        on_line: Callable[[ReportLine], None] = lambda _: None,
        **asked: Any,
    ) -> DepositResult:
        """Deposit all that may leave, as the command does."""
        request = DepositRequest(mode, "lot", timezone.localdate(), **asked)
        take_over_if_alone(self.company)
        invoices = Invoice.objects.all()
        with chorus_client(self.company, sleep=no_pause) as client:
            return deposit(self.company, invoices, request, client, on_line, sleep=no_pause)

    def follow(self, patience: Patience = IMPATIENT, rounds: int = 1) -> FollowUp:
        """Ask about the open flows."""
        with chorus_client(self.company, sleep=no_pause) as client:
            for _ in range(rounds):
                outcome = follow_once(self.company, client, patience)
        return outcome

    def states(self) -> dict[str, str]:
        """What the journal says of each invoice."""
        return dict(Invoice.objects.order_by("number").values_list("number", "deposit_state"))

    def held(self) -> Counter[str]:
        """How many times the portal holds each invoice number."""
        return Counter(row["number"] for row in self.admin.invoices())

    def deposits_received(self) -> int:
        """How many files reached the portal and were recorded."""
        return len(self.admin.flows())


def no_pause(_: float) -> None:
    """Stand for `time.sleep` where waiting proves nothing."""


def keys_of(registered: dict[str, str]) -> dict[str, str]:
    """Keep the four credentials of an answer of the simulator."""
    names = ("client_id", "client_secret", "technical_login", "technical_password")
    return {name: registered[name] for name in names}


def assert_journal_agrees_with_the_flows() -> None:
    """Check that the journal shows each invoice as its live line says, or free."""
    for line in FlowLine.objects.filter(state__in=LIVE_LINE_STATES).select_related(
        "invoice", "flow"
    ):
        assert line.invoice.deposit_state == JOURNAL_STATES[LineState(line.state)]
        assert line.invoice.flow_number == line.flow.flow_number
    held = FlowLine.objects.filter(state__in=LIVE_LINE_STATES).values("invoice")
    for invoice in Invoice.objects.exclude(pk__in=held):
        assert invoice.deposit_state in (DepositState.TO_DEPOSIT, DepositState.REFUSED)
        assert invoice.flow_number == ""
