"""Running `wochorus` commands as the user would, each shown before it runs."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from wochorus.core.errors import Permanent
from wochorus.demo.simulator_process import our_program

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

PROGRAM = "wochorus"
_OURS = ("WOCHORUS_", "DATABASE_URL", "PG")
_LEAVE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands that work in ``home`` and on the simulator at ``simulator_url``, nowhere else."""

    home: Path
    simulator_url: str
    console: Console

    def run(self, *words: str, expected: int = 0) -> None:
        """Show a command, run it on the user's terminal, and require its exit code.

        Raises `Permanent` when it ends with another code.
        """
        line = escape(shlex.join((PROGRAM, *words)))
        self.console.print(f"\n[bold cyan]$ {line}[/]", soft_wrap=True)
        self.console.file.flush()
        code, _ = self._execute(words, capture=False)
        if code != expected:
            raise Permanent(
                f"« wochorus {words[0]} » a fini avec le code {code} au lieu de {expected}",
                where=shlex.join((PROGRAM, *words)),
                remedy="Son message est au-dessus. Relancez « wochorus demo » ; si cela se "
                "répète, transmettez ce texte aux développeurs.",
            )

    def ask(self, *words: str) -> dict[str, Any]:
        """Run a reading command out of sight and give its JSON answer, whatever its exit code.

        Raises `Permanent` when it answers anything else.
        """
        code, answer = self._execute((*words, "--json"), capture=True)
        try:
            found = json.loads(answer)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Permanent(
                f"« wochorus {shlex.join(words)} » n'a pas répondu (code {code})",
                where=str(self.home),
                remedy="Son message est au-dessus. Relancez « wochorus demo ».",
            )
        return found

    def _execute(self, words: tuple[str, ...], *, capture: bool) -> tuple[int, str]:
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [our_program(PROGRAM), *words],
            cwd=self.home,
            env=variables_of(self.home, self.simulator_url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else None,
            text=True,
            encoding="utf-8",
        )
        try:
            answer, _ = process.communicate()
        except BaseException:
            _let_it_leave(process)
            raise
        return process.returncode, answer or ""


def variables_of(home: Path, simulator_url: str) -> dict[str, str]:
    """Hand over the environment, except what could lead to other data than those of ``home``."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_OURS)}
    return kept | naming(home, simulator_url)


def naming(home: Path, simulator_url: str) -> dict[str, str]:
    """Name a data folder and a simulator to a command."""
    return {
        "WOCHORUS_HOME": str(home),
        "WOCHORUS_SIMULATOR_URL": simulator_url,
        "PYTHONUTF8": "1",
    }


def _let_it_leave(process: subprocess.Popen[str]) -> None:
    """Let a command finish that got the same Ctrl-C as we did; end it if it does not."""
    try:
        process.wait(_LEAVE_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()
