"""Files that follow a contract onto its invoices."""

from __future__ import annotations

from django.db import models

from wochorus.contracts.models.contracts import Contract
from wochorus.core.attachments import ATTACHMENT_KINDS, LONGEST_NAME, AttachmentKind


class Follows(models.TextChoices):
    """Which invoices a file goes with."""

    ALL = "all", "Toutes les factures"
    FIRST = "first", "La première seulement"
    NONE = "none", "Aucune"


class ContractFile(models.Model):
    """A file of a contract, kept once by its content in the data folder."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="files")
    name = models.CharField("nom", max_length=LONGEST_NAME)
    kind = models.CharField(
        "type", max_length=30, choices=ATTACHMENT_KINDS, default=AttachmentKind.ANNEX
    )
    follows = models.CharField("suit", max_length=5, choices=Follows, default=Follows.ALL)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("taille (octets)")
    media_type = models.CharField(max_length=100)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "pièce jointe de contrat"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["contract", "name"], name="contract_file_name_unique"),
        )
