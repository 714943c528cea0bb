"""The simulator as our process: started, told by its own words when it fails, always stopped."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from wochorus.core.errors import Permanent, Transient
from wochorus.demo.annuaire_files import write_annuaire
from wochorus.demo.public_bodies import BODIES
from wochorus.demo.simulator import call_simulator, load_annuaire
from wochorus.demo.simulator_process import (
    PROGRAM,
    SimulatorFiles,
    end_left_over,
    our_program,
    running_simulator,
)

if TYPE_CHECKING:
    from pathlib import Path

SLEEP = "import time; time.sleep(600)"


def test_it_answers_while_the_block_lasts_and_stops_with_it(tmp_path: Path) -> None:
    with running_simulator(SimulatorFiles(tmp_path), port=0) as simulator:
        health = call_simulator("GET", "/simulator/health", url=simulator.url)
        assert health["status"] == "ok"
    assert simulator.process.returncode == 0
    with pytest.raises(Transient, match="ne répond pas"):
        call_simulator("GET", "/simulator/health", url=simulator.url)


def test_it_is_stopped_when_the_block_fails(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        running_simulator(SimulatorFiles(tmp_path), port=0) as simulator,
    ):
        raise KeyboardInterrupt
    assert simulator.process.poll() is not None


def test_a_port_that_is_taken_is_told_in_its_own_words(tmp_path: Path) -> None:
    with running_simulator(SimulatorFiles(tmp_path), port=0) as first:
        port = int(first.url.rpartition(":")[2])
        (tmp_path / "other").mkdir()
        other = SimulatorFiles(tmp_path / "other")
        with pytest.raises(Permanent, match=f"port {port} est déjà pris"):
            running_simulator(other, port=port).__enter__()


def test_it_remembers_what_it_was_told(tmp_path: Path) -> None:
    files = SimulatorFiles(tmp_path)
    supplier = {"siret": "00041230400016", "name": "Propreté du Val"}
    with running_simulator(files, port=0) as simulator:
        keys = call_simulator("POST", "/simulator/suppliers", url=simulator.url, json=supplier)
    with running_simulator(files, port=0) as simulator:
        again = call_simulator("POST", "/simulator/suppliers", url=simulator.url, json=supplier)
    assert again == keys


def test_it_reads_the_files_of_the_annuaire(tmp_path: Path) -> None:
    annuaire = write_annuaire(tmp_path, "2026-11-24", is_former=True)
    assert annuaire.structures.read_text("utf-8").count("\n") == len(BODIES) + 1
    with running_simulator(SimulatorFiles(tmp_path), port=0) as simulator:
        load_annuaire(annuaire.structures, annuaire.services, url=simulator.url)
        annuaire.services.write_text("Identifiant;Code\n123;X\n", encoding="utf-8")
        with pytest.raises(Permanent, match="Ligne 2"):
            load_annuaire(annuaire.structures, annuaire.services, url=simulator.url)


def left_behind(files: SimulatorFiles, command: list[str]) -> psutil.Process:
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    files.ready.write_text(json.dumps({"url": "", "pid": process.pid}), encoding="utf-8")
    return process


def test_a_simulator_that_outlived_its_command_is_ended(tmp_path: Path) -> None:
    files = SimulatorFiles(tmp_path)
    with running_simulator(files, port=0) as simulator:
        end_left_over(files)
        assert simulator.process.wait(10) == 0


@pytest.mark.parametrize("named", [False, True])
def test_another_process_that_got_its_number_is_left_alone(named: bool, tmp_path: Path) -> None:
    files = SimulatorFiles(tmp_path)
    words = [str(files.state)] if named else [PROGRAM]
    process = left_behind(files, [sys.executable, "-c", SLEEP, *words])
    try:
        end_left_over(files)
        assert process.is_running()
        assert process.status() != psutil.STATUS_ZOMBIE
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("content", ["", "{}", '{"pid": "x"}', "[]", '{"pid": 999999999}'])
def test_a_damaged_trace_is_no_trouble(content: str, tmp_path: Path) -> None:
    files = SimulatorFiles(tmp_path)
    files.ready.write_text(content, encoding="utf-8")
    end_left_over(files)


def test_a_command_that_is_not_installed_is_told() -> None:
    with pytest.raises(Permanent, match="introuvable"):
        our_program("wochorus-nothing")
