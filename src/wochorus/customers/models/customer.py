"""Customers: who is billed, and how a public one wants to be addressed."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from wochorus.accounts.addresses import PostalAddress
from wochorus.accounts.models import Company
from wochorus.customers.folding import folded_columns, telling_words
from wochorus.customers.payment_means import PaymentMeans


class BuyerKind(models.TextChoices):
    """Public or private; a customer's kind is empty until somebody says which."""

    PUBLIC = "public", "Public"
    PRIVATE = "private", "Privé"


class KindSource(models.TextChoices):
    """Who said whether a customer is public. What a user said, nothing else overwrites."""

    USER = "user", "saisi"
    DIRECTORY = "directory", "d'après l'annuaire de Chorus Pro"
    LEGAL_CATEGORY = "legal_category", "d'après la catégorie juridique"


class EndOfMonth(models.TextChoices):
    """Where the end of the month stands in a payment term: before its days, or after them."""

    BEFORE = "before", "fin de mois, puis les jours"
    AFTER = "after", "les jours, puis fin de mois"


class InvoiceLanguage(models.TextChoices):
    """The languages that a customer may ask its invoices in (ISO 639-1)."""

    FRENCH = "fr", "français"
    ENGLISH = "en", "anglais"
    GERMAN = "de", "allemand"
    SPANISH = "es", "espagnol"
    ITALIAN = "it", "italien"
    DUTCH = "nl", "néerlandais"
    PORTUGUESE = "pt", "portugais"


class Customer(PostalAddress):
    """A customer of an issuing company. The SIRET is kept as it was typed, spaces apart.

    An empty `electronic_address` stands for the one that the annuaire derives from the SIRET.
    `ape` is a code of NAF rév. 2, `ape_2025` one of NAF 2025, in force from 2027-01-01. The term is
    that of `customers.terms`; none is chosen while `term_days` is null.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="customers")
    code = models.CharField("code client", max_length=30)
    name = models.CharField("nom", max_length=201)
    siret = models.CharField("SIRET", max_length=30, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    vat_number = models.CharField("n° de TVA", max_length=20, blank=True)
    ape = models.CharField("code APE (NAF rév. 2)", max_length=10, blank=True)
    ape_2025 = models.CharField("code APE (NAF 2025)", max_length=10, blank=True)
    legal_category = models.CharField("catégorie juridique (Insee)", max_length=4, blank=True)
    kind = models.CharField("public / privé", max_length=10, choices=BuyerKind, blank=True)
    kind_source = models.CharField("qui l'a dit", max_length=20, choices=KindSource, blank=True)
    electronic_address = models.CharField(
        "adresse électronique (BT-49)", max_length=125, blank=True
    )
    email = models.CharField("courriel", max_length=255, blank=True)
    code_service = models.CharField("code service facturation", max_length=100, blank=True)
    term_days = models.PositiveSmallIntegerField("échéance (jours)", null=True, blank=True)
    term_end_of_month = models.CharField(
        "échéance (fin de mois)", max_length=10, choices=EndOfMonth, blank=True
    )
    term_day = models.PositiveSmallIntegerField("échéance (le n du mois)", null=True, blank=True)
    payment_means = models.CharField(
        "mode de règlement", max_length=3, choices=PaymentMeans, blank=True
    )
    language = models.CharField(
        "langue des factures", max_length=2, choices=InvoiceLanguage, default=InvoiceLanguage.FRENCH
    )
    sector = models.CharField("secteur", max_length=60, blank=True)
    group = models.CharField("groupe", max_length=60, blank=True)
    closed_on = models.DateField("établissement fermé le", null=True, blank=True)
    is_partly_disclosed = models.BooleanField("diffusion partielle (Insee)", default=False)
    register_read_at = models.DateTimeField("lu au registre le", null=True, blank=True)
    archived_at = models.DateTimeField("archivé le", null=True, blank=True)
    searchable = models.GeneratedField(
        expression=folded_columns("code", "name", "siret", "town"),
        output_field=models.TextField(),
        db_persist=True,
    )
    folded_name = models.GeneratedField(
        expression=folded_columns("name"), output_field=models.TextField(), db_persist=True
    )
    telling_name = models.GeneratedField(
        expression=telling_words("name"), output_field=models.TextField(), db_persist=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "client"
        constraints = (
            models.UniqueConstraint(fields=["company", "code"], name="customer_code_unique"),
        )
        indexes = (
            GinIndex(
                name="customer_telling_trgm", fields=["telling_name"], opclasses=["gin_trgm_ops"]
            ),
            models.Index(
                name="customer_siret", fields=["company", "siret"], condition=~models.Q(siret="")
            ),
        )
