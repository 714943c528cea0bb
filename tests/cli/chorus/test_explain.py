"""`wochorus chorus explain` tells what a code means, without company, database or settings."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from support.commands import COMMAND, call_command, command_environment

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Done

LABEL = (
    "FichierXml.ExchangedDocument.ID.value : vingt caractères au plus|"
    "Une phrase [que] personne ne connaît"
)


def explained(capsys: pytest.CaptureFixture[str], *words: str) -> Done:
    return call_command(capsys, "chorus", "explain", *words)


def test_the_real_command_needs_no_data_folder_and_no_database(tmp_path: Path) -> None:
    home = tmp_path / "pas" / "encore"
    ran = subprocess.run(
        [COMMAND, "chorus", "explain", "SUSPENDUE"],
        env=command_environment(home, "ceci n'est pas une adresse"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Sens : suspendue : il manque une pièce justificative" in ran.stdout
    assert "Qui agit : fournisseur" in ran.stdout
    assert "Que faire : " in ran.stdout
    assert not home.parent.exists()


def test_a_label_is_told_message_by_message(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(capsys, LABEL)
    assert told.returncode == 0
    assert "le n° de facture est refusé" in told.stdout
    assert "Une phrase [que] personne ne connaît" in told.stdout
    assert "inconnu" in told.stdout
    assert "coupé" not in told.stdout


def test_a_cut_label_says_which_message_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    label = f"{LABEL}{'x' * 200}"[:200]
    told = explained(capsys, label)
    assert told.stdout.count("coupé par Chorus Pro") == 1
    answer = json.loads(explained(capsys, label, "--json").stdout)
    assert [message["cut"] for message in answer["messages"]] == [False, True]


@pytest.mark.parametrize("code", ["CODE_DE_DEMAIN", "99999", "\x1b[31mrouge"])
def test_an_unknown_code_is_shown_raw_and_is_no_failure(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = explained(capsys, code)
    assert told.returncode == 0
    assert "inconnu" in told.stdout
    assert "\x1b" not in told.stdout
    [message] = json.loads(explained(capsys, code, "--json").stdout)["messages"]
    assert (message["known"], message["meanings"]) == (False, [])
    assert message["remedy"]


def test_a_program_reads_every_possible_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    [message] = json.loads(explained(capsys, "20001", "--json").stdout)["messages"]
    services = {meaning["service"] for meaning in message["meanings"]}
    assert {"deposer/flux", "consulterCRDetaille", "completer"} <= services
    assert all(meaning["remedy"] for meaning in message["meanings"])


@pytest.mark.parametrize("words", [(), ("  ",), ("||",)])
def test_nothing_to_explain_is_a_mistyped_command(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    told = explained(capsys, *words)
    assert told.returncode == 2
    assert "chorus explain --help" in told.stderr
