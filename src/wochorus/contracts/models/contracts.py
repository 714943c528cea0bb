"""Contracts: for whom, for how long, how they are billed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from wochorus.accounts.models import Company
from wochorus.contracts.calendar import Rhythm, Timing, billing_periods
from wochorus.contracts.terms import Term
from wochorus.customers.folding import folded_columns
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from wochorus.contracts.calendar import BillingPeriod

TIMINGS = tuple((timing.value, timing.label) for timing in Timing)


class Contract(models.Model):
    """A contract with a customer.

    Its periods of ``every_months`` months begin on ``anchor_day``, one of them in the month of
    ``anchor``. All days before ``next_start`` are billed, here or elsewhere; once the billing run
    has moved it (`is_billed_here`), nobody else does. An empty `cadre` or `payment_term` stands for
    the company's or the customer's own.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="contracts")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contracts")
    number = models.CharField("n° de contrat", max_length=30)
    subject = models.CharField("objet", max_length=255, blank=True)
    kind = models.CharField("type de contrat", max_length=60, blank=True)
    salesperson = models.CharField("VRP", max_length=100, blank=True)
    quotation = models.CharField("devis", max_length=60, blank=True)
    sector = models.CharField("secteur", max_length=60, blank=True)
    is_draft = models.BooleanField("brouillon", default=False)
    signed_on = models.DateField("signature", null=True, blank=True)
    returned_on = models.DateField("contrat restitué le", null=True, blank=True)

    starts_on = models.DateField("effet")
    duration_months = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    ends_on = models.DateField("fin de la durée", null=True, blank=True)
    renewal_months = models.PositiveSmallIntegerField("reconduction tacite (mois)", default=0)
    most_renewals = models.PositiveSmallIntegerField(
        "reconductions, au plus", null=True, blank=True
    )
    notice_months = models.PositiveSmallIntegerField("préavis (mois)", default=0)
    terminated_on = models.DateField("dernier jour après résiliation", null=True, blank=True)
    termination_reason = models.CharField("motif de la résiliation", max_length=255, blank=True)

    timing = models.CharField("avance ou échu", max_length=10, choices=TIMINGS, default="arrears")
    every_months = models.PositiveSmallIntegerField("tous les n mois", default=1)
    anchor = models.DateField("mois où commence une période")
    anchor_day = models.PositiveSmallIntegerField("jour où commence une période")
    next_start = models.DateField("prochaine facture du")
    is_billed_here = models.BooleanField("facturé ici", default=False)

    payment_term = models.CharField("échéance", max_length=60, blank=True)
    cadre = models.CharField("cadre de facturation", max_length=3, blank=True)
    subcontract = models.CharField("contrat de sous-traitance", max_length=255, blank=True)
    note = models.TextField("note", blank=True)
    searchable = models.GeneratedField(
        expression=folded_columns("number", "subject", "kind", "salesperson", "quotation"),
        output_field=models.TextField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "contrat"
        constraints = (
            models.UniqueConstraint(fields=["company", "number"], name="contract_number_unique"),
            models.CheckConstraint(
                condition=models.Q(every_months__gte=1, every_months__lte=120),
                name="contract_every_months",
            ),
            models.CheckConstraint(
                condition=models.Q(anchor_day__gte=1, anchor_day__lte=31),
                name="contract_anchor_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
        )
        indexes = (models.Index(fields=["company", "next_start"], name="contract_next"),)

    @property
    def term(self) -> Term:
        """Its life, for the arithmetic."""
        return Term(
            self.starts_on,
            self.ends_on,
            self.renewal_months,
            self.most_renewals,
            self.terminated_on,
            self.notice_months,
        )

    @property
    def rhythm(self) -> Rhythm:
        """Its periods, for the arithmetic."""
        return Rhythm(self.every_months, self.anchor, self.anchor_day)

    @property
    def next_period(self) -> BillingPeriod | None:
        """The period that is billed next, or none when nothing is left to bill."""
        return next(billing_periods(self.rhythm, self.next_start, self.term.last_day), None)


class Suspension(models.Model):
    """Days on which nothing is owed; without an end, it lasts."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="suspensions")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    reason = models.CharField("motif", max_length=255, blank=True)

    class Meta:
        verbose_name = "suspension"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="suspension_ends_after_it_starts",
            ),
        )


class ContractChange(models.Model):
    """What somebody did to a contract: never changed, never erased.

    ``changes`` holds for each field its value before and after, as they are written in French.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="history")
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField("par", max_length=100)
    action = models.CharField("ce qui a été fait", max_length=255)
    effective_on = models.DateField("à compter du", null=True, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        verbose_name = "modification de contrat"
        ordering = ("id",)
