"""The lines to type in a terminal so that `wochorus` works in a given data folder."""

from __future__ import annotations

import shlex
import shutil
import sys
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

_WINDOWS = sys.platform == "win32"


def setting(name: str, value: str) -> str:
    """Write the line that sets an environment variable."""
    return f"set {name}={value}" if _WINDOWS else f"export {name}={shlex.quote(value)}"


def opening_lines(home: Path, program: Path) -> list[str]:
    """Give the lines for the data folder ``home``; ``program`` is our `wochorus` command."""
    lines = [setting("WOCHORUS_HOME", str(home))]
    if shutil.which(program.name) != str(program):
        folder = str(program.parent)
        path = (
            f"set PATH={folder};%PATH%"
            if _WINDOWS
            else f'export PATH={shlex.quote(folder)}:"$PATH"'
        )
        lines.insert(0, path)
    return lines


def forgetting_lines() -> list[str]:
    """Give the lines that keep the user's own database and key out of the demonstration."""
    environment = settings.ENVIRONMENT
    own = {
        "DATABASE_URL": environment.database_url,
        "WOCHORUS_SECRET_KEY": environment.secret_key,
    }
    return [f"set {name}=" if _WINDOWS else f"unset {name}" for name, value in own.items() if value]
