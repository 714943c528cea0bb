"""The rates that users add to those that the program knows."""

from __future__ import annotations

from django.db import models


class RefinancingRate(models.Model):
    """The ECB's main refinancing rate, in percent, on the first day of a half-year."""

    half_year = models.DateField("premier jour du semestre", unique=True)
    percent = models.DecimalField("taux (%)", max_digits=6, decimal_places=3)
    source = models.CharField("source", max_length=255, blank=True)
    actor = models.CharField("saisi par", max_length=100)
    added_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "billing"
        verbose_name = "taux de refinancement"
