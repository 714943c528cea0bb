"""The life that the recipient gives an invoice on Chorus Pro, stored whole."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import ChorusEnvironment
from wochorus.billing.models import Invoice


class FollowEnd(models.TextChoices):
    """Why an invoice is no longer watched; a change that shows all the same is recorded."""

    NONE = "", "suivie"
    FINAL = "final", "statut final"
    NO_PAYMENT_NEWS = "no_payment_news", "l'organisme n'annonce pas le paiement"
    SILENT = "silent", "sans nouvelles depuis longtemps"


class InvoiceLife(models.Model):
    """Where an invoice stands on one portal: its latest status, since when, why and by whom.

    ``seen_at`` is when we first saw that status, ``history_read_at`` when its whole history was
    last stored.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lives")
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    chorus_id = models.BigIntegerField("identifiantFactureCPP")
    status = models.CharField("statut Chorus", max_length=60)
    status_at = models.DateTimeField("statut depuis le", null=True)
    comment = models.TextField("motif", blank=True)
    who = models.CharField("par", max_length=200, blank=True)
    seen_at = models.DateTimeField("vu le")
    history_read_at = models.DateTimeField("histoire lue le", null=True)
    end = models.CharField(
        "fin du suivi", max_length=20, choices=FollowEnd, blank=True, default=FollowEnd.NONE
    )

    class Meta:
        verbose_name = "vie d'une facture sur Chorus Pro"
        constraints = (
            models.UniqueConstraint(
                fields=["environment", "chorus_id", "invoice"], name="invoice_life_unique"
            ),
        )
        indexes = (models.Index(fields=["environment", "end"], name="invoice_life_end"),)


class LifeEntryKind(models.TextChoices):
    """The three lists of a history (``consulter/historique``)."""

    STATUS = "status", "statut"
    EVENT = "event", "événement"
    ACTION = "action", "action"


class LifeEntry(models.Model):
    """One line of an invoice's history, as Chorus Pro wrote it. Rows are only ever added.

    ``key`` tells it from the others of its kind: the portal's own number, else a digest of the
    line. ``raw`` is the whole line.
    """

    life = models.ForeignKey(InvoiceLife, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=8, choices=LifeEntryKind)
    key = models.CharField(max_length=64)
    at = models.DateTimeField("le", null=True)
    code = models.CharField(max_length=255)
    comment = models.TextField(blank=True)
    who = models.CharField("par", max_length=200, blank=True)
    raw = models.JSONField(default=dict)
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["life", "kind", "key"], name="life_entry_unique"),
        )
        indexes = (models.Index(fields=["life", "at"], name="life_entry_at"),)
