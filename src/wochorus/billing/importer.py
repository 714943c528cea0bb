"""Bringing a journal file in: every error found, nothing half done, twice the same as once.

The file is read whole, then its documents are kept on disk, then one transaction writes
customers, invoices and documents. Two imports of one company wait for each other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection, transaction

from wochorus.billing.archive.services import file_given
from wochorus.billing.document_import import (
    DocumentReport,
    FoundDocuments,
    find_documents,
    link_found,
)
from wochorus.billing.error_file import write_error_files
from wochorus.billing.invoice_changes import InvoiceChanges, compare
from wochorus.billing.invoice_writing import write
from wochorus.billing.journal_coherence import customers_told
from wochorus.billing.journal_source import JournalSource, read_source
from wochorus.billing.line_matching import column_of
from wochorus.customers.from_journal import SavedCustomers, known_codes, save_customers

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.spreadsheets.row_reading import RowError
    from wochorus.spreadsheets.source import Progress

ACTOR = "import du journal"
_LOCK = 0x4A4F5552
"""First half of the advisory lock of the journal; the company is the other half."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nothing."""


@dataclass(slots=True)
class JournalReport:
    """What an import did. Counts are of invoices unless named otherwise."""

    file: Path
    lines_file: Path | None = None
    """The file of the lines, when they are no sheet of the journal."""
    rows: int = 0
    lines: int = 0
    """Rows of lines that were read."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    """Rows of the journal that were not imported."""
    customers_added: int = 0
    customers_changed: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()
    documents: DocumentReport = field(default_factory=DocumentReport)
    imported: bool = False
    """Whether the good rows are in; false when errors stopped everything."""
    error_file: Path | None = None
    lines_error_file: Path | None = None
    """Where the lines of the refused invoices are, when they are no sheet of `error_file`."""
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Tell whether all that was asked was done."""
        return self.imported and not self.errors and not self.documents.issues


def import_journal(
    company: Company,
    table_path: Path,
    *,
    lines_path: Path | None = None,
    pdf_folder: Path | None = None,
    attachment_folder: Path | None = None,
    partial: bool = False,
    progress: Progress = silent,
) -> JournalReport:
    """Import the invoices of ``table_path`` (XLSX or CSV), with their lines and documents if any.

    By default, errors in the rows stop everything: they are all in the report and nothing
    changes. With ``partial`` the good rows come in and the others are written beside the file,
    to be corrected and imported. An invoice comes in with all its lines, or not at all. Raises
    `InvalidInput` when a file is no journal at all.
    """
    start = time.monotonic()
    source = read_source(company, table_path, lines_path, progress)
    report = _new_report(source, lines_path)
    if not source.errors or partial:
        folders = (pdf_folder, attachment_folder)
        _import_source(company, source, folders, report, partial=partial, progress=progress)
    report.errors = sorted(source.errors, key=lambda error: (error.sheet, error.row))
    report.rejected = len(source.refused_rows())
    report.seconds = time.monotonic() - start
    return report


def _new_report(source: JournalSource, lines_path: Path | None) -> JournalReport:
    lines = source.lines
    ignored = source.journal.layout.ignored + (lines.layout.ignored if lines else ())
    return JournalReport(
        source.journal.path,
        lines_path,
        rows=len(source.journal.rows),
        lines=len(lines.rows) if lines else 0,
        ignored_columns=ignored,
    )


def _import_source(
    company: Company,
    source: JournalSource,
    folders: tuple[Path | None, Path | None],
    report: JournalReport,
    *,
    partial: bool,
    progress: Progress,
) -> None:
    found = find_documents(company, source.entries, *folders, progress)
    take_in(company, source, found, report, partial=partial, progress=progress, writes_errors=True)


def take_in(
    company: Company,
    source: JournalSource,
    found: FoundDocuments,
    report: JournalReport,
    *,
    partial: bool,
    progress: Progress,
    actor: str = ACTOR,
    writes_errors: bool = False,
) -> InvoiceChanges | None:
    """Write what ``source`` says and the documents ``found``, in one transaction.

    Gives what changed, or nothing when errors stopped it: they are in ``source``. With
    ``writes_errors`` the rows that are refused go into a file beside the journal.
    """
    with transaction.atomic():
        _wait_for_other_imports(company)
        changes = _permitted(company, source, found)
        if source.errors and not partial:
            return None
        progress("Enregistrement", 0, len(source.entries))
        customers = save_customers(company, customers_told(source.good_entries()).values())
        ids = write(company, changes, customers.ids)
        report.documents = link_found(found, ids)
        changed = {change.known.id for change in changes.changed}
        file_given(company, found.given_pdfs(ids), changed, actor=actor)
        if source.errors and writes_errors:
            report.error_file, report.lines_error_file = write_error_files(source)
    _conclude(report, changes, customers)
    progress("Enregistrement", len(source.entries), len(source.entries))
    return changes


def _wait_for_other_imports(company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, company.pk])


def _permitted(company: Company, source: JournalSource, found: FoundDocuments) -> InvoiceChanges:
    """Compare the file with the database; what is not permitted joins the errors."""
    reader = source.reader
    changes = compare(company, source.entries, found.older_invoices())
    for refusal in changes.refused:
        column = column_of(refusal.defect, refusal.entry, reader)
        error = reader.error(refusal.entry.source, column, refusal.defect.message)
        reader.errors.append(error)
    good = source.good_entries()
    told = customers_told(good)
    known = known_codes(company, told)
    nameless = {code for code, facts in told.items() if not facts.name and code not in known}
    for entry in good:
        if (code := entry.customer.code) in nameless:
            message = f"le client {code} est nouveau : il lui faut un nom"
            reader.errors.append(reader.error(entry.source, "customer_name", message))
    changes.forget_customers(nameless)
    return changes


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
