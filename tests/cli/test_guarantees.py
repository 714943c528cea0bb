"""`wochorus doctor` tells what a server does that could lose or double an invoice."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from support.database import address_of
from wochorus.cli.diagnosis import Level
from wochorus.cli.diagnosis.guarantees import FILES, guarantee_findings, shares_its_sessions


@pytest.mark.django_db(transaction=True)
def test_a_server_that_may_forget_what_it_confirmed_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = address_of(connection.settings_dict["NAME"])
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, database_url=url))
    with psycopg.connect(url) as server:
        (fsync,) = server.execute("SHOW fsync").fetchone() or ("",)
    found = [each for each in guarantee_findings() if "fsync" in each.message]
    assert [each.level for each in found] == ([Level.WARNING] if fsync == "off" else [])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_of_our_own_server_but_of_the_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, database_url=None))
    assert [found.subject for found in guarantee_findings()] == [FILES]


@pytest.mark.django_db(transaction=True)
def test_two_connections_that_share_a_session_are_seen() -> None:
    other = connection.copy()
    try:
        assert not shares_its_sessions(connection, other)
    finally:
        other.close()
    assert shares_its_sessions(connection, connection)


@pytest.mark.django_db(transaction=True)
def test_every_session_on_a_lent_server_waits_until_its_commit_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = connection.settings_dict["NAME"]
    lent = replace(settings.ENVIRONMENT, database_url=address_of(name))
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    try:
        for environment, said in ((replace(lent, database_url=None), "off"), (lent, "on")):
            monkeypatch.setattr(settings, "ENVIRONMENT", environment)
            session = connection.copy()
            with session.cursor() as cursor:
                cursor.execute("SHOW synchronous_commit")
                assert cursor.fetchone() == (said,)
            session.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')
