from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.einvoices import SELLER_SIRET, a_whole_invoice
from support.records import a_company
from wochorus.billing.ingest.ingesting import FileState
from wochorus.billing.ingest.watching import DONE, IN_PROGRESS, REFUSED, Taken, watched
from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput, Transient
from wochorus.einvoice import to_json

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.billing.ingest.watching import WatchedFolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company("proprelux", SELLER_SIRET)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "arrivée"
    folder.mkdir()
    return folder


def laid_down(root: Path, number: str = "FA-1", name: str = "") -> Path:
    path = root / (name or f"{number}.json")
    path.write_text(to_json(a_whole_invoice(number=number)), "utf-8")
    return path


def two_turns(place: WatchedFolder, company: Company) -> list[Taken]:
    return [*place.turn(company), *place.turn(company)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_taken_once_it_no_longer_changes(company: Company, root: Path) -> None:
    path = laid_down(root)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    with watched(root) as place:
        assert list(place.turn(company)) == []
        path.write_bytes(whole)
        assert list(place.turn(company)) == []
        (taken,) = place.turn(company)
        assert (taken.outcome.state, taken.place) == (FileState.ADDED, root / DONE / "FA-1.json")
        assert list(place.turn(company)) == []
    assert (Invoice.objects.get().number, taken.place.read_bytes()) == ("FA-1", whole)


def test_a_refused_file_has_its_reasons_beside_it(company: Company, root: Path) -> None:
    (root / "x.xml").write_text("<rien/>")
    with watched(root) as place:
        (taken,) = two_turns(place, company)
    assert names(root / REFUSED) == ["x.xml", "x.xml.motif.txt"]
    assert "n'est ni une facture CII" in (root / REFUSED / "x.xml.motif.txt").read_text("utf-8")
    assert taken.outcome.errors


def test_other_files_are_left_where_they_are(company: Company, root: Path) -> None:
    for name in ("liste.xlsx", ".FA-1.json", "~FA-1.json", "FA-1.json.part"):
        laid_down(root, name=name)
    laid_down(root.parent, name="dehors.json")
    (root / "lien.json").symlink_to(root.parent / "dehors.json")
    (root / "vide.json").touch()
    before = {*names(root)}
    with watched(root) as place:
        assert two_turns(place, company) == []
    assert {*names(root)} >= before


def test_a_file_that_stays_empty_is_refused_in_the_end(company: Company, root: Path) -> None:
    path = root / "vide.json"
    path.touch()
    os.utime(path, (0, 0))
    with watched(root) as place:
        (taken,) = two_turns(place, company)
    assert taken.outcome.errors == ["le fichier est vide"]


def test_no_file_takes_the_place_of_another(company: Company, root: Path) -> None:
    with watched(root) as place:
        for _ in range(2):
            laid_down(root)
            two_turns(place, company)
        for text in ("<a/>", "<b/>"):
            (root / "x.xml").write_text(text)
            two_turns(place, company)
    assert names(root / DONE) == ["FA-1-2.json", "FA-1.json"]
    assert names(root / REFUSED) == [
        *("x-2.xml", "x-2.xml.motif.txt", "x.xml", "x.xml.motif.txt"),
    ]


def test_what_a_stopped_program_had_begun_is_done_first(company: Company, root: Path) -> None:
    with watched(root) as place:
        laid_down(root / IN_PROGRESS)
        (taken,) = place.turn(company)
    assert taken.place == root / DONE / "FA-1.json"


def test_a_hindrance_puts_the_file_back(
    company: Company, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from support.einvoices import an_invoice
    from wochorus.einvoice.model import AttachedFile, SupportingDocument

    file = AttachedFile(content=b"a;b", media_type="text/csv", file_name="bon.csv")
    carried = SupportingDocument(reference="bon", file=file)
    invoice = a_whole_invoice(invoice=replace(an_invoice(), supporting_documents=(carried,)))
    (root / "FA.json").write_text(to_json(invoice), "utf-8")
    own = settings.ENVIRONMENT
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(own, clamd=str(root / "absent.ctl")))
    with watched(root) as place:
        with pytest.raises(Transient):
            two_turns(place, company)
        assert (root / "FA.json").exists()
        assert names(root / IN_PROGRESS) == []
        monkeypatch.setattr(settings, "ENVIRONMENT", own)
        assert [taken.outcome.state for taken in two_turns(place, company)] == [FileState.ADDED]


HOLDER = """
import sys
from fasteners import InterProcessLock
lock = InterProcessLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_two_programs_do_not_watch_one_folder(root: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(root / ".wochorus.lock")]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Transient, match="surveille déjà"), watched(root):
            pass
        other.communicate()
    with watched(root):
        pass


def test_a_folder_that_is_not_there_is_told(root: Path) -> None:
    with pytest.raises(InvalidInput, match="n'existe pas"), watched(root / "absent"):
        pass
