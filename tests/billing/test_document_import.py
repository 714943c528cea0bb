from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from billing.journals import a_csv, a_row
from support.records import a_company, a_pdf
from wochorus.billing.importer import JournalReport, import_journal
from wochorus.billing.models import DepositState, Document, Invoice, InvoiceDocument

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


@pytest.fixture
def pdfs(tmp_path: Path) -> Path:
    folder = tmp_path / "pdf"
    folder.mkdir()
    (folder / "FA-1.pdf").write_bytes(a_pdf("FA-1"))
    return folder


@pytest.fixture
def annexes(tmp_path: Path) -> Path:
    folder = tmp_path / "pj"
    (folder / "FA-1").mkdir(parents=True)
    (folder / "FA-1" / "bon.pdf").write_bytes(a_pdf("bon"))
    (folder / "plan.xyz").write_bytes(b"plan")
    return folder


def bring(
    company: Company,
    folder: Path,
    *rows: Mapping[str, str],
    pdfs: Path | None = None,
    annexes: Path | None = None,
) -> JournalReport:
    path = a_csv(folder / "journal.csv", rows or [a_row()])
    return import_journal(company, path, pdf_folder=pdfs, attachment_folder=annexes)


def held(number: str = "FA-1") -> list[tuple[str, str]]:
    links = InvoiceDocument.objects.filter(invoice__number=number).order_by("role", "position")
    return list(links.values_list("role", "file_name"))


def reasons(report: JournalReport) -> list[str]:
    return [issue.reason for issue in report.documents.issues]


def test_documents_come_with_the_journal(
    company: Company, tmp_path: Path, pdfs: Path, annexes: Path
) -> None:
    report = bring(company, tmp_path, pdfs=pdfs, annexes=annexes)
    assert held() == [("01", "FA-1.pdf"), ("02", "bon.pdf")]
    assert (report.documents.added, report.documents.unmatched) == (2, ["plan.xyz"])
    assert report.complete


def test_the_same_documents_twice_change_nothing(
    company: Company, tmp_path: Path, pdfs: Path, annexes: Path
) -> None:
    bring(company, tmp_path, pdfs=pdfs, annexes=annexes)
    before = list(InvoiceDocument.objects.order_by("id").values())
    report = bring(company, tmp_path, pdfs=pdfs, annexes=annexes)
    assert (report.documents.added, report.documents.unchanged) == (0, 2)
    assert list(InvoiceDocument.objects.order_by("id").values()) == before


def test_a_folder_may_come_after_the_journal(company: Company, tmp_path: Path, pdfs: Path) -> None:
    bring(company, tmp_path)
    assert bring(company, tmp_path, a_row(number="FA-2"), pdfs=pdfs).documents.added == 1
    assert held() == [("01", "FA-1.pdf")]


def test_a_newer_pdf_replaces_the_old_one_while_the_invoice_is_free(
    company: Company, tmp_path: Path, pdfs: Path
) -> None:
    bring(company, tmp_path, pdfs=pdfs)
    (pdfs / "FA-1.pdf").write_bytes(a_pdf("corrigée"))
    assert bring(company, tmp_path, pdfs=pdfs).documents.replaced == 1
    Invoice.objects.update(deposit_state=DepositState.DEPOSITED)
    (pdfs / "FA-1.pdf").write_bytes(a_pdf("trop tard"))
    report = bring(company, tmp_path, pdfs=pdfs)
    assert reasons(report) == ["La facture est déposée : ses documents ne changent plus"]
    assert not report.complete


def test_a_pdf_that_is_none_is_kept_with_its_defect(
    company: Company, tmp_path: Path, pdfs: Path
) -> None:
    (pdfs / "FA-1.pdf").write_bytes(b"")
    report = bring(company, tmp_path, pdfs=pdfs)
    assert report.documents.defective == 1
    assert Document.objects.get().defect == "Le fichier est vide"
    assert held() == [("01", "FA-1.pdf")]


def test_the_list_of_a_row_is_complete(company: Company, tmp_path: Path, annexes: Path) -> None:
    bring(company, tmp_path, a_row(annexes="bon.pdf|plan.xyz"), annexes=annexes)
    assert held() == [("02", "bon.pdf"), ("02", "plan.xyz")]
    report = bring(company, tmp_path, a_row(annexes="plan.xyz"), annexes=annexes)
    assert report.documents.removed == 1
    assert held() == [("02", "plan.xyz")]


def test_documents_already_there_need_not_be_in_the_folder(
    company: Company, tmp_path: Path, pdfs: Path, annexes: Path
) -> None:
    row = a_row(pdf="FA-1.pdf", annexes="bon.pdf")
    bring(company, tmp_path, row, pdfs=pdfs, annexes=annexes)
    (tmp_path / "vide").mkdir()
    empty = tmp_path / "vide"
    report = bring(company, tmp_path, row, pdfs=empty, annexes=empty)
    assert report.complete
    assert held() == [("01", "FA-1.pdf"), ("02", "bon.pdf")]


def test_attachments_that_the_journal_names_are_not_forgotten_without_their_folder(
    company: Company, tmp_path: Path, pdfs: Path, annexes: Path
) -> None:
    rows = (a_row(annexes="FA-1/bon.pdf|plan.xyz"), a_row(number="FA-2", annexes=""))
    report = bring(company, tmp_path, *rows, pdfs=pdfs)
    issues = report.documents.issues
    assert [(i.invoice, i.file) for i in issues] == [("FA-1", "FA-1/bon.pdf"), ("FA-1", "plan.xyz")]
    assert "--attachments" in issues[0].reason
    assert report.imported
    assert not report.complete
    assert bring(company, tmp_path, *rows, pdfs=pdfs, annexes=annexes).complete
    assert bring(company, tmp_path, *rows).complete


def test_one_folder_may_hold_everything(company: Company, tmp_path: Path, pdfs: Path) -> None:
    (pdfs / "FA-1 bon.pdf").write_bytes(a_pdf("bon"))
    (pdfs / "copie FA-2.pdf").write_bytes(a_pdf("FA-2"))
    report = bring(company, tmp_path, a_row(), a_row(number="FA-2"), pdfs=pdfs, annexes=pdfs)
    assert held() == [("01", "FA-1.pdf"), ("02", "FA-1 bon.pdf")]
    assert report.documents.unmatched == ["copie FA-2.pdf"]


def test_the_folder_of_attachments_may_lie_inside_that_of_the_pdfs(
    company: Company, tmp_path: Path, pdfs: Path
) -> None:
    (pdfs / "pj").mkdir()
    (pdfs / "pj" / "FA-1 bon.pdf").write_bytes(a_pdf("bon"))
    bring(company, tmp_path, pdfs=pdfs, annexes=pdfs / "pj")
    assert held() == [("01", "FA-1.pdf"), ("02", "FA-1 bon.pdf")]


def test_nothing_outside_the_folder_can_be_named(
    company: Company, tmp_path: Path, pdfs: Path
) -> None:
    (tmp_path / "secret.pdf").write_bytes(a_pdf("secret"))
    report = bring(company, tmp_path, a_row(pdf="../secret.pdf"), pdfs=pdfs)
    assert [error.column for error in report.errors] == ["Fichier PDF"]
    (pdfs / "lien.pdf").symlink_to(tmp_path / "secret.pdf")
    report = bring(company, tmp_path, a_row(pdf="lien.pdf"), pdfs=pdfs)
    assert reasons(report) == [
        "lien qui sort du dossier : copiez le fichier lui-même",
        "le fichier nommé n'est pas dans le dossier",
    ]
    assert held() == []


def test_a_file_too_heavy_does_not_stop_the_others(
    company: Company, tmp_path: Path, pdfs: Path
) -> None:
    with (pdfs / "FA-2.pdf").open("wb") as file:
        os.truncate(file.fileno(), 120_000_001)
    report = bring(company, tmp_path, a_row(), a_row(number="FA-2"), pdfs=pdfs)
    assert reasons(report) == ["Le fichier dépasse 120 Mo"]
    assert held() == [("01", "FA-1.pdf")]


def test_errors_in_the_rows_leave_the_documents_alone(
    company: Company, tmp_path: Path, pdfs: Path
) -> None:
    bring(company, tmp_path, a_row(date="x"), pdfs=pdfs)
    assert not Document.objects.exists()
