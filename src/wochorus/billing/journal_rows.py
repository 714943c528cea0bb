"""One row of a journal file turned into an invoice, or into every reason why it cannot be.

No database here. Only what cannot be stored truthfully is refused; whether Chorus Pro will take
the invoice is the business of the checks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from wochorus.billing.journal_format import MOST_RATES
from wochorus.billing.models import DepositState, InvoiceKind
from wochorus.billing.tax_lines import TaxLine, TaxLines, in_order
from wochorus.core.money import ZERO
from wochorus.core.tax_categories import TaxCategory, category_defect, usual_category
from wochorus.customers.from_journal import CustomerFacts
from wochorus.spreadsheets.columns import title_key
from wochorus.spreadsheets.row_reading import (
    BACKWARD_PERIOD,
    CellReader,
    RowError,
    SourceRow,
    ends_before_it_begins,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wochorus.billing.line_rows import Line
    from wochorus.spreadsheets.layout import Layout

CUSTOMER_FIELDS = {
    "customer_name": "name",
    "siret": "siret",
    "buyer_kind": "kind",
    "vat_number": "vat_number",
    "electronic_address": "electronic_address",
    "address": "address",
    "address_line_2": "address_line_2",
    "postcode": "postcode",
    "town": "town",
    "country": "country",
    "group": "group",
}
OPTIONAL_FIELDS = (
    "due_date",
    "delivery_date",
    "period_start",
    "period_end",
    "engagement",
    "marche",
    "code_service",
    "cadre",
    "validator",
    "validator_service",
    "operation_category",
    "preceding_invoice",
    "preceding_invoice_date",
    "payment_means",
    "payment_terms",
    "subject",
    "source",
    "sector",
    "chantier",
)
"""Fields that a known invoice keeps when the file has no such column."""

_DEFAULTS = {
    "due_date": None,
    "delivery_date": None,
    "period_start": None,
    "period_end": None,
    "operation_category": "S",
    "preceding_invoice_date": None,
    "payment_means": "30",
    "source": "contract",
}
_TOTALS = ("total_without_tax", "total_tax", "total_with_tax")
_RATES = range(1, MOST_RATES + 1)
_RATE_FIELDS = {
    n: frozenset(f"{part}_{n}" for part in ("rate", "base", "tax", "category", "exemption"))
    for n in _RATES
}
_SAME_RATE = "le même taux figure deux fois : additionnez ses montants"


class InvoiceKey(NamedTuple):
    """What names an invoice inside a company: its year of issue and its number."""

    year: int
    number: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An invoice as one row tells it.

    `fields` holds the columns of `Invoice` that the file has; `breakdown` is `None` when the
    file has no VAT column, `annexes` when the cell is blank, `lines` when it has no line.
    """

    source: SourceRow
    key: InvoiceKey
    customer: CustomerFacts
    fields: dict[str, Any]
    breakdown: TaxLines | None
    pdf: str
    annexes: tuple[str, ...] | None
    lines: tuple[Line, ...] | None = None

    @property
    def is_internal(self) -> bool:
        """Tell whether an export says of it that it never leaves."""
        states = (cell for title, cell in self.source.cells.items() if title_key(title) == "etat")
        return DepositState.INTERNAL.label in states


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one file; `errors` keeps all that was refused."""

    layout: Layout
    default_cadre: str
    errors: list[RowError] = field(default_factory=list)
    _cells: CellReader = field(init=False)
    _has_rates: bool = field(init=False)
    _has_categories: bool = field(init=False)
    _has_exemptions: bool = field(init=False)
    _optional: dict[str, Any] = field(init=False)
    """The optional fields that the file has, with what an empty cell means."""

    def __post_init__(self) -> None:
        self._cells = CellReader(self.layout)
        defaults = {**_DEFAULTS, "cadre": self.default_cadre}
        self._optional = {
            name: defaults.get(name, "") for name in OPTIONAL_FIELDS if self.layout.has(name)
        }
        self._has_rates = self._has_any("rate")
        self._has_categories = self._has_any("category")
        self._has_exemptions = self._has_any("exemption")

    def _has_any(self, part: str) -> bool:
        return any(self.layout.has(f"{part}_{n}") for n in _RATES)

    def read(self, row: SourceRow) -> JournalEntry | None:
        """Turn ``row`` into an entry, or record its errors and return ``None``."""
        values, errors = self._cells.read(row)
        if not errors:
            errors = self._orient(row, values) + self._period(row, values)
        if not errors:
            breakdown, errors = self._breakdown(row, values)
        if errors:
            self.errors += errors
            return None
        return self._entry(row, values, breakdown)

    def error(self, row: SourceRow, name: str, message: str) -> RowError:
        """Name the cell of the column ``name`` that is wrong."""
        return self._cells.error(row, name, message)

    def _period(self, row: SourceRow, values: Mapping[str, Any]) -> list[RowError]:
        if ends_before_it_begins(values):
            return [self.error(row, "period_end", BACKWARD_PERIOD)]
        return []

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
    ) -> tuple[TaxLines | None, list[RowError]]:
        if not self._has_rates:
            return None, []
        used = [n for n, names in _RATE_FIELDS.items() if not names.isdisjoint(values)]
        lines: dict[tuple[Decimal, str], TaxLine] = {}
        errors: list[RowError] = []
        for n in used:
            line, wrong, message = self._tax_line(values, n, only=len(used) == 1)
            if line is not None and line.key in lines:
                wrong, message = f"rate_{n}", _SAME_RATE
            if message:
                errors.append(self.error(row, wrong, message))
            elif line is not None:
                lines[line.key] = line
        return in_order(lines.values()), errors

    def _tax_line(
        self, values: Mapping[str, Any], position: int, *, only: bool
    ) -> tuple[TaxLine | None, str, str]:
        """Read one rate, or name the column that is wrong and say why."""
        found = _amounts(values, position, only=only)
        if missing := next((name for name, value in found.items() if value is None), ""):
            return None, missing, f"il faut le taux, la base et la TVA n° {position}"
        rate, base, tax = found.values()
        name = f"category_{position}"
        category = values.get(name, usual_category(rate))
        if name in values and (defect := category_defect(category, rate)):
            return None, name, defect
        code, reason = values.get(f"exemption_{position}", ("", ""))
        line = TaxLine(
            rate,
            base,
            tax,
            category if self._has_categories else None,
            reason if self._has_exemptions else None,
            code if self._has_exemptions else None,
        )
        return line, "", ""

    def _entry(
        self,
        row: SourceRow,
        values: Mapping[str, Any],
        breakdown: TaxLines | None,
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
        for name, default in self._optional.items():
            fields[name] = values.get(name, default)
        return fields


def _amount_names(values: Mapping[str, Any]) -> list[str]:
    return [*_TOTALS, *_rate_names(values), *(n for n in ("prepaid", "amount_due") if n in values)]


def _rate_names(values: Mapping[str, Any]) -> list[str]:
    return [name for name in values if name.startswith(("base_", "tax_"))]


def _signs(values: Mapping[str, Any]) -> set[int]:
    """Collect the signs of the amounts that tell which way a credit note is written, zeros apart.

    What follows from the others is left out: the amount due, which an advance above the total
    makes negative by right, and the rates when they add up to the totals.
    """
    due = values["total_with_tax"] - values.get("prepaid", Decimal(0))
    told = {name for name in _amount_names(values) if name != "amount_due" or values[name] != due}
    rates = _rate_names(values)
    bases = [values[name] for name in rates if name.startswith("base_")]
    if bases and sum(bases) == values["total_without_tax"]:
        told.difference_update(rates)
    return {1 if values[name] > 0 else -1 for name in told if values[name]}


def _amounts(values: Mapping[str, Any], position: int, *, only: bool) -> dict[str, Any]:
    """Find the rate, base and VAT of one rate; the only one of an invoice takes the totals.

    A category without VAT gives its rate and its VAT.
    """
    rate, base, tax = (f"{part}_{position}" for part in ("rate", "base", "tax"))
    category = values.get(f"category_{position}", TaxCategory.STANDARD)
    zero = None if category == TaxCategory.STANDARD else ZERO
    totals = values if only else {}
    return {
        rate: values.get(rate, zero),
        base: values.get(base, totals.get("total_without_tax")),
        tax: values.get(tax, totals.get("total_tax", zero)),
    }
