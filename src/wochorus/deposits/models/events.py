"""The append-only table of all that happened to orders, flows and invoices."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import Company
from wochorus.billing.models import Invoice
from wochorus.deposits.models.flows import Flow
from wochorus.deposits.models.orders import DepositOrder
from wochorus.deposits.states import FlowState, OrderState

EVENT_LABELS = {
    "order_wish": "demande",
    "order_prepared": "fichiers prêts",
    "order_after_incident": "nouvel essai après un incident",
    "order_accepts_reading": "différences de lecture acceptées",
    "order_left": "préparation interrompue",
    "retry": "nouvel essai : rien n'était parti",
    "asked": "demandé à Chorus Pro",
    "placed_again": "demandé à nouveau",
    "silent": "sans nouvelles de Chorus Pro",
    "read": "état lu",
    "pdf_reading": "PDF lu par Chorus Pro",
    "documents": "documents donnés",
    "refused": "facture refusée",
    "released": "facture libérée",
    "by_hand": "réglé à la main",
    "late_answer": "réponse tardive",
    "status": "statut",
    "follow_end": "fin du suivi",
    "adopted": "facture reprise de Chorus Pro",
    "adoption_undone": "reprise annulée",
    "duplicate": "doublon cherché sur Chorus Pro",
    "request_sending": "demande envoyée",
    "request_retry": "nouvel essai : rien n'était parti",
    "request_done": "demande faite",
    "request_refused": "demande refusée",
    "request_ambiguous": "demande incertaine",
    "request_not_done": "demande non faite",
    "request_asked": "demande cherchée sur Chorus Pro",
    "request_late_answer": "réponse tardive",
    "reissued": "annulée et réémise",
    "reissue_undone": "réémission défaite",
    "remedied": "anomalie corrigée",
    "remedy_undone": "correction annulée",
}
"""Events that are not a state of a flow or of an order."""


class Event(models.Model):
    """What happened, when, and by whom. Rows are never changed nor removed (trigger)."""

    company = models.ForeignKey(Company, models.PROTECT)
    order = models.ForeignKey(DepositOrder, models.PROTECT, null=True, related_name="events")
    flow = models.ForeignKey(Flow, models.PROTECT, null=True, related_name="events")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=40)
    message = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["flow", "id"], name="event_flow"),
            models.Index(fields=["order", "id"], name="event_order"),
        )

    @property
    def kind_label(self) -> str:
        """Say in French what the event is."""
        state = self.kind.removeprefix("order_")
        if state != self.kind and state in OrderState.values:
            return f"ordre {OrderState(state).label}"
        if self.kind in FlowState.values:
            return str(FlowState(self.kind).label)
        return EVENT_LABELS.get(self.kind, self.kind)
