"""The `wochorus` command in a process of its own that was forked, not started.

Same code from the entry point on, own environment, own database sessions, its own number to kill;
only the start of Python and Django is spared, which is most of what a short command costs.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pytest
from django.conf import settings

from support.commands import TIMEOUT_SECONDS, command_environment
from wochorus.config.entry import main
from wochorus.config.environment import read_environment
from wochorus.storage.server import connection_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.context import ForkServerProcess
    from typing import Unpack

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["pytest", "support.preloaded", "support.forked"])
_starting = threading.Lock()


class Place(TypedDict):
    """Where a command works: its data folder, its database, more of its environment.

    Without an address, the database is the private one of the data folder.
    """

    home: Path
    database_url: NotRequired[str]
    variables: NotRequired[Mapping[str, str]]
    hurried: NotRequired[bool]
    """A worker then looks around and follows every half second, not every ten seconds."""


def start_forked(
    *arguments: str | Path, outputs: Path | None = None, **place: Unpack[Place]
) -> ForkServerProcess:
    """Start `wochorus ARGUMENTS`; what it writes goes to files under ``outputs``, or nowhere.

    What it reads is the file ``stdin`` of that folder, or nothing.
    """
    words = [str(word) for word in arguments]
    environment = command_environment(
        place["home"], place.get("database_url"), place.get("variables")
    )
    how = (words, environment, outputs, place.get("hurried", False))
    process = _server.Process(target=_run, args=how)
    with _starting, pytest.MonkeyPatch.context() as patch:
        # Before Python 3.12 the fork server forgets where the tests are.
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        process.start()
    return process


def run_forked(
    *arguments: str | Path, text_input: str = "", **place: Unpack[Place]
) -> subprocess.CompletedProcess[str]:
    """Run `wochorus ARGUMENTS` to its end and return its exit code and outputs."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder)
        (outputs / "stdin").write_text(text_input, "utf-8")
        process = start_forked(*arguments, outputs=outputs, **place)
        process.join(TIMEOUT_SECONDS)
        assert process.exitcode is not None, f"{arguments} does not end"
        stdout, stderr = ((outputs / name).read_text("utf-8") for name in ("stdout", "stderr"))
    return subprocess.CompletedProcess(arguments, process.exitcode, stdout, stderr)


def _run(
    words: list[str], environment: dict[str, str], outputs: Path | None, hurried: bool
) -> None:
    if outputs is not None and (outputs / "stdin").exists():
        os.dup2(os.open(outputs / "stdin", os.O_RDONLY), 0)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    for number, name in ((1, "stdout"), (2, "stderr")):
        path = os.devnull if outputs is None else outputs / name
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    settings.ENVIRONMENT = here = read_environment()
    chosen = connection_settings(here.home, here.database_url)
    settings.DATABASES["default"].update({"PASSWORD": "", "OPTIONS": {}} | chosen)
    sys.argv = ["wochorus", *words]
    if hurried:
        _hurry()
    main()


def _hurry() -> None:
    """Shorten the pauses of a worker between two looks: only when it acts changes, not what."""
    from wochorus.deposits.background import due, working

    working.SECONDS_BETWEEN_LOOKS = 0.5
    due.SHORTEST_INTERVAL = timedelta(seconds=0.5)
