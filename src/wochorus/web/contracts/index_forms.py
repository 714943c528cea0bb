"""What is typed of an index and of its values: read as the cells of their file are."""

from __future__ import annotations

from django import forms

from wochorus.contracts.index_values import Step
from wochorus.contracts.indices import VALUES
from wochorus.spreadsheets import cells
from wochorus.spreadsheets.columns import Column
from wochorus.web.records import ColumnField

_QUIET = {"autocomplete": "off"}


def _of_file(name: str, help_text: str = "") -> ColumnField:
    widget = forms.TextInput(attrs=_QUIET)
    return ColumnField(VALUES.of[name], widget=widget, help_text=help_text)


class IndexForm(forms.Form):
    """An index, without its values."""

    use_required_attribute = False

    code = ColumnField(
        Column("code", "Code", cells.code(30), "", required=True),
        help_text="Celui que citent les contrats et le fichier des valeurs.",
        widget=forms.TextInput(attrs=_QUIET),
    )
    name = ColumnField(
        Column("name", "Nom", cells.text(255), "", required=True),
        widget=forms.TextInput(attrs=_QUIET),
    )
    step = forms.ChoiceField(
        label="Parution",
        choices=[(each.value, each.label) for each in Step],
        initial=Step.QUARTER.value,
    )
    source = ColumnField(
        Column("source", "Source", cells.text(255), ""),
        help_text="Qui le publie.",
        widget=forms.TextInput(attrs=_QUIET),
    )
    is_fictitious = forms.BooleanField(label="Valeurs fictives (démonstration)", required=False)


class ValueForm(forms.Form):
    """An edition of a value of an index."""

    use_required_attribute = False

    period = _of_file("period", "Comme T3 2026, 09/2026 ou 2026.")
    value = _of_file("value", "Comme 113,2.")
    published_on = _of_file("published_on", "Jour de la publication.")
    source = _of_file("source")
    is_provisional = forms.BooleanField(label="Provisoire", required=False)
