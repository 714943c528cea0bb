"""The annuaire: public bodies that receive invoices, their services, and what each one asks for.

The same six flags decide every routing check; their seed names are given beside them:
StA, StGE, StGS, StGSE for a structure, SvA and SvGE for a service.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import functions


class DirectoryImport(models.Model):
    """One reading of a published file, and what it changed."""

    kind = models.CharField(
        max_length=10, choices=[("structures", "structures"), ("services", "services")]
    )
    origin = models.CharField(max_length=30)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
    reopened = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField("lignes refusées, laissées de côté")
    orphaned = models.PositiveIntegerField("services dont la structure est inconnue")
    is_repeat = models.BooleanField("même contenu que l'import précédent", default=False)


FIRST_WORD = functions.Lower(
    models.Func(
        models.F("name"),
        models.Value(" "),
        models.Value(1),
        function="split_part",
        output_field=models.TextField(),
    )
)
"""By which the town halls are found when nothing else is asked."""


class Structure(models.Model):
    """A public body, known by its SIRET (identifier type 1) or another identifier."""

    identifier = models.CharField("identifiant", max_length=18, unique=True)
    identifier_type = models.PositiveSmallIntegerField("type d'identifiant", default=1)
    name = models.CharField("raison sociale", max_length=255)
    is_active = models.BooleanField("StA, structure active")
    requires_engagement = models.BooleanField("StGE, engagement obligatoire")
    requires_service = models.BooleanField("StGS, service obligatoire")
    requires_service_or_engagement = models.BooleanField("StGSE, service ou engagement")
    is_works_authority = models.BooleanField("maître d'ouvrage", default=False)
    is_works_only = models.BooleanField("maître d'ouvrage uniquement", default=False)
    reports_payment = models.BooleanField("remonte la mise en paiement", default=False)
    sends_edi = models.BooleanField(default=False)
    receives_edi = models.BooleanField(default=False)
    address = models.CharField("adresse", max_length=255, blank=True)
    address_extra_1 = models.CharField(max_length=255, blank=True)
    address_extra_2 = models.CharField(max_length=255, blank=True)
    postcode = models.CharField("code postal", max_length=20, blank=True)
    town = models.CharField("ville", max_length=150, blank=True)
    phone = models.CharField("téléphone", max_length=50, blank=True)
    email = models.CharField("courriel", max_length=255, blank=True)
    country_code = models.CharField(max_length=3, blank=True)
    country_name = models.CharField(max_length=100, blank=True)
    origin = models.CharField("source", max_length=30)
    closed_at = models.DateTimeField("disparue de l'annuaire le", null=True, blank=True)
    searchable = models.TextField("nom, ville et code postal sans accents")

    class Meta:
        verbose_name = "structure"
        indexes = (
            GinIndex(
                name="structure_searchable_trgm",
                fields=["searchable"],
                opclasses=["gin_trgm_ops"],
            ),
            models.Index(FIRST_WORD, "name", "identifier", name="structure_first_word"),
        )


class Service(models.Model):
    """A service of a structure, chosen by the *code service* of an invoice."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="services")
    code = models.CharField("code service", max_length=100)
    name = models.CharField("nom", max_length=255, blank=True)
    is_active = models.BooleanField("SvA, service actif")
    requires_engagement = models.BooleanField("SvGE, engagement obligatoire")
    chorus_id = models.BigIntegerField("idService", null=True, blank=True)
    address = models.CharField(max_length=255, blank=True)
    address_extra_1 = models.CharField(max_length=255, blank=True)
    address_extra_2 = models.CharField(max_length=255, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    town = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    email = models.CharField(max_length=255, blank=True)
    country_code = models.CharField(max_length=3, blank=True)
    country_name = models.CharField(max_length=100, blank=True)
    origin = models.CharField("source", max_length=30)
    closed_at = models.DateTimeField("disparu de l'annuaire le", null=True, blank=True)
    closes_on = models.DateField("fin de validité (Chorus Pro)", null=True, blank=True)

    class Meta:
        verbose_name = "service"
        constraints = (
            models.UniqueConstraint(fields=["structure", "code"], name="service_code_unique"),
        )


class DirectoryChange(models.Model):
    """One difference that a re-import found; the first import of an origin writes none."""

    imported = models.ForeignKey(DirectoryImport, models.CASCADE, related_name="changes")
    identifier = models.CharField(max_length=18)
    service_code = models.CharField(max_length=100, blank=True)
    kind = models.CharField(
        max_length=10,
        choices=[
            ("added", "ajout"),
            ("changed", "modification"),
            ("closed", "fermeture"),
            ("reopened", "réouverture"),
        ],
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
