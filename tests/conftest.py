"""One database server for the whole session, and commands that run against fresh databases."""

from __future__ import annotations

import gc
import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import httpx2
import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from support import authorities, database, emptying
from support.forked import run_forked

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

# A loaded machine is slow, and no test of this project fails on a time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# A shell gives what it runs behind a deaf ear for Ctrl-C, and that passes on to the commands.
signal.signal(signal.SIGINT, signal.default_int_handler)

FOLDER_TO_REMOVE = pytest.StashKey["Path | None"]()


class RunWoChorus(Protocol):
    """The type of the fixture `run_wochorus`."""

    def __call__(
        self,
        *arguments: str | Path,
        home: Path | None = None,
        database_url: str | None = None,
        input: str = "",  # noqa: A002 - the name that subprocess uses
        variables: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run `wochorus ARGUMENTS` and return its exit code and outputs."""


def pytest_configure(config: pytest.Config) -> None:
    httpx2.create_ssl_context = authorities.remembered  # type: ignore[assignment] # bare calls
    config.stash[FOLDER_TO_REMOVE] = database.prepare_session()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without looking for garbage, and never look for it in what was collected."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(FOLDER_TO_REMOVE, None)
    if folder is not None:
        database.remove_session(folder)


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """Keep the session's server running; it starts with the first test that needs it."""
    with database.session_server():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - must run first
    template_database: str,
) -> None:
    """Have pytest-django copy the database that has all tables, instead of making them anew."""
    connection.settings_dict["TEST"]["TEMPLATE"] = template_database


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - must run first
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Empty the database after a test that commits in a thirtieth of the time Django takes."""
    with django_db_blocker.unblock(), emptying.quickly():
        yield


@pytest.fixture(scope="session")
def template_database(database_server: None) -> Iterator[str]:  # noqa: ARG001 - must run first
    """Name a database with all tables and no rows."""
    with database.migrated_template() as name:
        yield name


@pytest.fixture
def a_database_url(template_database: str) -> Iterator[Callable[[], str]]:
    """Give a function that makes a fresh migrated database and returns its `DATABASE_URL`."""
    with ExitStack() as stack:

        def create() -> str:
            name = database.unused_name("command")
            url = database.create_database(name, template=template_database)
            stack.callback(database.drop_database, name)
            return url

        yield create


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Give a fresh data folder, to be named by `WOCHORUS_HOME`."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def run_wochorus(data_folder: Path, a_database_url: Callable[[], str]) -> RunWoChorus:
    """Give a function that runs the real command; all calls of a test share home and database."""
    own_url: list[str] = []

    def run(
        *arguments: str | Path,
        home: Path | None = None,
        database_url: str | None = None,
        input: str = "",  # noqa: A002 - the name that subprocess uses
        variables: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        if database_url is None and not own_url:
            own_url.append(a_database_url())
        return run_forked(
            *arguments,
            home=home or data_folder,
            database_url=database_url or own_url[0],
            text_input=input,
            variables=variables or {},
        )

    return run
