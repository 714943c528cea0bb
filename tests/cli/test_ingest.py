"""`wochorus ingest`: files of another program, and a folder under watch."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from support.commands import Done, call_command
from support.einvoices import SELLER_SIRET, a_whole_invoice
from support.records import a_company
from wochorus.einvoice import to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    a_company("proprelux", SELLER_SIRET)
    return partial(call_command, capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "factures"
    path.mkdir()
    for number in ("FA-1", "FA-2"):
        (path / f"{number}.json").write_text(to_json(a_whole_invoice(number=number)), "utf-8")
    return path


def test_a_folder_of_invoices_comes_in_at_once(call: Callable[..., Done], folder: Path) -> None:
    done = call("ingest", "files", str(folder))
    assert (done.returncode, "2 fichier(s) : 2 ajoutée." in done.stdout) == (0, True)
    again = json.loads(call("ingest", "files", str(folder), "--json").stdout)
    assert {each["state"] for each in again["files"]} == {"unchanged"}
    assert "2 / 2 affichés" in call("journal", "list").stdout


def test_what_is_wrong_is_told_by_file(call: Callable[..., Done], folder: Path) -> None:
    (folder / "x.xml").write_text("<rien/>")
    done = call("ingest", "files", str(folder))
    assert done.returncode == 1
    assert "x.xml : refusée" in done.stdout
    assert "Rien n'est entré" in done.stdout
    done = call("ingest", "files", str(folder), "--partial")
    assert (done.returncode, "2 ajoutée, 1 refusée" in done.stdout) == (1, True)
    empty = folder / "vide"
    empty.mkdir()
    assert "aucun fichier de facture" in call("ingest", "files", str(empty)).stderr


def test_a_watched_folder_is_emptied_once(
    call: Callable[..., Done], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wochorus.cli.ingest._SETTLING_SECONDS", 0)
    done = call("ingest", "watch", str(folder), "--once")
    assert (done.returncode, "FA-1.json, facture FA-1 : ajoutée" in done.stdout) == (0, True)
    assert sorted(path.name for path in (folder / "traites").iterdir()) == [
        "FA-1.json",
        "FA-2.json",
    ]
