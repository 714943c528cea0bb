"""How `wochorus deposit` ends: what is left to do, by what is known after its own follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.cli.failures import fail_partially
from wochorus.deposits.queries import count_not_on_chorus, lines_not_kept
from wochorus.deposits.resending import can_be_resent
from wochorus.deposits.services import Outcome
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from wochorus.deposits.asking import Preparation
    from wochorus.deposits.models import Flow, FlowLine
    from wochorus.deposits.services import DepositResult

TO_CORRECT = (
    "Corrigez ce que les tableaux montrent, puis relancez le même dépôt : "
    "ce qui est déposé sera ignoré."
)
TO_FOLLOW = "Lancez « wochorus follow » : Chorus Pro dira ce qu'il a reçu."


def conclude(preparation: Preparation, result: DepositResult, *, settled: bool) -> None:
    """Say what is left to do, if anything: what waits for Chorus Pro, what is to be corrected.

    ``settled`` tells that no followed flow is open. Ends the command with code 1 when not all of
    the selection is on Chorus Pro.
    """
    if not settled:
        fail_partially(
            "Des flux n'ont pas encore leur état final",
            remedy="Reprenez le suivi : wochorus follow",
        )
    lost = lines_not_kept(result.flows)
    back = [line for line in lost if line.state == LineState.RELEASED]
    refused = [line for line in lost if line.state == LineState.REFUSED]
    told_by_flow = {line.invoice.number for line in lost}
    unsent = [
        line
        for line in result.lines
        if line.outcome is Outcome.NOT_SENT and line.number not in told_by_flow
    ]
    by_incident = _count(back, FlowState.INCIDENT)
    not_received = _count(back, FlowState.NOT_RECEIVED)
    left = {
        "bloquée(s) par une anomalie": len(preparation.report.blocked),
        "non envoyée(s)": len(unsent),
        "refusée(s) par Chorus Pro": len(refused),
        "rendue(s) par un incident de Chorus Pro": by_incident,
        "que Chorus Pro n'a pas reçue(s)": not_received,
        "que Chorus Pro n'a pas gardée(s)": len(back) - by_incident - not_received,
        "sans réponse de Chorus Pro": len(lost) - len(back) - len(refused),
        "d'un dépôt commencé plus tôt, qui n'a pas abouti": count_not_on_chorus(
            [item.invoice_id for item in preparation.skipped]
        ),
    }
    told = [f"{count} facture(s) {what}" for what, count in left.items() if count]
    if not told:
        return
    again = _resendable(back)
    to_correct = bool(preparation.report.blocked or refused or unsent)
    fail_partially(", ".join(told), remedy=_remedy(again, to_correct=to_correct))


def _count(lines: list[FlowLine], state: FlowState) -> int:
    return sum(line.flow.state == state for line in lines)


def _resendable(lines: list[FlowLine]) -> list[Flow]:
    flows = {line.flow_id: line.flow for line in lines}
    return [flow for flow in flows.values() if can_be_resent(flow)]


def _remedy(again: list[Flow], *, to_correct: bool) -> str:
    commands = ", ".join(f"wochorus flow resend {flow.pk}" for flow in again)
    if not commands:
        return TO_CORRECT if to_correct else TO_FOLLOW
    resend = f"Rien n'est à corriger dans ce qui est rendu, renvoyez-le : {commands}"
    return f"{TO_CORRECT} {resend}" if to_correct else resend
