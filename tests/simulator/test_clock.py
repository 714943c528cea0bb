"""The clock: real, fast or by hand; it never goes back, and spares tokens when it runs."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from simulator.running import a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow
from support.holders import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.running import Simulator

DAY = 86_400


def moment(simulator: Simulator) -> datetime:
    return datetime.fromisoformat(simulator.admin.clock()["now"])


def test_the_clock_is_real_until_told_otherwise(simulator: Simulator) -> None:
    told = simulator.admin.clock()
    assert (told["mode"], told["speed"]) == ("real", DAY)
    assert abs(moment(simulator).timestamp() - time.time()) < 60


def test_a_frozen_clock_moves_by_hand_alone(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(integration_delay=600)
    simulator.admin.clock(mode="manual")
    before = moment(simulator)
    number = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    assert moment(simulator) == before
    assert supplier.report(number)["etatCourantDepotFlux"].startswith("IN_DEPOT")
    simulator.admin.advance(600)
    assert moment(simulator) - before == timedelta(seconds=600)
    assert supplier.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_fast_clock_makes_days_of_seconds(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(integration_delay=30 * DAY)
    number = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    assert supplier.report(number)["etatCourantDepotFlux"] != "IN_INTEGRE"
    simulator.admin.clock(mode="fast", speed=20 * DAY)
    wait_until(lambda: supplier.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE")
    assert moment(simulator) - datetime.now().astimezone() > timedelta(days=29)


def test_a_fast_clock_does_not_age_tokens_nor_passwords(
    simulator: Simulator, supplier: Supplier
) -> None:
    structure = {"structure": {"identifiantStructure": supplier.siret}}
    (row,) = supplier.post("structures/v1/rechercher", structure).json()["listeStructures"]

    def days_left() -> float:
        sheet = supplier.post("structures/v1/consulter", {"idStructureCPP": row["idStructureCPP"]})
        end = sheet.json()["informationGenerales"]["dateExpirationMotPasseCompteTech"]
        return (datetime.fromisoformat(end) - moment(simulator)) / timedelta(days=1)

    assert 423 < days_left() <= 424
    start = moment(simulator)
    simulator.admin.clock(mode="fast", speed=31 * DAY)
    wait_until(lambda: moment(simulator) - start > timedelta(days=20))
    assert supplier.search()["codeRetour"] == 0
    simulator.admin.clock(mode="manual")
    assert 423 < days_left() <= 424
    simulator.admin.advance(424 * DAY)
    assert supplier.ask_token().status_code == 200
    supplier.token = ""
    assert supplier.post("structures/v1/rechercher", structure).status_code == 401


def test_the_moment_never_goes_back(simulator: Simulator) -> None:
    former = moment(simulator)
    for change in (
        {"advance": 10 * DAY},
        {"mode": "fast"},
        {"mode": "manual"},
        {"mode": "real"},
        {"mode": "fast", "speed": 0.5},
        {"mode": "real"},
    ):
        simulator.admin.clock(**change)
        assert moment(simulator) >= former, change
        former = moment(simulator)
    assert "avance" in simulator.admin.refusal("POST", "clock", json={"to": "2020-01-01"})
    assert moment(simulator) >= former


def test_the_clock_may_be_sent_to_a_day(simulator: Simulator) -> None:
    simulator.admin.clock(mode="manual")
    told = simulator.admin.clock(to="2031-05-04T10:30")
    assert told["now"].startswith("2031-05-04T10:30:00")


@pytest.mark.parametrize(
    "wish",
    [
        {"mode": "lente"},
        {"mode": 3},
        {"speed": 0},
        {"speed": -5},
        {"speed": 1e12},
        {"speed": "vite"},
        {"advance": -1},
        {"advance": "demain"},
        {"advance": True},
        {"to": "bientôt"},
        {"to": 2031},
        {"recule": 1},
    ],
)
def test_an_impossible_clock_is_refused_and_changes_nothing(
    simulator: Simulator, wish: dict[str, Any]
) -> None:
    before = simulator.admin.clock()
    assert simulator.admin.refusal("POST", "clock", json=wish)
    after = simulator.admin.clock()
    assert (after["mode"], after["speed"]) == (before["mode"], before["speed"])


def test_the_clock_stops_at_its_horizon(simulator: Simulator) -> None:
    simulator.admin.clock(mode="manual")
    assert "3000" in simulator.admin.refusal("POST", "clock", json={"to": "3500-01-01"})
    simulator.admin.clock(to="2999-12-30")
    simulator.admin.clock(mode="fast", speed=31 * DAY)
    wait_until(lambda: moment(simulator).year == 3000)
    assert simulator.admin.flows() == []


def test_the_clock_is_kept_when_the_process_stops_or_is_killed(tmp_path: Path) -> None:
    with a_simulator(tmp_path, integration_delay=0) as simulator, Supplier(simulator) as supplier:
        simulator.admin.clock(mode="fast", speed=DAY, advance=100 * DAY)
        supplier.deposit(a_flow(AnInvoice()))
        former = moment(simulator)
        simulator.stop()
        simulator.start()
        kept = simulator.admin.clock()
        assert (kept["mode"], kept["speed"]) == ("fast", DAY)
        assert former <= moment(simulator) < former + timedelta(days=30)
        supplier.search()
        (*_, last) = simulator.admin.ledger()
        simulator.kill()
        simulator.start()
        assert moment(simulator) >= datetime.fromisoformat(last["at"])


def test_options_of_the_command_set_the_clock(tmp_path: Path) -> None:
    with a_simulator(tmp_path, clock="manual", clock_speed=3600) as simulator:
        told = simulator.admin.clock()
        assert (told["mode"], told["speed"]) == ("manual", 3600)
        simulator.admin.clock(mode="real")
        simulator.admin.reset()
        assert simulator.admin.clock()["mode"] == "manual"


def test_the_clock_of_an_older_state_is_read(tmp_path: Path) -> None:
    """A state of the second step kept no clock but the seconds that it was ahead."""
    from chorus_simulator.store.first_step import TABLES

    state = tmp_path / "simulator" / "simulator.sqlite"
    state.parent.mkdir()
    with sqlite3.connect(state) as db:
        db.executescript(TABLES)
        db.execute("INSERT INTO settings VALUES ('clock_ahead', ?)", (json.dumps(40.0 * DAY),))
        db.execute("PRAGMA application_id = 0x43505253")
        db.execute("PRAGMA user_version = 1")
    db.close()
    with a_simulator(tmp_path) as simulator:
        assert moment(simulator) - datetime.now().astimezone() > timedelta(days=39)
