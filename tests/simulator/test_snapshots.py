"""Whole states kept under a name, and put back."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx2
import pytest

from simulator.running import NO_TLS, a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.running import Simulator

DELAY = 600


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    folder = tmp_path_factory.mktemp("keeping")
    with a_simulator(folder, integration_delay=0, routing_delay=0) as simulator:
        yield simulator


@pytest.fixture
def simulator(keeping: Simulator) -> Simulator:
    keeping.admin.reset()
    for kept in keeping.admin.snapshots():
        keeping.admin.ask("DELETE", f"snapshots/{kept['name']}")
    return keeping


def deposited(supplier: Supplier, number: str) -> str:
    return str(supplier.deposit(a_flow(AnInvoice(number)))["numeroFluxDepot"])


def numbers(simulator: Simulator) -> list[str]:
    return [row["number"] for row in simulator.admin.invoices()]


def test_a_snapshot_puts_back_data_settings_clock_faults_and_tokens(
    simulator: Simulator, supplier: Supplier
) -> None:
    admin = simulator.admin
    deposited(supplier, "AVANT")
    admin.settings(page_size=7)
    admin.clock(mode="manual")
    admin.fault("status_500", operation="*rechercher*")
    before = (numbers(simulator), admin.settings(), admin.clock(), admin.faults(), admin.ledger())
    kept = admin.ask("POST", "snapshot", json={"name": "depart"})
    assert (kept["name"], kept["flows"], kept["invoices"]) == ("depart", 1, 1)
    deposited(supplier, "APRES")
    admin.settings(page_size=8)
    admin.advance(30 * 86_400)
    admin.clear_faults()
    admin.ask("POST", "snapshots/depart/restore")
    after = (numbers(simulator), admin.settings(), admin.clock(), admin.faults(), admin.ledger())
    assert after == before
    assert supplier.post("factures/v1/rechercher/fournisseur").status_code == 500, "the fault"
    assert supplier.search()["codeRetour"] == 0, "the token of before lives again"


def test_a_flow_number_given_after_the_snapshot_is_not_given_again(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.ask("POST", "snapshot", json={"name": "vide"})
    flows = {deposited(supplier, f"A{n}") for n in range(3)}
    ids = {row["id"] for row in simulator.admin.invoices()}
    simulator.admin.ask("POST", "snapshots/vide/restore")
    assert numbers(simulator) == []
    supplier.token = ""
    flows |= {deposited(supplier, f"A{n}") for n in range(3)}
    ids |= {row["id"] for row in simulator.admin.invoices()}
    assert (len(flows), len(ids)) == (6, 6)


def test_a_flow_that_waits_is_kept_and_read_again(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(integration_delay=DELAY)
    simulator.admin.clock(mode="manual")
    flow = deposited(supplier, "ATTEND")
    simulator.admin.ask("POST", "snapshot", json={"name": "attente"})
    for _ in range(2):
        simulator.admin.advance(DELAY)
        assert supplier.report(flow)["etatCourantDepotFlux"] == "IN_INTEGRE"
        assert numbers(simulator) == ["ATTEND"]
        simulator.admin.ask("POST", "snapshots/attente/restore")
        assert numbers(simulator) == []


def test_snapshots_are_listed_replaced_on_demand_and_removed(simulator: Simulator) -> None:
    admin = simulator.admin
    admin.ask("POST", "snapshot", json={"name": "b"})
    admin.ask("POST", "snapshot", json={"name": "a"})
    assert [kept["name"] for kept in admin.snapshots()] == ["a", "b"]
    assert "existe déjà" in admin.refusal("POST", "snapshot", json={"name": "a"})
    admin.put_structure("21750001600019")
    replaced = admin.ask("POST", "snapshot", json={"name": "a", "replace": True})
    assert replaced["structures"] == admin.snapshots()[1]["structures"] + 1
    admin.ask("DELETE", "snapshots/a")
    assert [kept["name"] for kept in admin.snapshots()] == ["b"]
    for method, path in (("POST", "snapshots/a/restore"), ("DELETE", "snapshots/a")):
        assert "inconnu" in admin.refusal(method, path)


@pytest.mark.parametrize("name", ["../a", "a/b", ".a", "", "a" * 65, "é", "a.partial", 3])
def test_a_name_that_could_be_a_path_is_refused(simulator: Simulator, name: object) -> None:
    simulator.admin.refusal("POST", "snapshot", json={"name": name})
    assert simulator.admin.snapshots() == []


def test_a_file_that_is_no_snapshot_is_told_and_changes_nothing(
    simulator: Simulator, supplier: Supplier
) -> None:
    deposited(supplier, "A")
    simulator.admin.ask("POST", "snapshot", json={"name": "sain"})
    folder = simulator.state.with_name(f"{simulator.state.name}.snapshots")
    (folder / "texte.sqlite").write_text("bonjour" * 100)
    (folder / "vide.sqlite").write_bytes(b"")
    (folder / "en-cours.partial").write_bytes(b"moitie")
    kept = {each["name"]: each for each in simulator.admin.snapshots()}
    assert set(kept) == {"sain", "texte", "vide"}
    assert "erreur" in kept["texte"]
    assert "erreur" in kept["vide"]
    for name in ("texte", "vide"):
        assert "ne peut pas être utilisé" in simulator.admin.refusal(
            "POST", f"snapshots/{name}/restore"
        )
    assert numbers(simulator) == ["A"]


def test_snapshots_of_a_file_outlive_the_process_and_lie_where_they_are_asked_to(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "ailleurs"
    with (
        a_simulator(tmp_path, snapshot_dir=folder, integration_delay=0) as simulator,
        Supplier(simulator) as supplier,
    ):
        deposited(supplier, "A")
        simulator.admin.ask("POST", "snapshot", json={"name": "un"})
        deposited(supplier, "B")
        assert [path.name for path in folder.iterdir()] == ["un.sqlite"]
        simulator.kill()
        simulator.start()
        assert numbers(simulator) == ["A", "B"]
        simulator.admin.ask("POST", "snapshots/un/restore")
        assert numbers(simulator) == ["A"]
        simulator.kill()
        simulator.start()
        assert numbers(simulator) == ["A"], "what was put back is the state from then on"


def test_a_state_in_memory_has_snapshots_in_memory(tmp_path: Path) -> None:
    with (
        a_simulator(tmp_path, state=":memory:", integration_delay=0) as simulator,
        Supplier(simulator) as supplier,
    ):
        deposited(supplier, "A")
        simulator.admin.ask("POST", "snapshot", json={"name": "un"})
        deposited(supplier, "B")
        (kept,) = simulator.admin.snapshots()
        assert kept["size"] > 0
        simulator.admin.ask("POST", "snapshots/un/restore")
        assert numbers(simulator) == ["A"]
        deposited(supplier, "C")
        assert numbers(simulator) == ["A", "C"]
        names = {path.name for path in simulator.state.parent.iterdir()}
        assert names == {"ready.json", "simulator.log"}


def test_a_simulator_killed_while_it_goes_back_is_whole_either_way(tmp_path: Path) -> None:
    """Whatever the moment: before, during or after, the state is one of the two."""
    with a_simulator(tmp_path, integration_delay=0) as simulator, Supplier(simulator) as supplier:
        simulator.admin.ask("POST", "directory/generate", json={"count": 20_000})
        deposited(supplier, "A")
        simulator.admin.ask("POST", "snapshot", json={"name": "un"})
        for delay in (0.0, 0.03):
            supplier.token = ""
            deposited(supplier, "B")
            before = numbers(simulator)
            thread = threading.Thread(target=_go_back, args=(simulator.url,))
            thread.start()
            time.sleep(delay)
            simulator.kill()
            thread.join()
            simulator.start()
            assert numbers(simulator) in (before, ["A"])
            simulator.admin.ask("POST", "snapshots/un/restore")
            assert numbers(simulator) == ["A"]


def _go_back(url: str) -> None:
    with suppress(httpx2.TransportError):
        httpx2.post(
            f"{url}/simulator/snapshots/un/restore", timeout=60, trust_env=False, verify=NO_TLS
        )
