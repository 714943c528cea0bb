"""Deposit orders: what a user asked, and each invoice in it."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import ChorusEnvironment, Company, WayIn
from wochorus.billing.models import Invoice
from wochorus.deposits.models.flows import Flow
from wochorus.deposits.states import DepositMode, ItemState, OrderState, OrderWish
from wochorus.deposits.syntaxes import SyntaxChoice


class DateChoice(models.TextChoices):
    """The date that a flow bears: today, or that of its (latest) invoice."""

    TODAY = "today", "date du jour"
    INVOICE = "invoice", "date de la facture"


class DepositOrder(models.Model):
    """What a user asked to deposit, and how: data that any program may carry out, again and again.

    ``day`` is the date of the order, in the company's zone. ``wait_ms`` is the least time between
    two calls, the company's own when null.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="orders")
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    name = models.CharField("nom du flux", max_length=60)
    mode = models.CharField(max_length=12, choices=DepositMode)
    way_in = models.CharField(max_length=12, choices=WayIn, default=WayIn.XML)
    syntax = models.CharField(
        max_length=20,
        choices=[(choice.value, choice.value) for choice in SyntaxChoice],
        default=SyntaxChoice.AUTO,
    )
    day = models.DateField("date de l'ordre")
    date_choice = models.CharField(max_length=10, choices=DateChoice, default=DateChoice.TODAY)
    skip_deposited = models.BooleanField(default=True)
    continue_on_error = models.BooleanField(default=False)
    accepts_reading = models.BooleanField("différences de lecture acceptées", default=False)
    """A PDF leaves even when Chorus Pro reads in it something else than the journal says."""
    wait_ms = models.PositiveIntegerField(null=True)
    unattended = models.BooleanField("sans surveillance", default=False)
    """Carried out by the workers; else by the program that placed it, as long as it lives."""

    state = models.CharField("état", max_length=12, choices=OrderState, default=OrderState.DRAFT)
    wish = models.CharField(max_length=10, choices=OrderWish, blank=True, default=OrderWish.NONE)
    message = models.TextField("ce qui s'est passé", blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField("prochain essai", null=True)
    actor = models.CharField("demandé par", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "ordre de dépôt"
        indexes = (models.Index(fields=["company", "state"], name="order_state"),)


class OrderItem(models.Model):
    """One invoice in one order, in the order of the deposit."""

    order = models.ForeignKey(DepositOrder, models.PROTECT, related_name="items")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="order_items")
    position = models.PositiveIntegerField()
    state = models.CharField("état", max_length=12, choices=ItemState, default=ItemState.SELECTED)
    message = models.TextField("motif", blank=True)
    flow = models.ForeignKey(Flow, models.PROTECT, null=True, related_name="items")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "invoice"], name="order_invoice_unique"),
        )
        indexes = (models.Index(fields=["order", "position"], name="item_position"),)
