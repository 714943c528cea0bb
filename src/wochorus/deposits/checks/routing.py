"""The routing: code service and engagement, as the structure and the service ask for them.

What they ask, and in which order, stands in `wochorus.directory.demands`.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from wochorus.deposits.checks.anomaly import Candidate, Finding, Surroundings
from wochorus.directory.demands import Missing, ServiceFault, missing_references, service_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING_CODES = {
    Missing.EITHER: "SERVICE_OR_ENGAGEMENT_MISSING",
    Missing.SERVICE: "SERVICE_MISSING",
    Missing.ENGAGEMENT: "ENGAGEMENT_MISSING",
}
FAULT_CODES = {
    ServiceFault.RESERVED: "SERVICE_RESERVED",
    ServiceFault.UNKNOWN: "SERVICE_UNKNOWN",
    ServiceFault.CLOSED: "SERVICE_CLOSED",
    ServiceFault.INACTIVE: "SERVICE_INACTIVE",
    ServiceFault.ENGAGEMENT: "SERVICE_ENGAGEMENT_MISSING",
}


def _ask_engagement(candidate: Candidate) -> str:
    """The references of an invoice may be put right until it leaves, one issued here included."""
    return (
        "Demandez au client le numéro de son bon de commande, puis : wochorus anomalies fix "
        f"{shlex.quote(candidate.number)} --engagement N°"
    )


def _give_service(candidate: Candidate) -> str:
    """Give it to the customer: an invoice that names no service takes its customer's."""
    return candidate.customer_change("--code-service CODE")


def check_required_references(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """What the structure requires is there."""
    structure = around.structure_of(candidate)
    if structure is None:
        return
    remedies = {
        Missing.EITHER: f"Donnez l'un des deux. Un code service : {_give_service(candidate)}. Un "
        f"n° d'engagement : wochorus anomalies fix {shlex.quote(candidate.number)} --engagement N°",
        Missing.SERVICE: f"Choisissez-en un : wochorus directory show {candidate.customer_siret}, "
        f"puis : {_give_service(candidate)}",
        Missing.ENGAGEMENT: _ask_engagement(candidate),
    }
    for missing in missing_references(structure, candidate.code_service, candidate.engagement):
        told = missing.value[0].upper() + missing.value[1:]
        yield Finding(MISSING_CODES[missing], told, remedies[missing])


def check_service(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """The named service exists, is active, is open to suppliers, and has its engagement."""
    code, structure = candidate.code_service, around.structure_of(candidate)
    if structure is None:
        return
    service = around.service_of(candidate)
    fault = service_fault(structure, service, code, candidate.engagement)
    if fault is None:
        return
    remedy = (
        f"Choisissez-en un autre : wochorus directory show {candidate.customer_siret}. "
        f"{candidate.corrected('colonne Code service')}"
    )
    if fault is ServiceFault.ENGAGEMENT:
        remedy = _ask_engagement(candidate)
    yield Finding(FAULT_CODES[fault], f"Le service {code} {fault.value}", remedy)
