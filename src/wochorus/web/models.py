"""What each person has set for their screens."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wochorus.accounts.models import Company


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
