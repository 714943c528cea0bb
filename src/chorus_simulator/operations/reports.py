"""The report of a flow: ``transverses/v1/consulterCRDetaille`` and ``consulterCR``.

Only the account that deposited a flow sees it; to others it does not exist. ``listeErreurDP`` is
a list, or by a setting one object (its first error), as in an official sample; an empty list is
null. ``consulterCR`` gives the same report as a PDF; the partner that it names is the account.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from chorus_simulator.clock import day, stamp
from chorus_simulator.documents import composing
from chorus_simulator.life import flow_state
from chorus_simulator.operations import (
    DONE,
    READ,
    Answer,
    Call,
    Message,
    Operation,
    Refusal,
    success,
)

if TYPE_CHECKING:
    import sqlite3

PARTNER = "CPP001"
"""The application code of everything that is deposited by API."""


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
    flow = _flow(call, asked)
    state, since = flow_state(flow, call.now)
    business = json.loads(flow["business_errors"])
    technical = json.loads(flow["technical_errors"])
    if call.settings.dp_errors_shape == "object" and business:
        business = business[0]
    return success(
        READ,
        nomFichier=_file_name(flow),
        codeInterfaceDepotFlux=flow["interface"],
        dateDepotFlux=day(flow["deposited_at"]),
        dateHeureEtatCourantFlux=stamp(since),
        etatCourantDepotFlux=state,
        listeErreurDP=business or None,
        listeErreurTechnique=technical or None,
    )


def _flow(call: Call, asked: ReportRequest) -> sqlite3.Row:
    """Find the settled flow that is asked for, and count the question (Refusal)."""
    call.entry.flow_number = asked.numeroFluxDepot[:30]
    flow: sqlite3.Row | None = call.db.execute(
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
    return flow


def _file_name(flow: sqlite3.Row) -> str:
    return f"{flow['interface']}_{PARTNER}_{flow['number']}"


class PdfReportRequest(ReportRequest):
    """Request of ``consulterCR``; the date of deposit has no effect."""

    dateDepot: str | None = None


class PdfReport(Answer):
    """Answer of ``consulterCR``: the report is a PDF in base64."""

    numeroFluxDepot: str
    nomFichierFlux: str
    codeInterfaceFlux: str
    codeAppliPartenaire: str
    designationPartenaire: str
    dateDepotFlux: str
    dateHeureEtatCourantFlux: str
    etatCourantFlux: str
    fichierCR: str


def pdf_report(call: Call, asked: PdfReportRequest) -> dict[str, Any]:
    """Tell where a flow stands, with its report as a PDF."""
    flow = _flow(call, asked)
    state, since = flow_state(flow, call.now)
    accepted = call.db.execute(
        "SELECT i.number, i.gross, i.status, r.identifier AS recipient FROM invoices i"
        " JOIN structures r ON r.id = i.recipient_id WHERE i.flow_id = ? ORDER BY i.position",
        (flow["id"],),
    ).fetchall()
    errors = {
        "business": json.loads(flow["business_errors"]),
        "technical": json.loads(flow["technical_errors"]),
    }
    content = composing.flow_report_pdf(flow, state, accepted, errors)
    return success(
        DONE,
        numeroFluxDepot=flow["number"],
        nomFichierFlux=_file_name(flow),
        codeInterfaceFlux=flow["interface"],
        codeAppliPartenaire=PARTNER,
        designationPartenaire=call.account.login,
        dateDepotFlux=day(flow["deposited_at"]),
        dateHeureEtatCourantFlux=stamp(since),
        etatCourantFlux=state,
        fichierCR=base64.b64encode(content).decode(),
    )


OPERATIONS = {
    "transverses/v1/consulterCR": Operation(PdfReportRequest, pdf_report, result=PdfReport),
    "transverses/v1/consulterCRDetaille": Operation(ReportRequest, detailed_report, result=Report),
}
