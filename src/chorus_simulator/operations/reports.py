"""The report of a flow: ``transverses/v1/consulterCRDetaille``.

Only the account that deposited a flow sees it; to others it does not exist. ``listeErreurDP`` is
a list, or by a setting one object (its first error), as in an official sample; an empty list is
null.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

import json
from typing import Any

from typing_extensions import TypedDict

from chorus_simulator.clock import day, stamp
from chorus_simulator.life import flow_state, settle
from chorus_simulator.operations import (
    READ,
    Answer,
    Call,
    Message,
    Operation,
    Refusal,
    success,
)


class PaymentError(TypedDict):
    """A line of ``listeErreurDP``."""

    numeroDP: str
    identifiantFournisseur: str
    identifiantDestinataire: str
    libelleErreurDP: str


class TechnicalError(TypedDict):
    """A line of ``listeErreurTechnique``."""

    natureErreur: str
    codeErreur: str
    libelleErreur: str


class Report(Answer):
    """Answer of ``consulterCRDetaille``."""

    nomFichier: str
    codeInterfaceDepotFlux: str
    dateDepotFlux: str
    dateHeureEtatCourantFlux: str
    etatCourantDepotFlux: str
    listeErreurDP: list[PaymentError] | PaymentError | None
    listeErreurTechnique: list[TechnicalError] | None


class ReportRequest(Message):
    """Request of ``consulterCRDetaille``."""

    numeroFluxDepot: str
    syntaxeFlux: str | None = None


def detailed_report(call: Call, asked: ReportRequest) -> dict[str, Any]:
    """Tell where a flow stands, and what was refused in it."""
    call.entry.flow_number = asked.numeroFluxDepot[:30]
    settle(call.db, call.settings, call.now)
    flow = call.db.execute(
        "SELECT * FROM flows WHERE number = ? AND login = ?",
        (asked.numeroFluxDepot, call.account.login),
    ).fetchone()
    hidden = flow is not None and call.settings.report_not_found_first and not flow["reports"]
    if flow is not None:
        call.db.execute("UPDATE flows SET reports = reports + 1 WHERE id = ?", (flow["id"],))
    if flow is None or hidden or asked.syntaxeFlux not in (None, flow["syntax"]):
        raise Refusal(
            20001,
            f"POQ_MSG_01.003 - Le flux {asked.numeroFluxDepot[:30]} est introuvable.",
        )
    state, since = flow_state(flow, call.now)
    business = json.loads(flow["business_errors"])
    technical = json.loads(flow["technical_errors"])
    if call.settings.dp_errors_shape == "object" and business:
        business = business[0]
    return success(
        READ,
        nomFichier=f"{flow['interface']}_CPP001_{flow['number']}",
        codeInterfaceDepotFlux=flow["interface"],
        dateDepotFlux=day(flow["deposited_at"]),
        dateHeureEtatCourantFlux=stamp(since),
        etatCourantDepotFlux=state,
        listeErreurDP=business or None,
        listeErreurTechnique=technical or None,
    )


OPERATIONS = {
    "transverses/v1/consulterCRDetaille": Operation(ReportRequest, detailed_report, result=Report),
}
