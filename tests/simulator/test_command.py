"""The command itself: options, messages, start and stop."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx2
import pytest

from simulator.running import a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from pathlib import Path


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chorus_simulator.command", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


def test_the_help_is_in_french() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "Utilisation" in done.stdout
    assert "Afficher cette aide." in done.stdout


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "déjà pris" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "exemple.fr", "::"])  # noqa: S104
def test_only_this_machine_can_be_listened_to(host: str) -> None:
    done = run("--host", host, "--port", "0")
    assert done.returncode == 1
    assert "n'écoute que cette machine" in done.stderr


def test_a_file_that_is_not_a_state_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "photo.jpg"
    other.write_bytes(b"\xff\xd8\xff" * 1000)
    done = run("--state", str(other), "--port", "0")
    assert done.returncode == 1
    assert "--state" in done.stderr
    assert "Traceback" not in done.stderr
    assert other.read_bytes() == b"\xff\xd8\xff" * 1000


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    other = tmp_path / "autre.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE a (b)")
    connection.close()
    before = other.read_bytes()
    done = run("--state", str(other), "--port", "0")
    assert done.returncode == 1
    assert "n'est pas un état" in done.stderr
    assert other.read_bytes() == before


@pytest.mark.parametrize("options", [["--integration-delay", "-1"], ["--page-size", "0"]])
def test_an_impossible_option_is_told(options: list[str]) -> None:
    done = run("--port", "0", *options)
    assert done.returncode != 0
    assert "hors limites" in done.stderr


def test_it_stops_cleanly_and_says_where_it_listens(tmp_path: Path) -> None:
    with a_simulator(tmp_path) as simulator:
        assert simulator.stop() == 0
        log = (tmp_path / "simulator" / "simulator.log").read_text()
        assert re.fullmatch(r"Simulateur de Chorus Pro : http://127\.0\.0\.1:\d+ \(.*\)\n", log)
        assert not (tmp_path / "simulator" / "ready.json").exists()


def test_it_stops_at_once_even_when_a_fault_makes_a_call_wait(tmp_path: Path) -> None:
    with a_simulator(tmp_path) as simulator, Supplier(simulator) as supplier:
        supplier.headers()
        for kind in ("slow", "slow_before_recording"):
            simulator.admin.fault(kind, operation="factures/*", seconds=600)
        with ThreadPoolExecutor(2) as pool:
            calls = [pool.submit(supplier.search) for _ in range(2)]
            while sum(line["fired"] for line in simulator.admin.faults()) < 2:
                time.sleep(0.01)
            assert simulator.stop() == 0
            for call in calls:
                assert isinstance(call.exception(), httpx2.TransportError)
        assert (tmp_path / "simulator" / "simulator.log").read_text().count("\n") == 1


def test_options_of_the_command_are_the_settings(tmp_path: Path) -> None:
    options = {"integration_delay": 9, "size_limit": 5000, "page_size": 4, "routing_delay": 1}
    with a_simulator(tmp_path, **options) as simulator:
        assert options.items() <= simulator.admin.settings().items()


def test_state_in_memory_is_forgotten(tmp_path: Path) -> None:
    with (
        a_simulator(tmp_path, state=":memory:", integration_delay=0) as simulator,
        Supplier(simulator) as supplier,
    ):
        supplier.deposit(a_flow(AnInvoice()))
        assert len(simulator.admin.flows()) == 1
        simulator.stop()
        simulator.start()
        assert simulator.admin.flows() == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fault", "tremblement"], "inconnue"),
        (["--fault", "slow:seconds"], "clé=valeur"),
        (["--fault", "slow:count=deux"], "count"),
        (["--fault", "slow:couleur=bleu"], "couleur"),
        (["--faults-file", "/nulle/part.json"], "/nulle/part.json"),
        (["--clock-speed", "-3"], "vitesse"),
    ],
)
def test_a_fault_or_a_clock_that_cannot_be_ordered_is_told(options: list[str], words: str) -> None:
    done = run("--port", "0", *options)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
