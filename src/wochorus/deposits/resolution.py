"""The user's exits from a flow about which Chorus Pro cannot tell.

After a look at the portal, a person knows what the program cannot: the flow is there, under this
number; or it is not there, and its invoices may leave again. Of a deposited flow, each invoice
may be there or not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wochorus.core.errors import InvalidInput
from wochorus.deposits.moves import Move, hold, move_flow, tell_lines
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import FlowState, LineState
from wochorus.deposits.submissions.recording import declare_recorded

if TYPE_CHECKING:
    from wochorus.deposits.models import Flow, FlowLine

FLOW_NUMBER = re.compile(r"[A-Z0-9]{6}\d{4}[A-Z0-9]{15}", re.ASCII)
"""Application (6), interface (4), sequence (15): Chorus Pro, grammar of `numeroFluxDepot`."""


_BY_HAND = {
    LineState.INTEGRATED: "Déclarée présente, après lecture du portail.",
    LineState.RELEASED: "Déclarée absente, après lecture du portail : à déposer à nouveau.",
}
_CLOSED = "Réglé à la main, après lecture du portail."


def note_flow_number(flow: Flow, flow_number: str) -> None:
    """Record that ``flow`` is on the portal under ``flow_number``; the follow-up goes on from it.

    Raises `InvalidInput` when the flow is not ambiguous, when the number is no flow number, or
    when another flow bears it.
    """
    _require_ambiguous(flow)
    if flow.is_submission:
        raise InvalidInput(
            f"La facture du flux {flow.pk} a été soumise sans flux : elle n'a pas de n° de flux",
            remedy="Si le portail l'a, donnez --integrated ; sinon --not-received.",
        )
    number = flow_number.strip().upper()
    if not FLOW_NUMBER.fullmatch(number):
        raise InvalidInput(
            f"« {flow_number} » n'est pas un numéro de flux",
            remedy="Recopiez les 25 caractères du portail, par exemple CPP0011113000000000000001.",
        )
    try:
        with transaction.atomic():
            adopt_number(flow, number, "N° de flux noté à la main, après lecture du portail.")
    except IntegrityError as error:
        raise InvalidInput(
            f"Le n° {number} est déjà celui d'un autre flux",
            remedy="Vérifiez le numéro sur le portail : chaque flux a le sien.",
        ) from error


def declare_submitted(flow: Flow) -> None:
    """Record that the portal has the invoice of an ambiguous submission.

    Raises `InvalidInput` when the flow is not ambiguous, or when it is one of XML.
    """
    _require_ambiguous(flow)
    if not flow.is_submission:
        raise InvalidInput(
            f"Le flux {flow.pk} a un n° sur Chorus Pro",
            remedy="Donnez-le, tel que le portail le montre : --flow-number N°.",
        )
    declare_recorded(flow)


def declare_not_received(flow: Flow) -> None:
    """Record that the portal does not have ``flow``: its invoices are free again.

    Raises `InvalidInput` when the flow is not ambiguous.
    """
    _require_ambiguous(flow)
    message = "Déclaré non reçu, après lecture du portail : à déposer à nouveau."
    move_flow(flow, Move(FlowState.NOT_RECEIVED, LineState.RELEASED, message))


def settle_by_hand(flow: Flow, to: LineState, numbers: tuple[str, ...] = ()) -> int:
    """Close what a deposited flow still waits for, after a look at the portal; count the invoices.

    ``to`` is ``INTEGRATED`` when the portal has them, ``RELEASED`` when it does not. ``numbers``
    limits it to some invoices; the flow closes with its last one. Raises `InvalidInput` when the
    flow is not deposited, or when one of the numbers does not wait in it.
    """
    if flow.state != FlowState.DEPOSITED:
        raise InvalidInput(
            f"Le flux {flow.pk} n'attend pas le sort de ses factures : il est "
            f"{flow.get_state_display()}",
            remedy="Voyez « wochorus flow show ».",
        )
    with transaction.atomic():
        hold(flow)
        chosen = _waiting(flow, numbers)
        tell_lines(flow, {line.pk: _BY_HAND[to] for line in chosen}, to, "by_hand")
        if not flow.lines.filter(state=LineState.DEPOSITED).exists():
            move_flow(flow, Move(_closed_state(flow), message=_CLOSED))
    return len(chosen)


def _waiting(flow: Flow, numbers: tuple[str, ...]) -> list[FlowLine]:
    waiting = list(flow.lines.filter(state=LineState.DEPOSITED).select_related("invoice"))
    chosen = [line for line in waiting if not numbers or line.invoice.number in numbers]
    unknown = set(numbers).difference(line.invoice.number for line in chosen)
    if unknown:
        raise InvalidInput(
            f"Ne sont pas en attente dans le flux {flow.pk} : {', '.join(sorted(unknown))}",
            remedy="« wochorus flow show » montre l'état de chaque facture.",
        )
    return chosen


def _closed_state(flow: Flow) -> FlowState:
    states = set(flow.lines.values_list("state", flat=True))
    if states == {LineState.INTEGRATED}:
        return FlowState.INTEGRATED
    return FlowState.PARTLY_INTEGRATED if LineState.INTEGRATED in states else FlowState.INCIDENT


def _require_ambiguous(flow: Flow) -> None:
    if flow.state != FlowState.AMBIGUOUS:
        raise InvalidInput(
            f"Le flux {flow.pk} n'est pas incertain : il est {flow.get_state_display()}",
            remedy="Seul un flux resté sans réponse se règle à la main.",
        )
