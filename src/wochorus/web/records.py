"""Forms of records: their fields, their tabs, what a service refuses put beside its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from wochorus.customers.service_choice import is_open, offered_services
from wochorus.directory.queries import RESERVED_SERVICE, structure_by_siret
from wochorus.spreadsheets.cells import CellRefused
from wochorus.web.said import without_commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from wochorus.directory.models import Service
    from wochorus.spreadsheets.columns import Column
    from wochorus.spreadsheets.row_reading import RowError


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its word in the address, its title, the fields that it holds."""

    name: str
    title: str
    fields: tuple[str, ...] = ()


def open_tab(tabs: Sequence[Tab], wanted: str, form: forms.Form | None = None) -> str:
    """Choose the tab to open: the first with a refused field, else the one asked for."""
    for tab in tabs:
        if form is not None and any(name in form.errors for name in tab.fields):
            return tab.name
    return wanted if wanted in {tab.name for tab in tabs} else tabs[0].name


class ColumnField(forms.CharField):
    """A field that is read as the cells of a column are; nothing typed gives `None`."""

    def __init__(self, column: Column, **options: Any) -> None:  # noqa: ANN401 - Django's own
        known = {"label": column.header, "required": column.required, "max_length": 3000}
        super().__init__(**{**known, **options})
        self._column = column

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - any value
        """Read what was typed. Raises `ValidationError` with what was expected."""
        text = super().clean(value)
        if not text.strip():
            return None
        try:
            return self._column.read(text)
        except CellRefused as refusal:
            raise ValidationError(f"« {text} » est refusé. Attendu : {refusal}.") from refusal


MOST_ERRORS = 100
TABLE_SUFFIXES = (".csv", ".xlsx")
TABLE_WIDGET = {"accept": ",".join(TABLE_SUFFIXES)}


class TableFileForm(forms.Form):
    """A table that a browser sends."""

    fichier = forms.FileField(
        label="Fichier",
        help_text="Un tableau .csv ou .xlsx.",
        error_messages={
            "required": "Choisissez le fichier.",
            "empty": "Ce fichier est vide.",
        },
        widget=forms.FileInput(TABLE_WIDGET),
    )

    def clean_fichier(self) -> UploadedFile[bytes]:
        """Refuse what is no table by its name."""
        sent: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if not (sent.name or "").lower().endswith(TABLE_SUFFIXES):
            raise ValidationError(f"« {sent.name} » n'est pas un tableau : .csv ou .xlsx.")
        return sent


def told_errors(errors: Sequence[RowError]) -> dict[str, Any]:
    """Give what the table of the errors of a file is drawn with."""
    shown = [
        (each, without_commands(each.message) or each.message) for each in errors[:MOST_ERRORS]
    ]
    return {
        "errors": shown,
        "error_count": len(errors),
        "errors_left": len(errors) - len(shown),
    }


def combobox(choices: str, field_id: str, *more: str) -> forms.TextInput:
    """Make a field that offers what the address ``choices`` lists, as one types.

    ``more``: identifiers of fields whose values go along.
    """
    return forms.TextInput(
        attrs={
            "role": "combobox",
            "aria-autocomplete": "list",
            "aria-expanded": "false",
            "aria-controls": f"liste-{field_id}",
            "autocomplete": "off",
            "spellcheck": "false",
            "data-choices": choices,
            "data-keep": "",
            "data-with": " ".join(more),
        }
    )


def _shut(service: Service) -> str:
    if service.code == RESERVED_SERVICE:
        return "entre administrations seulement"
    return "" if is_open(service) else "fermé"


def service_options(siret: str, typed: str) -> dict[str, Any]:
    """Give what the list of services is drawn with, and why it is empty when it is."""
    found = offered_services(siret, typed)
    if found:
        why = ""
    elif not siret:
        why = "Donnez d'abord le SIRET du client : ses services viennent de l'annuaire."
    elif structure_by_siret(siret) is None:
        why = "Ce SIRET n'est pas dans l'annuaire : tapez le code tel que le client le donne."
    else:
        why = "Aucun service de la structure ne s'écrit ainsi."
    choices = [{"service": each, "is_open": is_open(each), "shut": _shut(each)} for each in found]
    return {"services": choices, "why_none": why}
