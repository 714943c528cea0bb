"""A command that is mistyped: one French message, exit code 2, and what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.forked import run_forked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["jurnal", "list"], "Commande inconnue : jurnal (vouliez-vous dire journal ?)"),
        (["frobnicate"], "Commande inconnue : frobnicate\n"),
        (["journal", "lst"], "Commande inconnue : lst (vouliez-vous dire list ?)"),
        (["journal", "list", "--frm", "1"], "Option inconnue : --frm (vouliez-vous dire --from ?)"),
        (["company", "add", "b", "--name", "B", "--json"], "Option inconnue : --json\n"),
        (["journal", "list", "--debug"], "écrivez-la juste après « wochorus »"),
        (["journal", "list", "--state"], "Il manque la valeur de l'option --state"),
        (["journal", "list", "--public=1"], "L'option --public ne prend pas de valeur"),
        (["journal", "list", "--from", "hier"], "une date s'écrit 24/11/2026"),
        (["journal", "import"], "Il manque une valeur : 'FICHIER'"),
        (["journal", "import", "rien.csv"], "« rien.csv » n'existe pas"),
        (["journal", "import", "."], "« . » est un dossier"),
        (["deposit"], "Il manque une valeur : '--mode'"),
        (["deposit", "--mode", "zip"], "choisissez parmi batch, sequential"),
        (["flow", "list", "--limit", "0"], "un nombre entier est attendu, de 1 à 10000"),
        (["journal", "list", "--limit", "dix"], "un nombre entier est attendu, 1 au moins"),
        (
            ["check", "--from", "02/10/2026", "--to", "01/10/2026"],
            "--from (02/10/2026) est après --to (01/10/2026)",
        ),
    ],
)
def test_a_mistyped_command_says_what_is_wrong(
    typed: list[str], told: str, data_folder: Path
) -> None:
    done = run_forked(*typed, home=data_folder)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Que faire : Voyez « wochorus" in done.stderr
    assert ("Traceback" in done.stderr) == ("--debug" in typed)
    assert done.stdout == ""


@pytest.mark.parametrize("group", ["", "journal", "db"])
def test_a_group_alone_shows_its_help_and_is_no_error_message(
    group: str, data_folder: Path
) -> None:
    done = run_forked(*group.split(), home=data_folder)
    assert done.returncode == 2
    assert done.stderr.startswith("Utilisation : wochorus")
    assert "Erreur" not in done.stderr
    assert done.stdout == ""
