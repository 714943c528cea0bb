"""What is asked of Chorus Pro for an invoice that it has recorded."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import ChorusEnvironment
from wochorus.billing.models import Invoice


class RequestKind(models.TextChoices):
    """The changes that a supplier may ask for."""

    COMPLETE = "complete", "compléter"
    RECYCLE = "recycle", "recycler"
    HANDLE_REJECTION = "handle_rejection", "déclarer le rejet traité"
    CORRECT_VALIDATOR = "correct_validator", "corriger le valideur"


class RequestState(models.TextChoices):
    """Where a request stands: sent once, and never again while nobody knows what became of it."""

    SENDING = "sending", "en cours"
    DONE = "done", "faite"
    REFUSED = "refused", "refusée"
    AMBIGUOUS = "ambiguous", "incertaine"
    NOT_DONE = "not_done", "non faite"


LIVE_REQUEST_STATES = (RequestState.SENDING, RequestState.AMBIGUOUS)


class InvoiceRequest(models.Model):
    """One request for one invoice, frozen before it is sent.

    ``body`` holds what is sent, ``files`` the name, SHA-256, size and portal's number of each file
    beside it. ``before`` is what the portal showed of the invoice just before: it tells what is
    new since. ``absent_at`` is when the change was first looked for and not found.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="requests")
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    chorus_id = models.BigIntegerField("identifiantFactureCPP")
    kind = models.CharField(max_length=20, choices=RequestKind)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.SENDING)
    body = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    message = models.TextField("ce qui s'est passé", blank=True)
    actor = models.CharField("demandé par", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField("demandé à Chorus Pro le", null=True)
    absent_at = models.DateTimeField("absente depuis le", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "demande"
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(state__in=LIVE_REQUEST_STATES),
                name="invoice_single_live_request",
            ),
        )
