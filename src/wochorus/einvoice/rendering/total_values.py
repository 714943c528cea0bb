"""VAT and totals, as a template prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.vocabulary import tax_name

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.model import Invoice, Totals


def tax_rows(invoice: Invoice) -> list[dict[str, str]]:
    """Give the VAT of each category and rate."""
    return [
        {
            "label": tax_name(entry.category, entry.rate),
            "base": french.amount(entry.taxable_amount),
            "amount": french.amount(entry.tax_amount),
        }
        for entry in invoice.tax_breakdown
    ]


def total_facts(invoice: Invoice) -> list[dict[str, str]]:
    """List the totals in the order in which they are added up; idle ones are left out."""
    totals = invoice.totals
    if totals is None:
        return []
    stated = (*_before_tax(totals), *_after_tax(totals))
    currency = invoice.currency
    return [french.fact(label, french.amount(value, currency)) for label, value in stated]


def due_fact(invoice: Invoice) -> dict[str, str]:
    """Say what is left to pay, or what the buyer gets back."""
    label = "Net en votre faveur" if invoice.is_credit_note else "Net à payer"
    due = invoice.totals.due if invoice.totals else ZERO
    return french.fact(label, french.amount(due, invoice.currency))


def _before_tax(totals: Totals) -> list[tuple[str, Decimal]]:
    if not totals.allowances and not totals.charges:
        return [("Total HT", totals.without_tax)]
    stated = [("Total des lignes HT", totals.lines)]
    if totals.allowances:
        stated.append(("Remises", -totals.allowances))
    if totals.charges:
        stated.append(("Frais", totals.charges))
    return [*stated, ("Total HT", totals.without_tax)]


def _after_tax(totals: Totals) -> list[tuple[str, Decimal]]:
    stated = [("TVA", totals.tax or ZERO), ("Total TTC", totals.with_tax)]
    if totals.prepaid:
        stated.append(("Déjà payé", -totals.prepaid))
    if totals.rounding:
        stated.append(("Arrondi", totals.rounding))
    return stated
