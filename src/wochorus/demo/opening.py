"""The lines to type in a terminal so that `wochorus` works in a given data folder."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SETTING = "set {}={}" if sys.platform == "win32" else "export {}={}"


def setting(name: str, value: str) -> str:
    """Write the line that sets an environment variable."""
    return _SETTING.format(name, shlex.quote(value))


def opening_lines(home: Path, program: Path) -> list[str]:
    """Give the lines for the data folder ``home``; ``program`` is our `wochorus` command."""
    lines = [setting("WOCHORUS_HOME", str(home))]
    if shutil.which(program.name) != str(program):
        folder = shlex.quote(str(program.parent))
        lines.insert(0, _SETTING.format("PATH", f"{folder}{os.pathsep}$PATH"))
    return lines
