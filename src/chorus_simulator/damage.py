"""How a fault changes the answer to a call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chorus_simulator.exchange import Reply, json_reply

if TYPE_CHECKING:
    from chorus_simulator.faults import Fault
    from chorus_simulator.ledger import Entry

_PAGE = (
    "<!DOCTYPE html><html lang='fr'><head><title>Service momentanément indisponible</title>"
    "</head><body><h1>Service momentanément indisponible</h1></body></html>"
)


def instead(fault: Fault) -> Reply:
    """Give the answer that a fault puts in place of the true one."""
    match fault.kind:
        case "token_refused":
            return json_reply(400, {"error": "invalid_client"})
        case "status_401":
            return json_reply(401, {"ErrorCode": "401", "Description": "[invalid field]"})
        case "status_403":
            return Reply(403)
        case "status_429":
            return Reply(429, headers={"Retry-After": f"{fault.seconds:.0f}"})
        case "status_500":
            return json_reply(500, {"ErrorCode": "500", "Description": "Internal Server Error"})
        case "html":
            return Reply(200, _PAGE.encode(), {"Content-Type": "text/html;charset=utf-8"})
        case "cut_before_recording" | "cut_after_recording":
            return Reply(0, cut=True)
        case _:
            return Reply(200)


def strike(fault: Fault, reply: Reply, entry: Entry) -> Reply:
    """Change ``reply`` as the fault wants, and say so in the ledger line."""
    entry.fault = "+".join(filter(None, (entry.fault, fault.kind)))
    if fault.kind == "slow_before_recording":
        return reply
    if fault.kind == "slow":
        reply.wait = fault.seconds
        return reply
    struck = _without_flow_number(reply) if fault.kind == "no_flow_number" else instead(fault)
    if struck.cut:
        moment = "après" if fault.recorded else "avant"
        entry.answer = f"coupé {moment} enregistrement"
    entry.http_status = struck.status or None
    return struck


def _without_flow_number(reply: Reply) -> Reply:
    content = json.loads(reply.body or b"{}")
    content.pop("numeroFluxDepot", None)
    return json_reply(reply.status, content)
