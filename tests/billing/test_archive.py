from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from billing.journals import a_csv, a_row
from support.records import a_company, a_detailed_invoice, a_pdf, a_whole_company, an_invoice
from wochorus.accounts.services import change_company
from wochorus.billing.archive.models import ArchivedPdf, PdfOrigin
from wochorus.billing.archive.rebuilding import RebuildReport, rebuild
from wochorus.billing.archive.services import archived, attach_pdf, export_pdf, history, place_of
from wochorus.billing.archive.standing import PdfState, Standing, standings
from wochorus.billing.archive.verifying import verify
from wochorus.billing.documents import attach_main, content_store, documents_of
from wochorus.billing.importer import import_journal
from wochorus.billing.models import DepositState, Invoice
from wochorus.core.errors import InvalidInput, WoChorusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


class Here:
    """Sets pages in this process; ``between`` runs once the first is set."""

    def __init__(self, between: Callable[[], object] = lambda: None) -> None:
        self.between = between

    def expect(self, count: int) -> None:
        self.count = count

    def outcomes(self, function: Callable[[Any], Any], jobs: Iterable[Any]) -> Iterator[Any]:
        for job in jobs:
            try:
                yield job, function(job)
            except WoChorusError as error:
                yield job, error
            self.between()


@pytest.fixture
def company() -> Company:
    return a_whole_company()


@pytest.fixture
def invoice(company: Company) -> Invoice:
    return a_detailed_invoice(company, "FA-1")


def all_of(company: Company) -> list[Standing]:
    return standings(company, Invoice.objects.filter(company=company))


def state_of(invoice: Invoice) -> PdfState:
    return next(each.state for each in all_of(invoice.company) if each.number == invoice.number)


def redone(company: Company, **options: Any) -> RebuildReport:
    return rebuild(
        company, Invoice.objects.filter(company=company), Here(), actor="essai", **options
    )


def main_of(invoice: Invoice) -> str:
    return documents_of(invoice)[0].document.sha256


def a_file(folder: Path, text: str, name: str = "FA-1.pdf") -> Path:
    path = folder / name
    path.write_bytes(a_pdf(text))
    return path


def test_a_missing_pdf_is_made_filed_and_becomes_the_invoice_s_own(invoice: Invoice) -> None:
    assert state_of(invoice) is PdfState.ABSENT
    report = redone(invoice.company)
    assert (report.made, report.left, report.failed) == (["FA-1"], [], {})
    assert state_of(invoice) is PdfState.SOUND
    row = archived(invoice)
    assert (row.origin, row.version, row.actor, row.file_name) == ("made", 1, "essai", "FA-1.pdf")
    assert row.document_id == main_of(invoice)
    with pikepdf.open(place_of(row)) as pdf:
        assert len(pdf.pages) == 1


def test_a_second_pass_makes_nothing(invoice: Invoice) -> None:
    redone(invoice.company)
    report = redone(invoice.company)
    assert (report.made, report.filed, report.left) == ([], [], [])
    assert ArchivedPdf.objects.count() == 1


def test_a_pdf_is_out_of_date_when_the_invoice_says_another_thing_not_when_it_is_touched(
    invoice: Invoice,
) -> None:
    redone(invoice.company)
    invoice.save()
    assert state_of(invoice) is PdfState.SOUND
    Invoice.objects.filter(pk=invoice.pk).update(subject="Autre objet")
    assert state_of(invoice) is PdfState.OLDER
    assert redone(invoice.company).made == ["FA-1"]
    assert state_of(invoice) is PdfState.SOUND
    assert [row.version for row in history(invoice)] == [2, 1]
    assert main_of(invoice) == history(invoice)[0].document_id


def test_a_change_of_the_company_or_the_customer_counts_too(invoice: Invoice) -> None:
    redone(invoice.company)
    change_company(invoice.company, phone="01 02 03 04 05")
    assert state_of(invoice) is PdfState.OLDER


def test_the_pdf_of_a_deposited_invoice_is_never_put_aside(
    invoice: Invoice, tmp_path: Path
) -> None:
    redone(invoice.company)
    first = main_of(invoice)
    Invoice.objects.update(deposit_state=DepositState.DEPOSITED, subject="Changé après")
    assert state_of(invoice) is PdfState.SOUND
    attach_pdf(invoice, a_file(tmp_path, "copie"), actor="essai")
    assert main_of(invoice) == first
    assert [row.origin for row in history(invoice)] == ["imported", "made"]
    assert state_of(invoice) is PdfState.SOUND
    assert redone(invoice.company).made == []


def test_a_deposited_invoice_without_a_pdf_gets_one_in_the_archive_alone(invoice: Invoice) -> None:
    Invoice.objects.update(deposit_state=DepositState.DEPOSITED)
    assert redone(invoice.company).made == ["FA-1"]
    assert documents_of(invoice) == []
    assert state_of(invoice) is PdfState.SOUND
    assert redone(invoice.company).made == []


def test_a_pdf_that_the_user_brought_is_filed_as_it_is(invoice: Invoice, tmp_path: Path) -> None:
    attach_main(invoice, a_file(tmp_path, "du client"))
    own = main_of(invoice)
    assert state_of(invoice) is PdfState.UNFILED
    assert redone(invoice.company).filed == ["FA-1"]
    assert (archived(invoice).origin, main_of(invoice)) == (PdfOrigin.IMPORTED, own)


def test_a_pdf_of_the_user_that_is_out_of_date_is_only_told(
    invoice: Invoice, tmp_path: Path
) -> None:
    attach_pdf(invoice, a_file(tmp_path, "du client"), actor="essai")
    own = main_of(invoice)
    Invoice.objects.update(subject="Autre objet")
    report = redone(invoice.company)
    assert [each.state for each in report.left] == [PdfState.OLDER]
    assert "archive attach FA-1" in report.left[0].remedy
    assert main_of(invoice) == own
    assert redone(invoice.company, imported=True).made == ["FA-1"]
    assert [row.origin for row in history(invoice)] == ["made", "imported"]


def test_the_same_pdf_given_again_says_that_it_is_right_after_all(
    invoice: Invoice, tmp_path: Path
) -> None:
    path = a_file(tmp_path, "du client")
    attach_pdf(invoice, path, actor="essai")
    Invoice.objects.update(subject="Autre objet")
    attach_pdf(invoice, path, actor="essai")
    assert state_of(invoice) is PdfState.SOUND
    assert len({row.document_id for row in history(invoice)}) == 1


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "vide"), (b"%PDF-1.7\n...", "tronqué"), (b"texte", "pas un PDF")]
)
def test_what_is_no_pdf_is_not_attached(
    invoice: Invoice, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=said):
        attach_pdf(invoice, path, actor="essai")
    assert history(invoice) == []


def test_a_page_is_not_kept_when_the_invoice_changed_while_it_was_set(invoice: Invoice) -> None:
    def change() -> None:
        Invoice.objects.update(subject="Pendant ce temps")

    report = rebuild(invoice.company, Invoice.objects.all(), Here(change), actor="essai")
    assert (report.made, report.changed) == ([], ["FA-1"])
    assert state_of(invoice) is PdfState.ABSENT


def test_one_page_that_fails_does_not_stop_the_others(company: Company) -> None:
    for number in ("FA-1", "FA-2"):
        a_detailed_invoice(company, number)
    Invoice.objects.filter(number="FA-1").update(subject="\U000f0000")
    report = redone(company)
    assert (report.made, list(report.failed)) == (["FA-2"], ["FA-1"])


def test_a_lost_pdf_made_here_is_made_again_with_the_same_bytes(invoice: Invoice) -> None:
    redone(invoice.company)
    path = content_store().path(main_of(invoice))
    before = path.read_bytes()
    path.unlink()
    assert state_of(invoice) is PdfState.LOST
    assert redone(invoice.company).made == ["FA-1"]
    assert path.read_bytes() == before


def test_a_journal_files_the_pdfs_that_it_brings(tmp_path: Path) -> None:
    company = a_company()
    pdfs = tmp_path / "pdfs"
    pdfs.mkdir()
    a_file(pdfs, "du client")
    journal = a_csv(tmp_path / "j.csv", [a_row()])
    import_journal(company, journal, pdf_folder=pdfs)
    invoice = Invoice.objects.get()
    assert (archived(invoice).origin, state_of(invoice)) == (PdfOrigin.IMPORTED, PdfState.SOUND)
    import_journal(company, journal, pdf_folder=pdfs)
    assert len(history(invoice)) == 1
    other = a_csv(tmp_path / "j.csv", [a_row(subject="Corrigé")])
    import_journal(company, other)
    assert state_of(invoice) is PdfState.OLDER
    import_journal(company, a_csv(tmp_path / "j.csv", [a_row(subject="Encore")]), pdf_folder=pdfs)
    assert state_of(invoice) is PdfState.SOUND


def test_what_the_disk_spoilt_is_named_with_its_invoices(
    company: Company, invoice: Invoice
) -> None:
    other = a_detailed_invoice(company, "FA-2")
    redone(company)
    assert verify(company, lambda _done, _total: None).spoilt == ()
    with content_store().path(main_of(invoice)).open("r+b") as file:
        file.seek(100)
        file.write(b"?")
    content_store().path(main_of(other)).unlink()
    found = {each.numbers: each.is_missing for each in verify(company, lambda *_: None).spoilt}
    assert found == {("FA-1",): False, ("FA-2",): True}


def test_a_version_is_taken_out_and_never_over_another_file(
    invoice: Invoice, tmp_path: Path
) -> None:
    redone(invoice.company)
    path = export_pdf(archived(invoice), tmp_path)
    assert path.name == "FA-1.pdf"
    assert path.read_bytes() == content_store().path(main_of(invoice)).read_bytes()
    with pytest.raises(InvalidInput, match="existe déjà"):
        export_pdf(archived(invoice), tmp_path)
    export_pdf(archived(invoice), tmp_path, force=True)
    with pytest.raises(InvalidInput, match="version 9"):
        archived(invoice, 9)


def test_no_program_changes_what_is_archived(invoice: Invoice) -> None:
    redone(invoice.company)
    row = archived(invoice)
    row.actor = "quelqu'un d'autre"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        row.save()
    assert archived(invoice).actor == "essai"


def test_no_page_is_made_of_totals_alone(company: Company) -> None:
    bare = an_invoice(company, "FA-9")
    a_detailed_invoice(company, "FA-1")
    report = redone(company)
    assert report.made == ["FA-1"]
    assert "n'a que ses totaux" in report.failed["FA-9"].what
    (standing,) = [each for each in all_of(company) if each.number == "FA-9"]
    assert (standing.state, standing.has_lines) == (PdfState.ABSENT, False)
    assert standing.remedy.endswith("wochorus archive attach FA-9 FICHIER")
    assert not documents_of(bare)
