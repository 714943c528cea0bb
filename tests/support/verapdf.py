"""veraPDF as a judge: the reference validator of PDF/A and PDF/UA, where this machine has it.

Its command is named by ``WOCHORUS_VERAPDF``, or is ``vera`` or ``verapdf`` on the path. It takes
many files at once and prints one line for each that begins with ``PASS`` or ``FAIL``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence


def command() -> list[str]:
    """Find the command, or skip the test and say so."""
    found = os.environ.get("WOCHORUS_VERAPDF") or shutil.which("vera") or shutil.which("verapdf")
    if not found:
        pytest.skip("veraPDF is not on this machine (WOCHORUS_VERAPDF)")
    text = ["--format", "text"] if Path(found).name.startswith("verapdf") else []
    return [found, *text]


def failures(files: Sequence[Path], flavour: str) -> list[str]:
    """Judge the files as ``3a``, ``3b``, ``ua1``…; return the lines of those that do not pass."""
    run = subprocess.run(
        [*command(), "-f", flavour, *files], capture_output=True, text=True, check=False
    )
    lines = [line for line in run.stdout.splitlines() if line.strip()]
    passed = sum(line.startswith("PASS") for line in lines)
    if passed == len(files):
        return []
    return [line for line in lines if not line.startswith("PASS")] or [run.stderr]
