"""What a contract sells, where, and from when to when."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.addresses import PostalAddress
from wochorus.contracts.amounts import PriceBasis, PricedLine
from wochorus.contracts.models.contracts import Contract
from wochorus.contracts.models.revisions import PriceRevision
from wochorus.core.tax_categories import TAX_CATEGORIES, TaxCategory
from wochorus.core.units import ONE

BASES = tuple((basis.value, basis.label) for basis in PriceBasis)


class Chantier(PostalAddress):
    """A place where the work is done."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="chantiers")
    name = models.CharField("chantier", max_length=100)
    siret = models.CharField("SIRET du chantier", max_length=30, blank=True)

    class Meta:
        verbose_name = "chantier"
        constraints = (
            models.UniqueConstraint(fields=["contract", "name"], name="chantier_name_unique"),
        )


class ContractLine(models.Model):
    """A service at a price, from ``starts_on`` to ``ends_on`` (open when absent).

    The quantity is that of ``basis``: a month, a billing period, a year. A line is never repriced:
    it ends, and ``previous`` ties it to the one that follows. ``base_price`` is P0 of the revision
    formula, a price of the day ``base_on``. ``price_before`` is kept when a revision took effect on
    the line's own first day, and so changed it in place.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines")
    chantier = models.ForeignKey(
        Chantier, models.PROTECT, related_name="lines", null=True, blank=True
    )
    position = models.PositiveIntegerField("rang")
    name = models.CharField("désignation", max_length=255)
    description = models.CharField("description", max_length=1024, blank=True)
    quantity = models.DecimalField("quantité", max_digits=19, decimal_places=4, default=1)
    unit = models.CharField("unité", max_length=3, default=ONE)
    basis = models.CharField("quantité", max_length=8, choices=BASES, default=PriceBasis.MONTH)
    price = models.DecimalField("prix unitaire HT", max_digits=19, decimal_places=6)
    tax_category = models.CharField(
        "catégorie de TVA", max_length=2, choices=TAX_CATEGORIES, default=TaxCategory.STANDARD
    )
    tax_rate = models.DecimalField("taux de TVA, en %", max_digits=5, decimal_places=2)
    exemption_reason = models.CharField("mention légale", max_length=1024, blank=True)
    exemption_code = models.CharField("code VATEX", max_length=30, blank=True)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    is_revised = models.BooleanField("prix révisable", default=True)
    base_price = models.DecimalField("prix d'origine", max_digits=19, decimal_places=6)
    base_on = models.DateField("jour du prix d'origine")
    previous = models.OneToOneField(
        "self", models.PROTECT, related_name="next", null=True, blank=True
    )
    revision = models.ForeignKey(
        PriceRevision, models.PROTECT, related_name="lines", null=True, blank=True
    )
    price_before = models.DecimalField(
        "prix avant la révision", max_digits=19, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = "ligne de contrat"
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="contract_line_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(price__gte=0, base_price__gte=0),
                name="contract_line_price_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(tax_rate=0) | models.Q(tax_category=TaxCategory.STANDARD.value),
                name="contract_line_rate_needs_standard",
            ),
        )

    @property
    def priced(self) -> PricedLine:
        """The line, for the arithmetic."""
        basis = PriceBasis(self.basis)
        return PricedLine(self.quantity, self.price, basis, self.starts_on, self.ends_on)
