"""The deposit: what the user asked, carried out by lot or one by one.

`prepare` tells what would leave and what would not, and touches nothing. `deposit` does it. Both
modes are the same engine: by lot, one flow holds every invoice of one format; one by one, each
has its own.
"""

from __future__ import annotations

import errno
import time
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from django.conf import settings

from wochorus.billing.models import FREE_STATES, Invoice
from wochorus.core.errors import Permanent, Transient, WoChorusError
from wochorus.core.sizes import format_megabytes
from wochorus.deposits.candidates import CheckReport, check_invoices
from wochorus.deposits.checks import history
from wochorus.deposits.einvoice_files import RefusedInvoiceError
from wochorus.deposits.packing import pack
from wochorus.deposits.reservation import reserve, take_over_orphans
from wochorus.deposits.sending import abandon, freeze, send
from wochorus.deposits.states import DepositMode, FlowState
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES, SyntaxChoice, is_einvoice
from wochorus.deposits.voice import voice
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.checks.anomaly import Candidate
    from wochorus.deposits.judging import Progress
    from wochorus.deposits.models import Flow
    from wochorus.deposits.packing import PackedFile
    from wochorus.einvoice.formats import Format

NEAR_LIMIT = 0.9
"""Share of the portal's limit from which a flow's weight is worth a warning."""


class DepositDate(Enum):
    """The date that a flow bears: today, or that of its (latest) invoice."""

    TODAY = "today"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class DepositRequest:
    """What the user asked. ``today`` is the date of the day, in the company's zone."""

    mode: DepositMode
    name: str
    today: date
    date_choice: DepositDate = DepositDate.TODAY
    syntax: SyntaxChoice = SyntaxChoice.AUTO
    skip_deposited: bool = True
    continue_on_error: bool = False


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


@dataclass(frozen=True, slots=True)
class PlannedFlow:
    """A flow to be sent: its name, the format of its invoices, and those."""

    name: str
    document_format: Format
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What would leave, in which flows, and what would not."""

    skipped: list[Candidate]
    report: CheckReport
    mode: DepositMode
    flows: list[PlannedFlow]
    warnings: list[str]


@dataclass(slots=True)
class DepositResult:
    """What was done. Every invoice that was to leave has exactly one line."""

    flows: list[Flow] = field(default_factory=list)
    lines: list[ReportLine] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class TooHeavyError(Permanent):
    """The file of a flow is heavier than the portal accepts; nothing was sent."""


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
        workshop=workshop,
        progress=progress,
    )
    skipped: list[Candidate] = []
    if request.skip_deposited:
        skipped = [item for item in report.candidates if item.deposit_state not in FREE_STATES]
        gone = {item.invoice_id for item in skipped}
        report = CheckReport(
            [item for item in report.candidates if item.invoice_id not in gone],
            [item for item in report.anomalies if item.candidate.invoice_id not in gone],
            report.common,
        )
    flows = planned_flows(report.ready, request)
    return Preparation(skipped, report, request.mode, flows, _warnings(company, flows))


def planned_flows(ready: list[Candidate], request: DepositRequest) -> list[PlannedFlow]:
    """Say which flows would take the invoices: by lot, one for each format that they are in.

    An archive holds files of one nature and one format (Chorus Pro, batches).
    """
    if request.mode is DepositMode.SEQUENTIAL:
        return [
            PlannedFlow(f"{request.name}_{item.number}", item.document_format, [item])
            for item in ready
        ]
    groups = {
        document_format: [item for item in ready if item.document_format is document_format]
        for document_format in CHORUS_SYNTAXES
    }
    used = [document_format for document_format, group in groups.items() if group]
    return [
        PlannedFlow(
            f"{request.name}-{document_format.value}" if len(used) > 1 else request.name,
            document_format,
            groups[document_format],
        )
        for document_format in used
    ]


def _warnings(company: Company, flows: list[PlannedFlow]) -> list[str]:
    most = company.flow_invoice_limit
    return [
        f"Le flux {flow.name} compte {len(flow.candidates)} factures, Chorus Pro en conseille "
        f"{most} au plus : il peut le refuser. Déposez en plusieurs fois (--from, --to)."
        for flow in flows
        if len(flow.candidates) > most
    ]


def deposit(
    company: Company,
    ready: list[Candidate],
    request: DepositRequest,
    client: ChorusClient,
    on_line: Callable[[ReportLine], None],
    *,
    sleep: Callable[[float], None] = time.sleep,
    workshop: Workshop | None = None,
    progress: Progress | None = None,
) -> DepositResult:
    """Deposit the invoices that `prepare` found ready, and tell each one's fate to ``on_line``.

    The files are made in ``workshop``; ``progress`` is told how many of a flow are made, and how
    many there are. Raises `Transient` when another deposit runs for the company, when an invoice
    was taken meanwhile, or when Chorus Pro cannot be reached; `Permanent` when the file is too
    heavy, an invoice cannot be made or the credentials are refused. In each case what was not
    sent is free again.
    """
    with ExitStack() as stack:
        place = workshop or stack.enter_context(Workshop())
        place.expect(sum(is_einvoice(item.document_format) for item in ready))
        run = _Run(company, request, client, on_line, sleep, place, progress)
        stack.enter_context(voice(company))
        take_over_orphans(company)
        flows = deque(planned_flows(ready, request))
        while flows and run.deposit_flow(flows.popleft()):
            pass
    for left in flows:
        run.tell(left.candidates, "", Outcome.NOT_SENT, "Dépôt arrêté à la première erreur.")
    return run.result


def flow_folder(flow: Flow) -> Path:
    """Say where the file of ``flow`` is kept."""
    folder: Path = settings.ENVIRONMENT.files / "flows" / f"{flow.pk:08d}"
    return folder


_OUTCOMES = {
    FlowState.NOT_ACCEPTED: Outcome.REFUSED,
    FlowState.AMBIGUOUS: Outcome.AMBIGUOUS,
    FlowState.NOT_RECEIVED: Outcome.NOT_SENT,
}
"""What became of the flow; in any other state it was deposited, and perhaps already followed."""


_LIGHTER = {
    DepositMode.BATCH: "Déposez en plusieurs fois, ou en mode séquentiel (--mode sequential).",
    DepositMode.SEQUENTIAL: "Réduisez ou retirez des pièces jointes de cette facture.",
}


def _cause(failure: BaseException) -> str:
    """Say in a few French words why a file could not be made."""
    if isinstance(failure, WoChorusError):
        return failure.what
    if isinstance(failure, (KeyboardInterrupt, SystemExit)):
        return "interrompu à votre demande"
    if isinstance(failure, OSError) and failure.errno == errno.ENOSPC:
        return "le disque est plein"
    return f"{type(failure).__name__} {failure}".strip()


@dataclass(slots=True)
class _Run:
    """One deposit under way: the same steps for each of its flows."""

    company: Company
    request: DepositRequest
    client: ChorusClient
    on_line: Callable[[ReportLine], None]
    sleep: Callable[[float], None]
    workshop: Workshop
    progress: Progress | None
    result: DepositResult = field(default_factory=DepositResult)

    def deposit_flow(self, planned: PlannedFlow) -> bool:
        """Deposit one flow; give whether to go on with the next."""
        group = planned.candidates
        try:
            flow = self._reserve(planned)
            packed = self._build(flow, [candidate.invoice_id for candidate in group])
            freeze(flow, packed)
            send(flow, packed, self.client, sleep=self.sleep)
        except (Transient, TooHeavyError, RefusedInvoiceError) as failure:
            if not self.request.continue_on_error:
                raise
            self.tell(group, "", Outcome.NOT_SENT, failure.what)
            return True
        outcome = _OUTCOMES.get(FlowState(flow.state), Outcome.DEPOSITED)
        deposited = outcome is Outcome.DEPOSITED
        self.tell(group, flow.file_name, outcome, flow.flow_number if deposited else flow.message)
        return deposited or self.request.continue_on_error

    def _reserve(self, planned: PlannedFlow) -> Flow:
        flow = reserve(
            self.company,
            planned.name,
            self.request.mode,
            self._date_of(planned.candidates),
            [candidate.invoice_id for candidate in planned.candidates],
            planned.document_format,
        )
        self.result.flows.append(flow)
        return flow

    def _date_of(self, group: list[Candidate]) -> date:
        if self.request.date_choice is DepositDate.TODAY:
            return self.request.today
        return max(candidate.issue_date for candidate in group)

    def _build(self, flow: Flow, ids: list[int]) -> PackedFile:
        try:
            self._check_again(flow, ids)
            packed = pack(
                flow, flow_folder(flow), ids, workshop=self.workshop, progress=self.progress
            )
            self._weigh(packed.size)
        except BaseException as failure:
            abandon(flow, f"Le fichier n'a pas pu être préparé : {_cause(failure)}.")
            raise
        return packed

    def _check_again(self, flow: Flow, ids: list[int]) -> None:
        """Refuse what an import has changed since the first check; reserved, it can change no more.

        Raises `Transient`: asked again, the deposit shows the anomaly.
        """
        report = check_invoices(
            self.company,
            Invoice.objects.filter(pk__in=ids),
            self.request.today,
            choice=SyntaxChoice(flow.document_format.value),
            workshop=self.workshop,
        )
        for anomaly in report.anomalies:
            if anomaly.is_blocking and anomaly.finding.code != history.DEPOSIT_RUNNING:
                raise Transient(
                    f"La facture {anomaly.candidate.number} a changé pendant le dépôt : "
                    f"{anomaly.finding.message}",
                    remedy="Relancez le dépôt : il montrera ce qui est à corriger.",
                )

    def _weigh(self, size: int) -> None:
        limit = self.company.flow_size_limit
        weight, allowed = format_megabytes(size), format_megabytes(limit)
        if size > limit:
            raise TooHeavyError(
                f"Le fichier du flux pèse {weight}, Chorus Pro en accepte {allowed}",
                remedy=f"{_LIGHTER[self.request.mode]} Rien n'est parti.",
            )
        if size > limit * NEAR_LIMIT:
            self.result.warnings.append(
                f"Le fichier pèse {weight}, près de la limite de Chorus Pro ({allowed}) : "
                "il peut être refusé."
            )

    def tell(self, group: list[Candidate], file_name: str, outcome: Outcome, detail: str) -> None:
        """Add one line to the report for each invoice of ``group``."""
        for candidate in group:
            line = ReportLine(candidate.number, file_name, outcome, detail)
            self.result.lines.append(line)
            self.on_line(line)
