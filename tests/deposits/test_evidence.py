"""The proof of a deposit: whole, checked anywhere, and broken by any altered byte."""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest

from support.commands import run_command
from support.records import an_invoice
from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.deposits.evidence.collecting import evidence_of
from wochorus.deposits.evidence.sealing import check, seal
from wochorus.deposits.packing import flow_folder
from wochorus.einvoice import check as check_einvoice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal


def test_the_proof_holds_what_was_sent_what_was_answered_and_what_happened(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.detailed("FX-1", "FX-2")
    portal.deposit()
    portal.follow()
    path = tmp_path / "preuve.zip"
    assert call("evidence", "export", "FX-2", "--out", path).returncode == 0
    with zipfile.ZipFile(path) as proof:
        files = {name: proof.read(name) for name in proof.namelist()}
    manifest = json.loads(files["manifeste.json"])
    (sent,) = portal.admin.flows()
    deposited = next(content for name, content in files.items() if name.startswith("depot/"))
    assert hashlib.sha256(deposited).hexdigest() == sent["sha256"] == manifest["flow"]["sha256"]
    assert manifest["flow"]["flow_number"] == sent["number"]
    assert manifest["invoice"]["number"] == "FX-2"
    own = check_einvoice(files["facture/FX-2.pdf"])
    assert own.is_valid
    assert json.loads(files["compte-rendu.json"])["etatCourantDepotFlux"] == "IN_INTEGRE"
    history = files["historique.csv"].decode("utf-8-sig")
    assert "déposé" in history
    assert "intégré" in history
    elsewhere = tmp_path / "ailleurs"
    told = run_command("evidence", "verify", path, home=elsewhere, database_url="aucune base")
    assert (told.returncode, told.stderr) == (0, "")
    assert "intacte" in told.stdout
    assert not elsewhere.exists()


def test_an_invoice_that_never_left_has_no_proof(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    with pytest.raises(InvalidInput, match="jamais partie"):
        evidence_of(Invoice.objects.get())


def test_one_number_in_two_years_is_told_apart_by_its_year(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.detailed("FX-1")
    portal.deposit()
    an_invoice(portal.company, "FX-1", issue_date=date(2025, 3, 1))
    path = tmp_path / "preuve.zip"
    unsure = call("evidence", "export", "FX-1", "--out", path)
    assert "--year" in unsure.stderr
    never_left = call("evidence", "export", "FX-1", "--year", "2025", "--out", path)
    assert "n'est jamais partie" in never_left.stderr
    assert not path.exists()
    done = call("evidence", "export", "FX-1", "--year", "2026", "--out", path)
    assert done.returncode == 0, done.stderr
    assert check(path).is_intact


def test_a_proof_that_is_not_there_is_missing_not_altered(
    tmp_path: Path, call: Callable[..., Done]
) -> None:
    here, altered = tmp_path / "ici.zip", tmp_path / "autre.zip"
    here.write_bytes(seal({"invoice": {"number": "FA-1"}}, {"b.txt": b"oui"}))
    altered.write_bytes(here.read_bytes().replace(b"oui", b"non"))
    done = call("evidence", "verify", here, tmp_path / "perdue.zip")
    assert done.returncode == 1
    assert "absente" in done.stdout
    assert "1 absente(s) sur 2" in done.stderr
    assert "altérée" not in done.stdout + done.stderr
    both = call("evidence", "verify", here, altered, tmp_path / "perdue.zip")
    assert "1 preuve(s) altérée(s), 1 absente(s) sur 3" in both.stderr
    told = json.loads(call("evidence", "verify", tmp_path / "perdue.zip", "--json").stdout)
    assert (told["files"][0]["missing"], told["files"][0]["intact"]) == (True, False)


def test_any_altered_byte_shows(tmp_path: Path) -> None:
    content = seal({"invoice": {"number": "FA-1"}}, {"depot/a.xml": b"<a/>" * 20, "b.txt": b"oui"})
    path = tmp_path / "preuve.zip"
    path.write_bytes(content)
    assert check(path).is_intact
    draw = random.Random(7)  # noqa: S311 - which bit, no secret
    for place in range(len(content)):
        altered = bytearray(content)
        altered[place] ^= 1 << draw.randrange(8)
        path.write_bytes(altered)
        try:
            intact = check(path).is_intact
        except InvalidInput:
            intact = False
        assert not intact, f"byte {place} of {len(content)}"
    for other in (content[:-1], content + b"\0", b"\0" + content):
        path.write_bytes(other)
        try:
            intact = check(path).is_intact
        except InvalidInput:
            intact = False
        assert not intact


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"x" * 100_000])
def test_what_is_no_proof_is_told_as_such(
    tmp_path: Path, content: bytes, call: Callable[..., Done]
) -> None:
    path = tmp_path / "autre.zip"
    path.write_bytes(content)
    told = call("evidence", "verify", path)
    assert told.returncode == 1
    assert "altérée" in told.stdout
    assert "Traceback" not in told.stderr


def test_a_proof_whose_file_is_lost_says_where_it_was_and_what_to_do(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    (flow,) = portal.deposit().flows
    (flow_folder(flow) / flow.file_name).unlink()
    with pytest.raises(Permanent, match="n'est pas dans le dossier") as failure:
        evidence_of(Invoice.objects.get())
    assert "sauvegarde" in failure.value.remedy
    assert "Rien n'est parti" not in failure.value.remedy
