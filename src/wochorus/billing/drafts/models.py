"""Drafts of free invoices and extra works: what was typed, and nothing that is reckoned."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import Company
from wochorus.contracts.references import REFERENCE_LENGTH, SERVICE_LENGTH
from wochorus.core.attachments import ATTACHMENT_KINDS, LONGEST_NAME, AttachmentKind
from wochorus.core.tax_categories import TAX_CATEGORIES, TaxCategory
from wochorus.core.units import ONE
from wochorus.customers.models import Customer
from wochorus.customers.payment_means import PaymentMeans


class InvoiceDraft(models.Model):
    """An invoice to come. Issued, it names its invoice and changes no more.

    What is empty is taken from the contract, the customer or the company when it is issued.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="invoice_drafts")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invoice_drafts")
    contract = models.ForeignKey(
        "contracts.Contract", models.PROTECT, null=True, blank=True, related_name="invoice_drafts"
    )
    source = models.CharField("origine", max_length=12)
    subject = models.CharField("objet", max_length=255, blank=True)
    sector = models.CharField("secteur", max_length=60, blank=True)
    chantier = models.CharField("chantier", max_length=100, blank=True)
    operation_category = models.CharField("catégorie d'opération", max_length=1, default="S")
    delivery_date = models.DateField("date d'exécution", null=True, blank=True)
    period_start = models.DateField("début de période", null=True, blank=True)
    period_end = models.DateField("fin de période", null=True, blank=True)
    marche = models.CharField("n° de marché", max_length=REFERENCE_LENGTH, blank=True)
    engagement = models.CharField("n° d'engagement", max_length=REFERENCE_LENGTH, blank=True)
    code_service = models.CharField("code service", max_length=SERVICE_LENGTH, blank=True)
    prepaid = models.DecimalField("acompte déjà payé", max_digits=19, decimal_places=2, default=0)
    cadre = models.CharField("cadre de facturation", max_length=3, blank=True)
    payment_term = models.CharField("échéance", max_length=60, blank=True)
    payment_means = models.CharField(
        "mode de règlement", max_length=3, choices=PaymentMeans, blank=True
    )
    invoice = models.OneToOneField(
        "billing.Invoice", models.SET_NULL, null=True, blank=True, related_name="draft"
    )
    actor = models.CharField("par", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "billing"
        verbose_name = "brouillon de facture"


class InvoiceDraftLine(models.Model):
    """A line of a draft; a discount has a negative quantity."""

    draft = models.ForeignKey(InvoiceDraft, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField("rang")
    name = models.CharField("désignation", max_length=255)
    description = models.CharField("description", max_length=1024, blank=True)
    quantity = models.DecimalField("quantité", max_digits=19, decimal_places=4, default=1)
    unit = models.CharField("unité", max_length=3, default=ONE)
    price = models.DecimalField("prix unitaire HT", max_digits=19, decimal_places=6)
    tax_category = models.CharField(
        "catégorie de TVA", max_length=2, choices=TAX_CATEGORIES, default=TaxCategory.STANDARD
    )
    tax_rate = models.DecimalField("taux de TVA, en %", max_digits=5, decimal_places=2)
    exemption_reason = models.CharField("mention légale", max_length=1024, blank=True)
    exemption_code = models.CharField("code VATEX", max_length=30, blank=True)
    period_start = models.DateField("du", null=True, blank=True)
    period_end = models.DateField("au", null=True, blank=True)
    order_reference = models.CharField("ligne de la commande", max_length=50, blank=True)

    class Meta:
        app_label = "billing"
        verbose_name = "ligne de brouillon"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["draft", "position"], name="invoice_draft_line_position_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(price__gte=0), name="invoice_draft_line_price_not_negative"
            ),
        )


class InvoiceDraftFile(models.Model):
    """A file that goes with the invoice to come, kept once by its content in the data folder."""

    draft = models.ForeignKey(InvoiceDraft, models.CASCADE, related_name="files")
    name = models.CharField("nom", max_length=LONGEST_NAME)
    kind = models.CharField(
        "type", max_length=30, choices=ATTACHMENT_KINDS, default=AttachmentKind.ANNEX
    )
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("taille (octets)")
    media_type = models.CharField(max_length=100)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "billing"
        verbose_name = "pièce jointe de brouillon"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["draft", "name"], name="invoice_draft_file_name_unique"
            ),
        )
