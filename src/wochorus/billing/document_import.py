"""The documents that come with a journal: found in folders, kept, then given to invoices.

Finding and keeping happen before the transaction of the import, which stays short; a file kept
for nothing costs its place on disk and harms nobody.
"""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.billing.document_folder import Folder, FoundFile, printable, scan_folder
from wochorus.billing.document_links import Attachment, LinkReport, link_documents
from wochorus.billing.document_matching import (
    DocumentIssue,
    Matches,
    Wanted,
    match_annexes,
    match_pdfs,
)
from wochorus.billing.documents import prepare_document, save_documents
from wochorus.billing.journal_rows import InvoiceKey
from wochorus.billing.models import Document, DocumentRole, Invoice, InvoiceDocument
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.billing.journal_rows import JournalEntry

WRITERS = 8
"""Files kept at once: most of the time goes to waiting for the disk to flush."""


@dataclass(slots=True)
class DocumentReport:
    """What became of the files: counts, what was not attached, and files that say nothing."""

    added: int = 0
    replaced: int = 0
    removed: int = 0
    unchanged: int = 0
    defective: int = 0
    issues: list[DocumentIssue] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that is for an invoice; an empty ``kind`` says nothing of what it is."""

    key: InvoiceKey
    role: DocumentRole
    file: FoundFile
    kind: str = ""


@dataclass(slots=True)
class FoundDocuments:
    """Documents kept on disk, with the invoices that they are for."""

    claims: list[Claim] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    """By the path of the file."""
    older_ids: dict[InvoiceKey, int] = field(default_factory=dict)
    annex_lists: dict[InvoiceKey, frozenset[str]] = field(default_factory=dict)
    report: DocumentReport = field(default_factory=DocumentReport)

    def older_invoices(self) -> set[int]:
        """Name the invoices known already whose documents may change."""
        keys = {claim.key for claim in self.claims}.union(self.annex_lists)
        return {self.older_ids[key] for key in keys if key in self.older_ids}

    def given_pdfs(self, ids: Mapping[InvoiceKey, int]) -> set[int]:
        """Name the invoices that were given their PDF; ``ids`` tells those of the file."""
        known = {**self.older_ids, **ids}
        mains = (claim.key for claim in self.claims if claim.role == DocumentRole.MAIN)
        return {known[key] for key in mains if key in known}


def find_documents(
    company: Company,
    entries: list[JournalEntry],
    pdf_folder: Path | None,
    attachment_folder: Path | None,
    progress: Callable[[str, int, int], None],
) -> FoundDocuments:
    """Match the files of the folders with the invoices of ``company`` and keep those matched.

    Writes no row. Raises `InvalidInput` on a folder that is none, `OSError` when the disk is
    full.
    """
    found = FoundDocuments()
    if attachment_folder is None:
        found.report.issues += _unsought_annexes(company, entries)
    if pdf_folder is None and attachment_folder is None:
        return found
    found.older_ids = _older_ids(company)
    wanted = _wanted(company, entries, found.older_ids)
    taken = _find_pdfs(found, wanted, pdf_folder, attachment_folder)
    if attachment_folder is not None:
        _find_annexes(found, wanted, scan_folder(attachment_folder), taken)
    keep_documents(found, progress)
    return found


def _older_ids(company: Company) -> dict[InvoiceKey, int]:
    rows = Invoice.objects.filter(company=company).values_list("issue_year", "number", "id")
    return {InvoiceKey(year, number): pk for year, number, pk in rows}


def _wanted(
    company: Company, entries: list[JournalEntry], older: Iterable[InvoiceKey]
) -> list[Wanted]:
    held = _held_names(company)
    here = [
        Wanted(e.key, in_file=True, pdf=e.pdf, annexes=e.annexes, held=held.get(e.key, frozenset()))
        for e in entries
    ]
    keys = {entry.key for entry in entries}
    return here + [Wanted(key, in_file=False) for key in older if key not in keys]


def _held_names(company: Company) -> dict[InvoiceKey, frozenset[str]]:
    names: dict[InvoiceKey, set[str]] = {}
    links = InvoiceDocument.objects.filter(invoice__company=company)
    columns = ("invoice__issue_year", "invoice__number", "file_name")
    for year, number, name in links.values_list(*columns):
        names.setdefault(InvoiceKey(year, number), set()).add(name)
    return {key: frozenset(held) for key, held in names.items()}


def _unsought_annexes(company: Company, entries: list[JournalEntry]) -> list[DocumentIssue]:
    """Name the annexes that rows ask for while no folder is given: they would be forgotten."""
    asking = [entry for entry in entries if entry.annexes]
    held = _held_names(company) if asking else {}
    return [
        DocumentIssue(
            name,
            entry.key.number,
            "pièce jointe nommée dans le journal mais pas cherchée : donnez son dossier avec "
            "--attachments",
        )
        for entry in asking
        for name in entry.annexes or ()
        if name.rsplit("/", 1)[-1] not in held.get(entry.key, ())
    ]


def _find_pdfs(
    found: FoundDocuments,
    wanted: list[Wanted],
    pdf_folder: Path | None,
    attachment_folder: Path | None,
) -> set[str]:
    """Match the PDFs, and return those of a folder that serves for annexes too."""
    if pdf_folder is None:
        return set()
    same = attachment_folder is not None and pdf_folder.resolve() == attachment_folder.resolve()
    folder = scan_folder(pdf_folder, apart=None if same else attachment_folder)
    matches = match_pdfs(folder, wanted, exact_only=same)
    if same:
        matches.unmatched = []
    else:
        others = (file for file in folder.files if not file.is_pdf)
        matches.unmatched.extend(others)
        _note_refused(found, folder)
    _note(found, matches, DocumentRole.MAIN)
    return {file.relative for _, file in matches.pairs} if same else set()


def _find_annexes(
    found: FoundDocuments, wanted: list[Wanted], folder: Folder, taken: set[str]
) -> None:
    _note_refused(found, folder)
    matches = match_annexes(folder, wanted, taken=taken)
    _note(found, matches, DocumentRole.ANNEX)
    for invoice in wanted:
        if invoice.annexes is not None:
            found.annex_lists[invoice.key] = frozenset(
                name.rsplit("/", 1)[-1] for name in invoice.annexes
            )


def _note_refused(found: FoundDocuments, folder: Folder) -> None:
    found.report.issues += [
        DocumentIssue(name, "", reason) for name, reason in folder.refused.items()
    ]


def _note(found: FoundDocuments, matches: Matches, role: DocumentRole) -> None:
    found.claims += [Claim(key, role, file) for key, file in matches.pairs]
    found.report.issues += matches.issues
    found.report.unmatched += [printable(file.relative) for file in matches.unmatched]


def keep_documents(found: FoundDocuments, progress: Callable[[str, int, int], None]) -> None:
    """Keep the files claimed; what cannot be kept joins the issues of the report."""
    files = list({claim.file.path: claim.file for claim in found.claims}.values())
    with ThreadPoolExecutor(WRITERS) as writers:
        for count, kept in enumerate(writers.map(_kept_or_issue, files), start=1):
            if isinstance(kept, DocumentIssue):
                found.report.issues.append(kept)
            else:
                found.documents[str(files[count - 1].path)] = kept
            progress("Documents", count, len(files))


def _kept_or_issue(file: FoundFile) -> Document | DocumentIssue:
    """Keep the file; one that cannot be read does not stop the others, a full disk does."""
    try:
        return prepare_document(file.path)
    except InvalidInput as error:
        return DocumentIssue(file.relative, "", error.what)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO}:
            raise
        return DocumentIssue(file.relative, "", "fichier illisible : vérifiez ses droits")


def link_found(found: FoundDocuments, ids: Mapping[InvoiceKey, int]) -> DocumentReport:
    """Give the documents found to their invoices, inside the transaction of the import.

    ``ids`` tells the invoices of the file; those that are neither there nor older are left out.
    """
    known = {**found.older_ids, **ids}
    save_documents(list(found.documents.values()))
    attachments, numbers = [], {}
    for claim in found.claims:
        document = found.documents.get(str(claim.file.path))
        if document is not None and claim.key in known:
            pk = known[claim.key]
            numbers[pk] = claim.key.number
            attachments.append(
                Attachment(pk, claim.role, claim.file.name, document.sha256, claim.kind)
            )
    lists = {known[key]: names for key, names in found.annex_lists.items() if key in known}
    links = link_documents(attachments, annexes_only=lists)
    return _completed(found, links, numbers)


def _completed(
    found: FoundDocuments, links: LinkReport, numbers: Mapping[int, str]
) -> DocumentReport:
    report = found.report
    report.added, report.replaced = links.added, links.replaced
    report.removed, report.unchanged = links.removed, links.unchanged
    report.defective = sum(bool(document.defect) for document in found.documents.values())
    report.issues += [
        DocumentIssue(
            refused.attachment.file_name, numbers[refused.attachment.invoice_id], refused.reason
        )
        for refused in links.refused
    ]
    return report
