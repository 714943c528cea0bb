"""Billing runs: what was proposed, what became of it."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import Company


class RunState(models.TextChoices):
    """Where a run stands."""

    OPEN = "open", "À émettre"
    ISSUED = "issued", "Émise"
    UNDONE = "undone", "Défaite"
    DROPPED = "dropped", "Abandonnée"


class ItemState(models.TextChoices):
    """What becomes of a period of a contract. `SKIPPED`: it owed nothing, the next one follows."""

    PROPOSED = "proposed", "Proposée"
    EXCLUDED = "excluded", "Écartée"
    REFUSED = "refused", "Refusée"
    ISSUED = "issued", "Émise"
    SKIPPED = "skipped", "Rien à facturer"
    UNDONE = "undone", "Défaite"


BILLED = (ItemState.ISSUED, ItemState.SKIPPED)
"""States in which the days of an item are behind the contract."""


class BillingRun(models.Model):
    """Contracts billed together: all that is due on ``until``, on invoices of ``issue_date``."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="billing_runs")
    issue_date = models.DateField("date des factures")
    until = models.DateField("ce qui est à facturer jusqu'au")
    wanted = models.JSONField("filtres", default=dict)
    state = models.CharField("état", max_length=8, choices=RunState, default=RunState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField("proposée par", max_length=100)
    issued_at = models.DateTimeField("émise le", null=True)
    issued_by = models.CharField("émise par", max_length=100, blank=True)
    closed_at = models.DateTimeField("défaite ou abandonnée le", null=True)
    closed_by = models.CharField("défaite ou abandonnée par", max_length=100, blank=True)

    class Meta:
        app_label = "billing"
        verbose_name = "facturation"


class BillingRunItem(models.Model):
    """A period of a contract in a run. Billed once: the database refuses a second item."""

    run = models.ForeignKey(BillingRun, models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveIntegerField("rang")
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="billing_items")
    period_start = models.DateField("du")
    period_end = models.DateField("au")
    without_tax = models.DecimalField("HT", max_digits=19, decimal_places=2)
    with_tax = models.DecimalField("TTC", max_digits=19, decimal_places=2)
    anomalies = models.JSONField("anomalies connues", default=list)
    state = models.CharField("état", max_length=8, choices=ItemState, default=ItemState.PROPOSED)
    reason = models.CharField("pourquoi", max_length=255, blank=True)
    invoice = models.OneToOneField(
        "billing.Invoice", models.SET_NULL, null=True, related_name="billing_item"
    )

    class Meta:
        app_label = "billing"
        verbose_name = "période facturée"
        constraints = (
            models.UniqueConstraint(
                fields=["run", "position"], name="billing_run_item_position_unique"
            ),
            models.UniqueConstraint(
                fields=["contract", "period_start"],
                condition=models.Q(state__in=("issued", "skipped")),
                name="billing_run_item_billed_once",
            ),
        )
