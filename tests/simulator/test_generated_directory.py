"""A made-up directory: believable bodies, right keys, the same for the same seed."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator.running import a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from simulator.running import Simulator

STRUCTURES = (
    "SELECT identifier, name, postcode, town, active, engagement_required, service_required,"
    " service_or_engagement, works_only FROM structures WHERE is_public ORDER BY identifier"
)
PLANTED = 7
QUALIFICATION = {
    *("12345678200051", "12345678200028", "12345678200036", "12345678200044"),
    "11000201100044",
}


def rows(simulator: Simulator, query: str = STRUCTURES) -> list[sqlite3.Row]:
    state = sqlite3.connect(f"file:{simulator.state}?mode=ro", uri=True)
    state.row_factory = sqlite3.Row
    try:
        return state.execute(query).fetchall()
    finally:
        state.close()


def generated(simulator: Simulator, **asked: Any) -> dict[str, int]:
    found: dict[str, int] = simulator.admin.ask("POST", "directory/generate", json=asked)
    return found


def has_right_key(digits: str) -> bool:
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def test_the_bodies_are_believable_and_the_first_recipients_stay(simulator: Simulator) -> None:
    assert generated(simulator, count=3000, seed=7)["structures"] == 3000
    found = rows(simulator)
    assert len(found) == 3000 + PLANTED
    made = [row for row in found if row["identifier"][:5] not in ("12345", "11000")]
    sirets = {row["identifier"] for row in found}
    assert sirets >= QUALIFICATION
    assert all(has_right_key(row["identifier"]) for row in made)
    assert all(has_right_key(row["identifier"][:9]) for row in made)
    for row in made:
        siret = row["identifier"]
        assert len(row["postcode"]) == 5
        if siret[:2] == "21":
            assert row["postcode"][:2] == siret[2:4], "a town hall lies in its department"
            assert row["name"].startswith(("COMMUNE D", "MAIRIE D"))
        assert row["town"] in row["name"] or row["town"].startswith(("LE ", "LA "))
        assert " DE LE " not in row["name"]
        assert len(row["name"]) <= 201
    flags = ("engagement_required", "service_required", "service_or_engagement", "works_only")
    for flag in flags:
        assert 0 < sum(row[flag] for row in made) < len(made) / 4, flag
    assert 0 < sum(not row["active"] for row in made) < len(made) / 10
    services = rows(simulator, "SELECT code, active FROM services")
    assert 500 < len(services) < 3000
    assert not all(row["active"] for row in services)


def test_the_same_seed_makes_the_same_directory_and_another_one_another(
    simulator: Simulator,
) -> None:
    kept = []
    for seed in (1, 1, 2):
        simulator.admin.reset()
        generated(simulator, count=200, seed=seed)
        services = "SELECT code, name, active, engagement_required, town FROM services ORDER BY id"
        kept.append([tuple(row) for row in (*rows(simulator), *rows(simulator, services))])
    assert kept[0] == kept[1]
    assert kept[0] != kept[2]


def test_what_is_there_already_stays_as_it_is(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.put_structure("21750001600019", "PARIS")
    asked = {"sirets": ["21750001600019", supplier.siret, "12345678200051", "21590350100017"]}
    assert generated(simulator, **asked) == {"structures": 1, "services": 0, "kept": 3}
    names = {row["identifier"]: row["name"] for row in rows(simulator)}
    assert names["21750001600019"] == "PARIS"
    assert names["21590350100017"].startswith(("COMMUNE D", "MAIRIE D"))
    assert supplier.siret not in names, "a supplier did not become a public structure"


def test_invoices_are_deposited_to_made_up_bodies_by_what_they_ask_for(
    simulator: Simulator, supplier: Supplier
) -> None:
    generated(simulator, count=400)
    strict = next(row for row in rows(simulator) if row["engagement_required"] and row["active"])
    easy = next(
        row
        for row in rows(simulator)
        if row["active"]
        and not any(row[name] for name in row.keys()[5:])
        and row["identifier"][:5] != "12345"
    )
    flow = supplier.deposit(
        a_flow(
            AnInvoice("A", recipient=easy["identifier"]),
            AnInvoice("B", recipient=strict["identifier"]),
            AnInvoice("C", recipient=strict["identifier"], engagement="E1"),
        )
    )["numeroFluxDepot"]
    report = supplier.report(flow)
    assert [line["numeroDP"] for line in report["listeErreurDP"]] == ["B"], report


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"count": 0}, "count"),
        ({"count": 300_001}, "count"),
        ({"count": "10"}, "count"),
        ({"seed": 1.5}, "seed"),
        ({"sirets": []}, "sirets"),
        ({"sirets": ["123"]}, "SIRET"),
        ({"sirets": "12345678200051"}, "sirets"),
        ({"nombre": 3}, "Champ inconnu"),
    ],
)
def test_a_wrong_request_makes_nothing_up(
    simulator: Simulator, asked: dict[str, Any], words: str
) -> None:
    assert words in simulator.admin.refusal("POST", "directory/generate", json=asked)
    assert len(rows(simulator)) == PLANTED


def test_the_command_completes_the_directory_once(tmp_path: Path) -> None:
    with a_simulator(tmp_path, directory=500, directory_seed=3) as simulator:
        first = [tuple(row) for row in rows(simulator)]
        assert len(first) == 500 + PLANTED
        simulator.stop()
        simulator.start()
        assert [tuple(row) for row in rows(simulator)] == first


def test_real_sirets_are_given_bodies_and_found_again(simulator: Simulator) -> None:
    shared = Path(os.environ.get("WOCHORUS_SHARED", Path(__file__).parents[3] / "shared"))
    listed = shared / "data" / "annuaire-sirets-2024-11.txt.gz"
    if not listed.is_file():
        pytest.skip("the list of real SIRETs is not here (see WOCHORUS_SHARED)")
    sirets = gzip.decompress(listed.read_bytes()).decode().split()[:20_000]
    made = generated(simulator, sirets=sirets)
    assert made["structures"] + made["kept"] == len(set(sirets))
    with Supplier(simulator) as supplier:
        wanted = {"structure": {"identifiantStructure": sirets[7_777]}}
        answer = supplier.post("structures/v1/rechercher", wanted).json()
        (found,) = answer["listeStructures"]
        assert found["identifiantStructure"] == sirets[7_777]
        wanted = {"structure": {"adresseVille": "SAINT-MARTIN"}}
        answer = supplier.post("structures/v1/rechercher", wanted).json()
        assert answer["parametresRetour"]["total"] > 10
