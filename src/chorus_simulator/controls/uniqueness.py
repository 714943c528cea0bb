"""Uniqueness: one number per supplier SIREN and year of issue, for ever.

The invoices of a flow are recorded one after the other, so a number used twice in one flow is
found as well: the first is kept, the next ones are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry


def check_uniqueness(inquiry: Inquiry) -> Iterator[Fault]:
    """Look for the same number, of the same supplier, in the same year."""
    invoice = inquiry.invoice
    twin = inquiry.db.execute(
        "SELECT 1 FROM invoices WHERE number = ? AND siren = ? AND issue_year = ? AND id IS NOT ?",
        (invoice.number, invoice.siren, invoice.issue_date.year, inquiry.replaced),
    ).fetchone()
    if twin is not None:
        yield Fault(
            "number",
            f"la facture {invoice.number} a déjà été déposée par ce fournisseur en "
            f"{invoice.issue_date.year} (doublon)",
        )
