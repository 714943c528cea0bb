"""One row of a journal file turned into an invoice, or into every reason why it cannot be.

No database here. Only what cannot be stored truthfully is refused; whether Chorus Pro will take
the invoice is the business of the checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from wochorus.billing.journal_cells import CellRefused
from wochorus.billing.journal_format import COLUMN_OF, MOST_RATES, REQUIRED
from wochorus.billing.models import InvoiceKind
from wochorus.customers.services import CustomerFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from wochorus.billing.journal_layout import Layout

CUSTOMER_FIELDS = {
    "customer_name": "name",
    "siret": "siret",
    "buyer_kind": "kind",
    "address": "address",
    "postcode": "postcode",
    "town": "town",
    "group": "group",
}
OPTIONAL_FIELDS = (
    "due_date",
    "engagement",
    "marche",
    "code_service",
    "cadre",
    "preceding_invoice",
    "payment_means",
    "subject",
    "source",
    "sector",
    "chantier",
)
"""Fields that a known invoice keeps when the file has no such column."""

_DEFAULTS = {"due_date": None, "payment_means": "30", "source": "contract"}
_TOTALS = ("total_without_tax", "total_tax", "total_with_tax")
_RATES = range(1, MOST_RATES + 1)
_REMEMBERED = 256
"""Texts whose reading is remembered in each column: most columns say the same again and again."""
_SHIELDED = re.compile(r"'+[=+\-@]")


class InvoiceKey(NamedTuple):
    """What names an invoice inside a company: its year of issue and its number."""

    year: int
    number: str


class TaxLine(NamedTuple):
    """One VAT rate of an invoice: rate in per cent, amounts in euros."""

    rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in a row: the column, the value found, and what is expected or to be done."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it was read: its number in the file, and its texts by column title."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An invoice as one row tells it.

    `fields` holds the columns of `Invoice` that the file has; `breakdown` is `None` when the
    file has no VAT column, `annexes` when the cell is blank.
    """

    source: SourceRow
    key: InvoiceKey
    customer: CustomerFacts
    fields: dict[str, Any]
    breakdown: tuple[TaxLine, ...] | None
    pdf: str
    annexes: tuple[str, ...] | None


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one file; `errors` keeps all that was refused."""

    layout: Layout
    default_cadre: str
    errors: list[RowError] = field(default_factory=list)
    _readers: list[tuple[str, str, Callable[[str], Any]]] = field(init=False)
    _has_rates: bool = field(init=False)

    def __post_init__(self) -> None:
        self._readers = [
            (name, title, lru_cache(_REMEMBERED)(COLUMN_OF[name].read))
            for name, title in self.layout.titles.items()
        ]
        self._has_rates = any(self.layout.has(f"rate_{n}") for n in _RATES)

    def read(self, row: SourceRow) -> JournalEntry | None:
        """Turn ``row`` into an entry, or record its errors and return ``None``."""
        values, errors = self._values(row)
        errors += self._missing(row, values)
        if not errors:
            errors += self._orient(row, values)
        if not errors:
            breakdown, errors = self._breakdown(row, values)
        if errors:
            self.errors += errors
            return None
        return self._entry(row, values, breakdown)

    def error(self, row: SourceRow, name: str, message: str) -> RowError:
        """Name the cell of the column ``name`` that is wrong."""
        title = self.layout.title(name)
        return RowError(row.number, title, row.cells.get(title, ""), message)

    def _values(self, row: SourceRow) -> tuple[dict[str, Any], list[RowError]]:
        values: dict[str, Any] = {}
        errors = []
        cells = row.cells
        for name, title, read in self._readers:
            if (cell := cells.get(title)) and (cell := unshielded(cell)):
                try:
                    values[name] = read(cell)
                except CellRefused as refusal:
                    errors.append(self.error(row, name, f"attendu : {refusal}"))
        return values, errors

    def _missing(self, row: SourceRow, values: Mapping[str, Any]) -> list[RowError]:
        return [
            self.error(row, name, "valeur obligatoire : remplissez la cellule")
            for name in REQUIRED
            if name not in values and not row.cells.get(self.layout.title(name), "")
        ]

    def _orient(self, row: SourceRow, values: dict[str, Any]) -> list[RowError]:
        """Make the amounts of a credit note positive (EN 16931); refuse what has two readings."""
        values.setdefault("kind", InvoiceKind.INVOICE)
        signs = _signs(values)
        if values["kind"] == InvoiceKind.INVOICE:
            negative = [name for name in _TOTALS if values[name] < 0]
            message = "une facture n'est pas négative : mettez « Avoir » dans la colonne Type"
            return [self.error(row, negative[0], message)] if negative else []
        if len(signs) > 1:
            message = "un avoir s'écrit tout en positif ou tout en négatif, pas les deux"
            return [self.error(row, "total_with_tax", message)]
        if signs == {-1}:
            for name in _amount_names(values):
                values[name] = -values[name]
        return []

    def _breakdown(
        self, row: SourceRow, values: Mapping[str, Any]
    ) -> tuple[tuple[TaxLine, ...] | None, list[RowError]]:
        if not self._has_rates:
            return None, []
        used = [n for n in _RATES if _is_used(values, n)]
        lines: dict[Decimal, TaxLine] = {}
        errors: list[RowError] = []
        for n in used:
            line, missing = _tax_line(values, n, only=len(used) == 1)
            if line is None:
                message = f"il faut le taux, la base et la TVA n° {n}"
                errors.append(self.error(row, missing, message))
            elif line.rate in lines:
                message = "le même taux figure deux fois : additionnez ses montants"
                errors.append(self.error(row, f"rate_{n}", message))
            else:
                lines[line.rate] = line
        return tuple(sorted(lines.values())), errors

    def _entry(
        self,
        row: SourceRow,
        values: Mapping[str, Any],
        breakdown: tuple[TaxLine, ...] | None,
    ) -> JournalEntry:
        issue_date: date = values["issue_date"]
        return JournalEntry(
            source=row,
            key=InvoiceKey(issue_date.year, values["number"]),
            customer=CustomerFacts(
                code=values["customer_code"],
                **{new: values.get(old, "") for old, new in CUSTOMER_FIELDS.items()},
            ),
            fields=self._fields(values),
            breakdown=breakdown,
            pdf=values.get("pdf", ""),
            annexes=values.get("annexes") or None,
        )

    def _fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        names = ("number", "issue_date", "kind", *_TOTALS)
        fields = {name: values[name] for name in names}
        fields["prepaid"] = values.get("prepaid", Decimal(0))
        due = values["total_with_tax"] - fields["prepaid"]
        fields["amount_due"] = values.get("amount_due", due)
        defaults = {**_DEFAULTS, "cadre": self.default_cadre}
        for name in OPTIONAL_FIELDS:
            if self.layout.has(name):
                fields[name] = values.get(name, defaults.get(name, ""))
        return fields


def unshielded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from computing a text; see `shielded`."""
    return cell[1:] if cell.startswith("'") and _SHIELDED.match(cell) else cell


def _amount_names(values: Mapping[str, Any]) -> list[str]:
    lines = [name for name in values if name.startswith(("base_", "tax_"))]
    extra = [name for name in ("prepaid", "amount_due") if name in values]
    return [*_TOTALS, *lines, *extra]


def _signs(values: Mapping[str, Any]) -> set[int]:
    """Collect the signs of the amounts, zeros apart.

    The amount due is left out when it follows from the others: an advance above the total
    makes it negative by right.
    """
    due = values["total_with_tax"] - values.get("prepaid", Decimal(0))
    amounts = [
        values[name]
        for name in _amount_names(values)
        if name != "amount_due" or values[name] != due
    ]
    return {1 if amount > 0 else -1 for amount in amounts if amount}


def _is_used(values: Mapping[str, Any], position: int) -> bool:
    return any(f"{part}_{position}" in values for part in ("rate", "base", "tax"))


def _tax_line(
    values: Mapping[str, Any], position: int, *, only: bool
) -> tuple[TaxLine | None, str]:
    """Read one rate; the only rate of an invoice takes the totals. Else name what is missing."""
    names = [f"{part}_{position}" for part in ("rate", "base", "tax")]
    totals = ("", "total_without_tax", "total_tax")
    found = [
        values.get(name, values.get(total) if only else None)
        for name, total in zip(names, totals, strict=True)
    ]
    if None in found:
        return None, names[found.index(None)]
    return TaxLine(*found), ""
