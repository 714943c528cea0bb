"""`wochorus serve`: open until it is asked to stop, then nothing of it is left."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import httpx2
import psutil
import pytest

from support.commands import COMMAND, command_environment, run_command
from support.forked import run_forked
from support.holders import kill_server, server_processes, wait_until
from wochorus.demo.folder import demo_folder, make_afresh
from wochorus.demo.simulator import call_simulator
from wochorus.demo.simulator_process import SimulatorFiles, running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def served(
    home: Path,
    *options: str,
    port: str | None = "0",
    web: tuple[str, ...] = ("--no-web",),
    variables: dict[str, str] | None = None,
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `wochorus serve` until it is ready; give the process and all that it said so far."""
    process = subprocess.Popen(
        [COMMAND, "serve", *(() if port is None else ("--port", port)), *web, *options],
        env=command_environment(home, None, {"PYTHONUNBUFFERED": "1", **(variables or {})}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    try:
        yield process, said
    finally:
        process.terminate()
        process.communicate(timeout=60)


def address(said: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found, said
    return found.group()


def simulators(home: Path) -> list[psutil.Process]:
    state = str(SimulatorFiles(home).state)
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if state in (process.info["cmdline"] or [])
    ]


def assert_closed(home: Path) -> None:
    wait_until(lambda: not server_processes(home))
    assert not simulators(home)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_cleanly_when_asked(asked: signal.Signals, home: Path) -> None:
    with served(home) as (process, said):
        assert call_simulator("GET", "/simulator/health", url=address(said))["status"] == "ok"
        assert server_processes(home)
        process.send_signal(asked)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest
    assert "Tout est arrêté" in rest
    assert_closed(home)


def test_it_says_how_to_register_and_deposit_and_commands_then_work(home: Path) -> None:
    with served(home, "--no-workers") as (_, said):
        url = address(said)
        assert f"export WOCHORUS_HOME={home}" in said
        assert f"export WOCHORUS_SIMULATOR_URL={url}" in said
        assert "wochorus company simulator CODE" in said
        assert "wochorus deposit" in said
        assert str(SimulatorFiles(home).state) in said

        def run(*words: str) -> subprocess.CompletedProcess[str]:
            variables = {"WOCHORUS_SIMULATOR_URL": url}
            return run_forked(*words, home=home, variables=variables)

        assert (
            run("company", "add", "net", "--name", "Net", "--siret", "73282932000074").returncode
            == 0
        )
        registered = run("company", "simulator", "net")
        assert registered.returncode == 0, registered.stderr
        assert "inscrite sur le simulateur" in registered.stdout


def test_without_a_port_it_opens_where_the_other_commands_look_for_it(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    variables = {"WOCHORUS_SIMULATOR_URL": url}
    with served(home, "--no-workers", port=None, variables=variables) as (_, said):
        assert address(said) == url
        assert "export WOCHORUS_SIMULATOR_URL" not in said


def test_a_folder_is_served_once(home: Path) -> None:
    with served(home, "--no-workers"):
        second = run_command("serve", "--port", "0", "--no-web", home=home, database_url=None)
    assert second.returncode == 1
    assert "sert déjà ce dossier" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_that_is_taken_is_told_and_the_database_is_closed(
    home: Path, tmp_path: Path
) -> None:
    with running_simulator(SimulatorFiles(tmp_path), port=0) as other:
        port = other.url.rpartition(":")[2]
        refused = run_command("serve", "--port", port, "--no-web", home=home, database_url=None)
    assert refused.returncode == 1
    assert "déjà pris" in refused.stderr
    assert_closed(home)


def test_a_simulator_that_dies_is_told(home: Path) -> None:
    with served(home) as (process, _):
        for simulator in simulators(home):
            simulator.kill()
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "s'est arrêté de lui-même" in rest
    assert_closed(home)


def test_the_demonstration_must_have_been_made(tmp_path: Path) -> None:
    refused = run_command("serve", "--demo", home=tmp_path, database_url=None)
    assert refused.returncode == 1
    assert "Faites-la : wochorus demo" in refused.stderr


def test_the_demonstration_is_served_apart_from_the_data_of_the_user(home: Path) -> None:
    folder = demo_folder(home)
    with folder.held():
        make_afresh(folder)
    own = {"DATABASE_URL": "postgresql:///precious?host=/nowhere"}
    with served(home, "--demo", "--no-workers", variables=own) as (_, said):
        assert f"export WOCHORUS_HOME={folder.home}" in said
        assert "unset DATABASE_URL" in said
        assert "precious" not in said
        assert "company simulator" not in said
        refused = run_command("demo", home=home, database_url=None)
    assert refused.returncode == 1
    assert "déjà en cours, ou ouverte par « wochorus serve --demo »" in refused.stderr


def workers(home: Path) -> list[psutil.Process]:
    """List the workers of a data folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        with suppress(psutil.Error):
            if "worker" in (process.info["cmdline"] or []) and (
                process.environ().get("WOCHORUS_HOME") == str(home)
            ):
                found.append(process)
    return found


def log_of(home: Path, rank: int = 1) -> str:
    path = home / "logs" / f"service-{rank}.log"
    return path.read_text("utf-8") if path.exists() else ""


def test_a_worker_that_dies_is_replaced_and_ends_with_the_rest(home: Path) -> None:
    earlier = len(log_of(home))
    with served(home) as (process, said):
        assert "service-1.log" in said
        wait_until(lambda: "Service de dépôt prêt" in log_of(home)[earlier:])
        (first,) = workers(home)
        first.kill()
        wait_until(lambda: log_of(home)[earlier:].count("Service de dépôt prêt") == 2)
        process.terminate()
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest
    assert "un autre prend la suite dans" in " ".join(rest.split())
    assert "rien n'est perdu" in log_of(home)
    assert workers(home) == []
    assert_closed(home)


def test_a_worker_outlives_for_a_moment_only_the_program_that_started_it(home: Path) -> None:
    earlier = len(log_of(home))
    with served(home) as (process, _):
        wait_until(lambda: "Service de dépôt prêt" in log_of(home)[earlier:])
        process.kill()
        process.wait()
        wait_until(lambda: not workers(home))
    for simulator in simulators(home):
        simulator.kill()
    kill_server(home)
    assert "n'est plus là" in log_of(home)[earlier:]


def test_no_worker_is_started_when_none_is_wanted(home: Path) -> None:
    with served(home, "--no-workers") as (_, said):
        assert "« wochorus worker » l'ouvre" in said
        assert workers(home) == []


def screens_of(said: str) -> str:
    found = re.search(r"Écrans : (http://localhost:\d+)/", said)
    assert found, said
    return found[1]


def test_the_screens_open_with_the_rest_and_close_with_it(home: Path) -> None:
    with served(home, "--no-workers", web=("--web-port", "0")) as (process, said):
        url = screens_of(said)
        assert said.index("Écrans") < said.index("Simulateur")
        answer = httpx2.get(url, trust_env=False)
        assert answer.headers["Location"] == "/premier-demarrage/"
        code = re.search(r"\?code=([A-Z2-7-]+)", said)
        assert code, said
        first = httpx2.get(f"{url}/premier-demarrage/?code={code[1]}", trust_env=False)
        assert first.status_code == 200
        process.terminate()
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest
    with pytest.raises(httpx2.TransportError):
        httpx2.get(url, trust_env=False)
    assert_closed(home)


def test_a_port_of_the_screens_that_is_taken_is_told(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = ("serve", "--port", "0", "--no-workers", "--web-port", port)
        refused = run_command(*words, home=home, database_url=None)
    assert refused.returncode == 1
    assert "--web-port" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert_closed(home)


def test_the_demonstration_has_an_account_of_its_own(home: Path) -> None:
    folder = demo_folder(home)
    with folder.held():
        make_afresh(folder)
    with served(home, "--demo", "--no-workers", web=("--web-port", "0")) as (_, said):
        shown = re.search(r"démonstration : (\S+), mot de passe (\S+)", said)
        assert shown, said
        login = f"{screens_of(said)}/compte/login/"
        with httpx2.Client(trust_env=False) as browser:
            browser.get(login)
            typed = {
                "login": shown[1],
                "password": shown[2],
                "csrfmiddlewaretoken": browser.cookies["wochorus_csrf"],
            }
            entered = browser.post(login, data=typed)
        assert entered.status_code == 302, entered.text
