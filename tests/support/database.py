"""The database server of a test session, and fresh databases on it.

Without `DATABASE_URL`, the product's own private server runs in a temporary folder. The parallel
workers of pytest-xdist share it the way commands do: the first starts it, the last stops it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from uuid import uuid4

import psutil
import psycopg
from django.conf import settings
from fasteners import InterProcessLock
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from wochorus.config.environment import read_environment
from wochorus.core.errors import Transient
from wochorus.storage.server import connection_settings, running_database, stopped_server

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSION_FOLDER = "WOCHORUS_TEST_FOLDER"
"""Names the folder of the session in the environment, so that xdist's workers inherit it."""

SCRATCH = "wochorus-"
PLENTY_BYTES = 4_000_000_000
TIMEOUT_SECONDS = 60.0

MIGRATE = "import django; django.setup(); from wochorus import schema; schema.bring_up_to_date()"


def prepare_session() -> Path | None:
    """Point Django at the session's server and a temporary home; start nothing.

    Returns the folder to remove at the end when this process made it.
    """
    made = None
    if SESSION_FOLDER not in os.environ:
        _remove_abandoned_sessions()
        made = scratch_folder(f"tests-{os.getpid()}")
        os.environ[SESSION_FOLDER] = str(made)
        # The folders of the tests: a write that is to outlive a power cut takes 2.5 ms on a disk.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_scratch_parent()))
        # With it, each simulator that is started compiles its sources anew.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    home = session_folder() / f"home-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    home.mkdir(mode=0o700, exist_ok=True)
    os.environ["WOCHORUS_HOME"] = str(home)
    settings.ENVIRONMENT = read_environment()
    # pytest-django has loaded the settings before any conftest: the same dict is corrected.
    settings.DATABASES["default"].update(connection_settings(server_home(), developer_url()))
    return made


def scratch_folder(purpose: str) -> Path:
    """Make a temporary folder, in memory where there is plenty: PostgreSQL waits for the disk."""
    return Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{purpose}-", dir=_scratch_parent()))


def _scratch_parent() -> Path:
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a private folder in it
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > PLENTY_BYTES:
        return memory
    return Path(tempfile.gettempdir())


def _remove_abandoned_sessions() -> None:
    """Remove what test sessions that were killed have left, their server included."""
    for folder in _scratch_parent().glob(f"{SCRATCH}tests-*"):
        pid = int(folder.name.removeprefix(f"{SCRATCH}tests-").split("-", maxsplit=1)[0])
        if not psutil.pid_exists(pid):
            with suppress(Transient, OSError), stopped_server(folder / "server"):
                pass
            shutil.rmtree(folder, ignore_errors=True)


def session_folder() -> Path:
    """Name the temporary folder of this test session."""
    return Path(os.environ[SESSION_FOLDER])


def server_home() -> Path:
    """Name the data folder whose private server serves the tests."""
    return session_folder() / "server"


def developer_url() -> str | None:
    """Read `DATABASE_URL`, by which a developer lends a server to the tests."""
    return os.environ.get("DATABASE_URL") or None


@contextmanager
def session_server() -> Iterator[None]:
    """Keep the session's server running."""
    with running_database(server_home(), developer_url(), durable=False):
        yield


def address_of(database: str) -> str:
    """Write the `DATABASE_URL` of a database on the session's server."""
    url = developer_url()
    if url is None:
        described = connection_settings(server_home(), None)
        parts = {
            "host": described["HOST"],
            "port": described["PORT"],
            "user": described["USER"],
        }
    else:
        parts = {key: part for key, part in conninfo_to_dict(url).items() if key != "dbname"}
    return f"postgresql:///{quote(database)}?{urlencode(parts)}"


def create_database(name: str, *, template: str | None = None) -> str:
    """Create a database on the session's server, as a copy of ``template``; return its address."""
    order = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        order = sql.SQL("{} TEMPLATE {}").format(order, sql.Identifier(template))
    _administer(order)
    return address_of(name)


def drop_database(name: str) -> None:
    """Drop a database of the session's server, even in use."""
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def unused_name(kind: str) -> str:
    """Invent a database name that no other test uses."""
    return f"{kind}_{uuid4().hex[:12]}"


@contextmanager
def migrated_template() -> Iterator[str]:
    """Give a database with all tables, to be copied; parallel workers share it."""
    if developer_url() is None:
        yield _shared_template()
        return
    name = unused_name("template")
    try:
        _migrate(create_database(name))
        yield name
    finally:
        drop_database(name)


def _shared_template() -> str:
    """Name the template of the session, which goes away with its server; the first makes it."""
    name, made = "template_of_all", session_folder() / "template-made"
    with InterProcessLock(made.with_suffix(".lock")):
        if not made.exists():
            _migrate(create_database(name))
            made.touch()
    return name


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "-c", MIGRATE],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "wochorus.config.settings",
        },
        check=True,
        timeout=TIMEOUT_SECONDS,
    )


def remove_session(folder: Path) -> None:
    """Remove the temporary folder of the session."""
    os.environ.pop(SESSION_FOLDER, None)
    shutil.rmtree(folder, ignore_errors=True)


def _administer(order: sql.Composed) -> None:
    with psycopg.connect(address_of("postgres"), autocommit=True) as connection:
        connection.execute(order)
