"""The table of faults: how each one strikes an operation, and what the client must make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contract.operation import TOKEN, Nature
from wochorus.choruspro import (
    AccessDenied,
    BusinessRefusal,
    CredentialsRefused,
    FlowNotFoundYet,
    IncompleteSearch,
    NoAnswer,
    TechnicalAccountRefused,
    TooManyCalls,
    UnexpectedAnswer,
)
from wochorus.core.errors import WoChorusError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from contract.operation import Operation

Outcome = type[WoChorusError] | None
"""The error that comes out, or ``None`` when the call succeeds all the same."""
ALWAYS = {"count": 100}
A_SHORT_WAIT, A_LONG_WAIT = 2, 3600


@dataclass(frozen=True, slots=True)
class Case:
    """A fault, and the outcomes that are allowed.

    ``details`` are those of the order. ``strikes_token`` has it strike the request of the token
    that the operation needs. ``hurries`` takes the client that gives up at once. After a
    fault that ``may_hide`` things, what is not understood is empty, and nothing is false; one that
    ``alters`` changes what the portal itself tells. ``only`` are the methods that it may concern.
    """

    name: str
    kind: str
    allowed: Callable[[Operation], tuple[Outcome, ...]]
    details: Mapping[str, Any] = field(default_factory=dict)
    strikes_token: bool = False
    hurries: bool = False
    may_hide: bool = False
    alters: bool = False
    only: Collection[str] = ()

    def concerns(self, operation: Operation) -> bool:
        """Whether the pair has a meaning."""
        if self.strikes_token and operation.nature is Nature.TOKEN:
            return False
        if operation.method == "deposit_pdf" and self.name in _READS_FOUR_TIMES:
            return False
        return not self.only or operation.method in self.only

    def order(self, operation: Operation) -> dict[str, Any]:
        """Write the order of the fault on an operation."""
        target = TOKEN if self.strikes_token else operation.path
        return {"operation": target, **self.details}


def tolerated(_: Operation) -> tuple[Outcome, ...]:
    """The call succeeds: the fault passes, or changes nothing that matters."""
    return (None,)


def _each(other: Outcome, *, token: Outcome) -> Callable[[Operation], tuple[Outcome, ...]]:
    return lambda operation: (token if operation.nature is Nature.TOKEN else other,)


def _always(error: Outcome) -> Callable[[Operation], tuple[Outcome, ...]]:
    return lambda _: (error,)


def passing(operation: Operation) -> tuple[Outcome, ...]:
    """A reading is repeated, and succeeds; a change is in doubt."""
    return (operation.doubt,)


def lost(operation: Operation) -> tuple[Outcome, ...]:
    """A reading has no answer; a change is in doubt."""
    return (operation.doubt or NoAnswer,)


def lost_or_done(operation: Operation) -> tuple[Outcome, ...]:
    """A slow portal may still answer in time on a slow machine."""
    return (*lost(operation), None)


def _without_numbers(operation: Operation) -> tuple[Outcome, ...]:
    return (operation.doubt if operation.method in _RECORDING else None,)


_PAGED = {
    *("search_invoices", "account_attachments", "search_engagements", "search_structures"),
    *("search_services", "invoice_sheet", "invoice_history"),
}


def _incomplete(operation: Operation) -> tuple[Outcome, ...]:
    return (IncompleteSearch if operation.method in _PAGED else None,)


def _wrong_types(operation: Operation) -> tuple[Outcome, ...]:
    """What hangs on a number that is still there goes on; a list, a text or a token is lost."""
    if operation.method in {"health", "structure_details", "service_details"}:
        return (None,)
    by_nature = {
        Nature.TOKEN: NoAnswer,
        Nature.READING: UnexpectedAnswer,
        Nature.ADDING: None,
        Nature.CHANGING: _without_numbers(operation)[0],
    }
    return (by_nature[operation.nature],)


_READS_FOUR_TIMES = {
    f"{kind} always"
    for kind in (
        *("cut_after_recording", "cut_half_way", "html", "empty", "truncated_json"),
        "lost answer",
    )
}
"""The portal takes 0.2 s to read a PDF, four times here; ``add_file`` goes the same way."""
_RECORDING = {"deposit_flow", "submit_invoice"}
_REPORTS = {"flow_report", "flow_report_file"}
_BROKEN = (
    *("cut_before_recording", "cut_after_recording", "cut_half_way", "html", "empty"),
    *("truncated_json", "status_500"),
)
CASES = [
    Case("token refused once", "token_refused", tolerated, strikes_token=True),
    Case(
        "token refused always",
        "token_refused",
        _always(CredentialsRefused),
        ALWAYS,
        strikes_token=True,
    ),
    Case(
        "no token is given",
        "token_refused",
        _always(CredentialsRefused),
        ALWAYS,
        only={"obtain_token"},
    ),
    Case("401 once", "status_401", tolerated),
    Case("401 always", "status_401", _each(TechnicalAccountRefused, token=NoAnswer), ALWAYS),
    Case("password expired", "password_expired", _each(TechnicalAccountRefused, token=NoAnswer)),
    Case("403 always", "status_403", _each(AccessDenied, token=NoAnswer), ALWAYS),
    Case("403 once", "status_403", _each(AccessDenied, token=None)),
    Case("429 once", "status_429", tolerated, {"seconds": A_SHORT_WAIT}),
    Case("429 always", "status_429", _always(TooManyCalls), {"seconds": A_SHORT_WAIT, **ALWAYS}),
    Case("429 for an hour", "status_429", _always(TooManyCalls), {"seconds": A_LONG_WAIT}),
    *(Case(f"{kind} once", kind, passing) for kind in _BROKEN),
    *(Case(f"{kind} always", kind, lost, ALWAYS) for kind in _BROKEN),
    Case("500 that hides an effect", "status_500", passing, {"recorded": True}),
    Case("lost answer once", "lost_answer", passing, {"seconds": 0}),
    Case("lost answer always", "lost_answer", lost, {"seconds": 0, **ALWAYS}),
    Case("maintenance", "maintenance", lost),
    Case("slow, in time", "slow", tolerated, {"seconds": 0.01}),
    Case("slow beyond patience", "slow", lost, {"seconds": A_LONG_WAIT}, hurries=True),
    Case(
        "executed after the client left",
        "slow_before_recording",
        lost_or_done,
        {"seconds": 0.05},
        hurries=True,
    ),
    Case("wrong types", "wrong_types", _wrong_types, ALWAYS, may_hide=True),
    Case("no number", "no_flow_number", _without_numbers, ALWAYS, may_hide=True),
    Case("unknown fields", "unknown_fields", tolerated, ALWAYS),
    Case("totals too large", "wrong_totals", _incomplete, ALWAYS),
    Case("totals too small", "wrong_totals", tolerated, {"value": "moins", **ALWAYS}),
    Case("errors as an object", "dp_errors_object", tolerated, only=_REPORTS),
    Case("report not found", "report_not_found", _always(FlowNotFoundYet), only=_REPORTS),
    Case("unknown flow state", "unknown_flow_state", tolerated, alters=True, only=_REPORTS),
    Case("unknown invoice status", "unknown_invoice_status", tolerated, ALWAYS, alters=True),
    Case("unknown refusal", "unknown_code", _each(BusinessRefusal, token=None)),
    Case("refusals as 400", "refusals_as_400", tolerated),
    Case("empty searches refused", "empty_search_refused", tolerated),
    Case("password ending", "password_ending", tolerated, alters=True, only={"structure_details"}),
    Case("late index", "late_index", tolerated, {"seconds": 0}, only=_RECORDING),
    Case("flow incident", "flow_incident", tolerated, only={"deposit_flow"}),
    Case("flow rejected", "flow_rejected", tolerated, only={"deposit_flow"}),
    Case("statuses in disorder", "statuses_out_of_order", tolerated, only=_RECORDING),
    Case(
        "recycling withdrawn",
        "recycling_withdrawn",
        _always(BusinessRefusal),
        only={"recycle_invoice"},
    ),
    Case("recycling alive", "recycling_alive", tolerated, only={"recycle_invoice"}),
]
