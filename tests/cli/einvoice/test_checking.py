"""`wochorus einvoice check`: what every layer says of files of any format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cli.einvoice.conftest import SMALL
from wochorus.cli.einvoice import files
from wochorus.einvoice import Circuit, Format, build, examples

if TYPE_CHECKING:
    import pytest

    from cli.einvoice.conftest import CallEInvoice


def an_ubl(circuit: Circuit = Circuit.CHORUS) -> bytes:
    content = build(examples.example(examples.VALID, SMALL), Format.UBL, circuit).content
    assert content is not None
    return content


def broken(name: str) -> bytes:
    return examples.content(examples.BROKEN, name)


def test_a_sound_file_is_called_so_with_those_who_looked(einvoice: CallEInvoice) -> None:
    Path("f.xml").write_bytes(an_ubl())
    done = einvoice("check", "f.xml")
    assert (done.returncode, done.stderr) == (0, "")
    first, who = done.stdout.splitlines()
    assert first == "f.xml : conforme (UBL · urn:cen.eu:en16931:2017)"
    assert who.startswith("  Contrôlé par : Schéma UBL 2.1, facture 2.1, Règles EN 16931 pour UBL")


def test_files_of_all_kinds_are_checked_in_their_order_and_counted(
    einvoice: CallEInvoice, facture: Path
) -> None:
    Path("a.xml").write_bytes(an_ubl())
    Path("b.bin").write_bytes(bytes(range(256)) * 10)
    Path("c.json").write_bytes(broken("CP-NUM-01"))
    Path("d.pdf").write_bytes(b"%PDF-1.7 rien d'autre")
    Path("e").touch()
    done = einvoice("check", "a.xml", "b.bin", "c.json", "d.pdf", "e", facture)
    assert (done.returncode, done.stderr) == (1, "")
    heads = [line for line in done.stdout.splitlines() if "conforme" in line]
    assert [head.partition(" : ")[0] for head in heads[:6]] == [
        *("a.xml", "b.bin", "c.json", "d.pdf", "e", str(facture)),
    ]
    assert heads[-1] == "2 fichier(s) conforme(s) sur 6."
    summary = done.stdout.partition("\n\n")[2].splitlines()
    assert summary[:-1] == [
        "b.bin : 1 erreur(s)",
        "c.json : 1 erreur(s)",
        "d.pdf : 1 erreur(s)",
        "e : 1 erreur(s)",
    ]
    assert "erreur CP-NUM-01 BT-1 : Le n° de facture" in done.stdout


def test_json_gives_every_finding_of_every_file(einvoice: CallEInvoice) -> None:
    Path("a.xml").write_bytes(an_ubl())
    Path("c.json").write_bytes(broken("CP-NUM-01"))
    done = einvoice("check", "a.xml", "c.json", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["checked"], told["valid"]) == (1, 2, 1)
    sound, wrong = told["files"]
    assert (sound["file"], sound["valid"], sound["format"]) == ("a.xml", True, "UBL")
    assert (sound["findings"], sound["not_run"]) == ([], [])
    assert all(len(entry["sha256"]) == 64 for entry in sound["rule_sets"])
    [finding] = wrong["findings"]
    assert finding == {
        "layer": "règles Chorus Pro",
        "rule": "CP-NUM-01",
        "severity": "erreur",
        "term": "BT-1",
        "path": "number",
        "message": finding["message"],
        "remedy": finding["remedy"],
        "detail": "",
    }


def test_a_circuit_that_is_named_decides_which_rules_apply(einvoice: CallEInvoice) -> None:
    Path("f.xml").write_bytes(an_ubl(Circuit.AFNOR))
    assert einvoice("check", "f.xml").returncode == 0
    done = einvoice("check", "f.xml", "--dialect", "chorus")
    assert done.returncode == 1
    assert "erreur CP-CADRE-02 BT-23" in done.stdout


def test_standard_input_is_checked_too(einvoice: CallEInvoice) -> None:
    done = einvoice("check", "-", stdin=an_ubl())
    assert done.returncode == 0
    assert done.stdout.startswith("entrée standard : conforme (UBL")


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    einvoice: CallEInvoice, facture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 50_000)
    Path("gros.xml").write_bytes(bytes(50_001))
    done = einvoice("check", "gros.xml", facture)
    assert (done.returncode, done.stderr) == (1, "")
    assert "gros.xml : non conforme" in done.stdout
    assert "erreur WO-FICHIER : Le fichier dépasse" in done.stdout
    assert "Que faire : Une facture avec ses documents reste sous 120 Mo." in done.stdout
    assert "1 fichier(s) conforme(s) sur 2." in done.stdout


def test_a_file_that_the_system_does_not_give_is_told(einvoice: CallEInvoice) -> None:
    done = einvoice("check", "/proc/self/mem")
    assert (done.returncode, done.stderr) == (1, "")
    assert "erreur WO-FICHIER : Le fichier ne peut pas être lu" in done.stdout


def test_findings_are_shown_up_to_a_hundred_and_json_gives_them_all(
    einvoice: CallEInvoice,
) -> None:
    wrong = json.loads(examples.content(examples.VALID, SMALL))
    wrong["lines"] = [{"identifier": str(n)} for n in range(60)]
    Path("f.json").write_text(json.dumps(wrong))
    shown = einvoice("check", "f.json").stdout
    assert shown.count("erreur WO-JSON") == 100
    assert "… et 80 autre(s) constat(s) ; --json les donne tous." in shown
    [told] = json.loads(einvoice("check", "f.json", "--json").stdout)["files"]
    assert len(told["findings"]) == 180


def test_no_text_of_a_file_commands_the_terminal(einvoice: CallEInvoice) -> None:
    invoice = json.loads(examples.content(examples.VALID, SMALL))
    invoice["number"] = "\x1b[31m[red]F[/]\x07"
    Path("f.json").write_text(json.dumps(invoice))
    done = einvoice("read", "f.json")
    assert "Facture  [31m[red]F[/]  du 31/10/2026" in done.stdout
    invoice["issue_date"] = "\x1b]0;pris\x07"
    Path("f.json").write_text(json.dumps(invoice))
    for words in (("check", "f.json"), ("read", "f.json")):
        done = einvoice(*words)
        assert done.returncode == 1
        assert "\x1b" not in done.stdout + done.stderr
        assert "\x07" not in done.stdout + done.stderr


def test_every_broken_example_is_called_by_its_rule_in_one_go(einvoice: CallEInvoice) -> None:
    names = [name for name in examples.names(examples.BROKEN) if name.startswith("BR-FR-CPRO-3")]
    for name in names:
        Path(f"{name}.json").write_bytes(broken(name))
    told = json.loads(
        einvoice(
            "check", *(f"{name}.json" for name in names), "--dialect", "afnor", "--json"
        ).stdout
    )
    assert told["checked"] == len(names) > 8
    for name, file in zip(names, told["files"], strict=True):
        assert name in {finding["rule"] for finding in file["findings"]}
