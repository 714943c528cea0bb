from __future__ import annotations

import errno
import os
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from support.records import a_company, a_pdf, an_invoice
from wochorus.billing.documents import (
    attach_annex,
    attach_main,
    document_path,
    documents_of,
    open_document,
    store_file,
)
from wochorus.billing.models import DepositState, Document, DocumentRole
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.storage.content_store import ContentStore
from wochorus.storage.inspection import inspect_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.billing.models import Invoice


PDF = a_pdf()
CORRECTED = a_pdf("corrigée")


def a_file(folder: Path, content: bytes, name: str = "f.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def encrypted(*, owner: str, user: str) -> bytes:
    def save(pdf: pikepdf.Pdf, path: Path) -> None:
        pdf.save(path, encryption=pikepdf.Encryption(owner=owner, user=user))

    return made(save)


def made(save: Callable[[pikepdf.Pdf, Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder, pikepdf.new() as pdf:
        pdf.add_blank_page()
        path = Path(folder, "x.pdf")
        save(pdf, path)
        return path.read_bytes()


def without_pages() -> bytes:
    def save(pdf: pikepdf.Pdf, path: Path) -> None:
        del pdf.pages[0]
        pdf.save(path)

    return made(save)


@pytest.mark.parametrize(
    ("content", "defect"),
    [
        (PDF, ""),
        (b"lettre d'accompagnement\n" + PDF, ""),
        (PDF.replace(b"startxref\n", b"startxref\n9"), ""),
        (b"", "Le fichier est vide"),
        (b"<html>pas un pdf</html>", "Le fichier n'est pas un PDF"),
        (PDF[:-30], "Le PDF est tronqué : sa fin manque"),
        (PDF[:100] + b"\n%%EOF\n", "Le PDF est abîmé : il ne s'ouvre pas"),
        (encrypted(owner="o", user="u"), "Le PDF est protégé par un mot de passe"),
        (encrypted(owner="o", user=""), "Le PDF est chiffré (droits restreints)"),
        (without_pages(), "Le PDF n'a aucune page"),
    ],
    ids=range(10),
)
def test_a_pdf_of_no_use_is_told_in_french(tmp_path: Path, content: bytes, defect: str) -> None:
    assert inspect_file(a_file(tmp_path, content), "facture.pdf").defect == defect


def test_a_pdf_without_page_is_told_the_same_once_the_e_invoice_engine_is_loaded(
    tmp_path: Path,
) -> None:
    import wochorus.einvoice.facturx.opening  # noqa: F401 - it sets limits for the process

    found = inspect_file(a_file(tmp_path, without_pages()), "facture.pdf")
    assert found.defect == "Le PDF n'a aucune page"


def test_a_bomb_in_a_pdf_is_cut_short(tmp_path: Path) -> None:
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(1 << 24)) for _ in range(7)) + packer.flush()
    head = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    table = b"3 0 obj\n<</Type/XRef/Size 4/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\n"
    body = head + table % len(packed) + b"stream\n" + packed + b"\nendstream\nendobj\n"
    bomb = a_file(tmp_path, body + b"startxref\n%d\n%%%%EOF\n" % len(head))
    assert inspect_file(bomb, "x.pdf").defect == "Le PDF est abîmé : il ne s'ouvre pas"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"PK\x03\x04...", "application/zip"),
        (b"quelconque", "application/octet-stream"),
    ],
)
def test_other_files_are_known_by_their_first_bytes(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    found = inspect_file(a_file(tmp_path, content), "plan.xyz")
    assert (found.media_type, found.defect) == (kind, "")


@pytest.mark.django_db
def test_a_content_is_kept_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = store_file(a_file(tmp_path, PDF, "a.pdf"))
    second = store_file(a_file(tmp_path, PDF, "b.pdf"))
    assert first == second
    assert Document.objects.count() == 1
    path = document_path(first)
    assert path.stat().st_mode & 0o777 == 0o600
    with open_document(first) as file:
        assert file.read() == PDF
    assert [p for p in path.parents[1].rglob("*") if p.is_file()] == [path]


@pytest.mark.django_db
def test_a_content_that_was_damaged_on_disk_is_written_again(tmp_path: Path) -> None:
    source = a_file(tmp_path, PDF)
    path = document_path(store_file(source))
    path.write_bytes(b"")
    store_file(source)
    assert path.read_bytes() == PDF


@pytest.mark.django_db
def test_a_content_that_is_gone_says_what_to_do(tmp_path: Path) -> None:
    document = store_file(a_file(tmp_path, PDF))
    document_path(document).unlink()
    with pytest.raises(Permanent, match="sauvegarde"):
        open_document(document)


def test_writers_of_one_content_do_not_hinder_each_other(tmp_path: Path) -> None:
    store = ContentStore(tmp_path / "store")
    source = a_file(tmp_path, os.urandom(300_000))
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda _: store.keep(source), range(40)))
    assert len(kept) == 1
    assert kept.pop().path.read_bytes() == source.read_bytes()
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def test_a_full_disk_leaves_nothing_half_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = ContentStore(tmp_path / "store")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        store.keep(a_file(tmp_path, PDF))
    assert caught.value.filename == str(store.root)
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_file_too_heavy_or_not_ordinary_is_refused(tmp_path: Path) -> None:
    store = ContentStore(tmp_path / "store")
    with pytest.raises(InvalidInput, match="dépasse 1 Mo"):
        store.keep(a_file(tmp_path, bytes(1_000_001)), largest=1_000_000)
    os.mkfifo(tmp_path / "tube.pdf")
    with pytest.raises(InvalidInput, match="ordinaire"):
        store.keep(tmp_path / "tube.pdf")
    with pytest.raises(ValueError, match="passwd"):
        store.path("../../etc/passwd")


@pytest.mark.django_db
def test_a_newer_pdf_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    invoice = an_invoice(a_company(), "FA-1", tmp_path)
    attach_main(invoice, a_file(tmp_path, CORRECTED, "FA-1.pdf"))
    attach_annex(invoice, a_file(tmp_path, b"bon", "bon.txt"))
    attach_annex(invoice, a_file(tmp_path, b"plan", "plan.txt"))
    attach_annex(invoice, a_file(tmp_path, b"bon corrige", "bon.txt"))
    kept = documents_of(invoice)
    assert [(item.file_name, item.role) for item in kept] == [
        ("FA-1.pdf", DocumentRole.MAIN),
        ("bon.txt", DocumentRole.ANNEX),
        ("plan.txt", DocumentRole.ANNEX),
    ]
    assert document_path(kept[0].document).read_bytes() == CORRECTED
    assert document_path(kept[1].document).read_bytes() == b"bon corrige"


def documents_content(invoice: Invoice) -> bytes:
    with open_document(documents_of(invoice)[0].document) as file:
        return file.read()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["reserved", "ambiguous", "deposited", "integrated"])
def test_the_documents_of_an_invoice_that_left_do_not_change(tmp_path: Path, state: str) -> None:
    invoice = an_invoice(a_company(), "FA-1", tmp_path)
    invoice.deposit_state = DepositState(state)
    invoice.save()
    attach_main(invoice, a_file(tmp_path, documents_content(invoice), "autre nom.pdf"))
    with pytest.raises(InvalidInput, match="ne changent plus"):
        attach_main(invoice, a_file(tmp_path, a_pdf("autre"), "FA-1.pdf"))
    with pytest.raises(InvalidInput, match="ne changent plus"):
        attach_annex(invoice, a_file(tmp_path, b"x", "x.txt"))
    assert [item.file_name for item in documents_of(invoice)] == ["FA-1.pdf"]


@pytest.mark.django_db
def test_an_image_given_as_the_invoice_is_kept_with_its_defect(tmp_path: Path) -> None:
    invoice = an_invoice(a_company(), "FA-1")
    image = a_file(tmp_path, b"\x89PNG\r\n\x1a\n...", "photo.png")
    assert attach_annex(invoice, image).defect == ""
    other = an_invoice(invoice.company, "FA-2")
    assert attach_main(other, image).defect == "Le fichier n'est pas un PDF"


@pytest.mark.django_db
def test_two_documents_of_an_invoice_cannot_bear_one_name(tmp_path: Path) -> None:
    invoice = an_invoice(a_company(), "FA-1", tmp_path)
    with pytest.raises(InvalidInput, match="porte déjà ce nom"):
        attach_annex(invoice, a_file(tmp_path, b"bon", "x.pdf"), "FA-1.pdf")
