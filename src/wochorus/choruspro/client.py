"""The public face: one object, one method per operation of Chorus Pro."""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING, Self

from wochorus.choruspro.account import AccountOperations
from wochorus.choruspro.deposits import deposit_flow
from wochorus.choruspro.engagements import EngagementOperations
from wochorus.choruspro.flow_reports import flow_report, flow_report_file
from wochorus.choruspro.gateway import Call, Gateway
from wochorus.choruspro.invoice_changes import InvoiceChangeOperations
from wochorus.choruspro.invoice_files import InvoiceFileOperations
from wochorus.choruspro.invoice_search import search_invoices
from wochorus.choruspro.invoice_sheets import InvoiceSheetOperations
from wochorus.choruspro.messages.health import Health
from wochorus.choruspro.messages.invoices import InvoiceSearch
from wochorus.choruspro.pacing import Pace
from wochorus.choruspro.pdf_deposits import PdfDepositOperations
from wochorus.choruspro.readings import read
from wochorus.choruspro.recipients import RecipientOperations
from wochorus.choruspro.reference_lists import ReferenceOperations
from wochorus.choruspro.structures import StructureOperations
from wochorus.choruspro.submissions import SubmissionOperations
from wochorus.choruspro.timeouts import Timeouts
from wochorus.choruspro.tokens import TokenCache, TokenSource
from wochorus.choruspro.transport import Transport
from wochorus.choruspro.uploads import UploadOperations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wochorus.choruspro.credentials import Credentials
    from wochorus.choruspro.environments import Endpoints
    from wochorus.choruspro.messages.flows import FlowDeposit, FlowReport, FlowReportFile
    from wochorus.choruspro.messages.invoices import InvoiceRow
    from wochorus.choruspro.pacing import Turn


class ChorusClient(
    AccountOperations,
    EngagementOperations,
    InvoiceChangeOperations,
    InvoiceFileOperations,
    InvoiceSheetOperations,
    PdfDepositOperations,
    RecipientOperations,
    ReferenceOperations,
    StructureOperations,
    SubmissionOperations,
    UploadOperations,
):
    """Calls Chorus Pro in the name of one technical account. Use it as a context manager.

    ``interval_ms`` is the least time between the starts of two calls of this client; ``pace``
    replaces it where several programs call in the name of one account. ``correlation_id`` is
    written in every log line. ``tokens`` may be shared by clients that have the same clock.
    Safe to use from several threads.

    Every method may raise `Unreachable` (nothing left), `CredentialsRefused`,
    `TechnicalAccountRefused`, `AccessDenied`, `TooManyCalls`, `BusinessRefusal`; those that read,
    `NoAnswer` and `UnexpectedAnswer` too. Only those that change something raise an `Ambiguous`
    error, a kind of `UncertainOutcome`.
    """

    def __init__(  # noqa: PLR0913 - what a test or another program may replace
        self,
        endpoints: Endpoints,
        credentials: Credentials,
        *,
        interval_ms: int = 1000,
        pace: Turn | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        timeouts: Timeouts | None = None,
        correlation_id: str = "",
        tokens: TokenCache | None = None,
    ) -> None:
        timeouts = timeouts or Timeouts()
        self._transport = Transport(endpoints.token_url, endpoints.api_url, clock=clock)
        source = TokenSource(
            endpoints=endpoints,
            credentials=credentials,
            transport=self._transport,
            cache=tokens or TokenCache(),
            timeouts=timeouts,
            clock=clock,
            sleep=sleep,
        )
        self._gateway = Gateway(
            endpoints=endpoints,
            credentials=credentials,
            tokens=source,
            transport=self._transport,
            pace=pace or Pace(interval_ms, clock, sleep),
            timeouts=timeouts,
            sleep=sleep,
            correlation_id=correlation_id,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection, those of `with_correlation_id` included."""
        self._transport.close()

    def with_correlation_id(self, correlation_id: str) -> Self:
        """Give a client that shares token, pace and connections, with its own log id."""
        twin = copy.copy(self)
        twin._gateway = self._gateway.with_correlation_id(correlation_id)  # noqa: SLF001 - a twin
        return twin

    @property
    def gateway(self) -> Gateway:
        """The gate of the API, for what calls an operation that has no method here."""
        return self._gateway

    def obtain_token(self) -> None:
        """Make sure that PISTE gives a token to the application; ask for one if need be.

        Raises `CredentialsRefused`, `Unreachable`, `NoAnswer` or `TooManyCalls`.
        """
        self._gateway.tokens.token(self._gateway.correlation_id)

    def deposit_flow(
        self,
        file_name: str,
        content: Path | str | bytes,
        syntax: str,
        *,
        signed: bool = False,
        claim: Callable[[], None] | None = None,
    ) -> FlowDeposit:
        """Deposit a file as a flow (``deposer/flux``) and give its receipt.

        ``content`` is a path (or its text), streamed without being loaded, or the bytes.
        ``file_name`` has an extension, no folder, at most 200 characters. ``syntax`` is one of
        Chorus Pro's ``IN_DP_…`` codes. The request is sent over a connection of its own.
        ``claim`` is called once the token is there and the turn has come, just before the request
        leaves; an error that it raises comes out as it is, and nothing is sent.

        Raises `InvalidInput` before anything is sent; `Transient` and `Permanent` errors when
        nothing was recorded; `UncertainDeposit` when nobody knows: ask before sending again.
        """
        return deposit_flow(self._gateway, file_name, content, syntax, signed=signed, claim=claim)

    def flow_report(self, flow_number: str, syntax: str | None = None) -> FlowReport:
        """Ask what became of a flow (``consulterCRDetaille``).

        Raises `FlowNotFoundYet` while Chorus Pro does not know it, and `UnexpectedAnswer` when
        the answer tells no state.
        """
        return flow_report(self._gateway, flow_number, syntax)

    def flow_report_file(self, flow_number: str, syntax: str | None = None) -> FlowReportFile:
        """Ask for the report of a flow in PDF (``consulterCR``), made for people.

        Not to be relied on to learn the outcome: public integrations have seen it fail on
        Factur-X. Raises `FlowNotFoundYet`, and `UnexpectedAnswer` when there is no PDF.
        """
        return flow_report_file(self._gateway, flow_number, syntax)

    def search_invoices(self, search: InvoiceSearch | None = None) -> list[InvoiceRow]:
        """Read every invoice that ``search`` finds (``rechercher/fournisseur``), all pages.

        Raises `IncompleteSearch` when the pages do not add up to the announced total.
        """
        return search_invoices(self._gateway, search or InvoiceSearch())

    def health(self) -> Health:
        """Ask whether the API is up (``health-check``), which also proves token and account."""
        call = Call(
            operation="health-check",
            path="/cpro/transverses/v1/health-check",
            body=None,
            wait=self._gateway.timeouts.read,
            method="GET",
            has_return_code=False,
        )
        return Health.read(read(self._gateway, call))
