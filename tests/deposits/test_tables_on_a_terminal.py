"""The lists of the deposit on a terminal: at 120 columns each row holds in one line, uncut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from wochorus.cli import columns
from wochorus.deposits.models import DepositOrder, Flow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal


@pytest.fixture
def deposited(portal: Portal, tmp_path: Path, call: Callable[..., Done]) -> Flow:
    """Deposit two invoices with the name that the command gives by itself."""
    portal.invoices(tmp_path, 2)
    assert call("deposit", "--mode", "sequential", "--no-archive").returncode == 0
    return Flow.objects.earliest("pk")


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    terminal = Console(force_terminal=True, width=width, color_system=None)
    monkeypatch.setattr(columns, "out", terminal)


def line_with(words: str, done: Done) -> str:
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if words in line]
    return line


def test_a_flow_is_one_line_and_what_happened_goes_under_it(
    deposited: Flow, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "Chorus Pro n'a pas encore dit le sort de 3 facture(s). " * 4
    Flow.objects.filter(pk=deposited.pk).update(message=told)
    on_a_terminal(monkeypatch, 120)
    done = call("flow", "list")
    row = line_with(deposited.flow_number, done)
    assert deposited.name in row
    assert "1 intégrée" in row
    assert told.strip() in " ".join(done.stdout.split())
    assert all(len(line) <= 120 for line in done.stdout.splitlines()[1:])


def test_the_default_names_of_two_orders_are_told_apart(
    deposited: Flow, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = DepositOrder.objects.get(flows=deposited)
    on_a_terminal(monkeypatch, 120)
    row = line_with(order.name, call("order", "list"))
    assert row.startswith(str(order.pk))
    assert "terminé" in row
    assert "2 intégrées" in row


def test_an_invoice_of_the_journal_is_one_line_and_says_what_is_left_out(
    deposited: Flow, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch, 120)
    done = call("journal", "list", "--deposited")
    row = line_with(deposited.flow_number, done)
    assert "FA-0001" in row
    assert "Intégrée" in row
    assert "Faute de place, sans HT" in done.stdout


@pytest.mark.parametrize("width", [1, 20, 80])
@pytest.mark.parametrize(
    "words", [("flow", "list"), ("order", "list"), ("journal", "list", "--deposited")]
)
def test_a_narrow_terminal_shows_every_row_too(
    deposited: Flow,
    call: Callable[..., Done],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    words: tuple[str, ...],
) -> None:
    on_a_terminal(monkeypatch, width)
    done = call(*words)
    assert done.returncode == 0, done.stderr
    shown = deposited.name[:8] if words[0] == "order" else deposited.flow_number
    assert shown in done.stdout
