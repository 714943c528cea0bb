"""The lives of invoices: ordered, drawn, or at rest; and what a person's act makes of them."""

from __future__ import annotations

import statistics
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from simulator.running import a_simulator
from simulator.speaking import ANYBODY, AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from simulator.running import Simulator

DAY = 86_400
TOWN, HOSPITAL, SILENT_TOWN = "21870850600012", "26870851400013", "21870850600020"
PAID = "MISE_EN_PAIEMENT"
NO_DELAYS = {"integration_delay": 0, "routing_delay": 0}


def later(simulator: Simulator, supplier: Supplier, seconds: float) -> None:
    """Put the clock forward; the supplier's token is too old then."""
    simulator.admin.advance(seconds)
    supplier.token = ""


def deposit(supplier: Supplier, *invoices: AnInvoice) -> None:
    report = supplier.verdict(*invoices)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


def identifier(simulator: Simulator, number: str) -> int:
    (found,) = [row["id"] for row in simulator.admin.invoices() if row["number"] == number]
    return int(found)


def statuses(supplier: Supplier, invoice_id: int) -> list[tuple[str, str | None]]:
    """The statuses of an invoice with their comments, the oldest first."""
    body = {
        "idFacture": invoice_id,
        "paramRechercheHistoStatuts": {
            "nbResultatsParPageListeHistoStatut": 100,
            "triSensListeHistoStatut": "Ascendant",
        },
    }
    found = supplier.post("factures/v1/consulter/historique", body).json()
    return [
        (line["histoStatutCode"], line["histoStatutCommentaire"])
        for line in found["historiquesDesStatuts"]["histoStatut"]
    ]


def codes(supplier: Supplier, invoice_id: int) -> list[str]:
    return [code for code, _ in statuses(supplier, invoice_id)]


def test_without_orders_an_invoice_rests_with_its_recipient(
    simulator: Simulator, supplier: Supplier
) -> None:
    deposit(supplier, AnInvoice("A"))
    later(simulator, supplier, 400 * DAY)
    assert [row["status"] for row in simulator.admin.invoices()] == ["MISE_A_DISPOSITION"]


def test_an_ordered_life_is_lived_at_its_moments(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.clock(mode="manual")
    simulator.admin.order_life(
        {"after": 60, "status": "MISE_A_DISPOSITION"},
        {"after": "2 j", "status": "SERVICE_FAIT"},
        {"after": "36 h", "status": "MANDATEE", "mandate": "2026-4411"},
        {"after": "1,5 j", "status": "REJETEE", "reason": "EJ_ERR", "comment": "voir la mairie"},
        number="A*",
    )
    deposit(supplier, AnInvoice("A1"), AnInvoice("B1"))
    ours, other = identifier(simulator, "A1"), identifier(simulator, "B1")
    assert codes(supplier, ours) == ["DEPOSEE"]
    for seconds, status in ((60, "MISE_A_DISPOSITION"), (2 * DAY, "SERVICE_FAIT")):
        later(simulator, supplier, seconds - 1)
        assert codes(supplier, ours)[-1] != status
        later(simulator, supplier, 1)
        assert codes(supplier, ours)[-1] == status
    later(simulator, supplier, 10 * DAY)
    sheet = supplier.post("factures/v1/consulter/fournisseur", {"identifiantFactureCPP": ours})
    assert sheet.json()["facture"]["references"]["numeroDpMandat"] == "2026-4411"
    assert statuses(supplier, ours)[-1] == (
        "REJETEE",
        "Numéro d'engagement erroné - voir la mairie",
    )
    (row,) = supplier.search(numeroFacture="A1")["listeFactures"]
    assert row["commentaireEtatCourant"] == "Numéro d'engagement erroné - voir la mairie"
    assert codes(supplier, other)[-1] == "MISE_A_DISPOSITION"


def test_each_status_is_dated_at_its_own_moment(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.clock(mode="manual")
    simulator.admin.order_life(
        {"after": "1 j", "status": "MISE_A_DISPOSITION"}, {"after": "30 j", "status": PAID}
    )
    deposit(supplier, AnInvoice("A"))
    start = datetime.fromisoformat(simulator.admin.clock()["now"])
    later(simulator, supplier, 90 * DAY)
    (row,) = supplier.search()["listeFactures"]
    assert row["statut"] == PAID
    taken = datetime.fromisoformat(row["dateHeureEtatCourant"])
    assert taken - start == timedelta(days=31)


def test_a_life_is_for_a_recipient_and_for_the_deposits_to_come(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.put_structure(TOWN, "COMMUNE")
    simulator.admin.settings(integration_delay=10)
    waiting = supplier.deposit(a_flow(AnInvoice("OLD")))["numeroFluxDepot"]
    simulator.admin.order_life({"status": "SERVICE_FAIT"}, recipient=TOWN)
    simulator.admin.order_life({"status": "MANDATEE"}, deposits=1)
    simulator.admin.advance(10)
    simulator.admin.settings(integration_delay=0)
    supplier.token = ""
    assert supplier.report(waiting)["etatCourantDepotFlux"] == "IN_INTEGRE"
    deposit(supplier, AnInvoice("A"), AnInvoice("B", recipient=TOWN))
    deposit(supplier, AnInvoice("C"), AnInvoice("D", recipient=TOWN))
    assert {row["number"]: row["status"] for row in simulator.admin.invoices()} == {
        "OLD": "MISE_A_DISPOSITION",
        "A": "MANDATEE",
        "B": "MANDATEE",
        "C": "MISE_A_DISPOSITION",
        "D": "SERVICE_FAIT",
    }
    lives = simulator.admin.ask("GET", "lives")["lives"]
    assert [life["used"] for life in lives] == [1, 2]
    simulator.admin.ask("DELETE", f"lives/{lives[0]['id']}")
    deposit(supplier, AnInvoice("E", recipient=TOWN))
    assert simulator.admin.invoices()[-1]["status"] == "MISE_A_DISPOSITION"


def test_a_suspended_invoice_goes_on_once_it_is_completed(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.order_life(
        {"status": "SUSPENDUE", "reason": "JUSTIF_ABS"},
        {"wait_for": "COMPLETEE"},
        {"after": "3 j", "status": "MANDATEE"},
    )
    deposit(supplier, AnInvoice("A"))
    ours = identifier(simulator, "A")
    later(simulator, supplier, 60 * DAY)
    assert codes(supplier, ours)[-1] == "SUSPENDUE"
    body = {"identifiantFactureCPP": ours, "commentaire": "le bon est joint"}
    assert supplier.post("factures/v1/completer", body).json()["codeRetour"] == 0
    later(simulator, supplier, 2 * DAY)
    assert codes(supplier, ours)[-1] == "COMPLETEE"
    later(simulator, supplier, DAY)
    assert codes(supplier, ours)[-2:] == ["COMPLETEE", "MANDATEE"]


def test_a_status_given_by_hand_ends_the_life(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.order_life(
        {"status": "SUSPENDUE"}, {"wait_for": "COMPLETEE"}, {"status": "MANDATEE"}
    )
    deposit(supplier, AnInvoice("A"))
    simulator.admin.set_status(identifier(simulator, "A"), "REJETEE", "trop tard")
    simulator.admin.set_status(identifier(simulator, "A"), "COMPLETEE")
    assert simulator.admin.invoices()[0]["status"] == "COMPLETEE"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({}, "steps"),
        ({"steps": "vite"}, "steps"),
        ({"steps": [{"after": 1}]}, "Étape 1"),
        ({"steps": [{"status": "X", "couleur": 1}]}, "Étape 1"),
        ({"steps": [{"status": "X", "after": "bientôt"}]}, "after"),
        ({"steps": [{"status": "X", "after": -1}]}, "after"),
        ({"steps": [{"status": "X", "reason": "HUMEUR"}]}, "EJ_ERR"),
        ({"steps": [{"status": "X", "comment": "x" * 256}]}, "255"),
        ({"steps": [{"status": "X", "actor": "MOI"}]}, "actor"),
        ({"steps": [{"wait_for": "X", "status": "Y"}]}, "wait_for"),
        ({"steps": [], "deposits": 0}, "deposits"),
        ({"steps": [], "recipient": 3}, "recipient"),
        ({"steps": [], "qui": "X"}, "qui"),
        ({"steps": [{"status": "X"}] * 101}, "100"),
    ],
)
def test_a_life_that_cannot_be_read_is_refused(
    simulator: Simulator, wish: dict[str, Any], words: str
) -> None:
    assert words in simulator.admin.refusal("POST", "lives", json=wish)
    assert simulator.admin.ask("GET", "lives") == {"lives": []}


def a_crowd(recipient: str, count: int, **changes: Any) -> list[AnInvoice]:
    return [
        AnInvoice(f"{recipient[-3:]}-{n}", recipient=recipient, **changes) for n in range(count)
    ]


def lived(folder: Path, crowd: Iterable[AnInvoice], **options: Any) -> dict[str, list[Any]]:
    """Deposit a crowd on a simulator that draws lives; give each invoice's history a year later.

    Each history is a list of (status, days since deposit, comment).
    """
    with (
        a_simulator(folder, clock="manual", lives="drawn", **NO_DELAYS, **options) as simulator,
        Supplier(simulator) as supplier,
    ):
        simulator.admin.put_structure(TOWN, "COMMUNE DE LIMOGES", reports_payment=True)
        simulator.admin.put_structure(HOSPITAL, "CENTRE HOSPITALIER ESQUIROL", reports_payment=True)
        simulator.admin.put_structure(SILENT_TOWN, "COMMUNE DE PANAZOL", reports_payment=False)
        simulator.admin.settings(recycling_withdrawn=options.get("withdrawn", False))
        deposit(supplier, *crowd)
        simulator.admin.advance(366 * DAY)
        simulator.admin.invoices()
        simulator.stop()
        return histories(simulator)


def histories(simulator: Simulator) -> dict[str, list[Any]]:
    import sqlite3

    db = sqlite3.connect(simulator.state)
    rows = db.execute(
        "SELECT i.number, s.status, round((s.at - i.deposited_at) / 86400, 6), s.reason, s.comment"
        " FROM invoice_statuses s JOIN invoices i ON i.id = s.invoice_id ORDER BY s.at, s.id"
    ).fetchall()
    db.close()
    found: dict[str, list[Any]] = {}
    for number, *line in rows:
        found.setdefault(number, []).append(tuple(line))
    return found


def ends(found: dict[str, list[Any]], prefix: str) -> list[str]:
    return [lines[-1][0] for number, lines in found.items() if number.startswith(prefix)]


def days_to_payment(found: dict[str, list[Any]], prefix: str) -> list[float]:
    return [
        lines[-1][1]
        for number, lines in found.items()
        if number.startswith(prefix) and lines[-1][0] == PAID
    ]


def test_drawn_lives_look_like_those_of_public_bodies(tmp_path: Path) -> None:
    crowd = [
        *a_crowd(TOWN, 250),
        *a_crowd(HOSPITAL, 150),
        *a_crowd(SILENT_TOWN, 80),
    ]
    found = lived(tmp_path, crowd)
    town, hospital = days_to_payment(found, "012"), days_to_payment(found, "013")
    assert 27 < statistics.median(town) < 33
    assert 45 < statistics.median(hospital) < 55
    assert 5 < statistics.stdev(town) < 16
    assert max(town) < 120
    town_ends = ends(found, "012")
    assert 0.8 < len(town) / len(town_ends) < 0.95
    assert {"SUSPENDUE", "REJETEE", "A_RECYCLER"} < set(town_ends)
    silent = set(ends(found, "020"))
    assert PAID not in silent
    assert silent >= {"MANDATEE", "SERVICE_FAIT", "MISE_A_DISPOSITION"}
    assert all(lines[0][0] == "DEPOSEE" for lines in found.values())
    assert all(
        lines[-1][2] == "JUSTIF_ABS" and lines[-1][3]
        for lines in found.values()
        if lines[-1][0] == "SUSPENDUE"
    )


def test_the_same_seed_and_deposits_give_the_same_lives(tmp_path: Path) -> None:
    crowd = a_crowd(TOWN, 60)
    first = lived(tmp_path / "1", crowd, seed=7)
    again = lived(tmp_path / "2", reversed(crowd), seed=7)
    other = lived(tmp_path / "3", crowd, seed=8)
    assert first == again
    assert first != other


def test_without_recycling_nothing_is_to_recycle(tmp_path: Path) -> None:
    with (
        a_simulator(tmp_path, clock="manual", lives="drawn", **NO_DELAYS) as simulator,
        Supplier(simulator) as supplier,
    ):
        assert simulator.admin.settings()["recycling_withdrawn"] is True
        deposit(supplier, *a_crowd(ANYBODY, 150))
        simulator.admin.advance(366 * DAY)
        simulator.admin.invoices()
        simulator.stop()
        found = ends(histories(simulator), "051")
    assert "A_RECYCLER" not in found
    assert "REJETEE" in found


def test_a_credit_note_or_an_invoice_paid_before_is_never_paid(tmp_path: Path) -> None:
    credit = a_crowd(TOWN, 40, kind="381", payment=None, origin="2404-001")
    paid = a_crowd(HOSPITAL, 40, cadre="A2", payable="0.00")
    found = lived(tmp_path, [*credit, *paid])
    assert PAID not in {line[0] for lines in found.values() for line in lines}
    assert "COMPTABILISEE" in set(ends(found, "012")) & set(ends(found, "013"))


def test_a_subcontractors_invoice_passes_by_its_validator(tmp_path: Path) -> None:
    found = lived(tmp_path, a_crowd(TOWN, 120, cadre="A9"))
    second = {lines[1][0] for lines in found.values()}
    third = {lines[2][0] for lines in found.values()}
    assert second == {"A_VALIDER_1"}
    assert third == {"VALIDEE_1", "REFUSEE_1", "ABSENCE_VALIDATION_1_HORS_DELAI"}
    for lines in found.values():
        if lines[2][0] == "ABSENCE_VALIDATION_1_HORS_DELAI":
            assert lines[2][1] - lines[1][1] == pytest.approx(15)
        if lines[2][0] == "REFUSEE_1":
            assert len(lines) == 3
        else:
            assert lines[3][0] == "EN_COURS_ACHEMINEMENT"


def test_a_recycled_invoice_has_another_life_and_is_not_to_recycle_again(tmp_path: Path) -> None:
    with (
        a_simulator(tmp_path, clock="manual", lives="drawn", **NO_DELAYS) as simulator,
        Supplier(simulator) as supplier,
    ):
        simulator.admin.settings(recycling_withdrawn=False)
        deposit(supplier, *a_crowd(ANYBODY, 200))
        later(simulator, supplier, 366 * DAY)
        sent_back = [row for row in simulator.admin.invoices() if row["status"] == "A_RECYCLER"]
        assert sent_back
        for row in sent_back:
            body = {"identifiantFactureCPP": row["id"], "commentaire": "voici"}
            assert supplier.post("factures/v1/recycler", body).json()["codeRetour"] == 0
        later(simulator, supplier, 366 * DAY)
        simulator.admin.invoices()
        simulator.stop()
        found = histories(simulator)
    for row in sent_back:
        told = [line[0] for line in found[row["number"]]]
        assert told.count("A_RECYCLER") == 1
        assert told.count("DEPOSEE") == told.count("EN_COURS_ACHEMINEMENT") == 2
    assert PAID in {found[row["number"]][-1][0] for row in sent_back}


def test_an_ordered_life_may_foresee_recycling(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(recycling_withdrawn=False)
    simulator.admin.order_life(
        {"status": "A_RECYCLER", "reason": "SE_ERR"}, {"wait_for": "DEPOSEE"}, {"status": PAID}
    )
    deposit(supplier, AnInvoice("A"))
    ours = identifier(simulator, "A")
    body = {"identifiantFactureCPP": ours, "commentaire": "voici"}
    assert supplier.post("factures/v1/recycler", body).json()["codeRetour"] == 0
    assert codes(supplier, ours) == ["DEPOSEE", "A_RECYCLER", "DEPOSEE", PAID]
