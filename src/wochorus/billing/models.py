"""Invoices and credit notes, their VAT, and the documents that go with them.

Field names follow EN 16931 (the BT number is beside each); the French words of the glossary
stay French. An invoice's `deposit_state`, `flow_number` and what follows them are written by
`deposits` alone, in the transaction that moves the deposit itself.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import functions

from wochorus.accounts.models import Company
from wochorus.billing.archive import models as _archive  # noqa: F401 - a table of this app
from wochorus.billing.credits import models as _credits  # noqa: F401 - a table of this app
from wochorus.billing.delays import models as _delays  # noqa: F401 - a table of this app
from wochorus.billing.drafts import models as _drafts  # noqa: F401 - tables of this app
from wochorus.billing.numbering import models as _numbering  # noqa: F401 - tables of this app
from wochorus.billing.payments import models as _payments  # noqa: F401 - tables of this app
from wochorus.billing.runs import models as _runs  # noqa: F401 - tables of this app
from wochorus.core.attachments import ATTACHMENT_KINDS
from wochorus.core.tax_categories import TAX_CATEGORIES, TaxCategory
from wochorus.core.units import ONE
from wochorus.customers.folding import folded_columns
from wochorus.customers.models import Customer


class InvoiceKind(models.TextChoices):
    """Type code (BT-3, UNTDID 1001)."""

    INVOICE = "380", "Facture"
    CREDIT_NOTE = "381", "Avoir"


class InvoiceSource(models.TextChoices):
    """Where an invoice comes from; the journal filters on it."""

    CONTRACT = "contract", "Contrat"
    FREE = "free", "Facture libre"
    EXTRA_WORK = "extra_work", "Travaux complémentaires"


class OperationCategory(models.TextChoices):
    """What an invoice is for, a mention of the law (décret 2022-1299): first letter of BT-23.

    It belongs to the circuit of the 2026 reform; the historical frames do not carry it.
    """

    SERVICES = "S", "Services"
    GOODS = "B", "Biens"
    MIXED = "M", "Mixte"


class DepositState(models.TextChoices):
    """Where an invoice stands on its way to Chorus Pro. An internal one never leaves."""

    TO_DEPOSIT = "to_deposit", "À déposer"
    RESERVED = "reserved", "En cours de dépôt"
    AMBIGUOUS = "ambiguous", "Incertaine"
    DEPOSITED = "deposited", "Déposée"
    INTEGRATED = "integrated", "Intégrée"
    REFUSED = "refused", "Refusée"
    INTERNAL = "internal", "Interne"


FREE_STATES = (DepositState.TO_DEPOSIT, DepositState.REFUSED)
"""States in which an invoice may be corrected and deposited."""


class Invoice(models.Model):
    """An invoice or credit note. Amounts of a credit note are positive, as in EN 16931."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invoices")
    number = models.CharField("n° de facture (BT-1)", max_length=60)
    issue_date = models.DateField("date (BT-2)")
    issue_year = models.GeneratedField(
        expression=functions.ExtractYear("issue_date"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    kind = models.CharField("type (BT-3)", max_length=3, choices=InvoiceKind)
    source = models.CharField(
        "origine", max_length=12, choices=InvoiceSource, default=InvoiceSource.CONTRACT
    )
    currency = models.CharField("devise (BT-5)", max_length=3, default="EUR")
    due_date = models.DateField("échéance (BT-9)", null=True, blank=True)
    delivery_date = models.DateField("date d'exécution (BT-72)", null=True, blank=True)
    period_start = models.DateField("début de période (BT-73)", null=True, blank=True)
    period_end = models.DateField("fin de période (BT-74)", null=True, blank=True)
    code_service = models.CharField("code service (BT-10)", max_length=255, blank=True)
    marche = models.CharField("n° de marché (BT-12)", max_length=255, blank=True)
    engagement = models.CharField("n° d'engagement (BT-13)", max_length=255, blank=True)
    cadre = models.CharField("cadre de facturation (BT-23)", max_length=3, default="A1")
    validator = models.CharField("valideur (cadres A9, A12)", max_length=18, blank=True)
    validator_service = models.CharField("service du valideur", max_length=100, blank=True)
    operation_category = models.CharField(
        "catégorie d'opération",
        max_length=1,
        choices=OperationCategory,
        default=OperationCategory.SERVICES,
    )
    preceding_invoice = models.CharField("facture d'origine (BT-25)", max_length=60, blank=True)
    preceding_invoice_date = models.DateField(
        "date de la facture d'origine (BT-26)", null=True, blank=True
    )
    payment_terms = models.CharField("conditions de paiement (BT-20)", max_length=1024, blank=True)
    payment_means = models.CharField("mode de règlement (BT-81)", max_length=3, default="30")
    subject = models.CharField("objet (BT-22)", max_length=255, blank=True)
    sector = models.CharField("secteur", max_length=60, blank=True)
    chantier = models.CharField("chantier", max_length=100, blank=True)
    searchable = models.GeneratedField(
        expression=folded_columns(
            "number", "engagement", "marche", "code_service", "subject", "chantier"
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    total_without_tax = models.DecimalField("HT (BT-109)", max_digits=19, decimal_places=2)
    total_tax = models.DecimalField("TVA (BT-110)", max_digits=19, decimal_places=2)
    total_with_tax = models.DecimalField("TTC (BT-112)", max_digits=19, decimal_places=2)
    prepaid = models.DecimalField("déjà payé (BT-113)", max_digits=19, decimal_places=2, default=0)
    amount_due = models.DecimalField("net à payer (BT-115)", max_digits=19, decimal_places=2)
    paid = models.DecimalField("réglé", max_digits=19, decimal_places=2, default=0)

    deposit_state = models.CharField(
        "état", max_length=12, choices=DepositState, default=DepositState.TO_DEPOSIT
    )
    flow_number = models.CharField("n° Chorus", max_length=25, blank=True)
    deposited_at = models.DateTimeField("déposée le", null=True, blank=True)
    chorus_id = models.BigIntegerField("identifiantFactureCPP", null=True, blank=True)
    chorus_status = models.CharField("statut Chorus", max_length=60, blank=True)
    chorus_status_at = models.DateTimeField("statut depuis le", null=True, blank=True)
    chorus_comment = models.TextField("motif du statut", blank=True)
    refusal = models.TextField("motif de refus", blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "facture"
        constraints = (
            models.UniqueConstraint(
                fields=["company", "issue_year", "number"], name="invoice_number_unique"
            ),
        )
        indexes = (
            # In the order of the screen; with the id a place far down is found in the index alone.
            models.Index(
                fields=["company", "issue_date", "number"], include=["id"], name="invoice_by_date"
            ),
            # F-9 before F-10: by length, then byte by byte.
            models.Index(
                "company",
                functions.Length("number"),
                functions.Collate("number", "C"),
                name="invoice_number_order",
            ),
            GinIndex(fields=["searchable"], opclasses=["gin_trgm_ops"], name="invoice_trgm"),
            models.Index("company", functions.Upper("sector"), name="invoice_sector"),
            models.Index("company", functions.Upper("chantier"), name="invoice_chantier"),
            models.Index(
                fields=["company", "chorus_status"],
                condition=~models.Q(chorus_status=""),
                name="invoice_chorus_status",
            ),
            models.Index(fields=["company", "number"], name="invoice_number"),
            models.Index(fields=["company", "deposit_state"], name="invoice_deposit_state"),
            models.Index(
                fields=["company", "due_date"],
                condition=models.Q(amount_due__gt=models.F("paid")),
                name="invoice_unpaid",
            ),
            models.Index(
                fields=["company", "issue_date", "number"],
                condition=models.Q(amount_due__gt=models.F("paid")),
                name="invoice_owed_by_date",
            ),
            models.Index(fields=["company", "payment_means"], name="invoice_payment_means"),
        )


class Reissue(models.Model):
    """An invoice that its buyer rejected, cancelled and issued anew under another number.

    ``credit_note`` is internal: it cancels the rejected invoice in our books and never leaves.
    """

    original = models.OneToOneField(Invoice, models.PROTECT, related_name="reissue")
    credit_note = models.OneToOneField(Invoice, models.PROTECT, related_name="cancels")
    replacement = models.OneToOneField(Invoice, models.PROTECT, related_name="replaces")
    reason = models.TextField("motif", blank=True)
    actor = models.CharField("par", max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "réémission"


class InvoiceLine(models.Model):
    """What was sold (BG-25). On a credit note quantities and amounts are positive.

    `net_amount` is the amount of the bill; it may differ from quantity × price by what rounding
    the price explains. A `tax_rate` of zero in category O stands for no rate at all.
    """

    invoice = models.ForeignKey(
        Invoice, models.CASCADE, related_name="invoice_lines", db_index=False
    )
    position = models.PositiveIntegerField("rang")
    identifier = models.CharField("n° de ligne (BT-126)", max_length=50)
    name = models.CharField("désignation (BT-153)", max_length=255)
    description = models.CharField("description (BT-154)", max_length=1024, blank=True)
    quantity = models.DecimalField("quantité (BT-129)", max_digits=19, decimal_places=4)
    unit = models.CharField("unité (BT-130)", max_length=3, default=ONE)
    price = models.DecimalField("prix unitaire HT (BT-146)", max_digits=19, decimal_places=6)
    net_amount = models.DecimalField("montant HT (BT-131)", max_digits=19, decimal_places=2)
    tax_category = models.CharField(
        "catégorie de TVA (BT-151)",
        max_length=2,
        choices=TAX_CATEGORIES,
        default=TaxCategory.STANDARD,
    )
    tax_rate = models.DecimalField("taux de TVA (BT-152), en %", max_digits=5, decimal_places=2)
    period_start = models.DateField("début de période (BT-134)", null=True, blank=True)
    period_end = models.DateField("fin de période (BT-135)", null=True, blank=True)
    note = models.CharField("note (BT-127)", max_length=1024, blank=True)
    order_reference = models.CharField("ligne de la commande (BT-132)", max_length=50, blank=True)

    class Meta:
        verbose_name = "ligne de facture"
        constraints = (
            models.UniqueConstraint(
                fields=["invoice", "position"], name="invoice_line_position_unique"
            ),
            models.UniqueConstraint(
                fields=["invoice", "identifier"], name="invoice_line_identifier_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(price__gte=0), name="invoice_line_price_not_negative"
            ),
        )


class TaxBreakdown(models.Model):
    """One VAT category and rate of an invoice (BG-23).

    The category is empty when a rate of zero came in without its reason. A rate of zero in category
    O stands for no rate at all.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="tax_breakdown")
    category = models.CharField(
        "catégorie (BT-118)",
        max_length=2,
        choices=TAX_CATEGORIES,
        default=TaxCategory.STANDARD,
        blank=True,
    )
    rate = models.DecimalField("taux (BT-119), en %", max_digits=5, decimal_places=2)
    taxable_amount = models.DecimalField("base HT (BT-116)", max_digits=19, decimal_places=2)
    tax_amount = models.DecimalField("TVA (BT-117)", max_digits=19, decimal_places=2)
    exemption_reason = models.CharField("motif d'exonération (BT-120)", max_length=1024, blank=True)
    exemption_code = models.CharField(
        "code du motif d'exonération (BT-121)", max_length=30, blank=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["invoice", "category", "rate"], name="tax_breakdown_category_rate_unique"
            ),
        )


class Document(models.Model):
    """A file kept once, under the SHA-256 of its content, and what was found when it came in.

    `defect` is empty for a sound file, else a French sentence (an unreadable PDF, say). The
    content never changes, so what was found stays true.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField("taille (octets)")
    media_type = models.CharField(max_length=100)
    defect = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class DocumentRole(models.TextChoices):
    """TypePJ of the Chorus formats: the invoice itself, or an annex."""

    MAIN = "01", "Facture"
    ANNEX = "02", "Pièce jointe"


class InvoiceDocument(models.Model):
    """A document of an invoice, under the name that the recipient will see.

    ``kind`` says what an attachment is (`core.attachments`); empty when nobody said it.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, models.PROTECT, related_name="uses")
    role = models.CharField(max_length=2, choices=DocumentRole)
    kind = models.CharField("type", max_length=30, choices=ATTACHMENT_KINDS, blank=True)
    file_name = models.CharField("nom du fichier", max_length=255)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(role=DocumentRole.MAIN),
                name="invoice_single_main_document",
            ),
            models.UniqueConstraint(
                fields=["invoice", "file_name"], name="invoice_document_name_unique"
            ),
        )
