"""A plain PDF is taken and read; nothing is submitted, so a lost answer is asked for again."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from choruspro import portal
from choruspro.broken import refusal
from choruspro.desk import a_desk
from choruspro.portal import Conduct, answers
from wochorus.choruspro import BusinessRefusal, NoAnswer, PdfFormat, UnexpectedAnswer
from wochorus.core.errors import Ambiguous, InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

PDF = b"%PDF-1.7 facture"
READ: dict[str, Any] = {
    "codeRetour": 0,
    "libelle": "GCU_MSG_01_000",
    "pieceJointeId": 987,
    "numeroFacture": "F1",
    "dateFacture": "2026-11-23",
    "codeDestinataire": "12345678200051",
    "codeServiceExecutant": None,
    "codeFournisseur": "00000000000018",
    "codeDeviseFacture": "EUR",
    "typeFacture": "TYPE_DE_DEMAIN",
    "typeTva": None,
    "numeroBonCommande": None,
    "montantTtcAvantRemiseGlobalTTC": 120.06,
    "montantAPayer": 120.06,
    "montantHtTotal": None,
    "montantTVA": None,
    "champDeDemain": 1,
}
KEPT = answers(200, READ)


@pytest.mark.parametrize(
    ("pdf_format", "code"),
    [
        (PdfFormat.UNSIGNED, "PDF_NON_SIGNE"),
        (PdfFormat.SIGNED_PADES, "PDF_SIGNE_PADES"),
        (PdfFormat.SIGNED_XADES, "PDF_SIGNE_XADES"),
    ],
)
def test_a_pdf_is_streamed_in_each_of_the_three_formats(
    pdf_format: PdfFormat, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "facture.pdf"
    path.write_bytes(PDF)
    with a_desk(KEPT) as desk:
        desk.client.deposit_pdf("facture été.pdf", path, pdf_format)
        [request] = desk.api.seen
    assert request.path == "/cpro/factures/v1/deposer/pdf"
    assert request.json == {
        "fichierFacture": base64.b64encode(PDF).decode(),
        "nomFichier": "facture été.pdf",
        "formatDepot": code,
    }


def test_what_chorus_could_read_is_given_and_the_rest_is_empty() -> None:
    with a_desk(KEPT) as desk:
        found = desk.client.deposit_pdf("facture.pdf", PDF)
    assert (found.file_id, found.invoice_number, found.kind) == (987, "F1", "TYPE_DE_DEMAIN")
    assert found.issue_date == date(2026, 11, 23)
    assert found.amount_with_tax == found.amount_due == Decimal("120.06")
    assert (found.code_service, found.engagement, found.vat_amount) == ("", "", None)
    assert found.raw["champDeDemain"] == 1


PASSING: dict[str, Conduct] = {
    "cut after the body": portal.cuts_after_body,
    "cut inside the answer": portal.cuts_inside_answer_body,
    "503": answers(503),
    "empty": answers(200),
    "HTML": answers(200, b"<html>Maintenance</html>"),
}


@pytest.mark.parametrize("conduct", PASSING.values(), ids=PASSING)
def test_a_lost_answer_is_asked_for_again_since_nothing_was_submitted(conduct: Conduct) -> None:
    with a_desk(KEPT) as desk:
        desk.api.play(conduct)
        assert desk.client.deposit_pdf("facture.pdf", PDF).file_id == 987
        first, second = desk.api.seen
        assert second.json["fichierFacture"] == base64.b64encode(PDF).decode()
        assert first.path == second.path
    with a_desk(conduct) as desk, pytest.raises(NoAnswer) as caught:
        desk.client.deposit_pdf("facture.pdf", PDF)
    assert not isinstance(caught.value, Ambiguous)


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_whatever_its_status(status: int) -> None:
    answer = answers(status, refusal(20003, "GDP_MSG_99.001 - Format", pieceJointeId=None))
    with a_desk(answer) as desk:
        with pytest.raises(BusinessRefusal) as caught:
            desk.client.deposit_pdf("facture.pdf", PDF)
        assert len(desk.api.seen) == 1
    assert caught.value.label == "GDP_MSG_99.001 - Format"


def test_a_success_without_a_file_number_is_told() -> None:
    answer = answers(200, READ | {"pieceJointeId": None})
    with a_desk(answer) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.deposit_pdf("facture.pdf", PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x" * 197 + ".pdf", PDF),
        ("facture", PDF),
        ("dossier/f.pdf", PDF),
        ("", PDF),
        ("f.pdf", b""),
    ],
)
def test_a_wrong_name_or_an_empty_file_does_not_leave(name: str, content: bytes) -> None:
    with a_desk(KEPT) as desk:
        with pytest.raises(InvalidInput):
            desk.client.deposit_pdf(name, content)
        assert desk.api.seen == []
