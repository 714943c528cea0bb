"""What is typed of a run, of a draft to begin, of a credit note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from wochorus.billing.runs.contracts import RunFilter
from wochorus.billing.runs.proposing import RunWish
from wochorus.core.money import parse_decimal
from wochorus.customers.models import BuyerKind


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """Make a field for a day, as browsers show it in French."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": "Une date s'écrit 24/11/2026.",
            "required": "Donnez une date, comme 24/11/2026.",
        },
    )


class AmountField(forms.CharField):
    """An amount as French people type it; its value is a `Decimal`, or none."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - options of any type
        numeric = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"max_length": 40, "widget": numeric, **options})

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Read it, or say what is expected."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_decimal(text)
        except ValueError as error:
            told = f"« {text} » n'est pas un montant : écrivez-le comme 1 234,56."
            raise forms.ValidationError(told) from error


class RunForm(forms.Form):
    """What to bill, by the names that it has in the address."""

    date = day_field("Factures du")
    au = day_field("Dû jusqu'au")
    nature = forms.ChoiceField(
        label="Public / privé", required=False, choices=[("", "Tous"), *BuyerKind.choices]
    )
    client = forms.CharField(label="Client (code)", max_length=100, required=False)
    secteur = forms.CharField(label="Secteur", max_length=60, required=False)
    groupe = forms.CharField(label="Groupe", max_length=60, required=False)
    vrp = forms.CharField(label="VRP", max_length=60, required=False)

    def wish(self) -> RunWish:
        """Put what is asked into words of the run; the form is valid."""
        told = self.cleaned_data
        wanted = RunFilter(
            customer=told["client"],
            kind=told["nature"],
            sector=told["secteur"],
            group=told["groupe"],
            salesperson=told["vrp"],
        )
        return RunWish(told["date"], told["au"], wanted)


def first_wish() -> dict[str, Any]:
    """Give what the form shows at first: all that is due today."""
    today = timezone.localdate()
    return {"date": today, "au": today}
