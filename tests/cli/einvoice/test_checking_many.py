"""Many files are checked by processes: same reports, same order, and Ctrl-C ends them all."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from cli.einvoice import deadly
from cli.einvoice.conftest import SMALL
from support.commands import COMMAND, command_environment
from wochorus.cli.einvoice import judging
from wochorus.einvoice import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.einvoice.conftest import CallEInvoice


def wait_for(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "never came"
        time.sleep(0.02)


def workers_of(root: psutil.Process) -> list[psutil.Process]:
    children = root.children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(command_line(child))]


def command_line(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return list(process.cmdline())
    return []


def is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def use_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two processes be started for any number of files."""
    monkeypatch.setattr(judging, "SECONDS_WORTH_PROCESSES", 0.0)
    monkeypatch.setattr(judging, "usable_cores", lambda: 2)


def test_processes_say_what_one_process_says_in_the_same_order(
    einvoice: CallEInvoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = examples.names(examples.BROKEN)[:6]
    for name in broken:
        (tmp_path / f"{name}.json").write_bytes(examples.content(examples.BROKEN, name))
    (tmp_path / "vide").touch()
    names = [*(f"{name}.json" for name in broken), "vide", "/proc/self/mem", "-", "vide"]
    stdin = examples.content(examples.VALID, SMALL)
    alone = einvoice("check", *names, "--json", stdin=stdin)
    use_processes(monkeypatch)
    together = einvoice("check", *names, "--json", stdin=stdin)
    assert together == alone
    assert together.returncode == 1
    assert workers_of(psutil.Process()) == []


def test_a_file_that_brings_its_process_down_is_reported_and_the_others_are_checked(
    einvoice: CallEInvoice, facture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "judge", deadly.judge)
    use_processes(monkeypatch)
    Path("vide").touch()
    done = einvoice("check", "vide", facture)
    assert done.returncode == 1
    assert "erreur WO-FICHIER : Le processus qui traitait cette facture" in done.stdout
    assert "1 fichier(s) conforme(s) sur 2." in done.stdout


def test_few_files_are_checked_here_and_many_or_large_ones_by_processes(tmp_path: Path) -> None:
    small, large = tmp_path / "petite.xml", tmp_path / "grosse.xml"
    small.write_bytes(bytes(12_000))
    large.write_bytes(bytes(600_000))
    worth = judging.SECONDS_WORTH_PROCESSES
    assert judging.expected_seconds([str(small)] * 30) < worth
    assert judging.expected_seconds([str(small)] * 300) > worth
    assert judging.expected_seconds([str(large)] * 30) > worth
    assert judging.expected_seconds(["-", "disparue.xml"]) < worth


@pytest.mark.skipif(judging.usable_cores() == 1, reason="one processor starts no processes")
def test_ctrl_c_ends_the_check_and_its_processes(tmp_path: Path, facture: Path) -> None:
    command = subprocess.Popen(
        [COMMAND, "einvoice", "check", *[facture] * 3_000],
        env=command_environment(tmp_path / "home", None),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    root = psutil.Process(command.pid)
    wait_for(lambda: len(workers_of(root)) == min(judging.MOST_PROCESSES, judging.usable_cores()))
    workers = workers_of(root)
    os.killpg(command.pid, signal.SIGINT)
    stdout, stderr = command.communicate(timeout=60)
    assert command.returncode == 130
    assert stdout == b""
    assert stderr.decode().lstrip() == "Interrompu à votre demande.\n"
    wait_for(lambda: not any(map(is_alive, workers)))
