"""A deposit and its life: the number, the states, the report, the invoices."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

from simulator.running import a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.running import Simulator

WAITING = "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"


def test_a_deposit_is_answered_with_a_number_of_the_known_grammar(supplier: Supplier) -> None:
    answer = supplier.deposit(a_flow(AnInvoice()))
    assert answer["codeRetour"] == 0
    assert answer["libelle"] == "GCU_MSG_01_000"
    assert answer["syntaxeFlux"] == "IN_DP_E2_CPP_FACTURE_MIN"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", answer["dateDepot"])
    assert re.fullmatch(r"CPP0011113\d{15}", answer["numeroFluxDepot"])


def test_flow_numbers_are_never_given_twice_even_after_a_reset(
    simulator: Simulator, supplier: Supplier
) -> None:
    first = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    simulator.admin.reset(keep_suppliers=True)
    supplier.token = ""
    second = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    assert second > first


def test_the_flow_and_its_invoice_move_with_the_clock(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(integration_delay=300, routing_delay=100)
    number = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    seen = []
    for _ in range(4):
        seen.append(supplier.report(number)["etatCourantDepotFlux"])
        simulator.admin.advance(101)
    assert seen == [WAITING, "IN_TRAITE_SE_CPP", "IN_EN_COURS_TRAITEMENT_CPP", "IN_INTEGRE"]
    statuses = []
    simulator.admin.settings(integration_delay=0)
    supplier.deposit(a_flow(AnInvoice("B")))
    for _ in range(3):
        statuses.append(supplier.search(numeroFacture="B")["listeFactures"][0]["statut"])
        simulator.admin.advance(51)
    assert statuses == ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]


def test_nothing_is_recorded_before_the_flow_is_integrated(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(integration_delay=60)
    supplier.deposit(a_flow(AnInvoice()))
    assert supplier.search()["listeFactures"] == []
    simulator.admin.advance(61)
    assert len(supplier.search()["listeFactures"]) == 1


def test_good_invoices_of_a_flow_are_recorded_and_bad_ones_are_named(supplier: Supplier) -> None:
    report = supplier.verdict(AnInvoice("A"), AnInvoice("B", service="INCONNU"), AnInvoice("C"))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    (line,) = report["listeErreurDP"]
    assert line["numeroDP"] == "B"
    rows = supplier.search()["listeFactures"]
    assert {row["numeroFacture"] for row in rows} == {"A", "C"}


def test_the_report_has_the_shape_of_the_portal(supplier: Supplier) -> None:
    report = supplier.verdict(AnInvoice())
    assert set(report) == {
        "codeRetour",
        "libelle",
        "nomFichier",
        "codeInterfaceDepotFlux",
        "dateDepotFlux",
        "dateHeureEtatCourantFlux",
        "etatCourantDepotFlux",
        "listeErreurDP",
        "listeErreurTechnique",
    }
    assert report["libelle"] == "TRA_MSG_00.000"
    assert re.fullmatch(r"FSO1113A_CPP001_CPP0011113\d{15}", report["nomFichier"])
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", report["dateHeureEtatCourantFlux"]
    )
    assert report["listeErreurDP"] is None


def test_an_unknown_flow_and_the_flow_of_another_are_not_found(
    simulator: Simulator, supplier: Supplier
) -> None:
    number = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    assert supplier.report("CPP0011113999999999999999")["codeRetour"] == 20001
    with Supplier(simulator, "35600000000048") as other:
        answer = other.report(number)
    assert answer["codeRetour"] == 20001
    assert answer["libelle"].startswith("POQ_MSG_01.003")


def test_the_report_may_be_missing_the_first_time(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(report_not_found_first=True)
    number = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    assert supplier.report(number)["codeRetour"] == 20001
    assert supplier.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_errors_may_be_told_as_one_object(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(dp_errors_shape="object")
    report = supplier.verdict(AnInvoice("A", service="INCONNU"))
    assert report["listeErreurDP"]["numeroDP"] == "A"


def test_an_invoice_refused_at_integration_may_come_again_under_its_number(
    supplier: Supplier,
) -> None:
    assert "CodeService" in supplier.reasons(AnInvoice("A", service="INCONNU"))
    assert supplier.verdict(AnInvoice("A"))["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_flow_whose_file_is_lost_is_an_incident_and_stops_nothing_else(tmp_path: Path) -> None:
    with a_simulator(tmp_path, integration_delay=60) as simulator, Supplier(simulator) as supplier:
        lost = supplier.deposit(a_flow(AnInvoice("A")))["numeroFluxDepot"]
        kept = supplier.deposit(a_flow(AnInvoice("B")))["numeroFluxDepot"]
        simulator.stop()
        with sqlite3.connect(simulator.state) as state:
            state.execute("DELETE FROM flow_files WHERE flow_id = 1")
        state.close()
        simulator.start()
        simulator.admin.advance(61)
        assert supplier.report(lost)["etatCourantDepotFlux"] == "IN_INCIDENTE"
        assert supplier.report(kept)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_killed_simulator_comes_back_with_all_that_it_knew(tmp_path: Path) -> None:
    with a_simulator(tmp_path, integration_delay=0) as simulator, Supplier(simulator) as supplier:
        simulator.admin.settings(page_size=3)
        simulator.admin.fault("flow_incident", count=2)
        first = supplier.deposit(a_flow(AnInvoice("A")))["numeroFluxDepot"]
        ledger = simulator.admin.ledger()
        simulator.kill()
        simulator.start()
        assert simulator.admin.ledger()[: len(ledger)] == ledger
        assert supplier.report(first)["etatCourantDepotFlux"] == "IN_INCIDENTE"
        second = supplier.deposit(a_flow(AnInvoice("B")))["numeroFluxDepot"]
        assert supplier.report(second)["etatCourantDepotFlux"] == "IN_INCIDENTE"
        third = supplier.deposit(a_flow(AnInvoice("C")))["numeroFluxDepot"]
        assert supplier.report(third)["etatCourantDepotFlux"] == "IN_INTEGRE"
        assert simulator.admin.settings()["page_size"] == 3
        assert simulator.admin.register_supplier(supplier.siret) == supplier.keys
