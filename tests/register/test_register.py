from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from register_simulator.faults import FaultRefusedError, read_fault
from register_simulator.generator import invented, with_check_digit
from register_simulator.units import UnitsRefusedError, read_units
from support.register import KEY, SOLE_TRADER, TOWN_HALL, a_register

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_seed_invents_the_same_companies_whatever_their_number() -> None:
    few, many = list(invented(20)), list(invented(40))
    assert many[:20] == few
    assert list(invented(20, seed=2)) != few
    sirets = [unit.siret(place) for unit in many for place in unit.establishments]
    assert len(set(sirets)) == len(sirets)
    assert all(with_check_digit(siret[:-1]) == siret for siret in sirets)
    assert {unit.legal_category for unit in many} >= {"7210", "7364", "5499", "1000", "4110"}


def test_a_file_that_is_no_list_of_companies_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "units.json"
    file.write_text(json.dumps([{**TOWN_HALL, "siren": "12"}]))
    with pytest.raises(UnitsRefusedError, match=r"0\.siren"):
        read_units(file)
    file.write_text("[")
    with pytest.raises(UnitsRefusedError, match="JSON"):
        read_units(file)


@pytest.mark.parametrize("text", ["", "fire", "slow:count=", "slow:often=1"])
def test_a_fault_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(FaultRefusedError):
        read_fault(text)


def test_the_register_answers_in_the_shape_of_both_apis(tmp_path: Path) -> None:
    with a_register(tmp_path) as register:
        answer = register.get("/search", params={"q": "fictive"}).json()
        assert (answer["total_results"], answer["total_pages"], answer["page"]) == (1, 1, 1)
        company = answer["results"][0]
        assert company["nature_juridique"] == "7210"
        assert company["siege"]["type_voie"] == "PLACE"
        closed = company["matching_etablissements"][1]
        assert (closed["etat_administratif"], closed["date_fermeture"]) == ("F", "2025-03-31")
        path = f"/api-sirene/3.11/siret/{SOLE_TRADER['siren']}00074"
        assert register.get(path).status_code == 401
        hidden = register.get(path, headers={"X-INSEE-Api-Key-Integration": KEY}).json()
        assert hidden["etablissement"]["uniteLegale"]["nomUniteLegale"] == "[ND]"
        assert register.get("/search", params={"q": "ab"}).status_code == 400
        assert register.get("/search", headers={"Host": "example.org"}).status_code == 403


def test_a_number_that_is_none_and_an_order_without_end_are_refused(tmp_path: Path) -> None:
    with a_register(tmp_path, (TOWN_HALL,), "--per-second", "0") as register:
        for count in ("²", "9" * 5000, "-1"):
            refused = register.get(
                "/api-sirene/3.11/siret",
                params={"q": 'denominationUniteLegale:"fictive"', "nombre": count},
                headers={"X-INSEE-Api-Key-Integration": KEY},
            )
            assert refused.status_code == 400, count
        assert register.post("/simulator/faults", b"slow:" + b"9" * 2000).status_code == 413
        assert register.post("/simulator/faults", b"\xff").status_code == 400


def test_the_doors_for_tests_are_shut_to_the_pages_of_a_browser(tmp_path: Path) -> None:
    with a_register(tmp_path, (TOWN_HALL,)) as register:
        page = {"Origin": "https://example.org"}
        assert register.post("/simulator/faults", b"slow", headers=page).status_code == 403
        assert register.get("/simulator/calls", headers=page).status_code == 403
        rebound = {"Host": "example.org"}
        assert register.post("/simulator/faults", b"slow", headers=rebound).status_code == 403
        assert register.get("/search", params={"q": "fictive"}).status_code == 200


def test_the_eighth_call_of_a_second_is_one_too_many(tmp_path: Path) -> None:
    with a_register(tmp_path, (TOWN_HALL,), "--per-second", "1") as register:
        answers = [register.get("/search", params={"q": "fictive"}) for _ in range(4)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert refused[0].headers["retry-after"] == "1"
