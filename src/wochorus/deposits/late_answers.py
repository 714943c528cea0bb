"""An answer that comes after all was concluded without it: it is certain, and corrects that.

A program sleeps with its request on its way; meanwhile a person, or the search of the portal, says
that the flow was not received, and its invoices are free. Then Chorus Pro's acceptance is read:
the portal has them. Those that are still free are held again, before anybody deposits them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from wochorus.billing.models import FREE_STATES, Invoice
from wochorus.deposits.models import Flow
from wochorus.deposits.moves import Move, move_flow, tell_lines
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from collections.abc import Mapping

LATE = "Chorus Pro l'a reçu : sa réponse est venue après coup."
_HELD = "Déposée : la réponse de Chorus Pro est venue après coup."


def may_be_taken_up(flow: Flow) -> bool:
    """Tell whether ``flow``, as it is now, was concluded not received by the present portal."""
    return Flow.objects.filter(
        pk=flow.pk, state=FlowState.NOT_RECEIVED, environment=F("company__environment")
    ).exists()


def take_up(flow: Flow, flow_number: str = "", payload: Mapping[str, Any] | None = None) -> None:
    """Make a flow that was concluded not received deposited, with its invoices that are still free.

    Those that another deposit holds by now stay with it. Raises `TakenOverError` as `move_flow`,
    `IntegrityError` when another flow bears the number; nothing is changed then.
    """
    with transaction.atomic():
        # In the order of a reservation: the invoices first, then the flow.
        invoices = Invoice.objects.filter(lines__flow=flow).order_by("pk")
        held = invoices.select_for_update(of=("self",)).values_list("pk", "deposit_state")
        free = [pk for pk, state in held if state in FREE_STATES]
        fields = {"flow_number": flow_number}
        told = {**fields, **(payload or {})}
        move_flow(flow, Move(FlowState.DEPOSITED, None, LATE, fields, told))
        given_back = flow.lines.filter(state=LineState.RELEASED, invoice__in=free)
        ids = given_back.values_list("pk", flat=True)
        tell_lines(flow, dict.fromkeys(ids, _HELD), LineState.DEPOSITED, "late_answer")
