"""What is odd in a draft while it can still be changed: its VAT rates, when the work was done.

What its recipient asks for is judged in `wochorus.billing.issuing.recipients`. Rates: CGI, art. 278
to 281 nonies and 294 to 297, the list of BR-FR-16. Date of the work: CGI, ann. II, art. 242
nonies A, I-10.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.core.money import ZERO, format_number
from wochorus.einvoice.validation.chorus.prices import FRENCH_RATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wochorus.billing.issuing.content import InvoiceContent
    from wochorus.billing.line_rows import Line

_MAINLAND = frozenset(Decimal(rate) for rate in ("0", "2.1", "5.5", "10", "20"))
_TOLD = "20, 10, 5,5, 2,1 ou 0"


def oddities(content: InvoiceContent, day: date) -> list[str]:
    """Say in French what to look at before ``content`` is issued on ``day``; it forbids nothing."""
    return [*_rates(content), *_time(content, day)]


def _rates(content: InvoiceContent) -> Iterator[str]:
    for line in content.lines:
        if line.tax_rate not in _MAINLAND:
            told = f"{format_number(line.tax_rate)} %"
            yield f"ligne {line.identifier} : la TVA à {told} {_fault(line.tax_rate)}"


def _fault(rate: Decimal) -> str:
    if rate in FRENCH_RATES:
        return f"n'est pas un taux de métropole en vigueur ({_TOLD})"
    percent = rate * 100
    if percent in _MAINLAND and percent > ZERO:
        return f"s'écrit en pourcentage : {format_number(percent)}"
    return f"n'est pas un taux français ({_TOLD}) : la facture électronique serait fautive"


def _time(content: InvoiceContent, day: date) -> Iterator[str]:
    if content.delivery_date is not None and content.delivery_date > day:
        done = format_date(content.delivery_date)
        yield f"la date d'exécution ({done}) est après celle de la facture ({format_date(day)})"
    if not (content.delivery_date or content.period_end or content.period_start) and not (
        content.lines and all(_has_period(line) for line in content.lines)
    ):
        yield (
            "ni date d'exécution ni période (--done, ou --from et --to) : la loi veut la date si "
            "ce n'est pas celle de la facture"
        )


def _has_period(line: Line) -> bool:
    return line.period_start is not None or line.period_end is not None
