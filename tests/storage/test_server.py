"""The private server, with real processes that come together, leave, and die."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg
import pytest

from support.holders import (
    Holder,
    kill_server,
    main_processes,
    postmaster,
    server_processes,
    wait_until,
)
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.storage.access_rights import TRAVERSE, rights_of
from wochorus.storage.cluster import remembered
from wochorus.storage.connection import private_conninfo
from wochorus.storage.places import places_of
from wochorus.storage.server import connection_settings, running_database
from wochorus.storage.server_user import ServerUser, run_as, server_user

if TYPE_CHECKING:
    from collections.abc import Callable

    StartHolder = Callable[[Path], Holder]


def connect(home: Path) -> psycopg.Connection:
    return psycopg.connect(**private_conninfo(places_of(home)), autocommit=True)  # type: ignore[arg-type] # a plain mapping


def test_eight_first_commands_at_once_make_one_server_and_the_last_stops_it(
    empty_home: Path, holder: StartHolder
) -> None:
    holders = [holder(empty_home) for _ in range(8)]
    for each in holders:
        each.wait_ready()
    assert len(main_processes(empty_home)) == 1
    for each in holders[:-1]:
        assert each.leave() == 0
    with connect(empty_home) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert holders[-1].leave() == 0
    assert server_processes(empty_home) == []


def test_after_a_kill_of_everything_the_next_command_finds_what_was_committed(
    home: Path, holder: StartHolder
) -> None:
    first = holder(home)
    first.wait_ready()
    with connect(home) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    first.kill()
    kill_server(home)
    assert places_of(home).socket.exists()
    with running_database(home, None), connect(home) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert server_processes(home) == []


def test_a_server_left_by_a_killed_command_is_adopted_and_stopped_by_the_next(
    home: Path, holder: StartHolder
) -> None:
    first = holder(home)
    first.wait_ready()
    server = postmaster(home)
    first.kill()
    with running_database(home, None):
        assert postmaster(home) == server
    assert server_processes(home) == []


def test_children_that_outlive_their_postmaster_do_not_block_the_next_start(
    home: Path, holder: StartHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wochorus.storage.processes.PATIENCE_SECONDS", 0.2)
    first = holder(home)
    first.wait_ready()
    with connect(home) as connection:
        busy = connection.info.backend_pid
        # A stopped child cannot notice that its parent is dead: it keeps the shared memory.
        psutil.Process(busy).suspend()
        psutil.Process(postmaster(home)).kill()
        first.kill()
        wait_until(lambda: [process.pid for process in server_processes(home)] == [busy])
        with running_database(home, None):
            assert busy not in {process.pid for process in server_processes(home)}


def test_a_pid_file_that_names_someone_else_is_not_believed(home: Path) -> None:
    with running_database(home, None):
        pass
    user = server_user(places_of(home).cluster)
    identity = {} if user is None else {"user": user.uid, "group": user.gid}
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **identity) as stranger:  # type: ignore[call-overload] # optional identity
        pid_file = places_of(home).cluster / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{places_of(home).cluster}\n1700000000\n5432\n\n\n")
        with running_database(home, None):
            assert postmaster(home) != stranger.pid
        assert stranger.poll() is None
        stranger.kill()


def test_a_server_whose_socket_was_removed_is_replaced(
    home: Path, holder: StartHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wochorus.storage.server.DEAF_SECONDS", 0.2)
    first = holder(home)
    first.wait_ready()
    deaf = postmaster(home)
    places_of(home).socket.unlink()
    with running_database(home, None), connect(home) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert postmaster(home) != deaf
    assert first.leave() == 0


def test_the_server_listens_on_its_socket_only(home: Path) -> None:
    with running_database(home, None):
        for process in server_processes(home):
            with suppress(psutil.NoSuchProcess):  # workers come and go
                assert process.net_connections("inet") == []
        assert psutil.Process(postmaster(home)).net_connections("inet") == []
        mode = places_of(home).sockets.stat().st_mode & 0o777
    assert mode == 0o700


def test_ctrl_c_reaches_the_command_which_then_stops_the_server(
    home: Path, holder: StartHolder
) -> None:
    first = holder(home)
    first.wait_ready()
    assert os.getsid(postmaster(home)) != os.getsid(first.process.pid)
    first.interrupt()
    assert server_processes(home) == []


def test_uses_of_one_process_add_up(home: Path) -> None:
    with running_database(home, None):
        with running_database(home, None):
            server = postmaster(home)
        assert postmaster(home) == server
    assert server_processes(home) == []


def test_a_kill_while_the_cluster_is_made_leaves_nothing_that_looks_finished(
    empty_home: Path, holder: StartHolder
) -> None:
    first = holder(empty_home)
    wait_until(lambda: any(empty_home.glob("postgres.partial-*/base")))
    first.kill()
    assert not places_of(empty_home).cluster.exists()
    with running_database(empty_home, None, durable=False), connect(empty_home) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert places_of(empty_home).unfinished_clusters() == []


@pytest.mark.parametrize("name", ["l'été à Nîmes", "a,b", "x" * 120])
def test_any_path_will_do_for_the_data_folder(home: Path, name: str) -> None:
    odd = home.with_name(name)
    home.rename(odd)
    with running_database(odd, None), connect(odd) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection_settings(odd, None)["HOST"] == str(places_of(odd).sockets)
    assert server_processes(odd) == []
    odd.rename(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can play another account")
def test_a_socket_folder_that_someone_else_has_laid_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 120)
    trap = places_of(home).sockets
    trap.mkdir()
    try:
        os.chown(trap, 54321, 54321)
        with pytest.raises(Permanent, match="bon compte"), running_database(home, None):
            pass
    finally:
        trap.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must lend the server to someone else")
def test_root_keeps_its_folder_closed_to_everyone_but_the_server(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running_database(home, None, durable=False):
        owner = psutil.Process(postmaster(home)).uids().real
    assert owner != 0
    user = server_user(places_of(home).cluster)
    assert user is not None
    assert user.uid == owner
    stranger = ServerUser(54321, 54321, "stranger")
    for folder in (home, home.parent):
        assert rights_of(folder, user) == TRAVERSE
        assert rights_of(folder, stranger) == 0
    seen = run_as(user, ["ls", str(home)], folder=home / "postgres")
    assert seen.returncode != 0


def test_a_cluster_of_another_version_is_told_with_the_way_out(spoiled_home: Path) -> None:
    (places_of(spoiled_home).cluster / "PG_VERSION").write_text("13\n")
    with (
        pytest.raises(Permanent, match="PostgreSQL 13") as refusal,
        running_database(spoiled_home, None),
    ):
        pass
    assert "wochorus db restore" in refusal.value.remedy
    assert "wochorus db backup" in refusal.value.remedy


def test_the_folder_remembers_what_made_it(home: Path) -> None:
    assert set(remembered(places_of(home).cluster)) == {"postgresql", "programs", "wochorus"}


def test_a_refused_start_shows_the_end_of_the_log(spoiled_home: Path) -> None:
    (places_of(spoiled_home).cluster / "postgresql.auto.conf").write_text(
        "shared_buffers = 'beaucoup'\n"
    )
    with (
        pytest.raises(Permanent, match="ne démarre pas") as refusal,
        running_database(spoiled_home, None),
    ):
        pass
    assert "shared_buffers" in refusal.value.where
    assert server_processes(spoiled_home) == []


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("")
    with pytest.raises(Permanent, match="pas utilisable"), running_database(file, None):
        pass


def test_a_server_that_is_down_gives_one_message_without_the_password() -> None:
    url = "postgresql://marie:s3cret@127.0.0.1:9/compta"
    program = f"""
from pathlib import Path
from wochorus.storage.server import running_database
try:
    running_database(Path("/nowhere"), {url!r}).__enter__()
except Exception as error:
    print(type(error).__name__, error)
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert answer.startswith("Transient Le serveur de base de données ne répond pas")
    assert "marie@127.0.0.1:9/compta" in answer
    assert "s3cret" not in answer


def test_an_unreadable_address_is_refused() -> None:
    with (
        pytest.raises(InvalidInput, match="illisible"),
        running_database(Path("/nowhere"), "postgresql://[oups"),
    ):
        pass
