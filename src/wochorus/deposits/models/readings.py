"""When Chorus Pro was last read, and up to where: the heartbeat that the user sees."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import ChorusEnvironment, Company


class ReadingKind(models.TextChoices):
    """What is read of the portal again and again."""

    FLOWS = "flows", "flux"
    STATUSES = "statuses", "statuts des factures"
    COMPARISON = "comparison", "comparaison avec le journal"
    DIRECTORY = "directory", "annuaire"


class PortalReading(models.Model):
    """The latest reading of one kind, for a company on one environment.

    ``asked_at`` is the last try, ``read_at`` the last that succeeded, ``trouble`` what stopped the
    last try (empty when it succeeded). ``read_to`` is the moment of the portal up to which every
    change is known.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="readings")
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    kind = models.CharField(max_length=12, choices=ReadingKind)
    asked_at = models.DateTimeField("demandé le", null=True)
    read_at = models.DateTimeField("lu le", null=True)
    read_to = models.DateTimeField("lu jusqu'au", null=True)
    trouble = models.TextField("ce qui a empêché la lecture", blank=True)

    class Meta:
        verbose_name = "relevé de Chorus Pro"
        constraints = (
            models.UniqueConstraint(
                fields=["company", "environment", "kind"], name="portal_reading_unique"
            ),
        )
