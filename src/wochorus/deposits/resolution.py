"""The user's two exits from an ambiguous flow, when Chorus Pro cannot tell.

After a look at the portal, a person knows what the program cannot: the flow is there, under this
number; or it is not there, and its invoices may leave again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wochorus.core.errors import InvalidInput
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from wochorus.deposits.models import Flow

FLOW_NUMBER = re.compile(r"[A-Z0-9]{6}\d{4}[A-Z0-9]{15}", re.ASCII)
"""Application (6), interface (4), sequence (15): Chorus Pro, grammar of `numeroFluxDepot`."""


def note_flow_number(flow: Flow, flow_number: str) -> None:
    """Record that ``flow`` is on the portal under ``flow_number``; the follow-up goes on from it.

    Raises `InvalidInput` when the flow is not ambiguous, when the number is no flow number, or
    when another flow bears it.
    """
    _require_ambiguous(flow)
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


def declare_not_received(flow: Flow) -> None:
    """Record that the portal does not have ``flow``: its invoices are free again.

    Raises `InvalidInput` when the flow is not ambiguous.
    """
    _require_ambiguous(flow)
    message = "Déclaré non reçu, après lecture du portail : à déposer à nouveau."
    move_flow(flow, Move(FlowState.NOT_RECEIVED, LineState.RELEASED, message))


def _require_ambiguous(flow: Flow) -> None:
    if flow.state != FlowState.AMBIGUOUS:
        raise InvalidInput(
            f"Le flux {flow.pk} n'est pas incertain : il est {flow.get_state_display()}",
            remedy="Seul un flux resté sans réponse se règle à la main.",
        )
