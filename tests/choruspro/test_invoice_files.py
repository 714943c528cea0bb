"""Files of invoices reach the disk whole, or not at all."""

from __future__ import annotations

import base64
import hashlib
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from choruspro import portal
from choruspro.desk import a_desk
from choruspro.portal import Conduct, answers, written
from wochorus.choruspro import (
    BusinessRefusal,
    InvoiceFileFormat,
    NoAnswer,
    TooLarge,
    UnexpectedAnswer,
)
from wochorus.core.errors import Ambiguous, InvalidInput, Permanent

if TYPE_CHECKING:
    from pathlib import Path

    from choruspro.portal import Line

PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


def gives(content: bytes, **others: Any) -> Conduct:
    text = base64.b64encode(content).decode()
    return answers(200, {"codeRetour": 0, "fichierResultat": text} | others)


def test_the_file_of_an_invoice_is_written_where_the_caller_says(tmp_path: Path) -> None:
    place = tmp_path / "facture.pdf"
    with a_desk(gives(PDF)) as desk:
        found = desk.client.download_invoices([7], place)
        [request] = desk.api.seen
    assert request.path == "/cpro/factures/v1/telecharger/groupe"
    assert request.json == {
        "listeFacture": [{"idFacture": 7}],
        "format": "PDF",
        "avecPiecesJointesComplementaires": "OUI",
    }
    assert (found.path, found.size, found.media_type) == (place, len(PDF), "application/pdf")
    assert place.read_bytes() == PDF
    assert list(tmp_path.iterdir()) == [place]


def test_several_invoices_without_their_attachments_are_asked_together(tmp_path: Path) -> None:
    with a_desk(gives(b"PK\x03\x04zip")) as desk:
        found = desk.client.download_invoices([7, 8], tmp_path / "f.zip", with_attachments=False)
        [request] = desk.api.seen
    assert request.json["listeFacture"] == [{"idFacture": 7}, {"idFacture": 8}]
    assert request.json["avecPiecesJointesComplementaires"] == "NON"
    assert found.media_type == "application/zip"


def test_the_pivot_has_no_choice_of_attachments(tmp_path: Path) -> None:
    with a_desk(gives(b"<?xml version='1.0'?><CPPFacturePivot/>")) as desk:
        pivot = InvoiceFileFormat.PIVOT
        found = desk.client.download_invoices([7], str(tmp_path / "p.xml"), pivot)
        [request] = desk.api.seen
    assert request.json == {"listeFacture": [{"idFacture": 7}], "format": "PIVOT"}
    assert found.media_type == "application/xml"


def test_a_hundred_megabytes_come_in_flat_memory(tmp_path: Path) -> None:
    block = bytes(range(240)) * 200
    times = 2200
    coded = base64.b64encode(block)

    def conduct(line: Line) -> bool:
        line.read_headers()
        line.read_body()
        start, end = b'{"codeRetour":0,"fichierResultat":"', b'","libelle":"TRA_MSG_00.000"}'
        length = len(start) + len(coded) * times + len(end)
        line.send(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode() + start)
        for _ in range(times):
            line.send(coded)
        line.send(end)
        return True

    place = tmp_path / "lot.zip"
    with a_desk(gives(b"x")) as desk:
        desk.client.download_invoices([7], place)
        desk.api.play(conduct)
        tracemalloc.start()
        found = desk.client.download_invoices([7], place)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert found.size == len(block) * times > 100_000_000
    with place.open("rb") as file:
        assert (
            hashlib.file_digest(file, "sha256").digest() == hashlib.sha256(block * times).digest()
        )
    assert peak < 5_000_000


@pytest.mark.parametrize("names", [1, 2])
def test_413_is_explained_by_what_to_do(tmp_path: Path, names: int) -> None:
    with a_desk(answers(413)) as desk, pytest.raises(TooLarge, match="120 Mo") as caught:
        desk.client.download_invoices(range(names), tmp_path / "f")
    assert ("moins de factures" in caught.value.remedy) == (names == 2)
    assert list(tmp_path.iterdir()) == []


def test_a_file_larger_than_the_caller_wants_is_given_up_at_once(tmp_path: Path) -> None:
    place = tmp_path / "f.pdf"
    place.write_bytes(b"before")
    with a_desk(gives(b"x" * 3_000_000)) as desk:
        with pytest.raises(Permanent, match="dépasse 1 Mo"):
            desk.client.download_invoices([7], place, most_bytes=1024**2)
        assert len(desk.api.seen) == 1
    assert place.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [place]


def cuts_inside_the_file(line: Line) -> bool:
    line.read_headers()
    line.read_body()
    line.send(written(200, b'{"codeRetour": 0, "fichierResultat": "QUJDQUJD', length=2000))
    return False


PASSING: dict[str, Conduct] = {
    "cut inside the file": cuts_inside_the_file,
    "cut after the body": portal.cuts_after_body,
    "not base64": answers(200, {"codeRetour": 0, "fichierResultat": "QUJDQUJD****"}),
    "two files": answers(
        200, b'{"codeRetour":0,"fichierResultat":"QUJD","fichierResultat":"QQ=="}'
    ),
    "503": answers(503),
    "no codeRetour": answers(200, {"fichierResultat": "QUJD"}),
}


@pytest.mark.parametrize("conduct", PASSING.values(), ids=PASSING)
def test_a_download_is_asked_again_after_a_passing_failure(
    conduct: Conduct, tmp_path: Path
) -> None:
    place = tmp_path / "f.pdf"
    with a_desk(gives(PDF)) as desk:
        desk.api.play(conduct, conduct)
        desk.client.download_invoices([7], place)
    assert place.read_bytes() == PDF
    place.write_bytes(b"before")
    with a_desk(conduct) as desk, pytest.raises(NoAnswer) as caught:
        desk.client.download_invoices([7], place)
    assert not isinstance(caught.value, Ambiguous)
    assert place.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("content", [{}, {"fichierResultat": None}, {"fichierResultat": ""}])
def test_a_success_without_a_file_is_told(tmp_path: Path, content: dict[str, Any]) -> None:
    answer = answers(200, {"codeRetour": 0} | content)
    with a_desk(answer) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.download_invoices([7], tmp_path / "f.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_whatever_its_status(status: int, tmp_path: Path) -> None:
    body = {"codeRetour": 20001, "libelle": "GDP_MSG_11.008 - inconnue", "fichierResultat": None}
    with a_desk(answers(status, body)) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.download_invoices([7], tmp_path / "f.pdf")
    assert caught.value.code == 20001
    assert "cette facture n'existe pas" in caught.value.what


def test_nothing_is_asked_when_the_place_or_the_list_is_wrong(tmp_path: Path) -> None:
    with a_desk(gives(PDF)) as desk:
        for place in (tmp_path, tmp_path / "absent" / "f.pdf"):
            with pytest.raises(InvalidInput, match="ne peut pas être écrit"):
                desk.client.download_invoices([7], place)
        with pytest.raises(InvalidInput, match="Aucune facture"):
            desk.client.download_invoices([], tmp_path / "f.pdf")
        assert desk.api.seen == []
