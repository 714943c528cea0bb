"""What a company is asked, to be advised."""

from __future__ import annotations

from django import forms

from wochorus.accounts.reform_dates import CompanySize

MOST_INVOICES = 1_000_000


class SizeForm(forms.Form):
    """The size of a company, and what it sends to public bodies in a month."""

    size = forms.ChoiceField(
        label="Taille de l'entreprise", choices=[(each.name, each.value) for each in CompanySize]
    )
    monthly = forms.IntegerField(
        label="Factures au secteur public, par mois", min_value=0, max_value=MOST_INVOICES
    )
