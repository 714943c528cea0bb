"""One row of the sheet « Lignes » turned into a line of an invoice, or into what is wrong with it.

No database here, and no invoice yet: `line_matching` gives each line to its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from wochorus.billing.line_format import SHEET
from wochorus.core.money import CENT, ZERO, format_amount, to_cents
from wochorus.core.tax_categories import category_defect, usual_category
from wochorus.core.units import ONE
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

    from wochorus.spreadsheets.layout import Layout

_HALF = Decimal("0.5")


class Line(NamedTuple):
    """A line of an invoice (BG-25), in the words and the order of the table `InvoiceLine`."""

    identifier: str
    name: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    net_amount: Decimal
    tax_category: str
    tax_rate: Decimal
    period_start: date | None
    period_end: date | None
    note: str
    order_reference: str

    def opposite(self) -> Line:
        """Turn the line of a credit note written in negative."""
        return self._replace(quantity=-self.quantity, net_amount=-self.net_amount)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with the invoice that it names; its identifier is empty when it was not told."""

    source: SourceRow
    number: str
    issue_date: date | None
    line: Line


@dataclass(slots=True)
class LineReader:
    """Reads the rows of the lines of one file; `errors` keeps all that was refused."""

    layout: Layout
    errors: list[RowError] = field(default_factory=list)
    _cells: CellReader = field(init=False)

    def __post_init__(self) -> None:
        self._cells = CellReader(self.layout, SHEET)

    def read(self, row: SourceRow) -> ReadLine | None:
        """Turn ``row`` into a line, or record its errors and return ``None``."""
        values, errors = self._cells.read(row)
        if not errors:
            _complete(values)
            errors = self._defects(row, values)
        if errors:
            self.errors += errors
            return None
        line = Line(**{name: values.get(name, _DEFAULTS.get(name, "")) for name in Line._fields})
        return ReadLine(row, values["number"], values.get("issue_date"), line)

    def error(self, row: SourceRow, name: str, message: str) -> RowError:
        """Name the cell of the column ``name`` that is wrong."""
        return self._cells.error(row, name, message)

    def _defects(self, row: SourceRow, values: Mapping[str, Any]) -> list[RowError]:
        found = (
            ("tax_category", category_defect(values["tax_category"], values["tax_rate"])),
            ("net_amount", _amount_defect(values)),
            ("period_end", BACKWARD_PERIOD if ends_before_it_begins(values) else ""),
        )
        return [self.error(row, name, message) for name, message in found if message]


_DEFAULTS: dict[str, Any] = {"unit": ONE, "period_start": None, "period_end": None}


def _complete(values: dict[str, Any]) -> None:
    """Fill what an empty cell means; a negative price becomes a negative quantity (BR-27)."""
    values.setdefault("quantity", Decimal(1))
    if values["price"] < ZERO:
        values["price"], values["quantity"] = -values["price"], -values["quantity"]
    values.setdefault("net_amount", to_cents(values["quantity"] * values["price"]))
    rate = values["tax_rate"]
    values.setdefault("tax_category", usual_category(rate) or "S")


def _amount_defect(values: Mapping[str, Any]) -> str:
    """Refuse an amount that is not quantity × price, rounding apart.

    EN 16931 has no such rule, but two prices on one line cannot both be true. What rounding the
    price to the decimals that it shows (the cent at least) can explain is let through.
    """
    product = values["quantity"] * values["price"]
    explained = abs(values["quantity"]) * _price_step(values["price"]) * _HALF + CENT * _HALF
    if abs(values["net_amount"] - product) <= explained:
        return ""
    return (
        f"quantité × prix donne {format_amount(product)}, et non "
        f"{format_amount(values['net_amount'])} : corrigez l'un des trois, ou laissez le montant "
        "vide"
    )


def _price_step(price: Decimal) -> Decimal:
    """Give the smallest change of a price that its decimals can show."""
    exponent = price.as_tuple().exponent
    return min(CENT, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else CENT
