"""What each person has set for their screens."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wochorus.accounts.models import Company
from wochorus.deposits.models import DepositOrder


class Preference(models.Model):
    """One thing that a person has set: the columns of a grid, the theme. ``value`` is JSON."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        verbose_name = "préférence"
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="preference_unique"),)


class SavedFilter(models.Model):
    """A filter of the journal under a name; ``query`` is what stands in the address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="filters")
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    name = models.CharField("nom", max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        verbose_name = "filtre enregistré"
        constraints = (
            models.UniqueConstraint(fields=["user", "company", "name"], name="saved_filter_unique"),
        )


class Selection(models.Model):
    """The invoices that a person chose on one screen and took to another, in no order.

    It has an address (`?selection=`), so that the page may be reloaded or shown to somebody else.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="selections")
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    invoice_ids = ArrayField(models.BigIntegerField())
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "sélection"


class Proposal(models.Model):
    """The invoices that a page offered to deposit, all of them checked, in their order.

    Its button places one ``order``, however often it is pressed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    environment = models.CharField(max_length=20)
    invoice_ids = ArrayField(models.BigIntegerField())
    amount = models.DecimalField(max_digits=19, decimal_places=2)
    order = models.ForeignKey(DepositOrder, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "proposition de dépôt"
