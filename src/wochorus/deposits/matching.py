"""Telling which of our invoices Chorus Pro speaks of.

For Chorus Pro an invoice is a supplier's SIREN, a year of issue and a number. The portal may
write them otherwise than we do (case, spaces, another establishment, no date at all), so the
comparison looks only at what tells two invoices apart. Missing one that is there would free an
invoice that the portal holds.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from wochorus.core.identifiers import SIREN_LENGTH, compact_identifier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.models import FlowLine


def number_key(number: str) -> str:
    """Reduce a number to what counts when the portal writes it: no case, no space."""
    return "".join(number.split()).casefold()


class Roll:
    """Lines of a flow, found by what Chorus Pro says of an invoice.

    The lines must come with their invoice.
    """

    def __init__(self, company: Company, lines: Iterable[FlowLine]) -> None:
        self._siren = company.siret[:SIREN_LENGTH]
        self._lines: defaultdict[str, list[FlowLine]] = defaultdict(list)
        for line in lines:
            self._lines[number_key(line.invoice.number)].append(line)

    def of_row(self, row: InvoiceRow) -> FlowLine | None:
        """Find the line whose invoice ``row`` shows, if there is one and only one."""
        if not self._is_supplier(row.supplier_siret):
            return None
        found = [
            line
            for line in self.of_number(row.invoice_number)
            if _same_year(row.issue_date, line.invoice.issue_date)
        ]
        return found[0] if len(found) == 1 else None

    def of_number(self, number: str) -> list[FlowLine]:
        """Find the lines that bear ``number``: written exactly so, else in any writing."""
        found = self._lines.get(number_key(number), [])
        return [line for line in found if line.invoice.number == number] or found

    def _is_supplier(self, siret: str) -> bool:
        return compact_identifier(siret)[:SIREN_LENGTH] in ("", self._siren)


def _same_year(shown: date | None, ours: date) -> bool:
    return shown is None or shown.year == ours.year
