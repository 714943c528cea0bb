"""Making, starting and stopping the cluster: the folder that PostgreSQL calls its data.

A cluster is made under another name and renamed when it is complete, so that a kill in the
middle leaves nothing that looks finished. It is opened only by the major version that made it.
"""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus import __version__
from wochorus.storage.binaries import (
    OLDEST_MAJOR,
    Binaries,
    available_binaries,
    binaries_of,
    preferred_binaries,
)
from wochorus.storage.configuration import write_configuration, write_privately
from wochorus.storage.connection import DATABASE_USER
from wochorus.storage.folders import open_the_way
from wochorus.storage.places import UNFINISHED
from wochorus.storage.refusals import unmade_cluster, wrong_version
from wochorus.storage.server_user import ServerUser, give, run_as, server_user

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from wochorus.storage.places import Places

MEMORY_FILE = "wochorus.json"
LARGEST_LOG = 2_000_000
START_SECONDS = 60
STOP_SECONDS = 60
SHOWN_LOG_BYTES = 8192
BUILTIN_LOCALE_SINCE = 17


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster of one data folder, with what is needed to run it."""

    places: Places
    binaries: Binaries
    user: ServerUser | None
    durable: bool = True


def open_cluster(
    places: Places, *, durable: bool = True, oldest_major: int = OLDEST_MAJOR
) -> Cluster:
    """Find the cluster of a data folder, or make it, and who and what can run it.

    ``oldest_major`` is the oldest PostgreSQL that may make it.
    Raises `Permanent` when no installed PostgreSQL opens it, or the folder cannot be used.
    """
    user = server_user(places.cluster)
    major = recorded_major(places.cluster)
    binaries = preferred_binaries(oldest_major) if major is None else binaries_of(major)
    if binaries is None:
        raise wrong_version(places, major or 0, available_binaries())
    cluster = Cluster(places, binaries, user, durable)
    open_the_way(places, binaries, user)
    for unfinished in places.unfinished_clusters():
        shutil.rmtree(unfinished, ignore_errors=True)
    if major is None:
        _make(cluster)
    return cluster


def recorded_major(folder: Path) -> int | None:
    """Tell which major version made the cluster; None when there is no cluster yet."""
    try:
        return int((folder / "PG_VERSION").read_text("ascii").strip())
    except FileNotFoundError:
        return None


def start(cluster: Cluster) -> str:
    """Start the server and wait until it accepts connections; return "" or why it refused."""
    write_configuration(cluster.places, cluster.user, durable=cluster.durable)
    log = cluster.places.log
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    size = log.stat().st_size if log.exists() else 0
    answer = _pg_ctl(cluster, "start", "-w", "-t", str(START_SECONDS), "-l", log.name)
    if answer.returncode == 0:
        return ""
    return _log_since(log, size) or answer.stdout


def stop(cluster: Cluster) -> None:
    """Stop the server at once, other sessions included, and wait until it is down."""
    _pg_ctl(cluster, "stop", "-m", "fast", "-w", "-t", str(STOP_SECONDS))


def _pg_ctl(cluster: Cluster, action: str, *options: str) -> subprocess.CompletedProcess[str]:
    # pg_ctl hands -D and -l to a shell: the folder goes by PGDATA, the log by a plain name.
    return run_as(
        cluster.user,
        [cluster.binaries.program("pg_ctl"), action, *options],
        folder=cluster.places.cluster,
        pgdata=cluster.places.cluster,
    )


def _log_since(log: Path, position: int) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(position, log.stat().st_size - SHOWN_LOG_BYTES))
            return file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""


def _make(cluster: Cluster) -> None:
    # A name of its own: the initdb of a command that was killed may still be writing.
    unfinished = cluster.places.home / f"{UNFINISHED}{secrets.token_hex(4)}"
    unfinished.mkdir(mode=0o700)
    try:
        give(unfinished, cluster.user)
        _initdb(cluster, unfinished)
        _remember(cluster, unfinished)
        unfinished.rename(cluster.places.cluster)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _initdb(cluster: Cluster, folder: Path) -> None:
    """Run `initdb` with Unicode letters and byte order, the same on every machine.

    C.UTF-8 lets `upper()` and trigrams know accented letters without depending on the system's
    French; where the system lacks it (macOS, before PostgreSQL 17), C takes its place.
    """
    reason = ""
    for locale in ("C.UTF-8", "C"):
        answer = run_as(
            cluster.user,
            [*_initdb_command(cluster, locale), "-D", str(folder)],
            folder=cluster.places.home,
        )
        if answer.returncode == 0:
            return
        reason = answer.stdout
        if "invalid locale" not in reason:
            break
    raise unmade_cluster(cluster.places, reason)


def _initdb_command(cluster: Cluster, locale: str) -> list[str]:
    command = [
        cluster.binaries.program("initdb"),
        f"--username={DATABASE_USER}",
        "--auth=trust",
        "--encoding=UTF8",
        f"--locale={locale}",
        "--data-checksums",
        "--no-instructions",
    ]
    if cluster.binaries.major >= BUILTIN_LOCALE_SINCE:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if not cluster.durable:
        command.append("--no-sync")
    return command


def _remember(cluster: Cluster, folder: Path) -> None:
    memory = {
        "postgresql": cluster.binaries.version,
        "programs": str(cluster.binaries.folder),
        "wochorus": __version__,
    }
    write_privately(folder / MEMORY_FILE, json.dumps(memory, indent=2) + "\n", cluster.user)


def remembered(cluster_folder: Path) -> dict[str, str]:
    """Read which PostgreSQL and which WO CHORUS made the cluster; empty when unknown."""
    try:
        memory = json.loads((cluster_folder / MEMORY_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in memory.items()}
