"""What a customer asks its invoices to cite, from a date on; and what was spent of an order."""

from __future__ import annotations

from django.db import models

from wochorus.contracts.models.contracts import Contract
from wochorus.contracts.references import REFERENCE_LENGTH, SERVICE_LENGTH, References


class CeilingBasis(models.TextChoices):
    """Whether the amount of an order is told without VAT or with it."""

    WITHOUT_TAX = "HT", "HT"
    WITH_TAX = "TTC", "TTC"


class ContractReferences(models.Model):
    """The references in force from ``starts_on`` until those that follow.

    A public customer gives a new engagement each year: the former stays on what it covered.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="references")
    starts_on = models.DateField("à compter du")
    marche = models.CharField("n° de marché", max_length=REFERENCE_LENGTH, blank=True)
    engagement = models.CharField("n° d'engagement", max_length=REFERENCE_LENGTH, blank=True)
    code_service = models.CharField("code service", max_length=SERVICE_LENGTH, blank=True)
    ceiling = models.DecimalField(
        "montant de l'engagement", max_digits=19, decimal_places=2, null=True, blank=True
    )
    ceiling_basis = models.CharField(
        "montant HT ou TTC", max_length=3, choices=CeilingBasis, default=CeilingBasis.WITHOUT_TAX
    )
    engagement_ends_on = models.DateField("fin de l'engagement", null=True, blank=True)

    class Meta:
        verbose_name = "références"
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "starts_on"], name="contract_references_day_unique"
            ),
        )

    @property
    def cited(self) -> References:
        """The three references, for the text."""
        return References(self.marche, self.engagement, self.code_service)


class EngagementUse(models.Model):
    """What a document spent of an order: positive for an invoice, negative for a credit note.

    ``document`` is the number of the invoice; empty, it is what had been spent before the contract
    came in here.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="uses")
    engagement = models.CharField("n° d'engagement", max_length=REFERENCE_LENGTH)
    document = models.CharField("n° de facture", max_length=60, blank=True)
    used_on = models.DateField("date")
    without_tax = models.DecimalField("HT", max_digits=19, decimal_places=2)
    with_tax = models.DecimalField("TTC", max_digits=19, decimal_places=2)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "consommation d'un engagement"
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "engagement", "document"], name="engagement_use_unique"
            ),
        )
