"""What a terminal cannot write is written close to it, and never stops a command."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from wochorus.cli.plain_output import write_close_characters

if TYPE_CHECKING:
    from conftest import RunWoChorus


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
    run_wochorus: RunWoChorus,
) -> None:
    narrow = {"PYTHONIOENCODING": "ascii"}
    added = run_wochorus("company", "add", "ete", "--name", "Société ☑ Été", variables=narrow)
    assert added.returncode == 0, added.stderr
    assert "Societe x Ete" in added.stdout
    listed = run_wochorus("company", "list", "--json", variables=narrow)
    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout)[0]["name"] == "Société ☑ Été"
