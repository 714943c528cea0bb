"""The series of numbers of a company."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.models import Company


class NumberSeries(models.Model):
    """The numbers of a kind of document (BT-3) over a year.

    ``next_rank`` is the rank that comes next; ``last_day`` the date of the latest document: no
    earlier one follows it. Both are written by the transaction that issues, the row being locked.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="number_series")
    kind = models.CharField("type (BT-3)", max_length=3)
    year = models.PositiveSmallIntegerField("année")
    pattern = models.CharField("modèle de numéro", max_length=60)
    next_rank = models.PositiveIntegerField("prochain rang", default=1)
    last_day = models.DateField("date de la dernière", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "billing"
        verbose_name = "série de numéros"
        constraints = (
            models.UniqueConstraint(
                fields=["company", "kind", "year"], name="number_series_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(next_rank__gte=1), name="number_series_from_one"
            ),
        )


class IssuedInvoice(models.Model):
    """An invoice that was issued here: its place in the series, the contract that it bills.

    What is issued never changes; a credit note corrects it.
    """

    invoice = models.OneToOneField("billing.Invoice", models.PROTECT, related_name="issued_as")
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="issued")
    rank = models.PositiveIntegerField("rang")
    contract = models.ForeignKey(
        "contracts.Contract", models.PROTECT, null=True, related_name="issued_invoices"
    )
    actor = models.CharField("par", max_length=100)
    at = models.DateTimeField("émise le", auto_now_add=True)

    class Meta:
        app_label = "billing"
        verbose_name = "facture émise ici"
        constraints = (
            models.UniqueConstraint(fields=["series", "rank"], name="issued_invoice_rank_unique"),
        )
