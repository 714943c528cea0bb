"""Bringing invoice files in: every error told per file, twice the same as once."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.billing.document_folder import FoundFile
from wochorus.billing.document_import import Claim, FoundDocuments, keep_documents
from wochorus.billing.importer import JournalReport, silent, take_in
from wochorus.billing.ingest.cells import cells_of
from wochorus.billing.ingest.customers import CustomerBook, SeveralCustomersError
from wochorus.billing.ingest.files import read_file
from wochorus.billing.ingest.laying_down import LaidDown, lay_down
from wochorus.billing.ingest.rows import Rows
from wochorus.billing.ingest.seller import seller_defect
from wochorus.billing.journal_rows import InvoiceKey
from wochorus.billing.models import DocumentRole, Invoice
from wochorus.core.attachments import attachment_defect
from wochorus.einvoice.totals import complete

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wochorus.accounts.models import Company
    from wochorus.billing.document_matching import DocumentIssue
    from wochorus.billing.invoice_changes import InvoiceChanges
    from wochorus.billing.journal_rows import JournalEntry
    from wochorus.einvoice import model
    from wochorus.spreadsheets.source import Progress

ACTOR = "fichiers d'un autre logiciel"
MOST_FILES = 5000


class FileState(StrEnum):
    """What became of one file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    HELD_BACK = "held_back"
    """Good, and not imported as another file was refused."""

    @property
    def label(self) -> str:
        """The French name."""
        return _LABELS[self]


_LABELS = {
    FileState.ADDED: "ajoutée",
    FileState.UPDATED: "modifiée",
    FileState.UNCHANGED: "déjà là",
    FileState.REFUSED: "refusée",
    FileState.HELD_BACK: "en attente des autres",
}


@dataclass(slots=True)
class FileOutcome:
    """One file: the number of its invoice when it could be read, what is wrong or odd."""

    path: Path
    number: str = ""
    state: FileState = FileState.HELD_BACK
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class IngestReport:
    """What became of each file, in the order given, and of the whole."""

    files: list[FileOutcome]
    whole: JournalReport

    @property
    def refused(self) -> list[FileOutcome]:
        """The files that did not come in by their own fault."""
        return [each for each in self.files if each.state is FileState.REFUSED]

    @property
    def complete(self) -> bool:
        """Tell whether every file is in."""
        return self.whole.imported and not self.refused


def ingest(
    company: Company,
    paths: Iterable[Path],
    *,
    partial: bool = False,
    progress: Progress = silent,
) -> IngestReport:
    """Bring the invoice files at ``paths`` into the journal of ``company``.

    By default one refused file stops everything; with ``partial`` the good ones come in. An invoice
    that is there already is left alone when the file says the same, changed while it may be, and
    refused once it is deposited. Raises `OSError` when the disk fails, `Transient` when the virus
    scanner does not answer.
    """
    asked = list(paths)
    report = JournalReport(Path(), rows=len(asked))
    with tempfile.TemporaryDirectory(prefix="wochorus-") as folder:
        batch = _Batch(company)
        for rank, path in enumerate(asked, start=1):
            batch.take(rank, path, Path(folder))
            progress("Lecture des fichiers", rank, len(asked))
        batch.fill()
        if partial or not any(outcome.errors for outcome in batch.outcomes):
            batch.bring_in(report, partial=partial, progress=progress)
        else:
            batch.only_read()
        batch.conclude(report)
    return IngestReport(batch.outcomes, report)


@dataclass(slots=True)
class _Batch:
    """The files of one call, on their way through the journal."""

    company: Company
    invoices: dict[int, model.Invoice] = field(default_factory=dict)
    """By the rank of the file, those that may be used."""
    documents: dict[int, list[LaidDown]] = field(default_factory=dict)
    outcomes: list[FileOutcome] = field(default_factory=list)
    rows: Rows = field(init=False)
    changes: InvoiceChanges | None = None

    def __post_init__(self) -> None:
        self.rows = Rows(self.company)

    def take(self, rank: int, path: Path, folder: Path) -> None:
        """Read a file; its documents are laid down in ``folder``, out of the memory."""
        each = read_file(path)
        self.outcomes.append(FileOutcome(path, errors=each.errors, warnings=each.warnings))
        if each.invoice is None:
            return
        self.outcomes[-1].number = each.invoice.number
        self.documents[rank] = list(lay_down(each, folder / str(rank)))
        self.outcomes[-1].warnings += [
            f"pièce jointe {document.name} : {defect}"
            for document in self.documents[rank]
            if document.role is DocumentRole.ANNEX
            and (defect := attachment_defect(document.name, document.size))
        ]
        try:
            self.invoices[rank] = complete(replace(each.invoice, supporting_documents=()))
        except ArithmeticError:
            self.outcomes[-1].errors.append("ses montants sont démesurés")

    def fill(self) -> None:
        """Put each readable file into the rows; what forbids it joins its errors."""
        book = CustomerBook(self.company)
        known = self._known_customers()
        seen: dict[InvoiceKey, Path] = {}
        for rank, invoice in self.invoices.items():
            outcome = self.outcomes[rank - 1]
            key = InvoiceKey(invoice.issue_date.year, invoice.number)
            if first := seen.get(key):
                outcome.errors.append(f"cette facture est déjà dans {first.name} : gardez-en une")
                continue
            seen[key] = outcome.path
            if defect := seller_defect(self.company, invoice.seller):
                outcome.errors.append(defect)
                continue
            try:
                said = cells_of(invoice)
                said.row |= book.cells_for(invoice.buyer, known.get(key, ""))
            except SeveralCustomersError as error:
                outcome.errors.append(str(error))
                continue
            except ArithmeticError:
                outcome.errors.append("ses montants sont démesurés")
                continue
            outcome.errors += said.errors
            outcome.warnings += said.warnings
            if not outcome.errors:
                self.rows.add(rank, said)

    def _known_customers(self) -> dict[InvoiceKey, str]:
        numbers = {invoice.number for invoice in self.invoices.values()}
        rows = Invoice.objects.filter(company=self.company, number__in=numbers)
        return {
            InvoiceKey(year, number): code
            for year, number, code in rows.values_list("issue_year", "number", "customer__code")
        }

    def bring_in(self, report: JournalReport, *, partial: bool, progress: Progress) -> None:
        """Read the rows as those of a journal, and write them with their documents."""
        source = self.rows.source()
        if source.errors and not partial:
            self.tell_cells()
            return
        found = FoundDocuments()
        for entry in source.good_entries():
            found.claims += self._claims(entry)
        keep_documents(found, progress)
        bad = {self._tell_unkept(issue) for issue in found.report.issues}
        found.report.issues.clear()
        if bad and not partial:
            return
        source.entries = [entry for entry in source.entries if entry.source.number not in bad]
        self.changes = take_in(
            self.company, source, found, report, partial=partial, progress=progress, actor=ACTOR
        )
        self.tell_cells()
        for issue in report.documents.issues:
            self._tell_unattached(issue)

    def only_read(self) -> None:
        """Read the rows for their errors, so that all are told at once."""
        self.rows.source()
        self.tell_cells()

    def _claims(self, entry: JournalEntry) -> Iterator[Claim]:
        """Ask for the documents of a file; the rank is in the path that an issue would name."""
        rank = entry.source.number
        for document in self.documents[rank]:
            file = FoundFile(document.path, f"{rank}/{document.name}")
            yield Claim(entry.key, document.role, file, document.kind)

    def tell_cells(self) -> None:
        """Give the errors of cells to the files that they come from."""
        for rank, message in self.rows.told_errors():
            self.outcomes[rank - 1].errors.append(message)

    def _tell_unkept(self, issue: DocumentIssue) -> int:
        """Refuse the file whose document cannot be kept; give its rank."""
        rank, _, name = issue.file.partition("/")
        self.outcomes[int(rank) - 1].errors.append(f"document {name} : {issue.reason}")
        return int(rank)

    def _tell_unattached(self, issue: DocumentIssue) -> None:
        for outcome in self.outcomes:
            if outcome.number == issue.invoice:
                outcome.warnings.append(f"document {issue.file} pas joint : {issue.reason}")

    def conclude(self, report: JournalReport) -> None:
        """Say of each file what became of it."""
        states = self._states()
        for rank, outcome in enumerate(self.outcomes, start=1):
            if outcome.errors:
                outcome.state = FileState.REFUSED
            elif report.imported:
                outcome.state = states.get(rank, FileState.UNCHANGED)
        report.rejected = sum(bool(outcome.errors) for outcome in self.outcomes)

    def _states(self) -> dict[int, FileState]:
        if self.changes is None:
            return {}
        added = {entry.source.number: FileState.ADDED for entry in self.changes.new}
        return added | {
            change.entry.source.number: FileState.UPDATED for change in self.changes.changed
        }
