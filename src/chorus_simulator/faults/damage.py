"""How a fault changes the answer to a call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from chorus_simulator.exchange import Reply, json_reply
from chorus_simulator.faults.spoiling import SPOILERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from chorus_simulator.faults import Fault
    from chorus_simulator.ledger import Entry

_HTML = {"Content-Type": "text/html;charset=utf-8"}
_PAGE = (
    "<!DOCTYPE html><html lang='fr'><head><title>{0}</title></head>"
    "<body><h1>{0}</h1><p>Veuillez réessayer ultérieurement.</p></body></html>"
)
_UNAVAILABLE = _PAGE.format("Service momentanément indisponible").encode()
_MAINTENANCE = _PAGE.format("Chorus Pro est en maintenance").encode()
_WRONG_ACCOUNT = {"ErrorCode": "401", "Description": "[invalid field]"}


_ERROR = {"ErrorCode": "500", "Description": "Internal Server Error"}
_FIXED: dict[str, Callable[[Fault], Reply]] = {
    "token_refused": lambda _: json_reply(400, {"error": "invalid_client"}),
    "status_401": lambda _: json_reply(401, _WRONG_ACCOUNT),
    "password_expired": lambda _: json_reply(401, _WRONG_ACCOUNT),
    "status_403": lambda _: Reply(403),
    "status_429": lambda fault: Reply(429, headers={"Retry-After": f"{fault.seconds:.0f}"}),
    "status_500": lambda _: json_reply(500, _ERROR),
    "maintenance": lambda _: Reply(503, _MAINTENANCE, dict(_HTML)),
    "html": lambda _: Reply(200, _UNAVAILABLE, dict(_HTML)),
    "empty": lambda _: Reply(200),
    "report_not_found": lambda _: _refusal(20001, "POQ_MSG_01.003 - Le flux est introuvable."),
    "unknown_code": lambda fault: _refusal(
        _whole(fault.value, 29999), "ZZZ_MSG_99.999 - Refus inconnu."
    ),
    "cut_before_recording": lambda _: Reply(0, cut="reset"),
    "cut_after_recording": lambda _: Reply(0, cut="reset"),
    "lost_answer": lambda fault: Reply(0, wait=fault.seconds, cut="close"),
}
"""The answers that a fault puts in place of the true one."""


def strike(fault: Fault, reply: Reply, entry: Entry) -> Reply:
    """Change ``reply`` as the fault wants, and say so in the ledger line."""
    entry.fault = "+".join(filter(None, (entry.fault, fault.kind)))
    match fault.kind:
        case "slow_before_recording":
            return reply
        case "slow":
            reply.wait = fault.seconds
            return reply
        case "truncated_json":
            reply.body = reply.body[: len(reply.body) // 2]
            return reply
        case "cut_half_way":
            reply.cut = "half"
            entry.answer = "coupé au milieu de la réponse"
            return reply
    struck = (
        _spoiled(fault, reply, entry.at) if fault.kind in SPOILERS else _FIXED[fault.kind](fault)
    )
    _tell(fault, struck, entry)
    return struck


def _tell(fault: Fault, struck: Reply, entry: Entry) -> None:
    """Write in the ledger what was sent, and not what would have been."""
    if struck.cut:
        moment = "après" if fault.recorded else "avant"
        entry.answer = f"coupé {moment} enregistrement"
    entry.http_status = struck.status or None
    content = _json_of(struck)
    if isinstance(content, dict) and "codeRetour" in content:
        code = content["codeRetour"]
        entry.code_retour = code if isinstance(code, int) else None
        entry.libelle = str(content.get("libelle"))


def _spoiled(fault: Fault, reply: Reply, now: float) -> Reply:
    """Change the content of a JSON answer; another answer stays as it is."""
    content = _json_of(reply)
    if content is None:
        return reply
    return json_reply(reply.status, SPOILERS[fault.kind](content, fault.value, now))


def _json_of(reply: Reply) -> Any:  # noqa: ANN401  whatever JSON holds
    try:
        return json.loads(reply.body) if reply.body else None
    except ValueError:
        return None


def _refusal(code: int, label: str) -> Reply:
    return json_reply(200, {"codeRetour": code, "libelle": label})


def _whole(text: str | None, usual: int) -> int:
    try:
        return int(text) if text else usual
    except ValueError:
        return usual
