"""What is typed of payments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from wochorus.billing.payments.listing import PaymentFilter, PaymentState
from wochorus.billing.payments.refunding import check_payment_day
from wochorus.core.errors import InvalidInput
from wochorus.core.text import storable
from wochorus.customers.payment_means import PaymentMeans
from wochorus.web.billing.forms import AmountField, day_field

MEANS = [
    (value, label)
    for value, label in PaymentMeans.choices
    if value not in (PaymentMeans.OFFSET, PaymentMeans.UNDEFINED)
]


class PaymentFilterForm(forms.Form):
    """The filter of the list, by the names that it has in the address."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous, à affecter d'abord"), *PaymentState.choices],
    )
    recherche = forms.CharField(
        label="Payeur, libellé, client ou n° de facture",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/"}),
    )
    du = day_field("Du", required=False)
    au = day_field("Au", required=False)

    def wanted(self) -> PaymentFilter:
        """Give the filter; what is wrong in the address asks nothing."""
        self.is_valid()
        told = self.cleaned_data
        return PaymentFilter(
            told.get("etat") or "",
            (told.get("recherche") or "").strip(),
            told.get("du"),
            told.get("au"),
        )


class MoneyForm(forms.Form):
    """Money that passed: how much, when, how."""

    montant = AmountField(
        label="Montant", error_messages={"required": "Donnez le montant, comme 1 234,56."}
    )
    date = day_field("Date")
    mode = forms.ChoiceField(label="Mode", choices=MEANS, initial=PaymentMeans.TRANSFER.value)
    libelle = forms.CharField(
        label="Libellé, n° de chèque", max_length=1000, required=False, strip=True
    )

    def clean_date(self) -> Any:  # noqa: ANN401 - a day
        """Refuse a day to come."""
        try:
            check_payment_day(self.cleaned_data["date"])
        except InvalidInput as refused:
            raise forms.ValidationError(f"{refused.what}. {refused.remedy}") from refused
        return self.cleaned_data["date"]

    def clean_libelle(self) -> str:
        """Keep what a column can hold."""
        return storable(self.cleaned_data["libelle"])


class ReceivedForm(MoneyForm):
    """A payment received, and who paid."""

    payeur = forms.CharField(label="Payeur", max_length=200, required=False, strip=True)

    def clean_payeur(self) -> str:
        """Keep what a column can hold."""
        return storable(self.cleaned_data["payeur"])


class OffsetForm(forms.Form):
    """A credit note set against an invoice."""

    facture = forms.CharField(label="Facture du même client", max_length=80)
    montant = AmountField(
        label="Montant", required=False, help_text="Tout ce qui peut l'être, si c'est vide."
    )


class ReasonForm(forms.Form):
    """Why a payment is cancelled."""

    motif = forms.CharField(
        label="Pourquoi l'annuler",
        max_length=255,
        error_messages={"required": "L'annulation demande un motif."},
    )


class FileForm(forms.Form):
    """A bank's statement, or a table."""

    fichier = forms.FileField(
        label="Relevé camt.053 (XML) ou tableau (CSV, XLSX)",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )


def today() -> dict[str, Any]:
    """Give what forms of money show at first."""
    return {"date": timezone.localdate()}
