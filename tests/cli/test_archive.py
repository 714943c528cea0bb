"""`wochorus attachment` and `archive`: what goes with an invoice, and its own PDF."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from support.commands import Done, call_command, run_command
from support.records import a_detailed_invoice, a_pdf, a_structure, a_whole_company, an_invoice
from wochorus.accounts.models import Company
from wochorus.billing.documents import content_store, documents_of
from wochorus.billing.models import Invoice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    a_structure()
    company = a_whole_company()
    for number in ("FA-1", "FA-2"):
        a_detailed_invoice(company, number)
    return partial(call_command, capsys)


def a_file(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(a_pdf(name))
    return path


def test_an_attachment_is_added_listed_and_removed(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    path = a_file(tmp_path, "bon.pdf")
    done = call("attachment", "add", "FA-1", str(path), "--type", "bon_commande")
    assert done.returncode == 0
    assert "bon.pdf (Bon de commande" in done.stdout
    listed = json.loads(call("attachment", "list", "FA-1", "--json").stdout)
    assert [each["kind"] for each in listed["attachments"]] == ["BON_COMMANDE"]
    assert call("attachment", "remove", "FA-1", "bon.pdf").returncode == 0
    assert "aucune pièce jointe" in call("attachment", "list", "FA-1").stdout
    again = call("attachment", "remove", "FA-1", "bon.pdf")
    assert (again.returncode, "Elle n'en a aucune" in again.stderr) == (1, True)


def test_the_types_are_named_with_their_codes(call: Callable[..., Done]) -> None:
    done = call("attachment", "types")
    assert "BORDEREAU_SUIVI " in done.stdout
    assert "Bordereau de suivi" in done.stdout
    refused = call("attachment", "add", "FA-1", __file__, "--type", "facture")
    assert refused.returncode == 2


def test_the_types_are_named_by_a_process_of_its_own(tmp_path: Path) -> None:
    done = run_command("attachment", "types", home=tmp_path / "home", database_url=None)
    assert (done.returncode, done.stderr) == (0, "")
    assert "BON_COMMANDE" in done.stdout


def test_missing_pdfs_are_told_made_shown_taken_out_and_verified(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    before = call("archive", "status")
    assert (before.returncode, "2 absent" in before.stdout) == (1, True)
    assert "2 PDF mis en page" in call("archive", "rebuild").stdout
    after = call("archive", "status")
    assert (after.returncode, "2 archivé" in after.stdout) == (0, True)
    assert "mis en page ici" in call("archive", "show", "FA-1").stdout
    out = tmp_path / "sorti.pdf"
    assert call("archive", "export", "FA-1", str(out)).returncode == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert call("archive", "export", "FA-1", f"{tmp_path}/copies/").returncode == 0
    (copied,) = (tmp_path / "copies").iterdir()
    assert copied.read_bytes() == out.read_bytes()
    assert "2 fichier(s) relu(s)" in call("archive", "verify").stdout
    sha256 = documents_of(Invoice.objects.get(number="FA-2"))[0].document.sha256
    content_store().path(sha256).write_bytes(b"?")
    spoilt = call("archive", "verify")
    assert (spoilt.returncode, "changé sur le disque ; facture FA-2" in spoilt.stdout) == (1, True)


def test_a_brought_pdf_is_attached_and_its_history_told(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    call("archive", "rebuild", "--number", "FA-1")
    done = call("archive", "attach", "FA-1", str(a_file(tmp_path, "à nous.pdf")))
    assert "version 2" in done.stdout
    versions = json.loads(call("archive", "show", "FA-1", "--json").stdout)["versions"]
    assert [each["origin"] for each in versions] == ["imported", "made"]
    bad = tmp_path / "x.pdf"
    bad.write_bytes(b"non")
    refused = call("archive", "attach", "FA-1", str(bad))
    assert (refused.returncode, "n'est pas un PDF" in refused.stderr) == (1, True)


def test_a_deposit_refreshes_the_pages_made_here_that_no_longer_say_the_same(
    call: Callable[..., Done],
) -> None:
    call("archive", "rebuild", "--number", "FA-1")
    Invoice.objects.update(subject="Corrigé après")
    tried = call("deposit", "--mode", "batch", "--dry-run")
    assert "1 PDF mis en page" in tried.stdout
    assert "1 facture(s) sans PDF archivé : --archive" in tried.stdout
    assert call("archive", "status", "--number", "FA-1").returncode == 0
    tried = call("deposit", "--mode", "batch", "--dry-run", "--archive")
    assert "1 PDF mis en page" in tried.stdout
    assert call("archive", "status").returncode == 0
    assert "2 facture(s) à déposer" in tried.stdout


def test_a_deposit_names_the_invoices_that_have_neither_lines_nor_a_pdf(
    call: Callable[..., Done],
) -> None:
    an_invoice(Company.objects.get(), "FA-9")
    for words in ((), ("--archive",)):
        tried = call("deposit", "--mode", "batch", "--dry-run", *words)
        told = " ".join(tried.stdout.split())
        assert "FA-9" in told
        assert "wochorus archive attach" in told
        assert "feuille « Lignes » du journal" in told


def test_a_deposit_tells_of_an_imported_pdf_that_is_out_of_date(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    call("archive", "attach", "FA-1", str(a_file(tmp_path, "à nous.pdf")))
    Invoice.objects.update(subject="Corrigé après")
    tried = call("deposit", "--mode", "batch", "--dry-run")
    assert "1 PDF importé(s) ne disent plus" in tried.stdout
