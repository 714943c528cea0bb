"""The VAT of an invoice as a file tells it: one entry for each category and rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wochorus.core.money import ZERO
from wochorus.core.tax_categories import usual_category

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


class TaxLine(NamedTuple):
    """One VAT category and rate of an invoice: rate in per cent, amounts in euros.

    The last three are `None` when the file has no column for them.
    """

    rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal
    category: str | None = None
    exemption_reason: str | None = None
    exemption_code: str | None = None

    @property
    def key(self) -> tuple[Decimal, str]:
        """What tells it from the others of its invoice."""
        return self.rate, self.category or ""


TaxLines = tuple[TaxLine, ...]


def in_order(lines: Iterable[TaxLine]) -> TaxLines:
    """Sort entries by rate, then category."""
    return tuple(sorted(lines, key=lambda line: line.key))


def completed(told: TaxLines, known: TaxLines = ()) -> TaxLines:
    """Fill what the file does not tell from what is known of the same rate, else by default."""
    if all(line.category is not None and line.exemption_reason is not None for line in told):
        return told
    of_rate = {line.rate: line for line in known}
    return in_order(_completed(line, of_rate.get(line.rate)) for line in told)


def _completed(line: TaxLine, known: TaxLine | None) -> TaxLine:
    category = known.category if known else usual_category(line.rate)
    if line.category is not None:
        category = line.category
    is_same = known is not None and known.category == category
    reason, code = line.exemption_reason, line.exemption_code
    if reason is None:
        reason = known.exemption_reason if known and is_same else ""
        code = known.exemption_code if known and is_same else ""
    return line._replace(category=category, exemption_reason=reason, exemption_code=code)


def total_tax(lines: Iterable[TaxLine]) -> Decimal:
    """Add up the VAT (EN 16931 BR-CO-14)."""
    return sum((line.tax_amount for line in lines), ZERO)
