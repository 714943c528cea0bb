"""What the rows of one journal file say together: an invoice once, a customer one way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wochorus.billing.journal_rows import CUSTOMER_FIELDS
from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.billing.journal_rows import InvoiceKey, JournalEntry, RowReader
    from wochorus.customers.from_journal import CustomerFacts
    from wochorus.spreadsheets.row_reading import RowError


def coherent_entries(entries: Iterable[JournalEntry], reader: RowReader) -> list[JournalEntry]:
    """Keep the entries that no earlier row contradicts; the errors go to ``reader``."""
    invoices: dict[InvoiceKey, JournalEntry] = {}
    told: dict[tuple[str, str], tuple[str, int]] = {}
    kept = []
    for entry in entries:
        errors = _repetition(entry, invoices, reader) + _contradictions(entry, told, reader)
        reader.errors += errors
        if not errors:
            kept.append(entry)
    return kept


def _repetition(
    entry: JournalEntry, invoices: dict[InvoiceKey, JournalEntry], reader: RowReader
) -> list[RowError]:
    first = invoices.setdefault(entry.key, entry)
    if first is entry:
        return []
    message = f"cette facture est déjà à la ligne {first.source.number} : n'en gardez qu'une"
    return [reader.error(entry.source, "number", message)]


def _contradictions(
    entry: JournalEntry, told: dict[tuple[str, str], tuple[str, int]], reader: RowReader
) -> list[RowError]:
    errors = []
    for column, name in CUSTOMER_FIELDS.items():
        if value := getattr(entry.customer, name):
            here = (value, entry.source.number)
            first, row = told.setdefault((entry.customer.code, name), here)
            if first != value and fold(first) != fold(value):
                message = (
                    f"le client {entry.customer.code} a « {first} » à la ligne {row} : "
                    "mettez la même valeur sur toutes ses lignes"
                )
                errors.append(reader.error(entry.source, column, message))
    return errors


def customers_told(entries: Iterable[JournalEntry]) -> dict[str, CustomerFacts]:
    """Put together what the rows say of each customer; the first filled cell has the word."""
    told: dict[str, CustomerFacts] = {}
    for entry in entries:
        facts = entry.customer
        known = told.setdefault(facts.code, facts)
        if known is not facts:
            news = {
                name: value
                for name in CUSTOMER_FIELDS.values()
                if not getattr(known, name) and (value := getattr(facts, name))
            }
            if news:
                told[facts.code] = replace(known, **news)
    return told
