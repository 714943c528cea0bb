"""Payments received, and the share of each that pays an invoice; and money paid back.

Nothing is deleted: a payment recorded by mistake is cancelled, a share set apart is taken back,
and both stay with their reason. What an invoice has been paid is the sum of its live shares; the
column `Invoice.paid` repeats it for the journal, in the same transaction.
"""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import Company
from wochorus.customers.models import Customer
from wochorus.customers.payment_means import PaymentMeans


class PaymentOrigin(models.TextChoices):
    """How a payment came to be known."""

    TYPED = "typed", "saisi"
    TABLE = "table", "tableau importé"
    BANK = "bank", "relevé bancaire"
    CREDIT_NOTE = "credit_note", "avoir imputé"


class Payment(models.Model):
    """Money received, money paid back, or a credit note set against an invoice.

    A refund is money that went out: its shares go to credit notes, those of all others to invoices.
    ``bank_key`` tells a line of a bank's file from every other: it is recorded once.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="payments")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="payments")
    received_on = models.DateField("reçu le")
    amount = models.DecimalField("montant", max_digits=19, decimal_places=2)
    currency = models.CharField("devise", max_length=3, default="EUR")
    means = models.CharField(
        "mode de règlement", max_length=3, choices=PaymentMeans, default=PaymentMeans.TRANSFER
    )
    origin = models.CharField("origine", max_length=12, choices=PaymentOrigin)
    is_refund = models.BooleanField("remboursement", default=False)
    credit_note = models.ForeignKey(
        "billing.Invoice", models.PROTECT, null=True, related_name="set_against"
    )
    account = models.CharField("compte crédité", max_length=34, blank=True)
    bank_key = models.CharField(max_length=64, blank=True)
    payer = models.CharField("payeur", max_length=200, blank=True)
    text = models.CharField("libellé", max_length=1000, blank=True)
    note = models.CharField("remarque", max_length=255, blank=True)
    actor = models.CharField("saisi par", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField("annulé le", null=True)
    cancelled_by = models.CharField("annulé par", max_length=100, blank=True)
    cancelled_why = models.CharField("motif d'annulation", max_length=255, blank=True)

    class Meta:
        app_label = "billing"
        verbose_name = "règlement"
        constraints = (
            models.UniqueConstraint(
                fields=["company", "bank_key"],
                condition=~models.Q(bank_key=""),
                name="payment_bank_key_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payment_amount_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(is_refund=False) | models.Q(credit_note__isnull=True),
                name="payment_refund_sets_nothing_off",
            ),
        )
        indexes = (models.Index(fields=["company", "received_on"], name="payment_received"),)


class PaymentShare(models.Model):
    """What a payment gives to an invoice, or a refund to a credit note.

    One that was taken back keeps when and by whom.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="shares")
    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, related_name="shares")
    amount = models.DecimalField("part", max_digits=19, decimal_places=2)
    actor = models.CharField("affecté par", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField("retiré le", null=True)
    taken_back_by = models.CharField("retiré par", max_length=100, blank=True)

    class Meta:
        app_label = "billing"
        verbose_name = "part d'un règlement"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["payment", "invoice"],
                condition=models.Q(taken_back_at__isnull=True),
                name="payment_share_unique",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_share_positive"),
        )
