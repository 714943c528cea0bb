from __future__ import annotations

import base64
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from choruspro import portal
from choruspro.desk import a_desk
from choruspro.portal import Line, answers, written
from wochorus.choruspro import BusinessRefusal, NoAnswer, TooLarge, UnexpectedAnswer
from wochorus.core.errors import InvalidInput, Permanent

if TYPE_CHECKING:
    from pathlib import Path

ARCHIVE = b"PK\x03\x04" + bytes(range(256)) * 40


def holding(content: bytes, name: str = "fichierResultat") -> dict[str, object]:
    return {"codeRetour": 0, "libelle": "ok", name: base64.b64encode(content).decode()}


@pytest.mark.parametrize("name", ["fichierResultat", "fichier"])
def test_the_directory_is_written_whatever_the_name_of_its_field(tmp_path: Path, name: str) -> None:
    place = tmp_path / "annuaire.zip"
    place.write_bytes(b"last week")
    with a_desk(answers(200, holding(ARCHIVE, name))) as desk:
        received = desk.client.download_directory(place)
        [request] = desk.api.seen
    assert request.path == "/cpro/transverses/v1/telecharger/annuaire/destinataire"
    assert request.json == {}
    assert place.read_bytes() == ARCHIVE
    assert (received.path, received.size) == (place, len(ARCHIVE))
    assert received.media_type == "application/zip"


def test_a_large_directory_passes_in_flat_memory(tmp_path: Path) -> None:
    content = b"PK" + bytes(range(250)) * 160_000
    prepared = written(200, holding(content))

    def conduct(line: Line) -> bool:
        line.read_headers()
        line.read_body()
        line.send(prepared)
        return True

    with a_desk(answers(200, holding(ARCHIVE))) as desk:
        desk.client.download_directory(tmp_path / "warm-up.zip")
        desk.api.play(conduct)
        tracemalloc.start()
        desk.client.download_directory(str(tmp_path / "annuaire.zip"))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (tmp_path / "annuaire.zip").read_bytes() == content
    assert peak < 5_000_000


def test_a_cut_directory_is_asked_again_and_the_old_one_stays_until_the_new_is_whole(
    tmp_path: Path,
) -> None:
    place = tmp_path / "annuaire.zip"
    place.write_bytes(b"last week")
    with a_desk(portal.cuts_inside_answer_body) as desk:
        with pytest.raises(NoAnswer):
            desk.client.download_directory(place)
        assert len(desk.api.seen) == 4
    assert place.read_bytes() == b"last week"
    with a_desk(answers(200, holding(ARCHIVE))) as desk:
        desk.api.play(portal.cuts_inside_answer_body)
        desk.client.download_directory(place)
    assert place.read_bytes() == ARCHIVE
    assert list(tmp_path.iterdir()) == [place]


def test_a_directory_too_large_for_the_portal_is_told_as_a_download(tmp_path: Path) -> None:
    with a_desk(answers(413)) as desk, pytest.raises(TooLarge, match="sa réponse") as caught:
        desk.client.download_directory(tmp_path / "annuaire.zip")
    assert "téléchargement" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_directory_without_bound_is_stopped(tmp_path: Path) -> None:
    endless = answers(200, holding(b"x" * 2_000_000))
    with a_desk(endless) as desk, pytest.raises(Permanent, match="dépasse 1 Mo"):
        desk.client.download_directory(tmp_path / "annuaire.zip", most_bytes=1024 * 1024)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_or_an_answer_without_file_leaves_nothing(tmp_path: Path, status: int) -> None:
    refusal = answers(status, {"codeRetour": 20001, "libelle": "GCU_MSG_04_001"})
    with a_desk(refusal) as desk, pytest.raises(BusinessRefusal):
        desk.client.download_directory(tmp_path / "annuaire.zip")
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.download_directory(tmp_path / "annuaire.zip")
    with a_desk() as desk:
        with pytest.raises(InvalidInput):
            desk.client.download_directory(tmp_path / "absent" / "annuaire.zip")
        assert desk.api.seen == []
    assert list(tmp_path.iterdir()) == []
