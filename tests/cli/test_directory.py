"""The commands of the directory, run for real."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.directory_files import (
    LANGON,
    MONTREUIL,
    VILLEJUIF,
    a_service_row,
    a_structure_row,
    write_csv,
)

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import RunWoChorus


def write_both(folder: Path) -> tuple[Path, Path]:
    structures = write_csv(
        folder / "structures.csv",
        [
            a_structure_row(GestionService="true"),
            a_structure_row(MONTREUIL, RaisonSociale="MAIRIE DE MONTREUIL", Ville="MONTREUIL"),
        ],
    )
    services = write_csv(
        folder / "services.csv",
        [
            a_service_row(GestionEGMT="true"),
            a_service_row(code="FACTURES_PUBLIQUES"),
            a_service_row(LANGON),
        ],
    )
    return structures, services


def test_import_search_show_changes_and_status(run_wochorus: RunWoChorus, tmp_path: Path) -> None:
    imported = run_wochorus("directory", "import", *write_both(tmp_path))
    assert imported.returncode == 0, imported.stderr
    assert (
        "Structures (2 ligne(s) de structures.csv) : ajouts 2, modifications 0" in imported.stdout
    )
    assert "1 service(s) laissé(s) de côté" in imported.stdout

    searched = run_wochorus("directory", "search", "mairie", "villejuif", "--json")
    (hit,) = json.loads(searched.stdout)["hits"]
    assert (hit["identifier"], hit["requires_service"]) == (VILLEJUIF, True)

    shown = run_wochorus("directory", "show", "219 400 769 00019")
    assert "Une facture doit porter un code service." in shown.stdout
    assert "réservé aux factures entre entités publiques" in shown.stdout
    assert "n° d'engagement obligatoire" in shown.stdout

    write_csv(
        tmp_path / "structures.csv",
        [a_structure_row(GestionService="false"), a_structure_row(MONTREUIL)],
    )
    again = run_wochorus("directory", "import", tmp_path / "structures.csv")
    assert "modifications 2" in again.stdout
    changed = run_wochorus("directory", "changes")
    assert "StGS : oui → non" in changed.stdout

    status = json.loads(run_wochorus("directory", "status", "--json").stdout)
    assert (status["structures"], status["services"]) == (2, 2)


def test_bad_cells_are_listed_and_the_command_fails(
    run_wochorus: RunWoChorus, tmp_path: Path
) -> None:
    rows = [a_structure_row(f"{21000000000000 + n}", StructureActive="?") for n in range(25)]
    path = write_csv(tmp_path / "mauvais.csv", [*rows, a_structure_row()])

    refused = run_wochorus("directory", "import", path)
    assert refused.returncode == 1
    assert "… et 5 autres" in refused.stdout
    assert "25 valeur(s) refusée(s) sur 25 ligne(s) : rien n'a été importé" in refused.stderr
    assert "Traceback" not in refused.stderr

    partial = run_wochorus("directory", "import", path, "--partial", "--json")
    assert partial.returncode == 1
    (told,) = json.loads(partial.stdout)["imports"]
    assert (told["added"], told["rejected"], told["refused_cells"]) == (1, 25, 25)
    assert "25 ligne(s) refusée(s)" in partial.stderr


def test_an_empty_directory_and_an_unknown_siret_say_what_to_do(
    run_wochorus: RunWoChorus, tmp_path: Path
) -> None:
    empty = run_wochorus("directory", "search", "paris")
    assert empty.returncode == 1
    assert "wochorus directory import" in empty.stderr

    run_wochorus("directory", "import", write_csv(tmp_path / "s.csv", [a_structure_row()]))
    unknown = run_wochorus("directory", "show", LANGON)
    assert unknown.returncode == 1
    assert "wochorus directory search" in unknown.stderr
    assert run_wochorus("directory", "search", "quimperlé").returncode == 0


def test_a_closed_structure_is_told_as_such(run_wochorus: RunWoChorus, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    run_wochorus(
        "directory",
        "import",
        write_csv(path, [a_structure_row(StructureActive="non"), a_structure_row(MONTREUIL)]),
    )
    write_csv(path, [a_structure_row(MONTREUIL)])
    assert run_wochorus("directory", "import", path).returncode == 1
    assert run_wochorus("directory", "import", path, "--allow-closing").returncode == 0
    shown = run_wochorus("directory", "show", VILLEJUIF)
    assert "Disparue de l'annuaire depuis l'import du" in shown.stdout
    assert "Inactive" in shown.stdout
