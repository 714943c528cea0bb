"""Flows sent to Chorus Pro, and the invoices in them.

The database has the last word on "never twice": one invoice has at most one live line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from wochorus.accounts.models import ChorusEnvironment, Company, WayIn
from wochorus.billing.models import Invoice
from wochorus.deposits.states import LIVE_LINE_STATES, DepositMode, FlowState, LineState
from wochorus.deposits.syntaxes import format_of_syntax

if TYPE_CHECKING:
    from wochorus.deposits.syntaxes import DepositFormat


class Flow(models.Model):
    """One file for Chorus Pro, from its making to its final state.

    The row exists before the file, and `file_sha256` before the call: what may have been sent
    can always be told to the byte. ``rank`` is its place in its order.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="flows")
    order = models.ForeignKey(
        "deposits.DepositOrder", models.PROTECT, null=True, related_name="flows"
    )
    rank = models.PositiveIntegerField(default=0)
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    name = models.CharField("nom du flux", max_length=100)
    mode = models.CharField(max_length=12, choices=DepositMode)
    way_in = models.CharField(max_length=12, choices=WayIn, default=WayIn.XML)
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
    is_adopted = models.BooleanField("trouvé sur Chorus Pro, pas envoyé d'ici", default=False)
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
    def document_format(self) -> DepositFormat:
        """The format of its invoices."""
        return format_of_syntax(self.syntax)

    @property
    def is_submission(self) -> bool:
        """Whether it is one invoice submitted without XML, and no flow in Chorus Pro's words."""
        return self.way_in != WayIn.XML

    @property
    def format_label(self) -> str:
        """Name the format of its invoices; of a flow that did not leave from here, how it came."""
        return str(self.get_way_in_display()) if self.is_adopted else self.document_format.label


class FlowLine(models.Model):
    """One invoice in one flow."""

    flow = models.ForeignKey(Flow, models.PROTECT, related_name="lines")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    state = models.CharField("état", max_length=12, choices=LineState, default=LineState.RESERVED)
    message = models.TextField("motif", blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    """SHA-256 of what the file was made from: another one means that the invoice has changed."""
    stamp = models.CharField(max_length=64, blank=True)
    """SHA-256 of all the rows behind it: the same one means that the invoice has not changed."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(state__in=LIVE_LINE_STATES),
                name="invoice_single_live_line",
            ),
            models.UniqueConstraint(fields=["flow", "position"], name="flow_position_unique"),
        )
