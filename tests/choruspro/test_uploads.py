from __future__ import annotations

import base64
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from choruspro import portal
from choruspro.desk import a_desk
from choruspro.portal import Conduct, answers
from wochorus.choruspro import BusinessRefusal, NoAnswer, Timeouts, UnexpectedAnswer
from wochorus.core.errors import Ambiguous, InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

ADDED = answers(200, {"codeRetour": 0, "libelle": "GCU_MSG_01_000", "pieceJointeId": 10321512})


def test_a_file_is_sent_whole_and_gets_its_number(tmp_path: Path) -> None:
    content = bytes(range(256)) * 3 + b"!"
    path = tmp_path / "source.bin"
    path.write_bytes(content)
    with a_desk(ADDED) as desk:
        added = desk.client.add_file("Bon n° 12.pdf", path)
        [request] = desk.api.seen
    assert added.file_id == 10321512
    assert (request.method, request.path) == ("POST", "/cpro/transverses/v1/ajouter/fichier")
    assert base64.b64decode(request.json.pop("pieceJointeFichier"), validate=True) == content
    assert {name: request.json[name] for name in request.json if name != "pieceJointeFichier"} == {
        "pieceJointeNom": "Bon n° 12.pdf",
        "pieceJointeTypeMime": "application/pdf",
        "pieceJointeExtension": "PDF",
    }


@pytest.mark.parametrize(
    ("name", "given", "media_type", "extension"),
    [
        ("photo.JPEG", "", "image/jpeg", "JPEG"),
        ("signature.p7s", "application/pkcs7-signature", "application/pkcs7-signature", "P7S"),
        ("archive.v2.xyzzy", "", "application/octet-stream", "XYZZY"),
    ],
)
def test_the_type_is_guessed_from_the_name_unless_it_is_given(
    name: str, given: str, media_type: str, extension: str
) -> None:
    with a_desk(ADDED) as desk:
        desk.client.add_file(name, b"x", media_type=given)
        [request] = desk.api.seen
    assert request.json["pieceJointeTypeMime"] == media_type
    assert request.json["pieceJointeExtension"] == extension


@pytest.mark.parametrize("name", ["pieceJointeId", "pieceJointeIdFichier"])
def test_the_number_is_read_under_both_names(name: str) -> None:
    with a_desk(answers(200, {"codeRetour": 0, name: "7", "nouveau": 1})) as desk:
        added = desk.client.add_file("a.pdf", b"x")
    assert added.file_id == 7
    assert added.raw["nouveau"] == 1


def test_ten_megabytes_pass_in_flat_memory_and_one_byte_more_does_not_leave(
    tmp_path: Path,
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"x" * 10_000_000)
    with a_desk(ADDED) as desk:
        desk.client.add_file("plan.pdf", b"x")
        tracemalloc.start()
        desk.client.add_file("plan.pdf", path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert desk.api.seen[-1].body_length > 13_333_333
        assert peak < 5_000_000
        path.write_bytes(b"x" * 10_000_001)
        with pytest.raises(InvalidInput, match="10 Mo"):
            desk.client.add_file("plan.pdf", path)
        assert len(desk.api.seen) == 2


@pytest.mark.parametrize(
    "name", ["", "sans-extension", "point.", ".pdf", "a/b.pdf", "a\nb.pdf", "x" * 47 + ".pdf"]
)
def test_a_name_that_chorus_refuses_does_not_leave(name: str) -> None:
    with a_desk(ADDED) as desk:
        with pytest.raises(InvalidInput):
            desk.client.add_file(name, b"x")
        assert desk.api.seen == desk.tokens.seen == []
        for accepted in ("x" * 46 + ".pdf", "a..pdf", ".a.pdf", "n° 7 été.tar.gz"):
            assert desk.client.add_file(accepted, b"x").file_id


def test_an_empty_or_missing_file_does_not_leave(tmp_path: Path) -> None:
    with a_desk(ADDED) as desk:
        for content in (b"", tmp_path / "absent.pdf"):
            with pytest.raises(InvalidInput):
                desk.client.add_file("a.pdf", content)
        assert desk.api.seen == []


LOST: dict[str, Conduct] = {
    "cut after the body": portal.cuts_after_body,
    "cut inside the answer": portal.cuts_inside_answer_body,
    "502": answers(502, b"<html>"),
    "empty": answers(200),
}


@pytest.mark.parametrize("conduct", LOST.values(), ids=LOST)
def test_a_lost_answer_is_asked_for_again_since_nothing_is_submitted(conduct: Conduct) -> None:
    with a_desk(ADDED) as desk:
        desk.api.play(conduct)
        assert desk.client.add_file("a.pdf", b"content").file_id == 10321512
        first, second = desk.api.seen
        assert first.body_sha256 == second.body_sha256
    with a_desk(conduct) as desk, pytest.raises(NoAnswer) as caught:
        desk.client.add_file("a.pdf", b"content")
    assert not isinstance(caught.value, Ambiguous)


def test_a_portal_that_stalls_is_given_up_after_the_time_of_an_upload() -> None:
    hurried = Timeouts(connect=5, write=5, token=5, read=60, upload=0.3)
    with a_desk(portal.stalls_after_body, timeouts=hurried) as desk:
        with pytest.raises(NoAnswer, match="délai dépassé"):
            desk.client.add_file("a.pdf", b"x")
        assert len(desk.api.seen) == 1


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_and_a_success_without_number_is_none(status: int) -> None:
    refusal = answers(status, {"codeRetour": 20003, "libelle": "GCU_MSG_02_003 - Trop gros"})
    with a_desk(refusal) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.add_file("a.pdf", b"x")
    assert caught.value.code == 20003
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.add_file("a.pdf", b"x")
