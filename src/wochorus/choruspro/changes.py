"""Calls that change something: each is sent once, and its outcome is never guessed.

From the moment that a byte of the request may have left, only two things close the matter: a
receipt that can be relied on, or a refusal that Chorus Pro has clearly spoken. Anything else, be
it silence, a cut line, a 5xx, a page of HTML or a receipt without its numbers, is an
`UncertainOutcome`: the caller asks Chorus Pro what it has before doing anything more. Nothing here
is ever repeated by itself, except after a refusal at the door (see `gateway`), which processes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from wochorus.choruspro.answers import (
    decode,
    is_business_refusal,
    is_success_status,
    return_code,
)
from wochorus.choruspro.bodies import json_body
from wochorus.choruspro.evidence import Evidence, excerpt
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.base import Message
from wochorus.choruspro.readings import refusal
from wochorus.choruspro.transport import Lost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wochorus.choruspro.errors import UncertainOutcome
    from wochorus.choruspro.gateway import Gateway
    from wochorus.choruspro.transport import Answer

_Receipt = TypeVar("_Receipt", bound=Message)


@dataclass(frozen=True, slots=True)
class Doubt:
    """How to tell that an outcome is not known: ``what`` and ``remedy`` are French."""

    kind: type[UncertainOutcome]
    what: str
    where: str
    remedy: str

    def error(self, evidence: Evidence) -> UncertainOutcome:
        """Build the error, with what is known."""
        what = f"{self.what} ({evidence})"
        return self.kind(what, evidence=evidence, where=self.where, remedy=self.remedy)


@dataclass(frozen=True, slots=True)
class Receipt(Generic[_Receipt]):
    """What a good answer is.

    ``is_reliable`` tells whether a success can be trusted. ``shows_trace`` tells of any answer
    whether it names what it has recorded: a refusal that does so is no refusal.
    """

    kind: type[_Receipt]
    is_reliable: Callable[[_Receipt], bool] = lambda _: True
    shows_trace: Callable[[Mapping[str, Any]], bool] = lambda _: False


def changing(
    gateway: Gateway,
    operation: str,
    request: Mapping[str, Any],
    *,
    claim: Callable[[], None] | None = None,
) -> Call:
    """Make the call of a change to an invoice, over a connection of its own."""
    return Call(
        operation=operation,
        path=f"/cpro/factures/v1/{operation}",
        body=json_body(request),
        wait=gateway.timeouts.deposit,
        single_use=True,
        claim=claim,
    )


def send_once(gateway: Gateway, call: Call, receipt: Receipt[_Receipt], doubt: Doubt) -> _Receipt:
    """Send ``call`` once and give its receipt.

    Raises `BusinessRefusal` and the refusals at the door when nothing was recorded, the error of
    ``doubt`` when nobody knows.
    """
    try:
        answer = gateway.exchange(call)
    except Lost as failure:
        body = excerpt(failure.body, gateway.credentials.secrets)
        raise doubt.error(Evidence(failure.status, body, str(failure), failure.raw)) from failure
    return _settled(gateway, call, answer, receipt, doubt)


def _settled(
    gateway: Gateway, call: Call, answer: Answer, receipt: Receipt[_Receipt], doubt: Doubt
) -> _Receipt:
    payload = decode(answer.body) or {}
    if is_business_refusal(answer, payload) and not receipt.shows_trace(payload):
        raise refusal(call.operation, payload, doubt.where)
    if is_success_status(answer) and return_code(payload) == 0:
        found = _read(receipt, payload)
        if found is not None:
            return found
    raise doubt.error(gateway.evidence(answer))


def _read(receipt: Receipt[_Receipt], payload: dict[str, Any]) -> _Receipt | None:
    try:
        found = receipt.kind.read(payload)
    except ValidationError:
        return None
    return found if receipt.is_reliable(found) else None
