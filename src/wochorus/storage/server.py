"""The private PostgreSQL server of a data folder: started on demand, stopped with its last user.

A command asks for `running_database` and gets a server that answers, whatever happened before:
nothing made yet, a server left by a command that was killed, a machine that lost its power. The
first command starts it, those that run at the same time share it, the last one stops it.
"""

from __future__ import annotations

import errno
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from wochorus.core.errors import Transient
from wochorus.storage.binaries import OLDEST_MAJOR
from wochorus.storage.connection import (
    DATABASE_NAME,
    DATABASE_USER,
    Answer,
    address_parts,
    call_private_server,
    check_other_server,
    private_conninfo,
)
from wochorus.storage.places import PORT, Places, places_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.storage.cluster import Cluster

RECOVERY_SECONDS = 120.0
DEAF_SECONDS = 10.0
POLL_SECONDS = 0.02
STILL_IN_USE = "still in use"
"""What PostgreSQL says of the memory of children that outlived their postmaster."""


def connection_settings(home: Path, database_url: str | None) -> dict[str, object]:
    """Describe the database in Django's words: the private one of ``home``, or another.

    Raises `InvalidInput` when ``database_url`` cannot be read.
    """
    if database_url is None:
        sockets = str(places_of(home).sockets)
        return {"NAME": DATABASE_NAME, "USER": DATABASE_USER, "HOST": sockets, "PORT": PORT}
    parts = address_parts(database_url)
    return {
        "NAME": parts.pop("dbname", DATABASE_NAME),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


@contextmanager
def running_database(
    home: Path,
    database_url: str | None,
    *,
    durable: bool = True,
    oldest_major: int = OLDEST_MAJOR,
) -> Iterator[None]:
    """Make sure that the database answers for as long as the block lasts.

    With ``database_url`` the server is only called; without, the private server of ``home`` is
    started if need be, and stopped when nobody uses it any more. ``durable=False`` trades safety
    from power cuts for speed, for tests; a cluster that does not exist yet is made by PostgreSQL
    ``oldest_major`` or newer. Raises `Transient` or `Permanent`, in French.
    """
    if database_url is not None:
        check_other_server(database_url)
        _finish_restoration(home, database_url)
        yield
        return
    places = places_of(home)
    _enter(places, durable=durable, oldest_major=oldest_major)
    try:
        yield
    finally:
        _leave(places)


@contextmanager
def stopped_server(home: Path) -> Iterator[None]:
    """Keep the private server of ``home`` down, and everyone out, while the block lasts.

    Raises `Transient` when another command is using it.
    """
    from wochorus.storage.cluster import open_cluster, stop
    from wochorus.storage.folders import make_run_folder
    from wochorus.storage.lease import nobody_holds, starting_or_stopping
    from wochorus.storage.processes import living_postmaster

    places = places_of(home)
    make_run_folder(places)
    with starting_or_stopping(places.run):
        if not nobody_holds(places.run):
            raise Transient(
                "Une autre commande emploie la base",
                where=str(home),
                remedy="Attendez qu'elle finisse, ou arrêtez « wochorus serve » ou « worker » "
                "(Ctrl+C), puis relancez.",
            )
        if living_postmaster(places.cluster):
            stop(open_cluster(places))
        yield


def _finish_restoration(home: Path, database_url: str) -> None:
    from wochorus.storage import swap

    if swap.pending(home):
        with stopped_server(home):
            swap.finish(home, address_parts(database_url))


def _enter(places: Places, *, durable: bool, oldest_major: int) -> None:
    from wochorus.storage import swap
    from wochorus.storage.folders import make_run_folder
    from wochorus.storage.lease import starting_or_stopping, take_lease
    from wochorus.storage.refusals import full_disk

    make_run_folder(places)
    with starting_or_stopping(places.run):
        swap.finish(places.home, None)
        take_lease(places.run)
        try:
            if call_private_server(places) is not Answer.READY:
                _bring_up(places, durable=durable, oldest_major=oldest_major)
        except BaseException as error:
            _give_back(places)
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise full_disk(places.home) from error
            raise


def _leave(places: Places) -> None:
    from wochorus.storage.lease import starting_or_stopping

    with starting_or_stopping(places.run):
        _give_back(places)


def _give_back(places: Places) -> None:
    from wochorus.storage.cluster import open_cluster, stop
    from wochorus.storage.lease import give_back_lease
    from wochorus.storage.processes import living_postmaster

    if give_back_lease(places.run) and living_postmaster(places.cluster):
        # A stop that fails is not the command's failure: the next command adopts the server.
        stop(open_cluster(places))
        if places.sockets != places.run:
            with suppress(OSError):
                places.sockets.rmdir()


def _bring_up(places: Places, *, durable: bool, oldest_major: int) -> None:
    from wochorus.storage.cluster import open_cluster

    cluster = open_cluster(places, durable=durable, oldest_major=oldest_major)
    answer = _settled_answer(cluster)
    if answer is Answer.SILENT:
        answer = _start(cluster)
    if answer is Answer.NO_DATABASE:
        _create_database(places)


def _settled_answer(cluster: Cluster) -> Answer:
    """Wait while a server of this folder starts, recovers or stops; end one that is deaf.

    A server whose socket file was removed lives on, and nobody can reach it.
    """
    from wochorus.storage.cluster import stop
    from wochorus.storage.processes import living_postmaster
    from wochorus.storage.refusals import still_starting

    begun = time.monotonic()
    while True:
        answer = call_private_server(cluster.places)
        waited = time.monotonic() - begun
        if answer in (Answer.READY, Answer.NO_DATABASE):
            return answer
        if answer is Answer.BUSY and waited > RECOVERY_SECONDS:
            raise still_starting(cluster.places)
        if answer is Answer.SILENT:
            if living_postmaster(cluster.places.cluster) is None:
                return answer
            if waited > DEAF_SECONDS:
                stop(cluster)
        time.sleep(POLL_SECONDS)


def _start(cluster: Cluster) -> Answer:
    from wochorus.storage.cluster import start
    from wochorus.storage.processes import end_orphans
    from wochorus.storage.refusals import refused_start

    _remove_traces_of_the_dead(cluster.places)
    reason = start(cluster)
    if STILL_IN_USE in reason:
        end_orphans(cluster.places.cluster)
        reason = start(cluster)
    # After a brutal end the recovery may outlast the patience of pg_ctl: the server decides.
    answer = _settled_answer(cluster)
    if answer is Answer.SILENT:
        raise refused_start(cluster.places, reason)
    return answer


def _remove_traces_of_the_dead(places: Places) -> None:
    """Remove the marks of a server that is dead, which we know, holding the start lock.

    PostgreSQL would believe them if the system has given the same number to another process.
    """
    (places.cluster / "postmaster.pid").unlink(missing_ok=True)
    places.socket.unlink(missing_ok=True)
    places.socket.with_name(f"{places.socket.name}.lock").unlink(missing_ok=True)


def _create_database(places: Places) -> None:
    with psycopg.connect(
        **private_conninfo(places, "postgres"),  # type: ignore[arg-type] # a plain mapping
        autocommit=True,
    ) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))
