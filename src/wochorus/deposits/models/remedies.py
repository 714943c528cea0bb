"""What was found wrong with invoices not yet deposited, and what was put right in place."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import Company
from wochorus.billing.models import Invoice


class KnownCheck(models.Model):
    """The last check of an invoice: its findings, and the stamp of all that they came from.

    ``findings`` are objects with ``code``, ``message``, ``remedy``, ``level``, ``attachment``.
    """

    invoice = models.OneToOneField(
        Invoice, models.CASCADE, primary_key=True, related_name="known_check"
    )
    stamp = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    is_blocked = models.BooleanField(default=False)
    has_findings = models.BooleanField(default=False)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = "contrôle connu"


class AppliedRemedy(models.Model):
    """One remedy as it was applied, with what each row was before: enough to take it back.

    ``changes`` holds, under ``invoices``, ``contracts`` and ``customers``, the value before by id;
    under ``links``, the documents that invoices had before.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=12)
    code = models.CharField("anomalie", max_length=60)
    value = models.CharField(max_length=255, blank=True)
    changes = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "correction"
