"""The indices that people enter, the clause of a contract, and the revisions that were applied."""

from __future__ import annotations

from django.db import models

from wochorus.contracts.index_values import Choice, DatedValue, Step
from wochorus.contracts.models.contracts import Contract
from wochorus.contracts.revision import Rounding

STEPS = tuple((step.value, step.label) for step in Step)
CHOICES = tuple((choice.value, choice.label) for choice in Choice)
ROUNDINGS = tuple((rounding.value, rounding.label) for rounding in Rounding)


class IndexSeries(models.Model):
    """An index that contracts cite. Its values are typed in or imported, none comes with us."""

    code = models.CharField("code", max_length=30, unique=True)
    name = models.CharField("nom", max_length=255)
    step = models.CharField("parution", max_length=8, choices=STEPS, default=Step.QUARTER)
    source = models.CharField("source", max_length=255, blank=True)
    is_fictitious = models.BooleanField("valeurs fictives (démonstration)", default=False)

    class Meta:
        verbose_name = "indice"


class IndexValue(models.Model):
    """An edition of a value: a new publication is a new row, none is ever changed."""

    series = models.ForeignKey(IndexSeries, models.CASCADE, related_name="values")
    period = models.DateField("premier jour de la période")
    value = models.DecimalField("valeur", max_digits=14, decimal_places=4)
    published_on = models.DateField("publié le")
    is_provisional = models.BooleanField("provisoire", default=False)
    source = models.CharField("source", max_length=255, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "valeur d'un indice"
        ordering = ("period", "published_on")
        constraints = (
            models.UniqueConstraint(
                fields=["series", "period", "published_on"], name="index_value_edition_unique"
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="index_value_above_zero"),
        )

    @property
    def dated(self) -> DatedValue:
        """The value, for the arithmetic."""
        return DatedValue(self.period, self.value, self.published_on, self.is_provisional)


class RevisionClause(models.Model):
    """The formula of a contract and when it applies: from ``first_on``, every so many months."""

    contract = models.OneToOneField(Contract, models.CASCADE, related_name="revision_clause")
    fixed = models.DecimalField("part fixe", max_digits=7, decimal_places=6)
    first_on = models.DateField("première révision le")
    every_months = models.PositiveSmallIntegerField("tous les n mois", default=12)
    choice = models.CharField(
        "indice retenu", max_length=20, choices=CHOICES, default=Choice.LATEST_PUBLISHED
    )
    lag_months = models.PositiveSmallIntegerField("mois avant la révision", default=0)
    coefficient_decimals = models.PositiveSmallIntegerField("décimales du coefficient", default=4)
    coefficient_rounding = models.CharField(
        "arrondi du coefficient", max_length=8, choices=ROUNDINGS, default=Rounding.HALF_UP
    )
    price_decimals = models.PositiveSmallIntegerField("décimales du prix", default=2)
    price_rounding = models.CharField(
        "arrondi du prix", max_length=8, choices=ROUNDINGS, default=Rounding.HALF_UP
    )
    largest_rise = models.DecimalField(
        "hausse maximale (%)", max_digits=6, decimal_places=3, null=True, blank=True
    )
    largest_fall = models.DecimalField(
        "baisse maximale (%)", max_digits=6, decimal_places=3, null=True, blank=True
    )

    class Meta:
        verbose_name = "clause de révision"


class RevisionTerm(models.Model):
    """An index of a clause: its weight, and its value when the prices were set (I0)."""

    clause = models.ForeignKey(RevisionClause, models.CASCADE, related_name="terms")
    position = models.PositiveSmallIntegerField("rang")
    series = models.ForeignKey(IndexSeries, models.PROTECT, related_name="clauses")
    weight = models.DecimalField("poids", max_digits=7, decimal_places=6)
    initial = models.DecimalField("valeur d'origine (I0)", max_digits=14, decimal_places=4)

    class Meta:
        verbose_name = "indice d'une clause"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["clause", "series"], name="revision_term_unique"),
        )


class PriceRevision(models.Model):
    """A revision that was applied, with its calculation as it was printed.

    Nothing of it changes; the latest may be undone, and it stays here with the day of that.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="revisions")
    effective_on = models.DateField("à compter du")
    previous_coefficient = models.DecimalField(max_digits=12, decimal_places=6)
    coefficient = models.DecimalField("coefficient", max_digits=12, decimal_places=6)
    is_provisional = models.BooleanField("provisoire", default=False)
    values = models.JSONField("valeurs des indices")
    steps = models.JSONField("calcul, pas à pas")
    actor = models.CharField("par", max_length=100)
    applied_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField("annulée le", null=True, blank=True)
    undone_by = models.CharField("annulée par", max_length=100, blank=True)

    class Meta:
        verbose_name = "révision de prix"
        ordering = ("effective_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "effective_on"],
                condition=models.Q(undone_at__isnull=True),
                name="price_revision_day_unique",
            ),
        )
