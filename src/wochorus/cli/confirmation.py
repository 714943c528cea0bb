"""Asking a person before something that cannot be taken back."""

from __future__ import annotations

import sys

import click

from wochorus.core.errors import InvalidInput
from wochorus.core.text import fold

YES = frozenset({"o", "oui", "y", "yes"})


def confirm(question: str, *, yes: bool, what: str) -> None:
    """Ask ``question`` on the terminal, and go on only when the answer is yes.

    ``yes`` is the option that answers beforehand. Without it and without a terminal nobody can
    answer: raises `InvalidInput` with ``what``. Raises `click.Abort` on any other answer. The
    question goes to standard error: standard output may belong to a program.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InvalidInput(what, remedy="Relancez dans un terminal, ou avec --yes.")
    answer = click.prompt(
        f"{question} [o/N]", default="", show_default=False, prompt_suffix=" ", err=True
    )
    if fold(str(answer)) not in YES:
        raise click.Abort
