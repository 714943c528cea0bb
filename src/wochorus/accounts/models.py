"""Issuing companies and how each one reaches Chorus Pro."""

from __future__ import annotations

from django.db import models


class ChorusEnvironment(models.TextChoices):
    """The portals that a company may deposit on. None is assumed."""

    SIMULATOR = "simulator", "simulateur"
    QUALIFICATION = "qualification", "qualification"
    PRODUCTION = "production", "PRODUCTION"
    OTHER = "other", "autre"


class Company(models.Model):
    """A company that issues invoices. Every other record belongs to one."""

    code = models.SlugField("code", max_length=30, unique=True)
    name = models.CharField("raison sociale", max_length=201)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField("n° de TVA", max_length=20, blank=True)
    address = models.CharField("adresse", max_length=255, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    town = models.CharField("ville", max_length=100, blank=True)
    email = models.EmailField("courriel", blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    environment = models.CharField(
        "environnement Chorus Pro",
        max_length=20,
        choices=ChorusEnvironment,
        default=ChorusEnvironment.SIMULATOR,
    )
    cadre = models.CharField("cadre de facturation", max_length=3, default="A1")
    flow_size_limit = models.PositiveBigIntegerField(
        "taille maximale d'un flux (octets)", default=30_000_000
    )
    call_interval_ms = models.PositiveIntegerField("attente internet (ms)", default=1000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "société"
        constraints = (
            models.UniqueConstraint(
                fields=["siret"], condition=~models.Q(siret=""), name="company_siret_unique"
            ),
        )


class ChorusAccess(models.Model):
    """The credentials of one company on one environment; secrets are stored encrypted."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="accesses")
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    client_id = models.CharField("identifiant PISTE", max_length=200)
    client_secret = models.BinaryField("secret PISTE (chiffré)")
    technical_login = models.CharField("compte technique", max_length=200)
    technical_password = models.BinaryField("mot de passe technique (chiffré)")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "accès Chorus Pro"
        constraints = (
            models.UniqueConstraint(fields=["company", "environment"], name="chorus_access_unique"),
        )
