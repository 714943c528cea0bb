"""What an invoice went through: statuses with their reasons, actions of users, files added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulator.acting import INVOICES, added, deposited, done, downloaded, history
from simulator.speaking import AnInvoice, Supplier

if TYPE_CHECKING:
    from simulator.running import Simulator


def codes(found: dict[str, list[dict[str, str]]]) -> list[str]:
    return [line["histoStatutCode"] for line in found["histoStatut"]]


def test_the_statuses_come_last_first_with_the_minute_and_the_author(
    supplier: Supplier,
) -> None:
    (invoice,) = deposited(supplier, AnInvoice())
    found = history(supplier, invoice)
    assert (found["idFacture"], found["numeroFacture"]) == (invoice, "2404-001")
    assert found["statutCourantCode"] == "MISE_A_DISPOSITION"
    assert found["derniereAction"] is None
    statuses = found["historiquesDesStatuts"]
    assert codes(statuses) == ["MISE_A_DISPOSITION", "EN_COURS_ACHEMINEMENT", "DEPOSEE"]
    assert statuses["totalHistoStatut"] == 3
    for line in statuses["histoStatut"]:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", line["histoStatutDatePassage"])
        assert line["histoStatutUtilisateurNom"] == "Chorus Pro"


def test_a_reason_stands_in_the_comment_of_its_status(
    simulator: Simulator, supplier: Supplier
) -> None:
    (invoice,) = deposited(supplier, AnInvoice())
    body = {"status": "REJETEE", "reason": "EJ_ERR", "comment": "Voir avec le service"}
    simulator.admin.ask("POST", f"invoices/{invoice}/status", json=body)
    last = history(supplier, invoice)["historiquesDesStatuts"]["histoStatut"][0]
    assert last["histoStatutCommentaire"] == "Numéro d'engagement erroné - Voir avec le service"
    assert last["histoStatutUtilisateurNom"] == "DESTINATAIRE SANS OBLIGATION"
    (row,) = supplier.search()["listeFactures"]
    assert row["commentaireEtatCourant"] == last["histoStatutCommentaire"]
    unknown = {"status": "REJETEE", "reason": "INCONNU"}
    path = f"invoices/{invoice}/status"
    assert "EJ_ERR" in simulator.admin.refusal("POST", path, json=unknown)


def test_downloads_and_added_files_are_told(simulator: Simulator, supplier: Supplier) -> None:
    (invoice,) = deposited(supplier, AnInvoice())
    downloaded(supplier, invoice)
    simulator.admin.set_status(invoice, "SUSPENDUE")
    body = {
        "identifiantFactureCPP": invoice,
        "pieceJointeComplementaire": [{"pieceJointeComplementaireId": added(supplier)}],
    }
    done(supplier, f"{INVOICES}/completer", body)
    found = history(supplier, invoice)
    assert found["derniereAction"]["derniereActionCode"] == "TELECHARGEMENT_FACTURE"
    (action,) = found["historiquesDesActionsUtilisateurs"]["histoAction"]
    assert action["histoActionUtilisateurNom"] == "PROPRE ET NET SAS"
    (event,) = found["historiquesDesEvenementsComplementaires"]["evenement"]
    assert event["evenementLibelle"] == "Ajout de la pièce jointe bon.txt"


def test_each_list_of_the_history_is_paged_alone(simulator: Simulator, supplier: Supplier) -> None:
    (invoice,) = deposited(supplier, AnInvoice())
    for _ in range(12):
        simulator.admin.set_status(invoice, "SERVICE_FAIT")
    for _ in range(3):
        downloaded(supplier, invoice)
    usual = history(supplier, invoice)
    assert len(usual["historiquesDesStatuts"]["histoStatut"]) == 10
    assert usual["historiquesDesStatuts"]["pagesHistoStatut"] == 2
    asked = {
        "paramRechercheHistoStatuts": {
            "nbResultatsParPageListeHistoStatut": 7,
            "pageResultatDemandeeListeHistoStatut": 3,
            "triSensListeHistoStatut": "Ascendant",
        },
        "paramRechercheHistoActionsUtilisateurs": {"nbResultatsParPageListeHistoAction": 2},
    }
    found = history(supplier, invoice, idEspace=7, **asked)
    assert codes(found["historiquesDesStatuts"]) == ["SERVICE_FAIT"]
    assert found["historiquesDesStatuts"]["totalHistoStatut"] == 15
    actions = found["historiquesDesActionsUtilisateurs"]
    assert (len(actions["histoAction"]), actions["totalHistoAction"]) == (2, 3)
