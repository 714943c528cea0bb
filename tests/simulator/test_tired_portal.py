"""Faults that any operation can suffer: what a tired portal does, and what it really did."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from simulator.acting import deposited
from simulator.running import a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from simulator.running import Simulator

SEARCH, COMPLETE = "factures/v1/rechercher/fournisseur", "factures/v1/completer"
HISTORY, SHEET = "factures/v1/consulter/historique", "factures/v1/consulter/fournisseur"
DEPOSIT, REPORT = "factures/v1/deposer/flux", "transverses/v1/consulterCRDetaille"
FLOW = a_flow(AnInvoice("A"))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def suspended(simulator: Simulator, supplier: Supplier) -> int:
    """The id of an invoice that waits for a completion."""
    (invoice_id,) = deposited(supplier, AnInvoice("A"))
    simulator.admin.set_status(invoice_id, "SUSPENDUE", "il manque le bon")
    return invoice_id


def completion(invoice_id: int) -> dict[str, Any]:
    return {"identifiantFactureCPP": invoice_id, "commentaire": "le bon est joint"}


def status(simulator: Simulator) -> str:
    return str(simulator.admin.invoices()[0]["status"])


@pytest.mark.parametrize(
    ("kind", "takes_effect"),
    [
        ("cut_before_recording", False),
        ("cut_after_recording", True),
        ("cut_half_way", True),
        ("lost_answer", True),
    ],
)
def test_a_connection_may_be_lost_on_any_writing_operation(
    simulator: Simulator, supplier: Supplier, suspended: int, kind: str, takes_effect: bool
) -> None:
    simulator.admin.fault(kind, operation=COMPLETE, seconds=0.1)
    with pytest.raises(httpx2.TransportError):
        supplier.post(COMPLETE, completion(suspended))
    assert status(simulator) == ("COMPLETEE" if takes_effect else "SUSPENDUE")
    (line,) = simulator.admin.ledger(COMPLETE)
    assert line["fault"] == kind
    assert line["answer"] != "envoyé"


def test_a_lost_answer_leaves_the_caller_waiting_first(
    simulator: Simulator, supplier: Supplier
) -> None:
    supplier.headers()
    simulator.admin.fault("lost_answer", seconds=0.4)
    start = time.monotonic()
    with pytest.raises(httpx2.RemoteProtocolError):
        supplier.deposit_call(FLOW)
    assert time.monotonic() - start >= 0.4
    assert len(simulator.admin.flows()) == 1


def test_a_connection_cut_half_way_shows_its_status_first(
    simulator: Simulator, supplier: Supplier
) -> None:
    supplier.headers()
    simulator.admin.fault("cut_half_way", operation=SEARCH)
    with supplier.http.stream(
        "POST", f"/cpro/{SEARCH}", json={}, headers=supplier.headers()
    ) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx2.RemoteProtocolError):
            answer.read()


@pytest.mark.parametrize("kind", ["html", "empty", "truncated_json"])
def test_an_answer_that_is_no_json_hides_an_effect(
    simulator: Simulator, supplier: Supplier, suspended: int, kind: str
) -> None:
    simulator.admin.fault(kind, operation=COMPLETE)
    answer = supplier.post(COMPLETE, completion(suspended))
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert status(simulator) == "COMPLETEE"


def test_the_types_of_an_answer_may_be_wrong(simulator: Simulator, supplier: Supplier) -> None:
    deposited(supplier, AnInvoice("A"))
    simulator.admin.fault("wrong_types", operation=SEARCH)
    found = supplier.search()
    assert found["codeRetour"] == "0"
    (row,) = found["listeFactures"]["element"]
    assert row["numeroFacture"] == ["A"]
    assert row["rejetTraite"] == "non"
    assert isinstance(row["identifiantFactureCPP"], str)


def test_an_answer_may_hold_what_nobody_documented(
    simulator: Simulator, supplier: Supplier
) -> None:
    deposited(supplier, AnInvoice("A"))
    simulator.admin.fault("unknown_fields", operation=SEARCH)
    found = supplier.search()
    (row,) = found["listeFactures"]
    assert found["champNouveau"] == row["champNouveau"] == "valeur"
    assert row["numeroFacture"] == "A"


@pytest.mark.parametrize(("value", "gap"), [(None, 3), ("moins", -1)])
def test_the_totals_of_a_page_may_be_wrong(
    simulator: Simulator, supplier: Supplier, value: str | None, gap: int
) -> None:
    deposited(supplier, AnInvoice("A"), AnInvoice("B"))
    simulator.admin.fault("wrong_totals", operation=SEARCH, value=value)
    found = supplier.search()
    assert len(found["listeFactures"]) == 2
    assert found["parametresRetour"]["total"] == 2 + gap


def test_a_flow_state_and_a_status_may_be_unknown(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.fault("unknown_flow_state")
    simulator.admin.fault("unknown_invoice_status", count=3, value="EN_MEDIATION")
    number = supplier.deposit(FLOW)["numeroFluxDepot"]
    assert supplier.report(number)["etatCourantDepotFlux"] == "IN_ETAT_NOUVEAU"
    assert supplier.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"
    (row,) = supplier.search()["listeFactures"]
    assert row["statut"] == "EN_MEDIATION"
    (invoice,) = simulator.admin.invoices()
    sheet = supplier.post(SHEET, {"identifiantFactureCPP": invoice["id"]}).json()
    assert sheet["facture"]["statutFacture"] == "EN_MEDIATION"
    assert supplier.search()["listeFactures"][0]["statut"] == "MISE_A_DISPOSITION"


def test_a_refusal_may_be_unknown(simulator: Simulator, supplier: Supplier, suspended: int) -> None:
    simulator.admin.fault("unknown_code", operation=COMPLETE, value="20999")
    answer = supplier.post(COMPLETE, completion(suspended))
    assert (answer.status_code, answer.json()["codeRetour"]) == (200, 20999)
    assert answer.json()["libelle"].startswith("ZZZ_MSG_99.999")
    assert status(simulator) == "SUSPENDUE"
    assert simulator.admin.ledger(COMPLETE)[0]["code_retour"] == 20999


def test_a_report_may_not_be_found_at_first(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.fault("report_not_found", count=2)
    number = supplier.deposit(FLOW)["numeroFluxDepot"]
    for _ in range(2):
        assert supplier.report(number)["codeRetour"] == 20001
        assert supplier.search()["codeRetour"] == 0
    assert supplier.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_some_faults_change_the_settings_while_they_strike(
    simulator: Simulator, supplier: Supplier
) -> None:
    number = supplier.deposit(a_flow(AnInvoice("A" * 21)))["numeroFluxDepot"]
    fault = simulator.admin.fault("dp_errors_object")
    for _ in range(3):
        assert isinstance(supplier.report(number)["listeErreurDP"], dict)
    simulator.admin.ask("DELETE", f"faults/{fault}")
    assert isinstance(supplier.report(number)["listeErreurDP"], list)
    assert simulator.admin.ledger(REPORT)[0]["fault"] == "dp_errors_object"
    assert simulator.admin.settings()["dp_errors_shape"] == "list"
    simulator.admin.fault("refusals_as_400", count=1)
    for expected in (400, 200):
        assert supplier.post(DEPOSIT, {**_NAMELESS}).status_code == expected


_NAMELESS = {"fichierFlux": "QQ==", "nomFichier": "", "syntaxeFlux": "IN_DP_E1_CII_16B"}


def test_an_empty_search_may_be_a_refusal(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.fault("empty_search_refused")
    found = supplier.search(numeroFacture="A")
    assert found["codeRetour"] == 20000
    assert found["libelle"].startswith("TRA_MSG_00.015")
    deposited(supplier, AnInvoice("A"))
    assert len(supplier.search(numeroFacture="A")["listeFactures"]) == 1


def test_the_technical_password_may_end(simulator: Simulator, supplier: Supplier) -> None:
    body = {"structure": {"identifiantStructure": supplier.siret}}
    (row,) = supplier.post("structures/v1/rechercher", body).json()["listeStructures"]
    simulator.admin.fault("password_ending", value="12")
    sheet = supplier.post("structures/v1/consulter", {"idStructureCPP": row["idStructureCPP"]})
    end = sheet.json()["informationGenerales"]["dateExpirationMotPasseCompteTech"]
    left = datetime.fromisoformat(end) - datetime.now().astimezone()
    assert timedelta(days=11) < left <= timedelta(days=12)
    simulator.admin.clear_faults()
    simulator.admin.fault("password_expired")
    for _ in range(3):
        assert supplier.post(SEARCH).status_code == 401
    assert supplier.ask_token().status_code == 200
    simulator.admin.clear_faults()
    assert supplier.post(SEARCH).status_code == 200


def test_a_maintenance_lasts_from_its_beginning_to_its_end(simulator: Simulator) -> None:
    simulator.admin.clock(mode="manual", to="2031-05-04T10:00")
    simulator.admin.fault("maintenance", **{"from": "2031-05-04T22:00", "to": "2031-05-05T02:00"})
    with Supplier(simulator) as supplier:

        def at(moment: str) -> httpx2.Response:
            simulator.admin.clock(to=moment)
            supplier.token = ""
            return supplier.post(SEARCH)

        assert at("2031-05-04T21:59").status_code == 200
        for moment in ("2031-05-04T22:00", "2031-05-05T01:59"):
            answer = at(moment)
            assert answer.status_code == 503
            assert "maintenance" in answer.text
            assert answer.headers["Content-Type"].startswith("text/html")
        assert at("2031-05-05T02:00").status_code == 200
        simulator.admin.fault("maintenance", seconds=7200)
        assert supplier.deposit_call(FLOW).status_code == 503
        assert at("2031-05-05T04:00").status_code == 200
        assert simulator.admin.flows() == []


def test_the_statuses_of_a_deposit_may_come_in_any_order(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.fault("statuses_out_of_order")
    (strange,) = deposited(supplier, AnInvoice("A"))
    (usual,) = deposited(supplier, AnInvoice("B"))

    def lived(invoice_id: int) -> list[str]:
        found = supplier.post(HISTORY, {"idFacture": invoice_id}).json()
        lines = found["historiquesDesStatuts"]["histoStatut"]
        return [line["histoStatutCode"] for line in reversed(lines)]

    story = lived(strange)
    assert story.index("MISE_EN_PAIEMENT") < story.index("SUSPENDUE") < story.index("MANDATEE")
    assert story[-1] == "MISE_A_DISPOSITION"
    assert lived(usual) == ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]


def test_a_late_index_and_a_slow_answer_are_not_each_others_matter(
    simulator: Simulator, supplier: Supplier
) -> None:
    supplier.headers()
    simulator.admin.fault("slow", operation=SEARCH, seconds=0.3)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(supplier.search)
        with Supplier(simulator, "35600000000048") as other:
            start = time.monotonic()
            other.search()
            assert not waiting.done() or time.monotonic() - start >= 0.3
        assert waiting.result()["codeRetour"] == 0


def test_every_kind_is_told_in_french_and_can_be_ordered(simulator: Simulator) -> None:
    kinds = simulator.admin.ask("GET", "faults/kinds")["kinds"]
    assert len(kinds) > 30
    for kind in kinds:
        assert kind["label"][0].isupper()
        assert kind["description"].endswith(".")
        assert simulator.admin.fault(kind["kind"])
    ordered = simulator.admin.faults()
    assert [line["kind"] for line in ordered] == [kind["kind"] for kind in kinds]
    lasting = {kind["kind"] for kind in kinds if kind["lasting"]}
    assert {line["kind"] for line in ordered if line["remaining"] is None} == lasting


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "maintenance", "from": "demain"},
        {"kind": "maintenance", "from": "2031-01-02", "to": "2031-01-01"},
        {"kind": "slow", "seconds": 10**9},
        {"kind": "slow", "seconds": True},
        {"kind": "slow", "recorded": "oui"},
        {"kind": "slow", "operation": 3},
        {"kind": "slow", "value": "x" * 201},
        {"kind": "slow", "count": 2**40},
        {"kind": ["slow"]},
    ],
)
def test_an_order_out_of_bounds_is_refused(simulator: Simulator, wish: dict[str, Any]) -> None:
    assert simulator.admin.refusal("POST", "faults", json=wish)
    assert simulator.admin.faults() == []


def test_faults_may_be_ordered_by_the_command_and_by_a_file(tmp_path: Path) -> None:
    file = tmp_path / "pannes.json"
    file.write_text(json.dumps([{"kind": "status_500", "operation": SEARCH, "count": 2}]))
    orders = (
        "status_403:operation=structures/*,probability=1",
        "maintenance:from=2031-05-04T22:00,to=2031-05-05T02:00",
    )
    with (
        a_simulator(tmp_path, fault=orders, faults_file=file) as simulator,
        Supplier(simulator) as supplier,
    ):
        assert [supplier.post(SEARCH).status_code for _ in range(3)] == [500, 500, 200]
        assert supplier.post("structures/v1/rechercher").status_code == 403
        simulator.admin.fault("slow")
        simulator.stop()
        simulator.start()
        kinds = [line["kind"] for line in simulator.admin.faults()]
        assert sorted(kinds) == ["maintenance", "slow", "status_403", "status_500"]


def test_the_reference_page_tells_every_fault_and_every_field(simulator: Simulator) -> None:
    page = (ROOT / "docs" / "reference" / "simulateur.md").read_text(encoding="utf-8")
    kinds = [kind["kind"] for kind in simulator.admin.ask("GET", "faults/kinds")["kinds"]]
    assert [kind for kind in kinds if f"`{kind}`" not in page] == []
    fields = ("kind", "operation", "count", "probability", "seed", "from", "to", "seconds")
    assert [name for name in (*fields, "recorded", "value") if f"`{name}`" not in page] == []
