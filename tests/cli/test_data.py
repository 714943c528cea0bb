"""`wochorus data`: everything out, and back into another data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import RunWoChorus


def test_the_data_of_one_folder_go_to_another(
    run_wochorus: RunWoChorus, a_database_url: Callable[[], str], tmp_path: Path
) -> None:
    siret = "73282932000074"
    run_wochorus("company", "add", "propre", "--name", "Propre SARL", "--siret", siret)
    out = tmp_path / "export.zip"
    done = run_wochorus("data", "export", out)
    assert (done.returncode, "Exporté" in done.stdout) == (0, True)
    again = run_wochorus("data", "import", out)
    assert (again.returncode, "WOCHORUS_HOME" in again.stderr) == (1, True)
    there, url = tmp_path / "ailleurs", a_database_url()
    there.mkdir(mode=0o700)
    done = run_wochorus("data", "import", out, home=there, database_url=url)
    assert (done.returncode, "wochorus compare" in done.stdout) == (0, True)
    listed = run_wochorus("company", "list", home=there, database_url=url)
    assert "Propre SARL" in listed.stdout
    once_more = tmp_path / "encore.zip"
    run_wochorus("data", "export", once_more, home=there, database_url=url)
    assert once_more.read_bytes() == out.read_bytes()
