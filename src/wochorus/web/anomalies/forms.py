"""What a remedy of the page sends."""

from __future__ import annotations

from django import forms

from wochorus.core.errors import InvalidInput
from wochorus.deposits.remedies.offers import RemedyKind
from wochorus.deposits.remedies.scopes import Asked, Scope

_LONGEST = 255


class RemedyForm(forms.Form):
    """A remedy for an anomaly; without ``scope`` what it would change is asked first."""

    kind = forms.ChoiceField(choices=[(each.value, each.label) for each in RemedyKind])
    code = forms.CharField(max_length=60)
    invoice = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    key = forms.RegexField(r"^[0-9]+-[0-9]+$")
    value = forms.CharField(required=False, max_length=_LONGEST)
    attachment = forms.CharField(required=False, max_length=_LONGEST, strip=False)
    scope = forms.ChoiceField(required=False, choices=[(each.value, each.label) for each in Scope])

    def expected(self) -> int | None:
        """Give how many invoices the person was told for the scope that they chose."""
        told = str(self.data.get(f"count-{self.cleaned_data['scope']}", ""))
        return int(told) if told.isdecimal() else None

    def asked(self) -> Asked:
        """Read what was sent. Raises `InvalidInput` when the page did not make it."""
        if not self.is_valid():
            too_long = "value" in self.errors and len(self.errors) == 1
            raise InvalidInput(
                "La valeur est trop longue" if too_long else "La correction est illisible",
                remedy="Raccourcissez-la." if too_long else "Rechargez la page.",
            )
        sent = self.cleaned_data
        return Asked(
            RemedyKind(sent["kind"]),
            sent["code"],
            sent["invoice"],
            " ".join(sent["value"].split()),
            sent["attachment"],
        )
