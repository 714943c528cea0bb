"""Bringing invoice files in: every error told per file, twice the same as once."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.billing.document_folder import FoundFile
from wochorus.billing.document_import import Claim, FoundDocuments, keep_documents
from wochorus.billing.importer import JournalReport, silent, take_in
from wochorus.billing.ingest.cells import cells_of
from wochorus.billing.ingest.customers import CustomerBook, SeveralCustomersError
from wochorus.billing.ingest.files import ReadFile, read_file
from wochorus.billing.ingest.rows import Rows
from wochorus.billing.ingest.seller import seller_defect
from wochorus.billing.journal_rows import InvoiceKey
from wochorus.billing.models import DocumentRole, Invoice
from wochorus.core.attachments import attachment_defect
from wochorus.einvoice.totals import complete

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.accounts.models import Company
    from wochorus.billing.ingest.files import Carried
    from wochorus.billing.invoice_changes import InvoiceChanges
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
    read = []
    for rank, path in enumerate(asked, start=1):
        read.append(read_file(path))
        progress("Lecture des fichiers", rank, len(asked))
    outcomes = [FileOutcome(each.path, errors=each.errors, warnings=each.warnings) for each in read]
    batch = _Batch(company, read, outcomes)
    batch.fill()
    report = JournalReport(Path(), rows=len(asked))
    with ExitStack() as stack:
        if partial or not any(outcome.errors for outcome in outcomes):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wochorus-")))
            batch.bring_in(folder, report, partial=partial, progress=progress)
        else:
            batch.only_read()
    batch.conclude(report)
    return IngestReport(outcomes, report)


@dataclass(slots=True)
class _Batch:
    """The files of one call, on their way through the journal."""

    company: Company
    read: list[ReadFile]
    outcomes: list[FileOutcome]
    rows: Rows = field(init=False)
    changes: InvoiceChanges | None = None

    def __post_init__(self) -> None:
        self.rows = Rows(self.company)

    def fill(self) -> None:
        """Put each readable file into the rows; what forbids it joins its errors."""
        book = CustomerBook(self.company)
        known = self._known_customers()
        seen: dict[InvoiceKey, Path] = {}
        for rank, (each, outcome) in enumerate(zip(self.read, self.outcomes, strict=True), start=1):
            if each.invoice is None:
                continue
            outcome.number = each.invoice.number
            invoice = complete(each.invoice)
            key = InvoiceKey(invoice.issue_date.year, invoice.number)
            if first := seen.get(key):
                outcome.errors.append(f"cette facture est déjà dans {first.name} : gardez-en une")
                continue
            seen[key] = each.path
            if defect := seller_defect(self.company, invoice.seller):
                outcome.errors.append(defect)
                continue
            said = cells_of(invoice)
            outcome.errors += said.errors
            outcome.warnings += said.warnings
            try:
                said.row |= book.cells_for(invoice.buyer, known.get(key, ""))
            except SeveralCustomersError as error:
                outcome.errors.append(str(error))
            if not outcome.errors:
                self.rows.add(rank, said)

    def _known_customers(self) -> dict[InvoiceKey, str]:
        numbers = {each.invoice.number for each in self.read if each.invoice}
        rows = Invoice.objects.filter(company=self.company, number__in=numbers)
        return {
            InvoiceKey(year, number): code
            for year, number, code in rows.values_list("issue_year", "number", "customer__code")
        }

    def bring_in(
        self, folder: Path, report: JournalReport, *, partial: bool, progress: Progress
    ) -> None:
        """Read the rows as those of a journal, and write them with their documents."""
        source = self.rows.source()
        if source.errors and not partial:
            self.tell_cells()
            return
        found = FoundDocuments()
        for entry in source.good_entries():
            self._claim(entry.key, entry.source.number, folder, found)
        keep_documents(found, progress)
        for issue in found.report.issues:
            self._tell_issue(issue.file, issue.reason, folder)
        if found.report.issues and not partial:
            return
        self.changes = take_in(
            self.company, source, found, report, partial=partial, progress=progress, actor=ACTOR
        )
        self.tell_cells()
        for issue in report.documents.issues:
            if issue not in found.report.issues:
                self._tell_unattached(issue.invoice, issue.file, issue.reason)

    def only_read(self) -> None:
        """Read the rows for their errors, so that all are told at once."""
        self.rows.source()
        self.tell_cells()

    def _claim(self, key: InvoiceKey, rank: int, folder: Path, found: FoundDocuments) -> None:
        """Lay the documents of a file down, each alone in a folder that names its rank."""
        each = self.read[rank - 1]
        carried: list[tuple[DocumentRole, Carried]] = []
        if each.pdf is not None:
            carried.append((DocumentRole.MAIN, each.pdf))
        taken = {each.pdf.name} if each.pdf else set()
        carried += [(DocumentRole.ANNEX, annex) for annex in each.annexes]
        for place, (role, file) in enumerate(carried, start=1):
            name = _unused(file.name, taken) if role is DocumentRole.ANNEX else file.name
            taken.add(name)
            if role is DocumentRole.ANNEX and (
                defect := attachment_defect(name, len(file.content))
            ):
                told = f"pièce jointe {name} : {defect}"
                self.outcomes[rank - 1].warnings.append(told)
            path = folder / f"{rank}-{place}" / name
            path.parent.mkdir()
            path.write_bytes(file.content)
            relative = f"{path.parent.name}/{name}"
            found.claims.append(Claim(key, role, FoundFile(path, relative), file.kind))

    def tell_cells(self) -> None:
        """Give the errors of cells to the files that they come from."""
        for rank, message in self.rows.told_errors():
            self.outcomes[rank - 1].errors.append(message)

    def _tell_issue(self, relative: str, reason: str, folder: Path) -> None:
        place = relative.removeprefix(f"{folder}/")
        rank, name = int(place.split("-", 1)[0]), place.rsplit("/", 1)[-1]
        self.outcomes[rank - 1].errors.append(f"document {name} : {reason}")

    def _tell_unattached(self, number: str, name: str, reason: str) -> None:
        for outcome in self.outcomes:
            if outcome.number == number:
                outcome.warnings.append(f"document {name} pas joint : {reason}")

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


def _unused(name: str, taken: set[str]) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    candidate, rank = name, 1
    while candidate in taken:
        rank += 1
        candidate = f"{stem}-{rank}{suffix}"
    return candidate
