"""Running the real `wochorus` command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = Path(sys.executable).with_name("wochorus")
TIMEOUT_SECONDS = 60.0
NOT_INHERITED = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
"""A developer's own server; and a setting that would compile the sources at each start."""


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
