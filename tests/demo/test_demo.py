"""`wochorus demo` from end to end, as `make demo` runs it on a machine that has nothing yet."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from django.utils import timezone
from fasteners import InterProcessLock

from support.commands import COMMAND, command_environment, run_command
from support.database import session_folder
from support.forked import run_forked
from support.holders import server_processes, wait_until
from wochorus.demo.contracts import COUNT
from wochorus.demo.flaws import Expected, spoil
from wochorus.demo.folder import DemoFolder, demo_folder
from wochorus.demo.month import month_before
from wochorus.demo.scenario import sound_invoices
from wochorus.demo.simulator import call_simulator
from wochorus.demo.simulator_process import running_simulator
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

EXPECTED_SECONDS = 300
"""No test fails on a time: this only ends a demonstration that hangs."""
ALREADY_DEPOSITED = {"ALREADY_DEPOSITED"}
TOLD_BEFORE_LEAVING = {"PDF_NOT_ARCHIVAL", "EINVOICE_RULE"}
"""Warnings of the e-invoice engine: what is deposited is not judged again."""


SYNTAXES = ("IN_DP_E2_CII_FACTURX", "IN_DP_E2_CPP_FACTURE_MIN")


@dataclass(frozen=True)
class Shown:
    """A demonstration that has ended, its database open for questions."""

    folder: DemoFolder
    code: int
    stdout: str
    stderr: str
    portal: list[dict[str, Any]]
    flows: list[dict[str, Any]]

    def ask(self, *words: str) -> dict[str, Any]:
        answer = run_forked(*words, "--json", home=self.folder.home)
        found: dict[str, Any] = json.loads(answer.stdout)
        return found

    def journal(self, *filters: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.ask("journal", "list", *filters)["invoices"]
        return rows


@pytest.fixture(scope="session")
def shown() -> Iterator[Shown]:
    """Show the demonstration once; parallel workers share it."""
    home, record = session_folder() / "demo-home", session_folder() / "demo-shown.json"
    folder = demo_folder(home)
    with InterProcessLock(record.with_suffix(".lock")):
        if not record.exists():
            record.write_text(json.dumps(show(folder, home)), encoding="utf-8")
    with running_database(folder.home, None):
        yield Shown(folder, **json.loads(record.read_text("utf-8")))


def show(folder: DemoFolder, home: Path) -> dict[str, Any]:
    outcome = run_command("demo", home=home, database_url=None, timeout=EXPECTED_SECONDS)
    assert not server_processes(folder.home), "the database outlived the demonstration"
    with running_simulator(folder.simulator, port=0) as simulator:
        invoices = call_simulator("GET", "/simulator/invoices?limit=10000", url=simulator.url)
        flows = call_simulator("GET", "/simulator/flows?limit=10000", url=simulator.url)
    return {
        "code": outcome.returncode,
        "stdout": outcome.stdout,
        "stderr": outcome.stderr,
        "portal": invoices["invoices"],
        "flows": flows["flows"],
    }


def test_it_ends_by_itself_and_well(shown: Shown) -> None:
    assert shown.code == 0, shown.stdout + shown.stderr
    assert "Traceback" not in shown.stderr
    assert "tout est arrêté" in shown.stdout


def test_the_portal_holds_each_deposited_invoice_exactly_once(shown: Shown) -> None:
    held = Counter(row["number"] for row in shown.portal)
    deposited = {row["number"] for row in shown.journal("--deposited")}
    assert len(deposited) > 80
    assert held == dict.fromkeys(deposited, 1)


def test_a_lost_answer_sent_nothing_twice(shown: Shown) -> None:
    assert "incertaine" in shown.stdout
    flows = shown.ask("flow", "list")["flows"]
    assert sorted(flow["flow_number"] for flow in flows) == sorted(
        flow["number"] for flow in shown.flows
    )
    assert Counter(flow["mode"] for flow in flows)["batch"] == 2
    assert "facture(s) ignorée(s) : déjà déposées" in shown.stdout


def test_the_batch_leaves_as_one_flow_for_each_format(shown: Shown) -> None:
    batch = [flow for flow in shown.ask("flow", "list")["flows"] if flow["mode"] == "batch"]
    assert {flow["syntax"] for flow in batch} == {
        "IN_DP_E2_CII_FACTURX",
        "IN_DP_E2_CPP_FACTURE_MIN",
    }
    for flow in batch:
        assert f"Flux {flow['name']} : " in shown.stdout
    held = Counter(flow["syntax"] for flow in shown.flows)
    assert held[SYNTAXES[0]] > 5


def test_the_batch_is_integrated_in_part_and_the_refusal_told(shown: Shown) -> None:
    states = Counter(flow["state"] for flow in shown.flows)
    assert states["IN_INTEGRE_PARTIEL"] == 1
    assert states.total() == states["IN_INTEGRE"] + 1
    refused = shown.journal("--state", "refusee")
    assert len(refused) == 1
    assert "JEUNESSE" in refused[0]["refusal"]
    assert f"{refused[0]['number']} " in shown.stdout
    assert "refusée par Chorus Pro" in shown.stdout


def test_the_journal_is_printed_with_its_chorus_numbers(shown: Shown) -> None:
    printed = re.findall(r"^(CPP001\d{19}) +Intégrée +(\S+)", shown.stdout, re.MULTILINE)
    told = {row["number"]: row["flow_number"] for row in shown.journal("--deposited")}
    assert {number: flow for flow, number in printed} == told


def expected_of(today: date) -> Expected:
    return spoil(sound_invoices(month_before(today)), today)[1]


def test_the_checks_find_what_was_promised_and_nothing_else(shown: Shown) -> None:
    found: dict[str, set[str]] = {}
    for selection in ((), ("--deposited",)):
        for anomaly in shown.ask("check", *selection)["anomalies"]:
            found.setdefault(anomaly["number"], set()).add(anomaly["code"])
    found = {number: codes - ALREADY_DEPOSITED for number, codes in found.items()}
    told = {number: codes for number, codes in found.items() if codes}
    expected = expected_of(timezone.localdate())
    only_warned = {number for number, codes in expected.items() if codes <= TOLD_BEFORE_LEAVING}
    assert told == {number: expected[number] for number in expected.keys() - only_warned}
    checked = shown.stdout.partition("6. Les contrôles")[2].partition("7. Dépôt")[0]
    assert len(only_warned) == 2
    assert all(number in checked for number in only_warned)
    assert "PDF/A" in checked
    assert "(règle" in checked


def test_the_contracts_of_the_month_are_billed_set_and_received(shown: Shown) -> None:
    items = shown.ask("billing", "run", "show")["items"]
    assert [item["state"] for item in items] == ["issued"] * COUNT
    received = {row["number"] for row in shown.portal}
    assert {item["invoice"] for item in items} <= received
    part = [item for item in items if not item["period_start"].endswith("-01")]
    assert len(part) == 1
    assert float(part[0]["without_tax"]) < float(items[0]["without_tax"])
    assert f"{COUNT} PDF mis en page" in shown.stdout


def test_what_is_left_is_told_with_its_reason(shown: Shown) -> None:
    _, _, left = shown.stdout.partition("Ce qui reste à corriger")
    blocking = {
        anomaly["number"]
        for anomaly in shown.ask("check")["anomalies"]
        if anomaly["level"] == "bloquant"
    }
    assert 20 <= len(blocking) <= 35
    assert all(number in left for number in blocking)
    assert f"{len(blocking)} factures bloquées" in left


def test_the_ways_back_are_told_and_work(shown: Shown) -> None:
    _, _, back = shown.stdout.partition("Pour y revenir")
    assert f"export WOCHORUS_HOME={shown.folder.home}" in back
    assert "wochorus serve --demo" in back
    commands = re.findall(r"^ +wochorus ((?:journal|flow) .*)$", back, re.MULTILINE)
    assert commands
    for command in commands:
        again = run_forked(*command.split(), home=shown.folder.home)
        assert again.returncode == 0, again.stderr


def test_importing_the_journal_again_changes_nothing(shown: Shown) -> None:
    journal = next(shown.folder.home.glob("journal-*.xlsx"))
    again = shown.ask(
        *("journal", "import", str(journal)),
        *("--pdfs", str(shown.folder.pdfs), "--attachments", str(shown.folder.attachments)),
    )
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 200)
    assert again["documents"]["added"] == 0


def test_ctrl_c_leaves_nothing_running(data_folder: Path) -> None:
    process = subprocess.Popen(
        [COMMAND, "demo"],
        env=command_environment(data_folder, None, {"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    folder = demo_folder(data_folder)
    for line in process.stdout:
        if line.startswith("$ wochorus company add"):
            break
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=EXPECTED_SECONDS)
    assert process.returncode == 130, rest
    assert "Interrompu à votre demande" in rest
    wait_until(lambda: not server_processes(folder.home))
    state = str(folder.simulator.state)
    assert not any(
        state in (each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"])
    )


def test_a_folder_of_that_name_that_is_the_users_own_is_left_alone(data_folder: Path) -> None:
    precious = data_folder / "demo" / "precious.txt"
    precious.parent.mkdir()
    precious.write_text("mine", encoding="utf-8")
    refused = run_command("demo", home=data_folder, database_url=None)
    assert refused.returncode == 1
    assert "rien n'y a été touché" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert precious.read_text("utf-8") == "mine"
