"""A command that is mistyped: one French message, exit code 2, and what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.commands import run_command

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["jurnal", "list"], "Commande inconnue : jurnal"),
        (["journal", "lst"], "Commande inconnue : lst (vouliez-vous dire list ?)"),
        (["journal", "list", "--frm", "1"], "Option inconnue : --frm (vouliez-vous dire --from ?)"),
        (["journal", "list", "--from", "hier"], "une date s'écrit 24/11/2026"),
        (["journal", "import"], "Il manque une valeur : 'FICHIER'"),
        (["journal", "import", "rien.csv"], "« rien.csv » n'existe pas"),
        (["journal", "import", "."], "« . » est un dossier"),
        (["deposit"], "Il manque une valeur : '--mode'"),
        (["deposit", "--mode", "zip"], "choisissez parmi batch, sequential"),
        (["flow", "list", "--limit", "0"], "un nombre hors des limites permises"),
    ],
)
def test_a_mistyped_command_says_what_is_wrong(
    typed: list[str], told: str, data_folder: Path
) -> None:
    done = run_command(*typed, home=data_folder, database_url=None)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Que faire : Voyez « wochorus" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
