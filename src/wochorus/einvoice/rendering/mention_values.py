"""The sentences that the law wants on an invoice, and the notes that its author adds.

Sources: CGI, annex II, art. 242 nonies A (reverse charge, self-billing, exemption, option for VAT
on debits, category of operations); code de commerce, art. L441-9 (penalties, lump sum, discount),
which the invoice carries as notes with the subjects PMD, PMT and AAB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.core.money import ZERO
from wochorus.einvoice.model import OperationCategory
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.vocabulary import CATEGORY_MENTIONS, SELF_BILLED, tax_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import Invoice, TaxBreakdown

_LEGAL_SUBJECTS = ("PMD", "PMT", "AAB", "TXD")
_FOR_MACHINES = frozenset({"BAR"})
_SIZE_OF_A_ROW, _SIZE_OF_AN_ACCOUNT, _SIZE_KEPT_TOGETHER = 100, 300, 3_000
_ON_DEBITS = "5"
_REVERSE_CHARGE = "AE"
_REVERSE_CHARGE_MENTION = "Autoliquidation"


def mentions(invoice: Invoice) -> list[str]:
    """List the legal mentions: what is said of VAT first, then of payment."""
    return [*_tax_mentions(invoice), *_legal_notes(invoice)]


def other_notes(invoice: Invoice) -> list[str]:
    """List the lines of the notes that are no legal mention and are meant for people."""
    hidden = {*_LEGAL_SUBJECTS, *_FOR_MACHINES}
    return [
        line.strip()
        for note in invoice.notes
        if note.subject_code not in hidden
        for line in note.text.splitlines()
        if line.strip()
    ]


def is_long(values: dict[str, Any]) -> bool:
    """Tell whether the end of the invoice may be taller than a page."""
    accounts = values["accounts"]
    texts = [*values["payment_terms"], *values["notes"], *values["enclosures"], *values["mentions"]]
    size = sum(len(text) + _SIZE_OF_A_ROW for text in texts)
    return size + len(accounts) * _SIZE_OF_AN_ACCOUNT > _SIZE_KEPT_TOGETHER


def tax_reasons(invoice: Invoice) -> list[str]:
    """Say for each exemption why no VAT is charged; the code alone when there is no sentence."""
    return [sentence for entry in invoice.tax_breakdown if (sentence := _reason(entry))]


def _reason(entry: TaxBreakdown) -> str:
    name = tax_name(entry.category, entry.rate)
    reason = entry.exemption_reason or entry.exemption_code or ""
    return "" if reason in ("", name) else f"{name} : {reason}"


def _tax_mentions(invoice: Invoice) -> Iterator[str]:
    category = invoice.operation_category
    if category is not None:
        yield f"{CATEGORY_MENTIONS[category]}."
    if invoice.type_code in SELF_BILLED:
        yield "Autofacturation."
    if any(entry.category == _REVERSE_CHARGE for entry in invoice.tax_breakdown):
        yield f"{_REVERSE_CHARGE_MENTION}."
    if invoice.tax_point_date_code == _ON_DEBITS and category is not OperationCategory.GOODS:
        yield "Option pour le paiement de la taxe d’après les débits."
    totals = invoice.totals
    if totals is not None and totals.tax_in_tax_currency not in (None, ZERO):
        converted = french.amount(totals.tax_in_tax_currency or ZERO, invoice.tax_currency or "")
        yield f"Montant de la TVA en devise de comptabilisation : {converted}."


def _legal_notes(invoice: Invoice) -> Iterator[str]:
    for subject in _LEGAL_SUBJECTS:
        yield from (note.text for note in invoice.notes if note.subject_code == subject)
