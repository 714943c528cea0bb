"""What ties a credit note to its invoice."""

from __future__ import annotations

from django.db import models


class Credit(models.Model):
    """A credit note that was issued here, its invoice, and why.

    ``lines`` gives the quantity that it credits by the number (BT-126) of the line of the invoice;
    empty when it credits an amount.
    """

    credit_note = models.OneToOneField("billing.Invoice", models.PROTECT, related_name="credits")
    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, related_name="credited_by")
    lines = models.JSONField(default=dict)
    reason = models.CharField("motif", max_length=255)
    actor = models.CharField("par", max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "billing"
        verbose_name = "avoir émis ici"
