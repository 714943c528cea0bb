"""Backup and restore by the real commands: the same rows, the same files, or nothing changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from support.commands import COMMAND, command_environment
from support.database import address_of, create_database, drop_database, unused_name
from support.forked import run_forked
from support.holders import wait_until
from wochorus.storage import binaries
from wochorus.storage.archive import ArchiveWriter
from wochorus.storage.database_copy import dump, has_rows, load, parameters_of, server_version
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import RunWoChorus

CONTENT = "ab/" + "ab" * 32
SAVED = {"nette": "Nette & Fils"}


def keep_file(home: Path, text: str) -> None:
    path = home / "files" / CONTENT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def kept(home: Path) -> dict[str, str]:
    folder = home / "files"
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def companies(url: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        return dict(connection.execute("SELECT code, name FROM accounts_company").fetchall())


def private_companies(home: Path) -> dict[str, str]:
    with running_database(home, None):
        return companies(make_conninfo(**parameters_of(home, None)))


def rename_company(home: Path) -> None:
    with (
        running_database(home, None),
        psycopg.connect(make_conninfo(**parameters_of(home, None))) as connection,
    ):
        connection.execute("UPDATE accounts_company SET name = 'Changée'")


def run(
    *arguments: str | Path, home: Path, url: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command on this database, or on the private one of ``home``."""
    if url is None:
        return run_forked(*arguments, home=home)
    return run_forked(*arguments, home=home, database_url=url)


def succeed(*arguments: str | Path, home: Path, url: str | None = None) -> str:
    answer = run(*arguments, home=home, url=url)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture(scope="session")
def saved(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Save, once for all tests, a company and a file."""
    folder, name = tmp_path_factory.mktemp("saved"), unused_name("saved")
    url = create_database(name, template=template_database)
    succeed("company", "add", "nette", "--name", "Nette & Fils", home=folder, url=url)
    keep_file(folder, "une facture")
    told = succeed("db", "backup", folder / "sauvegarde.tar", home=folder, url=url)
    assert "1 fichier" in told
    yield folder / "sauvegarde.tar"
    drop_database(name)


def test_the_private_database_and_files_come_back_and_what_was_there_is_kept(
    saved: Path, spoiled_home: Path, tmp_path: Path
) -> None:
    home, backup = spoiled_home, tmp_path / "privée.tar"
    succeed("db", "restore", saved, home=home)
    assert not any(home.glob("before-restore-*")), "there was nothing to keep"
    succeed("db", "backup", backup, home=home)
    assert backup.stat().st_mode & 0o077 == 0
    rename_company(home)
    keep_file(home, "changé")

    refused = run("db", "restore", backup, home=home)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert kept(home) == {CONTENT: "changé"}

    told = succeed("db", "restore", backup, "--force", home=home)
    assert "n'est pas dans cette sauvegarde et repartirait" in told
    [former] = home.glob("before-restore-*")
    assert former.name in told.replace("\n", "")
    assert private_companies(home) == SAVED
    assert kept(home) == {CONTENT: "une facture"}
    assert private_companies(former) == {"nette": "Changée"}
    assert kept(former) == {CONTENT: "changé"}
    assert list(home.glob("restore-*")) == []


def test_a_restoration_killed_on_the_way_changes_nothing(saved: Path, spoiled_home: Path) -> None:
    keep_file(spoiled_home, "avant")
    with subprocess.Popen(
        [COMMAND, "db", "restore", saved, "--force"],
        env=command_environment(spoiled_home, None),
        stdout=subprocess.DEVNULL,
    ) as killed:
        wait_until(lambda: any(spoiled_home.glob("restore-*/postgres/postmaster.pid")))
        killed.kill()
    assert any(spoiled_home.glob("restore-*"))
    with running_database(spoiled_home, None):
        assert not has_rows(parameters_of(spoiled_home, None))
    assert kept(spoiled_home) == {CONTENT: "avant"}
    succeed("db", "restore", saved, "--force", home=spoiled_home)
    assert list(spoiled_home.glob("restore-*")) == []


def test_a_cluster_that_no_program_opens_is_set_aside_by_a_restoration(
    saved: Path, spoiled_home: Path
) -> None:
    (spoiled_home / "postgres" / "PG_VERSION").write_text("13\n")
    assert "PostgreSQL 13" in run("company", "list", home=spoiled_home).stderr
    assert run("db", "restore", saved, home=spoiled_home).returncode == 1
    succeed("db", "restore", saved, "--force", home=spoiled_home)
    assert private_companies(spoiled_home) == SAVED
    [former] = spoiled_home.glob("before-restore-*")
    assert (former / "postgres" / "PG_VERSION").read_text() == "13\n"


def test_another_server_s_database_comes_back_and_the_old_one_keeps_a_name(
    saved: Path, a_database_url: Callable[[], str], data_folder: Path
) -> None:
    url = a_database_url()
    succeed("company", "add", "avant", "--name", "Avant", home=data_folder, url=url)
    restore = ("db", "restore", saved, "--force")
    with psycopg.connect(url):
        busy = run(*restore, home=data_folder, url=url)
    assert busy.returncode == 1
    assert "Quelqu'un emploie la base" in busy.stderr
    assert not (data_folder / "files").exists()
    succeed(*restore, home=data_folder, url=url)
    assert companies(url) == SAVED
    assert kept(data_folder) == {CONTENT: "une facture"}
    with psycopg.connect(url, autocommit=True) as connection:
        [(former,)] = connection.execute(
            "SELECT datname FROM pg_database"
            " WHERE datname LIKE left(current_database(), 20) || '-%'"
        ).fetchall()
        assert "before-restore" in former
        assert companies(address_of(former)) == {"avant": "Avant"}
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(former)))


def test_an_altered_backup_is_refused_and_nothing_changes(
    saved: Path, a_database_url: Callable[[], str], data_folder: Path, tmp_path: Path
) -> None:
    url, altered = a_database_url(), tmp_path / "altérée.tar"
    raw = bytearray(saved.read_bytes())
    raw[len(raw) // 2] ^= 1
    altered.write_bytes(raw)
    answer = run("db", "restore", altered, "--force", home=data_folder, url=url)
    assert answer.returncode == 1
    assert "pas une sauvegarde intacte" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert companies(url) == {}
    assert not (data_folder / "files").exists()


def test_a_backup_of_older_tables_is_brought_up_to_date(
    run_wochorus: RunWoChorus, a_database_url: Callable[[], str], tmp_path: Path
) -> None:
    old, backup = a_database_url(), tmp_path / "ancienne.tar"
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "deposits", "zero"],
        env={**os.environ, "DATABASE_URL": old},
        check=True,
    )
    program = f"""
from datetime import UTC, datetime
from pathlib import Path
from wochorus.storage.backup import make_backup
make_backup(Path({str(tmp_path)!r}), {old!r}, Path({str(backup)!r}), now=datetime.now(UTC))
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    url = a_database_url()
    answer = run_wochorus("db", "restore", backup, database_url=url)
    assert answer.returncode == 0, answer.stderr
    report = run_wochorus("doctor", "--json", database_url=url)
    levels = {found["subject"]: found["level"] for found in json.loads(report.stdout)["findings"]}
    assert levels["Tables"] == "ok"


def test_a_copy_made_by_newer_programs_fills_an_older_server(
    saved: Path, a_database_url: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target, url = a_database_url(), tmp_path / "dump", a_database_url()
    succeed("db", "restore", saved, home=tmp_path / "home", url=source)
    monkeypatch.setattr(binaries, "USUAL_PLACES", ())
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    binaries.available_binaries.cache_clear()
    try:
        parameters = parameters_of(tmp_path, source)
        programs = dump(parameters, int(server_version(parameters).split(".")[0]), target)
        assert programs.from_wheel
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        load(parameters_of(tmp_path, url), programs.major, target)
    finally:
        binaries.available_binaries.cache_clear()
    assert companies(url) == SAVED


def test_a_backup_of_a_newer_product_is_refused(run_wochorus: RunWoChorus, tmp_path: Path) -> None:
    backup, dump = tmp_path / "future.tar", tmp_path / "dump"
    dump.write_bytes(b"")
    with backup.open("wb") as file:
        writer = ArchiveWriter(file)
        writer.add("database.dump", dump, lambda _: None)
        writer.close(
            {
                "product": "9.9",
                "created_at": "2030-01-01T00:00:00+00:00",
                "server_version": "15.1",
                "dump_version": "15.1",
                "migrations": [["accounts", "0999_du_futur"]],
            }
        )
    answer = run_wochorus("db", "restore", backup)
    assert answer.returncode == 1
    assert "WO CHORUS 9.9" in answer.stderr


def test_an_existing_file_is_not_overwritten_without_being_asked(
    run_wochorus: RunWoChorus, tmp_path: Path
) -> None:
    target = tmp_path / "sauvegarde.tar"
    target.write_text("précieux")
    refused = run_wochorus("db", "backup", target)
    assert refused.returncode == 1
    assert target.read_text() == "précieux"
    assert run_wochorus("db", "backup", target, "--force").returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["sauvegarde.tar"]


def test_the_key_travels_only_when_asked_and_its_absence_is_told(
    run_wochorus: RunWoChorus, a_database_url: Callable[[], str], tmp_path: Path
) -> None:
    run_wochorus("company", "add", "nette", "--name", "Nette")
    stored = run_wochorus(
        *("company", "access", "nette", "--environment", "qualification"),
        *("--client-id", "id", "--technical-login", "TECH", "--secrets-stdin"),
        input="un secret\nun autre\n",
    )
    assert stored.returncode == 0, stored.stderr
    for name, options in (("without", ()), ("with", ("--with-key",))):
        backup, other = tmp_path / f"{name}.tar", tmp_path / name
        run_wochorus("db", "backup", backup, *options)
        told = succeed("db", "restore", backup, home=other, url=a_database_url())
        assert ("sans leur clé" in told) is (name == "without")
        assert (other / "keys" / "secret.key").exists() is (name == "with")


def test_a_file_that_is_no_backup_is_refused(data_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.tar"
    file.write_bytes(b"PK\x03\x04 not a backup")
    answer = run("db", "restore", file, home=data_folder)
    assert answer.returncode == 1
    assert "pas une sauvegarde intacte" in answer.stderr
