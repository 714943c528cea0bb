"""`wochorus doctor` tells what is there and what is missing, whatever works or not."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import psycopg

from support.forked import run_forked

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from conftest import RunWoChorus

SIRET = "73282932000074"


def findings(answer: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    found = {each["subject"]: each for each in json.loads(answer.stdout)["findings"]}
    assert all(each["remedy"] for each in found.values() if each["level"] != "ok")
    return found


def test_a_company_without_siret_nor_credentials_blocks_and_each_line_says_what_to_do(
    run_wochorus: RunWoChorus,
) -> None:
    run_wochorus("company", "add", "nette", "--name", "Nette [et fils]")
    answer = run_wochorus("doctor", "--json")
    assert answer.returncode == 1
    found = findings(answer)
    company = found["Société nette"]
    assert company["level"] == "error"
    assert "SIRET" in company["message"]
    assert "wochorus company set nette --siret" in company["remedy"]
    assert "wochorus company simulator nette" in company["remedy"]
    run_wochorus("company", "set", "nette", "--environment", "qualification")
    real = findings(run_wochorus("doctor", "--json"))["Société nette"]
    assert "wochorus company access nette --environment qualification" in real["remedy"]
    assert found["Annuaire"]["level"] == "warning"
    assert found["Tables"]["level"] == "ok"
    assert "PostgreSQL" in found["Base de données"]["message"]
    assert "Nette [et fils]" in run_wochorus("doctor").stdout


def test_a_ready_company_blocks_nothing_until_its_key_is_lost(
    run_wochorus: RunWoChorus, data_folder: Path
) -> None:
    run_wochorus("company", "add", "nette", "--name", "Nette", "--siret", SIRET)
    run_wochorus(
        *("company", "access", "nette", "--environment", "simulator", "--client-id", "id"),
        *("--technical-login", "TECH", "--secrets-stdin"),
        input="un\ndeux\n",
    )
    with socket.create_server(("127.0.0.1", 0)) as simulator:
        url = f"http://127.0.0.1:{simulator.getsockname()[1]}"
        answer = run_wochorus("doctor", "--json", variables={"WOCHORUS_SIMULATOR_URL": url})
    assert answer.returncode == 0, answer.stdout
    found = findings(answer)
    for subject in ("Société nette", "Simulateur", "Clé des accès"):
        assert found[subject]["level"] == "ok"

    (data_folder / "keys" / "secret.key").write_text("0" * 64)
    answer = run_wochorus("doctor", "--json")
    assert answer.returncode == 1
    assert "autre clé" in findings(answer)["Société nette"]["message"]


def test_a_server_that_is_down_is_a_finding_among_others(data_folder: Path) -> None:
    url = "postgresql://marie:s3cret@127.0.0.1:9/compta"
    answer = run_forked("doctor", "--json", home=data_folder, database_url=url)
    assert answer.returncode == 1
    found = findings(answer)
    assert found["Base de données"]["level"] == "error"
    assert "ne répond pas" in found["Base de données"]["message"]
    assert found["Versions"]["level"] == "ok"
    assert "s3cret" not in answer.stdout + answer.stderr


def test_a_cluster_that_cannot_be_opened_is_a_finding_among_others(data_folder: Path) -> None:
    cluster = data_folder / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("13\n")
    answer = run_forked("doctor", "--json", home=data_folder)
    assert answer.returncode == 1
    assert "PostgreSQL 13" in findings(answer)["Base de données"]["message"]


def test_an_empty_data_folder_blocks_nothing_and_no_database_is_made(data_folder: Path) -> None:
    answer = run_forked("doctor", "--json", home=data_folder)
    assert answer.returncode == 0, answer.stdout
    assert "pas encore créée" in findings(answer)["Base de données"]["message"]
    assert not (data_folder / "postgres").exists()


def test_tables_of_a_newer_version_block(
    run_wochorus: RunWoChorus, a_database_url: Callable[[], str]
) -> None:
    url = a_database_url()
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('accounts', '0999_du_futur', now())"
        )
    answer = run_wochorus("doctor", "--json", database_url=url)
    assert answer.returncode == 1
    assert findings(answer)["Tables"]["level"] == "error"


def test_a_data_folder_that_cannot_be_made_blocks_and_is_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("rien")
    for home in (tmp_path / "fichier", tmp_path / "fichier" / "donnees"):
        answer = run_forked("doctor", "--json", home=home)
        assert answer.returncode == 1
        found = findings(answer)
        assert found["Dossier de données"]["level"] == "error"
        assert (
            f"{tmp_path / 'fichier'} n'est pas un dossier"
            in (found["Dossier de données"]["message"])
        )
        assert "Errno" not in answer.stdout
        refused = run_forked("company", "list", home=home)
        assert refused.returncode == 1
        assert "Le dossier de données n'est pas utilisable" in refused.stderr
        assert "exists" not in refused.stderr
        assert "directory" not in refused.stderr
