"""What a terminal cannot write is written close to it, and never stops a command."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from support.commands import run_command
from wochorus.cli.plain_output import write_close_characters

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("cp1252", "é « x . » ?"),
        ("ascii", 'e " x . " ?'),
        ("utf-8", "é « ☑ ☐ » 中"),
    ],
)
def test_a_stream_takes_the_closest_character_that_it_has(encoding: str, written: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    write_close_characters(stream)
    stream.write("é « ☑ ☐ » 中")
    stream.flush()
    assert raw.getvalue().decode(encoding) == written


def test_a_terminal_without_accents_gets_text_and_json_all_the_same(
    a_database_url: Callable[[], str], data_folder: Path
) -> None:
    narrow = {"PYTHONIOENCODING": "ascii"}  # read by Python as it starts
    url = a_database_url()

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return run_command(*words, home=data_folder, database_url=url, variables=narrow)

    added = run("company", "add", "ete", "--name", "Société ☑ Été")
    assert added.returncode == 0, added.stderr
    assert "Societe x Ete" in added.stdout
    listed = run("company", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout)[0]["name"] == "Société ☑ Été"
