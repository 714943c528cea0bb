"""Whether the lines of an invoice say the same as its totals: to the cent, or both are told.

Source: EN 16931 BR-CO-10 and BR-CO-13 (HT), BR-S-08 and its likes (base of each rate), BR-CO-14
(VAT). An invoice without lines has nothing to compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wochorus.billing.tax_lines import TaxLine, TaxLines, in_order, total_tax
from wochorus.core.money import ZERO, format_euros, format_number, to_cents
from wochorus.core.tax_categories import TaxCategory, category_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from wochorus.billing.line_rows import Line

TaxKey = tuple["Decimal", str]
_REMEDY = "corrigez les lignes ou le journal"


class Defect(NamedTuple):
    """What does not add up: the column of the journal, and a French phrase with both figures.

    `rate` is told when it is about one rate.
    """

    column: str
    message: str
    rate: Decimal | None = None


def bases_of(lines: Iterable[Line]) -> dict[TaxKey, Decimal]:
    """Add up the lines by VAT rate and category."""
    bases: dict[TaxKey, Decimal] = {}
    for line in lines:
        key = (line.tax_rate, line.tax_category)
        bases[key] = bases.get(key, ZERO) + line.net_amount
    return bases


def breakdown_of(bases: Mapping[TaxKey, Decimal]) -> TaxLines:
    """Compute the VAT of lines (EN 16931 BR-CO-17), its exemptions untold."""
    return in_order(
        TaxLine(rate, base, to_cents(base * rate / 100), category)
        for (rate, category), base in bases.items()
    )


def with_categories(breakdown: TaxLines, bases: Mapping[TaxKey, Decimal]) -> TaxLines:
    """Give the entries whose category nobody told the one that the lines have at this rate."""
    of_rate: dict[Decimal, list[str]] = {}
    for rate, category in bases:
        of_rate.setdefault(rate, []).append(category)
    return in_order(
        line._replace(category=of_rate[line.rate][0])
        if not line.category and len(of_rate.get(line.rate, ())) == 1
        else line
        for line in breakdown
    )


def amount_defect(bases: Mapping[TaxKey, Decimal], total: Decimal) -> list[Defect]:
    """Compare the sum of the lines with the total without tax."""
    found = sum(bases.values(), ZERO)
    if found == total:
        return []
    message = (
        f"les lignes de cette facture font {format_euros(found)} HT, le journal dit "
        f"{format_euros(total)} : {_REMEDY}"
    )
    return [Defect("total_without_tax", message)]


def tax_defects(bases: Mapping[TaxKey, Decimal], breakdown: TaxLines, tax: Decimal) -> list[Defect]:
    """Compare the lines of each rate with its base, and the VAT of the rates with the total."""
    told = {line.key: line.taxable_amount for line in breakdown}
    defects = [
        _base_defect(key, bases.get(key), told.get(key))
        for key in sorted({*bases, *told})
        if bases.get(key) != told.get(key)
    ]
    if (found := total_tax(breakdown)) != tax:
        message = (
            f"la TVA des taux fait {format_euros(found)}, le total dit {format_euros(tax)} : "
            f"{_REMEDY}"
        )
        defects.append(Defect("total_tax", message))
    return defects


def _base_defect(key: TaxKey, lines: Decimal | None, base: Decimal | None) -> Defect:
    rate, category = key
    named = f"{format_number(rate)} %"
    if category not in {TaxCategory.STANDARD, ""}:
        named += f" ({category_label(category)})"
    if base is None:
        message = f"des lignes ont un taux de {named}, la facture ne l'a pas : {_REMEDY}"
        return Defect("rate_1", message)
    if lines is None:
        message = f"la facture a un taux de {named}, aucune de ses lignes ne l'a : {_REMEDY}"
        return Defect("rate", message, rate)
    message = (
        f"à {named}, les lignes font {format_euros(lines)} HT, la base dit {format_euros(base)} : "
        f"{_REMEDY}"
    )
    return Defect("base", message, rate)
