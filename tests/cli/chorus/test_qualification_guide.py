"""The guide to the qualification portal: its files import, its commands and options exist."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import pytest
from django.conf import settings
from django.db import connection

from support.commands import call_command
from support.database import address_of
from support.guides import DOCS, examples_of
from wochorus.choruspro.connection_test import Layer
from wochorus.cli.app import wochorus
from wochorus.directory.queries import structures_by_siret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUIDE = "guides/connecter-qualification.md"
PAGES = (GUIDE, "guides/connexion.md")
RECIPIENTS = {
    "12345678200051",
    "12345678200028",
    "12345678200036",
    "12345678200044",
    "11000201100044",
}


@pytest.mark.django_db(transaction=True)
def test_the_fictitious_recipients_of_the_guide_are_imported_as_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = address_of(connection.settings_dict["NAME"])
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, database_url=url))
    files = [example for example in examples_of(GUIDE) if example.kind == "csv"]
    for example in files:
        (tmp_path / example.file).write_text(example.text, "utf-8")
    paths = [tmp_path / example.file for example in files]
    done = call_command(capsys, "directory", "import", *paths, "--origin", "qualification")
    assert done.returncode == 0, done.stderr
    found = structures_by_siret(RECIPIENTS)
    assert set(found) == RECIPIENTS
    assert found["12345678200028"].requires_service
    assert found["12345678200036"].requires_engagement
    assert found["12345678200044"].requires_service_or_engagement
    assert not found["12345678200051"].requires_service


def commands_of(page: str) -> Iterator[list[str]]:
    """Give the commands of a page: those of its blocks, and those that its sentences quote."""
    text = (DOCS / page).read_text("utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    quoted = [" ".join(found.split()) for found in re.findall(r"`(wochorus [^`]+)`", prose)]
    yield from (shlex.split(line)[1:] for line in lines + quoted if line.startswith("wochorus "))


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_guide_exists_with_its_options(page: str) -> None:
    commands = list(commands_of(page))
    assert len(commands) > 2
    for words in commands:
        command: click.Command = wochorus
        context = click.Context(wochorus)
        names = iter(words)
        while isinstance(command, click.Group):
            inner = command.get_command(context, next(names))
            assert inner is not None, words
            command = inner
        known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, words


def test_the_guide_speaks_of_every_layer_of_the_test() -> None:
    text = (DOCS / GUIDE).read_text("utf-8").casefold()
    for layer in Layer:
        assert layer.value.split(",")[0].split(" : ")[0].split()[-1].casefold() in text
