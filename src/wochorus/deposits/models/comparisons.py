"""Our journal against the portal's own list, for a period."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import ChorusEnvironment, Company
from wochorus.billing.models import Invoice


class Side(models.TextChoices):
    """Where an invoice of the period was found."""

    HERE = "here", "ici seulement"
    THERE = "there", "sur Chorus Pro seulement"
    DIFFERENT = "different", "différente"


class Comparison(models.Model):
    """One comparison: both ends of the period are days of issue, included."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="comparisons")
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    issued_from = models.DateField("du")
    issued_to = models.DateField("au")
    here = models.PositiveIntegerField("au journal", default=0)
    there = models.PositiveIntegerField("sur Chorus Pro", default=0)
    same = models.PositiveIntegerField("identiques", default=0)
    actor = models.CharField("par", max_length=100)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "comparaison"
        indexes = (models.Index(fields=["company", "environment", "-id"], name="comparison_last"),)


class ComparisonRow(models.Model):
    """One invoice that is not the same on both sides, and what to do about it.

    ``differences`` maps a French field name to our value and the portal's.
    """

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="rows")
    side = models.CharField(max_length=10, choices=Side)
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    number = models.CharField("n° de facture", max_length=60)
    issue_date = models.DateField("date", null=True)
    chorus_id = models.BigIntegerField("identifiantFactureCPP", null=True)
    flow_number = models.CharField("n° de flux", max_length=60, blank=True)
    status = models.CharField("statut Chorus", max_length=60, blank=True)
    amount = models.DecimalField("TTC", max_digits=19, decimal_places=6, null=True)
    differences = models.JSONField(default=dict)
    what = models.CharField("constat", max_length=30)
    message = models.TextField("ce qu'il en est")
    remedy = models.TextField("que faire", blank=True)
    raw = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["comparison", "side"], name="comparison_row_side"),)
