"""Forms whose fields are read by the columns of a table, as a file or the command line is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from wochorus.accounts.services import CADRES
from wochorus.billing.models import OperationCategory
from wochorus.core.money import format_number
from wochorus.core.tax_categories import TAX_CATEGORIES
from wochorus.core.units import unit_word
from wochorus.customers.payment_means import PaymentMeans
from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.spreadsheets.columns import Column

_DAYS = frozenset(("delivery_date", "period_start", "period_end"))
_NUMBERS = frozenset(("quantity", "price", "tax_rate", "prepaid"))
_CHOICES: dict[str, list[tuple[str, str]]] = {
    "payment_means": [("", "Celui du client"), *PaymentMeans.choices],
    "operation_category": list(OperationCategory.choices),
    "tax_category": [("", "Selon le taux"), *TAX_CATEGORIES],
    "cadre": [("", "Celui de la société"), *((each, each) for each in CADRES)],
}
LONGEST = 1200


class ColumnsForm(forms.Form):
    """Fields of some columns; `values` gives what was read, `None` for what is emptied."""

    def __init__(
        self,
        columns: Iterable[Column],
        *args: Any,  # noqa: ANN401 - as Django has it
        required: frozenset[str] = frozenset(),
        **kwargs: Any,  # noqa: ANN401 - as Django has it
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = {column.field: column for column in columns}
        self.needed = required
        self.values: dict[str, Any] = {}
        for name, column in self.columns.items():
            self.fields[name] = _field(column)

    def clean(self) -> dict[str, Any]:
        """Read each text by its column; what is refused is told beside it."""
        told: dict[str, Any] = super().clean() or {}
        for name, column in self.columns.items():
            text = (told.get(name) or "").strip()
            try:
                self.values[name] = column.read(text) if text else None
            except CellRefused as refusal:
                self.add_error(name, f"« {text} » ne convient pas. Attendu : {refusal}.")
            if not text and name in self.needed:
                self.add_error(name, f"Donnez : {column.header.lower()}.")
        return told


def _field(column: Column) -> forms.Field:
    name = column.field
    if name in _CHOICES:
        return forms.ChoiceField(
            label=column.header,
            help_text=column.description,
            choices=_CHOICES[name],
            required=False,
        )
    return forms.CharField(
        label=column.header,
        help_text=column.description,
        max_length=LONGEST,
        required=False,
        widget=_widget(name),
    )


def _widget(name: str) -> forms.TextInput:
    attributes = {"autocomplete": "off"}
    if name in _DAYS:
        attributes["type"] = "date"
    if name in _NUMBERS:
        attributes["inputmode"] = "decimal"
    if name == "unit":
        attributes["list"] = "unites"
    return forms.TextInput(attrs=attributes)


def shown(record: object, columns: Iterable[Column]) -> dict[str, str]:
    """Give the fields of ``record`` as a person would type them."""
    return {column.field: _text(record, column.field) for column in columns}


def _text(record: object, name: str) -> str:
    if name == "exemption":
        code, reason = getattr(record, "exemption_code"), getattr(record, "exemption_reason")  # noqa: B009
        return " ".join(part for part in (code, reason) if part)
    value = getattr(record, name)
    if value is None or (name == "prepaid" and not value):
        return ""
    if name in _DAYS:
        return str(value.isoformat())
    if name in _NUMBERS:
        return format_number(value)
    return unit_word(value) if name == "unit" else str(value)
