"""The versions of the PDF of an invoice."""

from __future__ import annotations

from django.db import models


class PdfOrigin(models.TextChoices):
    """Where an archived PDF comes from."""

    MADE = "made", "mis en page ici"
    IMPORTED = "imported", "importé"


class ArchivedPdf(models.Model):
    """One version of the PDF of an invoice; rows are added, never changed.

    The database refuses any change (migration 0009). ``told`` is the SHA-256 of what the invoice
    said then, in the words of EN 16931: another one today means that the PDF no longer says what
    the invoice says. ``look`` sums up the template and the logo of a page that was made here.
    """

    invoice = models.ForeignKey("billing.Invoice", models.CASCADE, related_name="archived_pdfs")
    version = models.PositiveSmallIntegerField("version")
    document = models.ForeignKey("billing.Document", models.PROTECT, related_name="archived_as")
    file_name = models.CharField("nom du fichier", max_length=255)
    origin = models.CharField("origine", max_length=10, choices=PdfOrigin)
    told = models.CharField(max_length=64)
    look = models.CharField(max_length=64, blank=True)
    actor = models.CharField("par", max_length=100)
    at = models.DateTimeField("archivé le", auto_now_add=True)

    class Meta:
        app_label = "billing"
        verbose_name = "PDF archivé"
        constraints = (
            models.UniqueConstraint(
                fields=["invoice", "version"], name="archived_pdf_version_unique"
            ),
        )
