"""What a user asks of a deposit, and what would become of the invoices chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.accounts.models import WayIn
from wochorus.billing.models import FREE_STATES, DepositState, Invoice, InvoiceKind
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO
from wochorus.deposits.candidates import CheckReport, check_invoices
from wochorus.deposits.models import DateChoice
from wochorus.deposits.states import DepositMode
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES, SyntaxChoice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.deposits.checks.anomaly import Candidate
    from wochorus.deposits.judging import Progress
    from wochorus.deposits.syntaxes import DepositFormat
    from wochorus.deposits.workshop import Workshop


@dataclass(frozen=True, slots=True)
class DepositRequest:
    """What the user asked. ``today`` is the date of the day, in the company's zone.

    ``wait_ms`` is the least time between two calls, the company's own when absent. ``syntax`` is
    for the way of the XML; ``accepts_reading`` for those with a PDF: it leaves even when Chorus
    Pro reads in it something else than the journal says.
    """

    mode: DepositMode
    name: str
    today: date
    date_choice: DateChoice = DateChoice.TODAY
    syntax: SyntaxChoice = SyntaxChoice.AUTO
    skip_deposited: bool = True
    continue_on_error: bool = False
    wait_ms: int | None = None
    way_in: WayIn = WayIn.XML
    accepts_reading: bool = False

    @property
    def engine_mode(self) -> DepositMode:
        """The mode that is carried out: without XML there are no lots, each invoice is alone."""
        return self.mode if self.way_in == WayIn.XML else DepositMode.SEQUENTIAL


LONGEST_FLOW_NAME = 60
"""Leaves room for the rank of each flow in the 100 characters of its own name."""
NOT_SKIPPED = (*FREE_STATES, DepositState.INTERNAL)
"""An internal document was never deposited: it is told as an anomaly."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What would leave, and what would not."""

    skipped: list[Candidate]
    report: CheckReport


def prepare(
    company: Company,
    invoices: QuerySet[Invoice],
    request: DepositRequest,
    *,
    workshop: Workshop | None = None,
    progress: Progress | None = None,
) -> Preparation:
    """Sort the selection: already deposited and skipped, blocked by an anomaly, or ready.

    ``workshop`` and ``progress``: see `check_invoices`.
    """
    report = check_invoices(
        company,
        invoices,
        request.today,
        choice=request.syntax,
        way_in=request.way_in,
        workshop=workshop,
        progress=progress,
    )
    if not request.skip_deposited:
        return Preparation([], report)
    skipped = [item for item in report.candidates if item.deposit_state not in NOT_SKIPPED]
    gone = {item.invoice_id for item in skipped}
    left = CheckReport(
        [item for item in report.candidates if item.invoice_id not in gone],
        [item for item in report.anomalies if item.candidate.invoice_id not in gone],
        report.common,
    )
    return Preparation(skipped, left)


def by_format(ready: list[Candidate]) -> list[tuple[DepositFormat, list[Candidate]]]:
    """Sort the invoices by the format that they leave in, in the order in which flows leave.

    An archive holds files of one nature and one format (Chorus Pro, batches).
    """
    groups = (
        (document_format, [item for item in ready if item.document_format is document_format])
        for document_format in CHORUS_SYNTAXES
    )
    return [(document_format, group) for document_format, group in groups if group]


def amount_asked(ready: Iterable[Candidate]) -> Decimal:
    """Add what the invoices ask for, in euros, less what the credit notes give back."""
    signs = {InvoiceKind.CREDIT_NOTE: -1}
    return sum((item.amount_due * signs.get(InvoiceKind(item.kind), 1) for item in ready), ZERO)


def usual_flow_name(company: Company, now: datetime) -> str:
    """Name the flows of a deposit that its user did not name; ``now`` is local."""
    return f"{company.code}-{now:%Y%m%d-%H%M}"


def checked_flow_name(text: str) -> str:
    """Clean the name that a user gives to the flows. Raises `InvalidInput` when it is refused."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_FLOW_NAME:
        raise InvalidInput(
            "Le nom du flux est refusé", remedy=f"Donnez 1 à {LONGEST_FLOW_NAME} caractères."
        )
    return name
