"""The postal address that companies, customers and sites have."""

from __future__ import annotations

from django.db import models

from wochorus.core.countries import FRANCE


class PostalAddress(models.Model):
    """The columns of an address; ``country`` is a code of ISO 3166-1."""

    address = models.CharField("adresse", max_length=255, blank=True)
    address_line_2 = models.CharField("complément d'adresse", max_length=255, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    town = models.CharField("ville", max_length=100, blank=True)
    country = models.CharField("pays", max_length=2, default=FRANCE)

    class Meta:
        abstract = True
