"""What is asked of the list of late invoices, and of the rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from wochorus.core.text import fold
from wochorus.web.billing.forms import AmountField, day_field

if TYPE_CHECKING:
    from wochorus.deposits.lateness.claims import Lateness


class LateFilterForm(forms.Form):
    """The filter of the list, by the names that it has in the address."""

    recherche = forms.CharField(
        label="Client ou n° de facture",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/"}),
    )
    jours = forms.IntegerField(
        label="Retard d'au moins (jours)", min_value=1, max_value=10_000, required=False
    )
    payees = forms.BooleanField(label="Aussi celles qui ont été payées en retard", required=False)

    def keeps(self, each: Lateness) -> bool:
        """Say whether the filter keeps an invoice; what is wrong in the address asks nothing."""
        told: dict[str, Any] = self.cleaned_data
        text, invoice = fold(told.get("recherche") or "").strip(), each.invoice
        named = f"{invoice.number} {invoice.customer.code} {invoice.customer.name}"
        return text in fold(named) and each.days_late >= (told.get("jours") or 0)


class RateForm(forms.Form):
    """The rate of a half-year, as the central bank publishes it."""

    semestre = day_field("Premier jour du semestre", help_text="Un 1er janvier ou un 1er juillet.")
    taux = AmountField(
        label="Taux de refinancement, en %",
        help_text="Celui de la BCE, sans les huit points : 2,15.",
        error_messages={"required": "Donnez le taux, comme 2,15."},
    )
    source = forms.CharField(label="Source", max_length=255, required=False)
