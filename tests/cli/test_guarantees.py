"""`wochorus doctor` tells what a server does that could lose or double an invoice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from support.database import address_of
from wochorus.cli.diagnosis import Level
from wochorus.cli.diagnosis.guarantees import FILES, guarantee_findings, shares_its_sessions
from wochorus.storage.server import connection_settings, running_database

if TYPE_CHECKING:
    from pathlib import Path


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


def test_every_session_on_a_lent_server_waits_until_its_commit_is_written(
    tmp_path: Path,
) -> None:
    home = tmp_path / "server"
    with running_database(home, None, durable=False):
        private = connection_settings(home, None)
        url = f"postgresql:///wochorus?host={private['HOST']}&port={private['PORT']}&user=wochorus"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("ALTER DATABASE wochorus SET synchronous_commit = off")
        plain = connection_settings(tmp_path, url)
        for address, said in ((url, "off"), (url_with(url, plain), "on")):
            with psycopg.connect(address) as server:
                assert server.execute("SHOW synchronous_commit").fetchone() == (said,)
        kept = connection_settings(tmp_path, f"{url}&options=-c%20search_path%3Dpublic")
        with psycopg.connect(url_with(url, kept)) as server:
            assert server.execute("SHOW search_path").fetchone() == ("public",)


def url_with(url: str, described: dict[str, object]) -> str:
    options = described["OPTIONS"]
    assert isinstance(options, dict)
    return psycopg.conninfo.make_conninfo(url, options=options["options"])
