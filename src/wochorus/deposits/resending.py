"""Sending again what a flow gave back: lost on the way, given up, or met by an incident.

Its invoices are free, and an order of exactly these is placed, with what their first order asked.
A person asks for it; or the workers do, for an order that was left to them: as often as a flow is
lost on the way, but once only after an incident of the portal, which may well come back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from wochorus.billing.models import DepositState
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import record_event, record_order_event
from wochorus.deposits.models import DepositOrder, Flow
from wochorus.deposits.orders.placing import place_order
from wochorus.deposits.orders.preparing import request_of
from wochorus.deposits.states import FlowState, LineState, OrderState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

GIVEN_BACK = (FlowState.INCIDENT, FlowState.NOT_RECEIVED, FlowState.ABANDONED)
_OPEN_ORDERS = (OrderState.DRAFT, OrderState.PLANNED, OrderState.RUNNING, OrderState.PAUSED)
_REASONS = {
    FlowState.INCIDENT: "Incident sur Chorus Pro",
    FlowState.NOT_RECEIVED: "Non reçu par Chorus Pro",
    FlowState.ABANDONED: "Abandonné avant l'envoi",
}
AFTER_INCIDENT = "after_incident"


def to_place_again() -> QuerySet[Flow]:
    """Give the flows left to the workers whose invoices leave again by themselves.

    Their order was neither cancelled nor paused since, and their company still deposits there.
    """
    lost = Q(state=FlowState.NOT_RECEIVED)
    met = Q(state=FlowState.INCIDENT) & ~Q(order__events__kind=f"order_{AFTER_INCIDENT}")
    given_up = (OrderState.PAUSED, OrderState.CANCELLED)
    return (
        Flow.objects.filter(
            lost | met, order__unattended=True, environment=F("company__environment")
        )
        .exclude(order__state__in=given_up)
        .exclude(events__kind="placed_again")
    )


def place_again(company: Company) -> list[DepositOrder]:
    """Ask again for what an order left to the workers had sent in vain.

    Its user pressed the button once, and went home.
    """
    flows = to_place_again().filter(company=company).select_related("order__company")
    placed = [_placed_again(flow) for flow in flows.order_by("pk")]
    return [order for order in placed if order is not None]


def resend(flow: Flow, *, unattended: bool = False) -> DepositOrder:
    """Place an order of the invoices that ``flow`` gave back; nothing is prepared yet.

    Raises `InvalidInput` when the flow gave nothing back, or when its invoices are no longer free.
    """
    with transaction.atomic():
        locked = Flow.objects.select_for_update().get(pk=flow.pk)
        former = _require_given_back(locked)
        _require_no_heir(locked)
        ids = _free_again(locked)
        if not ids:
            raise InvalidInput(
                f"Les factures du flux {flow.pk} ne sont plus à déposer",
                remedy=f"Voyez ce qu'elles sont devenues : wochorus flow show {flow.pk}",
            )
        return _place(locked, former, ids, unattended=unattended)


def can_be_resent(flow: Flow) -> bool:
    """Tell whether a flow gave back invoices that are still free, and that nothing took up."""
    if flow.state not in GIVEN_BACK or flow.order_id is None or _heir_of(flow) is not None:
        return False
    return bool(_free_again(flow))


def _placed_again(flow: Flow) -> DepositOrder | None:
    with transaction.atomic():
        Flow.objects.select_for_update().get(pk=flow.pk)
        if flow.order is None or flow.events.filter(kind="placed_again").exists():
            return None
        ids = _free_again(flow)
        if not ids:
            record_event("placed_again", flow, message="Ses factures ne sont plus à déposer.")
            return None
        return _place(flow, flow.order, ids, unattended=True)


def _place(flow: Flow, former: DepositOrder, ids: list[int], *, unattended: bool) -> DepositOrder:
    request = request_of(former, timezone.localdate())
    order = place_order(former.company, request, ids, unattended=unattended)
    reason = _REASONS[FlowState(flow.state)]
    order.message = f"{reason} : nouvel essai du flux {flow.pk}, après l'ordre {former.pk}."
    order.save(update_fields=["message"])
    if flow.state == FlowState.INCIDENT:
        record_order_event(order, AFTER_INCIDENT, message=order.message)
    record_event(
        "placed_again",
        flow,
        message=f"Demandé à nouveau : ordre {order.pk}.",
        payload={"order": order.pk},
    )
    return order


def _require_given_back(flow: Flow) -> DepositOrder:
    if flow.state not in GIVEN_BACK:
        raise InvalidInput(
            f"Le flux {flow.pk} n'est pas à renvoyer : il est {flow.get_state_display()}",
            remedy="Seul un flux en incident, non reçu ou abandonné se renvoie ; corrigez une "
            "facture refusée, puis déposez-la à nouveau.",
        )
    if flow.order is None:
        raise InvalidInput(
            f"Le flux {flow.pk} n'est pas parti d'ici",
            remedy="Déposez ses factures : wochorus deposit --number N°",
        )
    return flow.order


def _require_no_heir(flow: Flow) -> None:
    heir = _heir_of(flow)
    if heir is not None:
        raise InvalidInput(
            f"L'ordre {heir.pk} renvoie déjà les factures du flux {flow.pk}",
            remedy=f"Voyez « wochorus order show {heir.pk} ».",
        )


def _heir_of(flow: Flow) -> DepositOrder | None:
    """Give the order that took up the invoices of ``flow``, while it goes on."""
    events = flow.events.filter(kind="placed_again").order_by("-pk")
    numbers = [event.payload["order"] for event in events if "order" in event.payload]
    return DepositOrder.objects.filter(pk__in=numbers, state__in=_OPEN_ORDERS).first()


def _free_again(flow: Flow) -> list[int]:
    """List the invoices that ``flow`` gave back and that are still to deposit, in their order."""
    freed = flow.lines.filter(
        state=LineState.RELEASED, invoice__deposit_state=DepositState.TO_DEPOSIT
    )
    return list(freed.order_by("position").values_list("invoice_id", flat=True))
