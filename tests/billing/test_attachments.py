from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.clamd import MARK, a_scanner
from support.records import a_company, a_pdf, an_invoice
from wochorus.billing.attachments import add_attachment, attachments_of, remove_attachment
from wochorus.billing.document_links import Attachment, link_documents
from wochorus.billing.documents import content_store
from wochorus.billing.models import DepositState, Document, DocumentRole, Invoice
from wochorus.core.attachments import AttachmentKind
from wochorus.core.errors import InvalidInput, Transient

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.billing.attachments import KnownAttachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice() -> Invoice:
    return an_invoice(a_company(), "FA-1")


@pytest.fixture
def order(tmp_path: Path) -> Path:
    path = tmp_path / "bon-4521.pdf"
    path.write_bytes(a_pdf("bon de commande"))
    return path


def told(each: KnownAttachment) -> tuple[str, str]:
    return each.name, each.kind


def scanned_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, clamd=address))


def test_an_attachment_is_kept_once_under_its_type(invoice: Invoice, order: Path) -> None:
    other = an_invoice(invoice.company, "FA-2")
    for each in (invoice, other):
        add_attachment(each, order, kind=AttachmentKind.PURCHASE_ORDER)
    assert [told(each) for each in attachments_of(invoice)] == [("bon-4521.pdf", "BON_COMMANDE")]
    assert attachments_of(invoice)[0].kind_label == "Bon de commande"
    assert Document.objects.count() == 1


def test_the_same_name_again_replaces_the_file_and_its_type(invoice: Invoice, order: Path) -> None:
    add_attachment(invoice, order)
    order.write_bytes(a_pdf("le bon, corrigé"))
    add_attachment(invoice, order, kind=AttachmentKind.PURCHASE_ORDER)
    add_attachment(invoice, order, kind=AttachmentKind.DELIVERY_NOTE)
    assert [told(each) for each in attachments_of(invoice)] == [("bon-4521.pdf", "BON_LIVRAISON")]


def test_a_journal_that_says_no_type_leaves_the_one_that_was_said(
    invoice: Invoice, order: Path
) -> None:
    added = add_attachment(invoice, order, kind=AttachmentKind.PURCHASE_ORDER)
    again = Attachment(invoice.pk, DocumentRole.ANNEX, added.name, added.sha256)
    assert link_documents([again]).unchanged == 1
    assert [told(each) for each in attachments_of(invoice)] == [("bon-4521.pdf", "BON_COMMANDE")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("virus.exe", b"x", ".exe"),
        ("sans", b"x", "sans extension"),
        ("vide.pdf", b"", "vide"),
        ("faux.pdf", b"ceci n'est pas un PDF", "pas un PDF"),
        ("x" * 47 + ".pdf", b"x", "51 caractères"),
        ("gros.txt", bytes(10_000_001), "10 Mo"),
    ],
)
def test_what_chorus_would_refuse_is_not_attached(
    invoice: Invoice, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as refusal:
        add_attachment(invoice, path)
    assert said in str(refusal.value).replace("\u00a0", " ") or name == "gros.txt"
    assert f"facture {invoice.number}, fichier {name}" in refusal.value.where
    assert attachments_of(invoice) == []


@pytest.mark.parametrize("state", [DepositState.DEPOSITED, DepositState.RESERVED])
def test_a_deposited_invoice_keeps_its_attachments_as_they_are(
    invoice: Invoice, order: Path, state: str
) -> None:
    add_attachment(invoice, order)
    Invoice.objects.update(deposit_state=state)
    invoice.refresh_from_db()
    other = order.rename(order.with_name("autre.pdf"))
    with pytest.raises(InvalidInput) as refusal:
        add_attachment(invoice, other)
    expected = "invoice complete" if state == DepositState.DEPOSITED else "follow"
    assert expected in refusal.value.remedy
    with pytest.raises(InvalidInput):
        remove_attachment(invoice, "bon-4521.pdf")
    assert len(attachments_of(invoice)) == 1


def test_an_attachment_taken_away_can_be_put_back(invoice: Invoice, order: Path) -> None:
    added = add_attachment(invoice, order)
    assert remove_attachment(invoice, "bon-4521.pdf") == added
    assert attachments_of(invoice) == []
    with pytest.raises(InvalidInput, match="pas de pièce jointe"):
        remove_attachment(invoice, "bon-4521.pdf")
    assert add_attachment(invoice, order).sha256 == added.sha256


def test_an_invoice_does_not_outgrow_what_chorus_takes(
    invoice: Invoice, order: Path, tmp_path: Path
) -> None:
    first = add_attachment(invoice, order)
    Document.objects.filter(sha256=first.sha256).update(size=119_999_999)
    other = tmp_path / "plan.txt"
    other.write_bytes(b"deux octets au plus seraient permis")
    with pytest.raises(InvalidInput, match="120"):
        add_attachment(invoice, other)


def test_a_virus_is_not_attached_nor_kept(
    invoice: Invoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bon.txt"
    path.write_bytes(MARK)
    with a_scanner() as address:
        scanned_at(address, monkeypatch)
        with pytest.raises(InvalidInput, match=r"Test\.Mark"):
            add_attachment(invoice, path)
        path.write_bytes(b"propre")
        add_attachment(invoice, path)
    with pytest.raises(Transient, match="ne répond pas"):
        add_attachment(invoice, path)
    assert [each.size for each in attachments_of(invoice)] == [6]
    kept = [file for file in content_store().root.rglob("*") if file.is_file()]
    assert [file.read_bytes() for file in kept] == [b"propre"]
