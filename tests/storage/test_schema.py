"""The tables follow the version of the product, whoever comes first."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import psycopg
import pytest

from support.commands import COMMAND, command_environment
from support.database import create_database, drop_database, unused_name
from wochorus.schema import bring_up_to_date, newer_migrations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

    from conftest import RunWoChorus


@pytest.mark.usefixtures("database_server")
def test_four_first_commands_at_once_make_the_tables_once(data_folder: Path) -> None:
    name = unused_name("empty")
    url = create_database(name)
    try:
        commands = [
            subprocess.Popen(
                [COMMAND, "company", "list"],
                env=command_environment(data_folder, url),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(4)
        ]
        outputs = [command.communicate(timeout=60)[0] for command in commands]
        assert [command.returncode for command in commands] == [0] * 4, outputs
        with psycopg.connect(url) as connection:
            names = connection.execute("SELECT app, name FROM django_migrations").fetchall()
        assert len(names) == len(set(names)) > 0
    finally:
        drop_database(name)


@pytest.mark.django_db
def test_tables_up_to_date_cost_two_small_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        bring_up_to_date()


def test_a_database_of_a_newer_version_is_refused(
    run_wochorus: RunWoChorus, a_database_url: Callable[[], str]
) -> None:
    url = a_database_url()
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('accounts', '0999_du_futur', now())"
        )
    answer = run_wochorus("company", "list", database_url=url)
    assert answer.returncode == 1
    assert "version plus récente" in answer.stderr
    assert "0999_du_futur" in answer.stderr


def test_only_migrations_of_our_applications_count() -> None:
    assert newer_migrations([("someone_else", "0001_initial"), ("accounts", "0001_initial")]) == []
    assert newer_migrations([("accounts", "0999_future")]) == ["accounts 0999_future"]
