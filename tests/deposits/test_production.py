"""A deposit in production is confirmed by a person, on a terminal, or beforehand by `--yes`."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Protocol

import pytest

from support.commands import COMMAND, Done, call_command, command_environment
from support.forked import run_forked
from support.month import Month, set_up
from support.portal import keys_of
from support.records import SUPPLIER
from wochorus.accounts.services import AccessForm, change_company, store_access
from wochorus.billing.models import DepositState
from wochorus.choruspro import ENDPOINTS, Endpoints

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulator.running import Simulator
    from support.portal import Portal


class Call(Protocol):
    """The type of the fixture `call`."""

    def __call__(self, *arguments: str) -> Done:
        """Run `wochorus ARGUMENTS` here."""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    return partial(call_command, capsys)


class Terminal(io.StringIO):
    """A standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def production(portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """Give a company that deposits in production, where the simulator stands for the portal."""
    real = Endpoints(portal.simulator.token_url, portal.simulator.api_url)
    monkeypatch.setitem(ENDPOINTS, "production", real)
    keys = portal.admin.register_supplier(SUPPLIER)
    store_access(portal.company, "production", AccessForm(**keys_of(keys)))
    change_company(portal.company, environment="production")
    portal.invoices(tmp_path, 2)
    return portal


@pytest.mark.parametrize("answer", ["o", "Oui", " OUI ", "y"])
def test_a_yes_on_the_terminal_deposits(
    production: Portal, call: Call, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    done = call("deposit", "--mode", "batch")
    assert done.returncode == 0, done.stderr
    for told in ("2 facture(s)", "Propre SARL", "240,00 €", "PRODUCTION", "[o/N]"):
        assert told in done.stderr.replace("\xa0", " ").replace("\u202f", " ")
    assert set(production.states().values()) == {DepositState.INTEGRATED}


@pytest.mark.parametrize("answer", ["n", "", "peut-être", "non"])
def test_any_other_answer_deposits_nothing(
    production: Portal, call: Call, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    done = call("deposit", "--mode", "batch")
    assert done.returncode == 130
    assert "Interrompu" in done.stderr
    assert production.deposits_received() == 0
    assert set(production.states().values()) == {DepositState.TO_DEPOSIT}


def test_yes_beforehand_needs_no_terminal(production: Portal, call: Call) -> None:
    done = call("deposit", "--mode", "sequential", "--yes")
    assert done.returncode == 0, done.stderr
    assert production.deposits_received() == 2


def test_without_terminal_nor_yes_nothing_leaves_and_what_was_asked_is_told(
    production: Portal, call: Call
) -> None:
    for options in ((), ("--json",)):
        done = call("deposit", "--mode", "batch", *options)
        assert done.returncode == 1
        for told in ("PRODUCTION", "2 facture(s)", "Propre SARL", "--yes"):
            assert told in done.stderr
    assert production.deposits_received() == 0


@pytest.mark.usefixtures("production")
def test_nothing_to_deposit_asks_nothing(call: Call) -> None:
    assert call("deposit", "--mode", "batch", "--yes").returncode == 0
    assert call("deposit", "--mode", "batch", "--no-follow").returncode == 0


def test_the_question_does_not_spoil_the_answer_to_a_program(
    production: Portal, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("o\n"))
    done = call("deposit", "--mode", "batch", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["environment"] == "production"
    assert production.deposits_received() == 1


def test_at_a_real_terminal_a_no_ends_the_command_before_anything_leaves(
    running_simulator: Simulator,
    data_folder: Path,
    a_database_url: Callable[[], str],
    tmp_path: Path,
) -> None:
    """The whole command in its own process: portals are out of reach, and stay unasked."""
    month, url = Month(tmp_path), a_database_url()
    month.invoice("FA-1")
    variables = set_up(data_folder, url, month, running_simulator.url)
    moved = run_forked(
        *("company", "set", "propre", "--environment", "production"),
        home=data_folder,
        database_url=url,
    )
    assert moved.returncode == 0, moved.stderr
    keyboard, terminal = pty.openpty()
    os.write(keyboard, b"non\n")
    ran = subprocess.run(
        [COMMAND, "deposit", "--mode", "batch"],
        env=command_environment(data_folder, url, variables),
        stdin=terminal,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(keyboard)
    os.close(terminal)
    assert ran.returncode == 130, ran.stderr
    assert "Déposer 1 facture(s) de Propre SARL" in ran.stderr
    assert "Interrompu à votre demande" in ran.stderr
