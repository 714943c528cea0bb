"""Customers: who is billed, and how a public one wants to be addressed."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import Company
from wochorus.core.countries import FRANCE
from wochorus.customers.folding import folded_columns


class BuyerKind(models.TextChoices):
    """Public or private; a customer's kind is empty until somebody says which."""

    PUBLIC = "public", "Public"
    PRIVATE = "private", "Privé"


class Customer(models.Model):
    """A customer of an issuing company. The SIRET is kept as it was typed, spaces apart.

    An empty `electronic_address` stands for the one that the annuaire derives from the SIRET.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="customers")
    code = models.CharField("code client", max_length=30)
    name = models.CharField("nom", max_length=201)
    siret = models.CharField("SIRET", max_length=30, blank=True)
    kind = models.CharField("public / privé", max_length=10, choices=BuyerKind, blank=True)
    code_service = models.CharField("code service facturation", max_length=100, blank=True)
    vat_number = models.CharField("n° de TVA", max_length=20, blank=True)
    electronic_address = models.CharField(
        "adresse électronique (BT-49)", max_length=125, blank=True
    )
    address = models.CharField("adresse", max_length=255, blank=True)
    address_line_2 = models.CharField("complément d'adresse", max_length=255, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    town = models.CharField("ville", max_length=100, blank=True)
    country = models.CharField("pays", max_length=2, default=FRANCE)
    email = models.CharField("courriel", max_length=255, blank=True)
    sector = models.CharField("secteur", max_length=60, blank=True)
    group = models.CharField("groupe", max_length=60, blank=True)
    searchable = models.GeneratedField(
        expression=folded_columns("code", "name", "siret", "town"),
        output_field=models.TextField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "client"
        constraints = (
            models.UniqueConstraint(fields=["company", "code"], name="customer_code_unique"),
        )
