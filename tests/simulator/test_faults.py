"""Each fault: what the caller sees, and what the portal holds afterwards."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx2
import pytest

from simulator.running import a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.running import Simulator

SEARCH = "factures/v1/rechercher/fournisseur"
DEPOSIT = "factures/v1/deposer/flux"
FLOW = a_flow(AnInvoice("A"))


def recorded(simulator: Simulator) -> int:
    return len(simulator.admin.flows())


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("status_401", 401, b'{"ErrorCode":"401","Description":"[invalid field]"}'),
        ("status_403", 403, b""),
        ("status_429", 429, b""),
        ("status_500", 500, b'{"ErrorCode":"500","Description":"Internal Server Error"}'),
    ],
)
def test_an_error_status_strikes_once_and_records_nothing(
    simulator: Simulator, supplier: Supplier, kind: str, status: int, body: bytes
) -> None:
    supplier.headers()
    simulator.admin.fault(kind, operation=DEPOSIT, seconds=7)
    answer = supplier.deposit_call(FLOW)
    assert (answer.status_code, answer.content) == (status, body)
    assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)
    assert recorded(simulator) == 0
    assert supplier.deposit(FLOW)["codeRetour"] == 0
    assert simulator.admin.ledger(DEPOSIT)[0]["fault"] == kind


def test_an_error_status_may_hide_a_deposit_that_was_recorded(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.fault("status_500", operation=DEPOSIT, recorded=True)
    assert supplier.deposit_call(FLOW).status_code == 500
    assert recorded(simulator) == 1
    assert simulator.admin.ledger(DEPOSIT)[0]["flow_number"] is not None


@pytest.mark.parametrize(
    ("kind", "count", "moment"),
    [("cut_before_recording", 0, "avant"), ("cut_after_recording", 1, "après")],
)
def test_a_cut_connection_gives_no_answer_at_all(
    simulator: Simulator, supplier: Supplier, kind: str, count: int, moment: str
) -> None:
    supplier.headers()
    simulator.admin.fault(kind)
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        supplier.deposit_call(FLOW)
    assert recorded(simulator) == count
    (line,) = simulator.admin.ledger(DEPOSIT)
    assert line["answer"] == f"coupé {moment} enregistrement"
    assert line["http_status"] is None
    assert (line["flow_number"] is not None) == bool(count)
    assert line["sha256"] == hashlib.sha256(FLOW).hexdigest()
    assert (line["size"], line["file_name"]) == (len(FLOW), "flux.xml")
    assert supplier.deposit(FLOW)["codeRetour"] == 0


def test_rubbish_is_a_page_with_a_good_status(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.fault("html")
    answer = supplier.deposit_call(FLOW)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert recorded(simulator) == 1


def test_an_empty_answer_hides_a_recorded_deposit(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.fault("empty")
    answer = supplier.deposit_call(FLOW)
    assert (answer.status_code, answer.content) == (200, b"")
    assert recorded(simulator) == 1


def test_the_flow_number_may_be_missing(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.fault("no_flow_number")
    answer = supplier.deposit(FLOW)
    assert answer["codeRetour"] == 0
    assert "numeroFluxDepot" not in answer
    assert recorded(simulator) == 1


def test_the_index_of_invoices_may_be_late(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.fault("late_index", seconds=60)
    number = supplier.deposit(FLOW)["numeroFluxDepot"]
    assert supplier.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert supplier.search(numeroFacture="A")["listeFactures"] == []
    assert len(simulator.admin.invoices()) == 1
    simulator.admin.advance(61)
    assert len(supplier.search(numeroFacture="A")["listeFactures"]) == 1


def test_a_flow_may_end_as_an_incident_or_be_rejected(
    simulator: Simulator, supplier: Supplier
) -> None:
    for kind, state in (("flow_incident", "IN_INCIDENTE"), ("flow_rejected", "IN_REJETE")):
        simulator.admin.fault(kind)
        report = supplier.report(supplier.deposit(FLOW)["numeroFluxDepot"])
        assert report["etatCourantDepotFlux"] == state
    assert simulator.admin.invoices() == []
    assert supplier.verdict(AnInvoice("A"))["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_fault_of_the_flow_and_one_of_the_answer_strike_together(
    simulator: Simulator, supplier: Supplier
) -> None:
    supplier.headers()
    simulator.admin.fault("late_index", seconds=60)
    simulator.admin.fault("cut_after_recording")
    with pytest.raises(httpx2.TransportError):
        supplier.deposit_call(FLOW)
    assert supplier.search()["listeFactures"] == []
    assert len(simulator.admin.invoices()) == 1


@pytest.mark.parametrize(("kind", "at_once"), [("slow", 1), ("slow_before_recording", 0)])
def test_a_slow_answer_comes_after_its_time(
    simulator: Simulator, supplier: Supplier, kind: str, at_once: int
) -> None:
    supplier.headers()
    simulator.admin.fault(kind, operation=DEPOSIT, seconds=0.4)
    start = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(supplier.deposit, FLOW)
        time.sleep(0.2)
        assert recorded(simulator) == at_once
        assert answer.result()["codeRetour"] == 0
    assert time.monotonic() - start >= 0.4
    assert recorded(simulator) == 1


def test_a_deposit_that_its_caller_gave_up_is_recorded_all_the_same(
    simulator: Simulator, supplier: Supplier
) -> None:
    supplier.headers()
    simulator.admin.fault("slow_before_recording", operation=DEPOSIT, seconds=0.3)
    supplier.http.timeout = httpx2.Timeout(0.1)
    with pytest.raises(httpx2.TransportError):
        supplier.deposit_call(FLOW)
    assert recorded(simulator) == 0
    time.sleep(0.4)
    assert recorded(simulator) == 1


def test_the_token_may_be_refused_once_or_at_a_rate(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.fault("token_refused")
    answer = supplier.ask_token()
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")
    assert supplier.ask_token().status_code == 200
    simulator.admin.settings(token_failure_rate=1)
    assert supplier.ask_token().json()["error"] == "invalid_client"


def test_chance_is_played_again_with_the_same_seed(
    simulator: Simulator, supplier: Supplier
) -> None:
    played = []
    for _ in range(2):
        fault = simulator.admin.fault("status_429", operation=SEARCH, probability=0.5, seed=4)
        played.append([supplier.post(SEARCH).status_code for _ in range(20)])
        (line,) = simulator.admin.faults()
        assert (line["drawn"], line["fired"]) == (20, played[-1].count(429))
        simulator.admin.ask("DELETE", f"faults/{fault}")
    assert played[0] == played[1]
    assert set(played[0]) == {200, 429}


def test_a_fault_strikes_only_the_operations_of_its_pattern(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.fault("status_500", operation="structures/*", count=5)
    assert supplier.post(SEARCH).status_code == 200
    assert supplier.post("structures/v1/rechercher").status_code == 500
    simulator.admin.clear_faults()
    assert supplier.post("structures/v1/rechercher").status_code == 200


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "tremblement"},
        {"kind": "slow", "count": 0},
        {"kind": "slow", "probability": 2},
        {"kind": "slow", "seconds": -1},
        {"kind": "slow", "truc": 1},
        {"kind": "slow", "seed": "x"},
        {},
    ],
)
def test_an_impossible_fault_is_refused(simulator: Simulator, wish: dict[str, object]) -> None:
    assert simulator.admin.refusal("POST", "faults", json=wish)
    assert simulator.admin.faults() == []


def test_the_same_invoice_deposited_from_everywhere_at_once_is_recorded_once(
    simulator: Simulator, supplier: Supplier
) -> None:
    supplier.headers()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: supplier.deposit(FLOW), range(24)))
    assert len({answer["numeroFluxDepot"] for answer in answers}) == 24
    assert [row["number"] for row in simulator.admin.invoices()] == ["A"]


def test_nothing_recorded_is_lost_when_the_process_is_killed_under_load(tmp_path: Path) -> None:
    with a_simulator(tmp_path, integration_delay=0) as simulator, Supplier(simulator) as supplier:
        supplier.headers()
        answered: list[str] = []

        def deposit_many(worker: int) -> None:
            for n in range(1000):
                try:
                    answer = supplier.deposit(a_flow(AnInvoice(f"W{worker}-{n}")))
                except httpx2.TransportError:
                    return
                answered.append(answer["numeroFluxDepot"])

        with ThreadPoolExecutor(4) as pool:
            workers = [pool.submit(deposit_many, worker) for worker in range(4)]
            while len(answered) < 40:
                time.sleep(0.01)
            simulator.kill()
            for worker in workers:
                worker.result()
        simulator.start()
        held = [flow["number"] for flow in simulator.admin.flows()]
        lines = [line["flow_number"] for line in simulator.admin.ledger(DEPOSIT)]
        assert set(answered) <= set(held)
        assert held == sorted(set(held)) == sorted(lines)
        assert len(held) - len(answered) <= 4


@pytest.mark.parametrize(("value", "kept"), [(12, "12"), (12.0, "12"), (1.5, "1.5"), ("12", "12")])
def test_a_value_may_be_a_number_or_a_text(
    simulator: Simulator, value: float | str, kept: str
) -> None:
    simulator.admin.fault("password_ending", value=value)
    (fault,) = simulator.admin.ask("GET", "faults")["faults"]
    assert fault["value"] == kept


@pytest.mark.parametrize("value", [True, [12], {"days": 12}, 10**200])
def test_a_value_of_another_type_is_refused(simulator: Simulator, value: object) -> None:
    wish = {"kind": "password_ending", "value": value}
    answer = httpx2.post(f"{simulator.url}/simulator/faults", json=wish)
    assert answer.status_code == 400
    assert "« value » doit être un texte" in answer.text
