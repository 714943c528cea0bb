"""What a journal changes, written in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.billing.bulk import any_of, copy_rows, overwrite_rows
from wochorus.billing.invoice_changes import BREAKDOWN, LINES
from wochorus.billing.journal_rows import InvoiceKey
from wochorus.billing.known_invoices import FIELDS
from wochorus.billing.models import Invoice, InvoiceLine, TaxBreakdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wochorus.accounts.models import Company
    from wochorus.billing.invoice_changes import Change, InvoiceChanges
    from wochorus.billing.journal_rows import JournalEntry


def write(
    company: Company, changes: InvoiceChanges, customers: Mapping[str, int]
) -> dict[InvoiceKey, int]:
    """Write what is new and changed, and return the row of every invoice of the file."""
    base = {"cadre": company.cadre}
    copy_rows(Invoice, (_row(company, entry, customers, base) for entry in changes.new))
    if changes.changed:
        _overwrite(company, changes.changed, customers)
    ids = {change.entry.key: change.known.id for change in changes.changed}
    ids |= _new_ids(company, changes.new)
    _write_breakdowns(changes, ids)
    _write_lines(changes, ids)
    return {**ids, **changes.unchanged}


def _new_ids(company: Company, new: list[JournalEntry]) -> dict[InvoiceKey, int]:
    wanted = {entry.key for entry in new}
    numbers = {key.number for key in wanted}
    rows = Invoice.objects.filter(any_of("number", numbers), company=company)
    found = rows.values_list("issue_year", "number", "id")
    return {key: pk for year, number, pk in found if (key := InvoiceKey(year, number)) in wanted}


def _row(
    company: Company, entry: JournalEntry, customers: Mapping[str, int], base: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        **base,
        **entry.fields,
        "company_id": company.pk,
        "customer_id": customers[entry.customer.code],
    }


def _overwrite(company: Company, changed: Iterable[Change], customers: Mapping[str, int]) -> None:
    rows = (
        {**_row(company, each.entry, customers, each.known.fields), "id": each.known.id}
        for each in changed
    )
    overwrite_rows(Invoice, ["customer_id", *FIELDS], rows)


def _write_breakdowns(changes: InvoiceChanges, ids: Mapping[InvoiceKey, int]) -> None:
    written = _redone(changes, BREAKDOWN, TaxBreakdown)
    copy_rows(
        TaxBreakdown,
        (
            {"invoice_id": ids[entry.key], **line._asdict()}
            for entry in written
            for line in entry.breakdown or ()
        ),
    )


def _write_lines(changes: InvoiceChanges, ids: Mapping[InvoiceKey, int]) -> None:
    written = _redone(changes, LINES, InvoiceLine)
    copy_rows(
        InvoiceLine,
        (
            {"invoice_id": ids[entry.key], "position": position, **line._asdict()}
            for entry in written
            for position, line in enumerate(entry.lines or (), start=1)
        ),
    )


def _redone(
    changes: InvoiceChanges, name: str, model: type[TaxBreakdown | InvoiceLine]
) -> list[JournalEntry]:
    """Remove the rows of the invoices whose part ``name`` changed; list the entries to write."""
    redone = [change for change in changes.changed if name in change.differing]
    model.objects.filter(invoice_id__in=[change.known.id for change in redone]).delete()
    return [*changes.new, *(change.entry for change in redone)]
