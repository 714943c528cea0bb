"""Bringing a journal file in: every error found, nothing half done, twice the same as once.

The file is read whole, then its documents are kept on disk, then one transaction writes
customers, invoices and documents. Two imports of one company wait for each other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection, transaction

from wochorus.billing.document_import import (
    DocumentReport,
    FoundDocuments,
    find_documents,
    link_found,
)
from wochorus.billing.error_file import write_error_file
from wochorus.billing.invoice_writing import InvoiceChanges, compare, write
from wochorus.billing.journal_coherence import coherent_entries, customers_told
from wochorus.billing.journal_layout import Layout, recognise
from wochorus.billing.journal_rows import JournalEntry, RowError, RowReader, SourceRow
from wochorus.customers.services import SavedCustomers, known_codes, save_customers
from wochorus.storage.tables import TableLimits, open_table

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

LIMITS = TableLimits(max_rows=500_000)
_LOCK = 0x4A4F5552
"""First half of the advisory lock of the journal; the company is the other half."""


Progress = Callable[[str, int, int], None]
"""Told while an import runs: the step, how far it is, and out of how many."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nothing."""


@dataclass(slots=True)
class JournalReport:
    """What an import did. Counts are of invoices unless named otherwise."""

    file: Path
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    """Rows that were not imported."""
    customers_added: int = 0
    customers_changed: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()
    documents: DocumentReport = field(default_factory=DocumentReport)
    imported: bool = False
    """Whether the good rows are in; false when errors stopped everything."""
    error_file: Path | None = None
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Tell whether all that was asked was done."""
        return self.imported and not self.errors and not self.documents.issues


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A journal file, read."""

    header: list[str]
    layout: Layout
    rows: list[SourceRow]
    entries: list[JournalEntry]
    reader: RowReader


def import_journal(
    company: Company,
    table_path: Path,
    *,
    pdf_folder: Path | None = None,
    attachment_folder: Path | None = None,
    partial: bool = False,
    progress: Progress = silent,
) -> JournalReport:
    """Import the invoices of ``table_path`` (XLSX or CSV), with their documents if any.

    By default, errors in the rows stop everything: they are all in the report and nothing
    changes. With ``partial`` the good rows come in and the others are written beside the file,
    to be corrected and imported. Raises `InvalidInput` when the file is no journal at all.
    """
    start = time.monotonic()
    sheet = _read_sheet(company, table_path, progress)
    report = JournalReport(table_path, rows=len(sheet.rows), ignored_columns=sheet.layout.ignored)
    if not sheet.reader.errors or partial:
        folders = (pdf_folder, attachment_folder)
        _import_sheet(company, sheet, folders, report, partial=partial, progress=progress)
    report.errors = sorted(sheet.reader.errors, key=lambda error: error.row)
    report.rejected = len({error.row for error in report.errors})
    report.seconds = time.monotonic() - start
    return report


def _read_sheet(company: Company, path: Path, progress: Progress) -> _Sheet:
    table = open_table(path, limits=LIMITS)
    layout = recognise(table.header, path.name)
    reader = RowReader(layout, company.cadre)
    rows, entries = [], []
    for number, cells in table.rows:
        row = SourceRow(number, dict(zip(table.header, cells, strict=False)))
        rows.append(row)
        if entry := reader.read(row):
            entries.append(entry)
        if len(rows) % 500 == 0:
            progress("Lecture du journal", len(rows), table.rows_expected)
    return _Sheet(table.header, layout, rows, coherent_entries(entries, reader), reader)


def _import_sheet(
    company: Company,
    sheet: _Sheet,
    folders: tuple[Path | None, Path | None],
    report: JournalReport,
    *,
    partial: bool,
    progress: Progress,
) -> None:
    found = find_documents(company, sheet.entries, *folders, progress)
    with transaction.atomic():
        _wait_for_other_imports(company)
        changes = _permitted(company, sheet, found)
        if sheet.reader.errors and not partial:
            return
        progress("Enregistrement", 0, len(sheet.entries))
        customers = save_customers(company, customers_told(_good_entries(sheet)).values())
        ids = write(company, changes, customers.ids)
        report.documents = link_found(found, ids)
        if sheet.reader.errors:
            report.error_file = write_error_file(
                report.file, sheet.header, sheet.rows, sheet.reader.errors
            )
    _conclude(report, changes, customers)
    progress("Enregistrement", len(sheet.entries), len(sheet.entries))


def _wait_for_other_imports(company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, company.pk])


def _permitted(company: Company, sheet: _Sheet, found: FoundDocuments) -> InvoiceChanges:
    """Compare the file with the database; what is not permitted joins the errors."""
    reader = sheet.reader
    changes = compare(company, sheet.entries, found.older_invoices())
    for refusal in changes.refused:
        entry, name = refusal.change.entry, refusal.change.differing[0]
        reader.errors.append(reader.error(entry.source, name, refusal.reason))
    good = _good_entries(sheet)
    told = customers_told(good)
    known = known_codes(company, told)
    nameless = {code for code, facts in told.items() if not facts.name and code not in known}
    for entry in good:
        if (code := entry.customer.code) in nameless:
            message = f"le client {code} est nouveau : il lui faut un nom"
            reader.errors.append(reader.error(entry.source, "customer_name", message))
    changes.forget_customers(nameless)
    return changes


def _good_entries(sheet: _Sheet) -> list[JournalEntry]:
    """List the entries that come in, in the order of the file."""
    bad = {error.row for error in sheet.reader.errors}
    return [entry for entry in sheet.entries if entry.source.number not in bad]


def _conclude(report: JournalReport, changes: InvoiceChanges, customers: SavedCustomers) -> None:
    report.imported = True
    report.added, report.updated = len(changes.new), len(changes.changed)
    report.unchanged = len(changes.unchanged)
    report.customers_added, report.customers_changed = customers.added, customers.changed
    report.warnings += [
        f"La facture {entry.key.number} du client {entry.customer.code} existe aussi en {year}, "
        "pour le même montant : vérifiez les dates"
        for entry, year in changes.other_years
    ]
