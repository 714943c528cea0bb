"""Commands run as the user would: shown, kept away from the user's data, required to succeed."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from wochorus.core.errors import Permanent
from wochorus.demo.commands import Commands, variables_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def screen() -> StringIO:
    return StringIO()


@pytest.fixture
def commands(tmp_path: Path, screen: StringIO) -> Commands:
    return Commands(tmp_path, "http://127.0.0.1:1", Console(file=screen, width=200))


def test_a_command_is_shown_before_it_runs(
    commands: Commands, screen: StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    commands.run("journal", "template", "mon modèle.xlsx")
    assert "$ wochorus journal template 'mon modèle.xlsx'" in screen.getvalue()
    assert "Modèle écrit" in capfd.readouterr().out
    assert (commands.home / "mon modèle.xlsx").is_file()


def test_an_unexpected_exit_code_stops_the_demonstration(commands: Commands) -> None:
    with pytest.raises(Permanent, match="code 2 au lieu de 0") as refusal:
        commands.run("nothing")
    assert refusal.value.where == "wochorus nothing"
    with pytest.raises(Permanent, match="code 0 au lieu de 1"):
        commands.run("--version", expected=1)


def test_an_answer_that_is_no_json_is_told(commands: Commands) -> None:
    with pytest.raises(Permanent, match="n'a pas répondu"):
        commands.ask("nothing")


def test_the_settings_of_the_user_do_not_reach_the_commands(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///precious")
    monkeypatch.setenv("PGHOST", "precious")
    monkeypatch.setenv("WOCHORUS_SECRET_KEY", "ab" * 32)
    monkeypatch.setenv("WOCHORUS_HOME", "/precious")
    handed = variables_of(commands.home, commands.simulator_url)
    assert "precious" not in "".join(handed.values())
    assert handed["WOCHORUS_HOME"] == str(commands.home)
    assert "WOCHORUS_SECRET_KEY" not in handed
    assert "PATH" in handed
