"""Running the real `wochorus` command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from wochorus.cli.app import wochorus
from wochorus.cli.failures import report_failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

COMMAND = Path(sys.executable).with_name("wochorus")
TIMEOUT_SECONDS = 60.0
NOT_INHERITED = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")
"""A developer's own server, the tests' settings; and one that would compile the sources anew."""

NO_REGISTER = "http://127.0.0.1:9"
"""Where nothing listens: no test asks the public register of companies."""


def command_environment(
    home: Path, database_url: str | None, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Build the environment of a command: nothing of the developer's own settings."""
    variables = {
        key: text
        for key, text in os.environ.items()
        if not key.startswith(("WOCHORUS_", "PG")) and key not in NOT_INHERITED
    }
    variables["WOCHORUS_HOME"] = str(home)
    variables["WOCHORUS_REGISTER_URL"] = NO_REGISTER
    if database_url is not None:
        variables["DATABASE_URL"] = database_url
    return variables | dict(more or {})


def run_command(
    *arguments: str | Path,
    home: Path,
    database_url: str | None,
    text_input: str | None = None,
    variables: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> subprocess.CompletedProcess[str]:
    """Run `wochorus` to its end and return its exit code and outputs."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        env=command_environment(home, database_url, variables),
        input=text_input if text_input is not None else "",
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


@dataclass(frozen=True, slots=True)
class Done:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


def call_command(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Done:
    """Run `wochorus` in the present process, on the database of the test.

    For what does not depend on a process of its own: it spares the start of Python and Django.
    """
    capsys.readouterr()
    try:
        with capture_logs():
            code = wochorus.main([str(word) for word in arguments], standalone_mode=False)
    except BaseException as error:  # noqa: BLE001 - as the entry point does
        code = report_failure(error, debug=False)
    return Done(code if isinstance(code, int) else 0, *capsys.readouterr())
