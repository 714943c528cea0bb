"""Calls that only read: they may be repeated, so a passing failure is tried again.

A reading never says `Ambiguous`: whatever became of it, nothing was changed.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from wochorus.choruspro.answers import (
    decode,
    is_business_refusal,
    is_success_status,
    label,
    return_code,
)
from wochorus.choruspro.bodies import json_body
from wochorus.choruspro.catalogue import return_code_meaning
from wochorus.choruspro.errors import BusinessRefusal, NoAnswer, UnexpectedAnswer
from wochorus.choruspro.evidence import Evidence, excerpt
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.base import Message, Row, rows_in
from wochorus.choruspro.pacing import BACK_OFF_SECONDS
from wochorus.choruspro.transport import Lost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.choruspro.gateway import Gateway
    from wochorus.choruspro.transport import Answer

_Message = TypeVar("_Message", bound=Message)
_Row = TypeVar("_Row", bound=Row)

READING_WAITS = BACK_OFF_SECONDS[:3]

_CORRECT = "Rien n'a été enregistré. Corrigez ce que Chorus Pro indique, puis recommencez"
_LATER = "Rien n'a été modifié. Recommencez dans quelques minutes"


class _Passing(Exception):
    """A failure that another attempt may not meet."""

    def __init__(self, final: NoAnswer) -> None:
        super().__init__(str(final))
        self.final = final


def read(gateway: Gateway, call: Call) -> dict[str, Any]:
    """Make a reading and give its JSON.

    Repeats it, up to four attempts, on a cut connection, a 5xx or an unreadable answer; a
    time-out is not repeated. Raises `BusinessRefusal`, `UnexpectedAnswer`, `NoAnswer`, and the
    refusals at the door.
    """
    for wait in (*READING_WAITS, None):
        try:
            return _read_once(gateway, call)
        except _Passing as failure:
            if wait is None:
                raise failure.final from failure
            gateway.sleep(wait)
    raise AssertionError("the last attempt returns or raises")


def reading(
    gateway: Gateway, api: str, operation: str, request: Mapping[str, Any], *, wait: float = 0
) -> Call:
    """Make the call of a reading: ``api`` and ``operation`` are the two ends of its path.

    ``wait`` is in seconds; 0 is the usual time of a reading.
    """
    return Call(
        operation=operation,
        path=f"/cpro/{api}/v1/{operation}",
        body=json_body(request),
        wait=wait or gateway.timeouts.read,
    )


def ask(
    gateway: Gateway, api: str, operation: str, request: Mapping[str, Any], kind: type[_Message]
) -> _Message:
    """Make a reading and give its answer as a message. Raises what `read` and `understand` do."""
    call = reading(gateway, api, operation, request)
    return understand(kind, read(gateway, call), gateway.address(call))


def understand(kind: type[_Message], payload: Any, where: str) -> _Message:  # noqa: ANN401 - JSON
    """Read a message out of a decoded answer. Raises `UnexpectedAnswer` on another shape."""
    try:
        return kind.read(payload)
    except ValidationError as error:
        raise unexpected(payload, where) from error


def understand_rows(kind: type[_Row], value: object, where: str) -> list[_Row]:
    """Read the rows of a list, which may come as one object. Raises `UnexpectedAnswer`."""
    try:
        found = rows_in(value, kind)
    except ValueError as error:
        raise unexpected(value, where) from error
    return [understand(kind, row, where) for row in found]


def unexpected(payload: object, where: str) -> UnexpectedAnswer:
    """Build the error of an answer that is Chorus Pro's but has another shape."""
    body = excerpt(json.dumps(payload, default=str, ensure_ascii=False).encode())
    return UnexpectedAnswer(
        "La réponse de Chorus Pro n'a pas la forme attendue",
        evidence=Evidence(HTTPStatus.OK, body, ""),
        where=where,
        remedy="Rien n'a été modifié. Recommencez ; si cela persiste, adressez ce message à "
        "l'assistance",
    )


def _read_once(gateway: Gateway, call: Call) -> dict[str, Any]:
    where = gateway.address(call)
    try:
        answer = gateway.exchange(call)
    except Lost as failure:
        body = excerpt(failure.body, gateway.credentials.secrets)
        final = _no_answer(Evidence(failure.status, body, str(failure), failure.raw), where)
        if failure.timed_out:
            raise final from failure
        raise _Passing(final) from failure
    return _payload(gateway, call, answer)


def _payload(gateway: Gateway, call: Call, answer: Answer) -> dict[str, Any]:
    where = gateway.address(call)
    payload = decode(answer.body)
    if payload is not None and is_business_refusal(answer, payload):
        raise refusal(call.operation, payload, where)
    if payload is not None and is_success_status(answer) and _is_complete(call, payload):
        return payload
    evidence = gateway.evidence(answer)
    if is_success_status(answer) or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _Passing(_no_answer(evidence, where))
    raise UnexpectedAnswer(
        f"Chorus Pro a donné une réponse inattendue ({evidence})",
        evidence=evidence,
        where=where,
        remedy="Rien n'a été modifié. Vérifiez l'adresse de l'environnement ; si elle est juste, "
        "adressez ce message à l'assistance",
    )


def _is_complete(call: Call, payload: dict[str, Any]) -> bool:
    """Refuse a JSON that is not Chorus Pro's: an empty object must not pass for "no invoice"."""
    return not call.has_return_code or return_code(payload) == 0


def _no_answer(evidence: Evidence, where: str) -> NoAnswer:
    return NoAnswer(
        f"Chorus Pro n'a pas donné de réponse utilisable ({evidence})",
        evidence=evidence,
        where=where,
        remedy=_LATER,
    )


def refusal(operation: str, payload: dict[str, Any], where: str) -> BusinessRefusal:
    """Build the error of a business refusal, with Chorus Pro's own code and label."""
    code, text = return_code(payload) or 0, label(payload)
    known = return_code_meaning(operation, code, text)
    meaning = f"{known.label} — " if known.is_known and not known.is_inferred else ""
    return BusinessRefusal(
        f"Chorus Pro refuse la demande « {operation} » : {meaning}{text or 'sans explication'} "
        f"(code {code})",
        code=code,
        label=text,
        where=where,
        remedy=known.remedy if known.is_known else _CORRECT,
    )
