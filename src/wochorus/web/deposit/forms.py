"""The options of a deposit, as the seed's two tabs have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from wochorus.accounts.models import WayIn
from wochorus.core.errors import InvalidInput
from wochorus.deposits.asking import (
    LONGEST_FLOW_NAME,
    DepositRequest,
    checked_flow_name,
    usual_flow_name,
)
from wochorus.deposits.models import DateChoice
from wochorus.deposits.states import DepositMode

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

LONGEST_WAIT = 600_000


class DepositForm(forms.Form):
    """What a person asks of a deposit; empty fields take the company's own settings."""

    name = forms.CharField(
        label="Nom explicite du flux", max_length=LONGEST_FLOW_NAME, required=False
    )
    date_choice = forms.ChoiceField(
        label="Date de dépôt",
        choices=[
            (DateChoice.TODAY.value, "À la date du jour"),
            (DateChoice.INVOICE.value, "À la date de la facture"),
        ],
        widget=forms.RadioSelect,
        initial=DateChoice.TODAY.value,
        required=False,
    )
    wait_ms = forms.IntegerField(
        label="Attente internet (ms)", min_value=0, max_value=LONGEST_WAIT, required=False
    )
    skip_deposited = forms.BooleanField(
        label="Ignorer les factures déjà déposées", required=False, initial=True
    )
    continue_on_error = forms.BooleanField(
        label="Passer à la facture suivante en cas d'erreur", required=False
    )
    accepts_reading = forms.BooleanField(
        label="Déposer un PDF même si Chorus Pro y lit autre chose que le journal", required=False
    )

    def __init__(
        self,
        company: Company,
        mode: DepositMode,
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.company, self.mode = company, mode
        self.fields["name"].widget.attrs["placeholder"] = usual_flow_name(
            company, timezone.localtime()
        )
        self.fields["wait_ms"].widget.attrs["placeholder"] = str(company.call_interval_ms)
        if company.way_in not in (WayIn.PDF, WayIn.SIGNED_PDF):
            del self.fields["accepts_reading"]
        if mode is DepositMode.BATCH:
            self.fields["continue_on_error"].label = "Passer au flux suivant en cas d'erreur"

    def clean_name(self) -> str:
        """Refuse a name that no flow may bear."""
        text = self.cleaned_data["name"]
        try:
            return checked_flow_name(text) if text else ""
        except InvalidInput as refused:
            raise forms.ValidationError(f"{refused.what}. {refused.remedy}") from refused

    def request(self) -> DepositRequest:
        """Put into words of the engine what was asked; the form is valid."""
        now, asked = timezone.localtime(), self.cleaned_data
        return DepositRequest(
            mode=self.mode,
            name=asked["name"] or usual_flow_name(self.company, now),
            today=now.date(),
            date_choice=DateChoice(asked["date_choice"] or DateChoice.TODAY),
            skip_deposited=asked["skip_deposited"],
            continue_on_error=asked["continue_on_error"],
            wait_ms=asked["wait_ms"],
            way_in=WayIn(self.company.way_in),
            accepts_reading=asked.get("accepts_reading", False),
        )


def mode_of(text: str | None) -> DepositMode:
    """Read the tab that the address names: by lot unless it says otherwise."""
    return DepositMode.SEQUENTIAL if text == DepositMode.SEQUENTIAL else DepositMode.BATCH


class FlowNumberForm(forms.Form):
    """The number that the portal shows for a flow whose answer was lost."""

    flow_number = forms.CharField(
        label="N° de flux lu sur le portail",
        max_length=40,
        widget=forms.TextInput(
            attrs={"placeholder": "CPP0011113000000000000001", "size": 28, "autocomplete": "off"}
        ),
    )
