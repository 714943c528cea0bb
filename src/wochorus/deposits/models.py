"""Flows sent to Chorus Pro, the invoices in them, and everything that happened to them.

The database has the last word on "never twice": one invoice has at most one live line, and the
table of events can only grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from wochorus.accounts.models import ChorusEnvironment, Company
from wochorus.billing.models import Invoice
from wochorus.deposits.states import (
    LIVE_LINE_STATES,
    DepositMode,
    FlowState,
    ItemState,
    LineState,
    OrderState,
    OrderWish,
)
from wochorus.deposits.syntaxes import SyntaxChoice, format_of_syntax

if TYPE_CHECKING:
    from wochorus.einvoice.formats import Format


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
    syntax = models.CharField(
        max_length=20,
        choices=[(choice.value, choice.value) for choice in SyntaxChoice],
        default=SyntaxChoice.AUTO,
    )
    day = models.DateField("date de l'ordre")
    date_choice = models.CharField(max_length=10, choices=DateChoice, default=DateChoice.TODAY)
    skip_deposited = models.BooleanField(default=True)
    continue_on_error = models.BooleanField(default=False)
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


class Flow(models.Model):
    """One file for Chorus Pro, from its making to its final state.

    The row exists before the file, and `file_sha256` before the call: what may have been sent
    can always be told to the byte. ``rank`` is its place in its order.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="flows")
    order = models.ForeignKey(DepositOrder, models.PROTECT, null=True, related_name="flows")
    rank = models.PositiveIntegerField(default=0)
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    name = models.CharField("nom du flux", max_length=100)
    mode = models.CharField(max_length=12, choices=DepositMode)
    syntax = models.CharField("syntaxe", max_length=40)
    deposit_date = models.DateField("date de dépôt")
    state = models.CharField("état", max_length=20, choices=FlowState, default=FlowState.RESERVED)
    owner = models.UUIDField("programme qui dépose")

    file_name = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField("taille (octets)", null=True)

    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    flow_number = models.CharField("n° de flux", max_length=25, blank=True)
    chorus_state = models.CharField("état Chorus", max_length=60, blank=True)
    chorus_state_at = models.DateTimeField("état lu le", null=True, blank=True)
    asked_at = models.DateTimeField("demandé le", null=True, blank=True)
    news_at = models.DateTimeField("dernier changement le", null=True, blank=True)
    report = models.JSONField("compte rendu", null=True, blank=True)
    message = models.TextField("ce qui s'est passé", blank=True)

    class Meta:
        verbose_name = "flux"
        constraints = (
            models.UniqueConstraint(
                fields=["environment", "flow_number"],
                condition=~models.Q(flow_number=""),
                name="flow_number_unique",
            ),
        )
        indexes = (
            models.Index(fields=["company", "state"], name="flow_state"),
            models.Index(
                fields=["order", "rank", "id"],
                condition=models.Q(state=FlowState.BUILT),
                name="flow_ready",
            ),
        )

    @property
    def document_format(self) -> Format:
        """The format of its invoices."""
        return format_of_syntax(self.syntax)


class FlowLine(models.Model):
    """One invoice in one flow."""

    flow = models.ForeignKey(Flow, models.PROTECT, related_name="lines")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    state = models.CharField("état", max_length=12, choices=LineState, default=LineState.RESERVED)
    message = models.TextField("motif", blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    """SHA-256 of what the file was made from: another one means that the invoice has changed."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(state__in=LIVE_LINE_STATES),
                name="invoice_single_live_line",
            ),
            models.UniqueConstraint(fields=["flow", "position"], name="flow_position_unique"),
        )


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


EVENT_LABELS = {
    "order_wish": "demande",
    "order_prepared": "fichiers prêts",
    "retry": "nouvel essai : rien n'était parti",
    "asked": "demandé à Chorus Pro",
    "placed_again": "demandé à nouveau",
    "silent": "sans nouvelles de Chorus Pro",
    "read": "état lu",
    "refused": "facture refusée",
    "released": "facture libérée",
    "by_hand": "réglé à la main",
    "late_answer": "réponse tardive",
}
"""Events that are not a state of a flow or of an order."""


class Event(models.Model):
    """What happened, when, and by whom. Rows are never changed nor removed (trigger)."""

    company = models.ForeignKey(Company, models.PROTECT)
    order = models.ForeignKey(DepositOrder, models.PROTECT, null=True, related_name="events")
    flow = models.ForeignKey(Flow, models.PROTECT, null=True, related_name="events")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=40)
    message = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["flow", "id"], name="event_flow"),
            models.Index(fields=["order", "id"], name="event_order"),
        )

    @property
    def kind_label(self) -> str:
        """Say in French what the event is."""
        state = self.kind.removeprefix("order_")
        if state != self.kind and state in OrderState.values:
            return f"ordre {OrderState(state).label}"
        if self.kind in FlowState.values:
            return str(FlowState(self.kind).label)
        return EVENT_LABELS.get(self.kind, self.kind)


class Voice(models.Model):
    """Which program deposits, or did last, through a technical account, and its last sign of life.

    ``backend`` is the process of PostgreSQL that serves it. ``epoch`` counts the programs.
    """

    account = models.CharField("compte technique", max_length=250, unique=True)
    holder = models.CharField("programme", max_length=200)
    backend = models.IntegerField()
    epoch = models.BigIntegerField()
    beat_at = models.DateTimeField("dernier signe de vie")
