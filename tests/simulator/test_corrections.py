"""Completing, handling rejections, naming another validator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.acting import (
    INVOICES,
    added,
    deposited,
    done,
    downloaded,
    history,
    refused,
    sheet,
)
from simulator.speaking import AnInvoice, Supplier

if TYPE_CHECKING:
    from simulator.running import Simulator

COMPLETE = f"{INVOICES}/completer"
HANDLE = f"{INVOICES}/traiterRejet"


def annexes(*files: int, **details: Any) -> list[dict[str, Any]]:
    return [{"pieceJointeComplementaireId": each, **details} for each in files]


@pytest.fixture
def suspended(simulator: Simulator, supplier: Supplier) -> int:
    (invoice,) = deposited(supplier, AnInvoice())
    simulator.admin.set_status(invoice, "SUSPENDUE", "Il manque le bon de livraison")
    return invoice


def test_a_suspended_invoice_is_completed_by_files_and_a_comment(
    supplier: Supplier, suspended: int
) -> None:
    before = sheet(supplier, suspended)["references"]["tailleTotalePiecesJointes"]
    file = added(supplier, b"bon de livraison", "bon.txt")
    body = {
        "identifiantFactureCPP": suspended,
        "commentaire": "Voici le bon",
        "pieceJointeComplementaire": annexes(
            file, pieceJointeComplementaireDesignation="Bon de livraison"
        ),
    }
    found = done(supplier, COMPLETE, body)
    assert (found["identifiantFactureCPP"], found["numeroFacture"]) == (suspended, "2404-001")
    assert found["dateTraitement"]
    after = sheet(supplier, suspended)
    assert after["statutFacture"] == "COMPLETEE"
    (piece,) = after["listeDesPiecesJointes"]["pieceJointe"]
    assert (piece["pieceJointeId"], piece["pieceJointeDesignation"]) == (file, "Bon de livraison")
    assert after["references"]["tailleTotalePiecesJointes"] == before + 16
    last = history(supplier, suspended)["historiquesDesStatuts"]["histoStatut"][0]
    assert last["histoStatutCommentaire"] == "Voici le bon"
    assert last["histoStatutUtilisateurNom"] == "PROPRE ET NET SAS"
    packed = downloaded(supplier, suspended, avecPiecesJointesComplementaires="OUI")
    assert packed.startswith(b"PK")
    code, label = refused(supplier, COMPLETE, body)
    assert (code, label.startswith("GDP_MSG_11.033")) == (20002, True)


def test_a_completion_that_brings_nothing_or_a_wrong_file_is_refused(
    simulator: Simulator, supplier: Supplier, suspended: int
) -> None:
    body: dict[str, Any] = {"identifiantFactureCPP": suspended}
    assert "commentaire ou une pièce" in refused(supplier, COMPLETE, body)[1]
    unknown = body | {"pieceJointeComplementaire": annexes(1)}
    assert "n'existe pas pour ce compte" in refused(supplier, COMPLETE, unknown)[1]
    with Supplier(simulator, "35600000000048") as other:
        foreign = body | {"pieceJointeComplementaire": annexes(added(other))}
    assert "n'existe pas pour ce compte" in refused(supplier, COMPLETE, foreign)[1]
    file = added(supplier)
    twice = body | {"pieceJointeComplementaire": annexes(file, file)}
    assert "deux fois" in refused(supplier, COMPLETE, twice)[1]
    assert sheet(supplier, suspended)["statutFacture"] == "SUSPENDUE"
    long = body | {"commentaire": "x" * 2001}
    answer = supplier.post(COMPLETE, long)
    assert (answer.status_code, answer.json()["codeRetour"]) == (400, 20000)


def test_a_file_belongs_to_one_invoice_only(simulator: Simulator, supplier: Supplier) -> None:
    file = added(supplier)
    first, second = deposited(supplier, AnInvoice("A"), AnInvoice("B"))
    for invoice in (first, second):
        simulator.admin.set_status(invoice, "SUSPENDUE")
    body = {"pieceJointeComplementaire": annexes(file)}
    done(supplier, COMPLETE, body | {"identifiantFactureCPP": first})
    label = refused(supplier, COMPLETE, body | {"identifiantFactureCPP": second})[1]
    assert "autre facture" in label
    simulator.admin.set_status(first, "SUSPENDUE")
    done(supplier, COMPLETE, body | {"identifiantFactureCPP": first})
    assert sheet(supplier, first)["listeDesPiecesJointes"]["totalListePiecesJointe"] == 1


def test_rejections_are_handled_all_together_or_not_at_all(
    simulator: Simulator, supplier: Supplier
) -> None:
    first, second = deposited(supplier, AnInvoice("A"), AnInvoice("B"))
    simulator.admin.set_status(first, "REJETEE")
    both = {"listeDemandePaiement": [{"idDemandePaiement": n} for n in (first, second)]}
    assert refused(supplier, HANDLE, both)[1].startswith("GDP_MSG_11.001")
    assert supplier.search(rejetTraite=True)["listeFactures"] == []
    simulator.admin.set_status(second, "REJETEE")
    done(supplier, HANDLE, both | {"motifRejet": "Doublon", "cpltInfos": "Avoir émis"})
    assert len(supplier.search(rejetTraite=True)["listeFactures"]) == 2
    assert history(supplier, first)["derniereAction"]["derniereActionCode"] == "TRAITEMENT_REJET"
    assert sheet(supplier, first)["statutFacture"] == "REJETEE"


def test_a_wrong_validator_is_replaced(simulator: Simulator, supplier: Supplier) -> None:
    path = f"{INVOICES}/corriger/valideur/facture"
    (invoice,) = deposited(supplier, AnInvoice(cadre="A9"))
    simulator.admin.set_status(invoice, "ERREUR_FOURNISSEUR_SUR_VALIDEUR")
    contractor = "35600000000048"
    simulator.admin.register_supplier(contractor, "TITULAIRE SA")
    body = {
        "idFacture": invoice,
        "identifiantStructure": "99999999999999",
        "typeIdentifiantStructure": "SIRET",
    }
    assert "valideur n'existe pas" in refused(supplier, path, body)[1]
    assert done(supplier, path, body | {"identifiantStructure": contractor})["idFacture"] == invoice
    found = sheet(supplier, invoice)
    assert found["statutFacture"] == "A_VALIDER_1"
    assert found["cadreDeFacturation"]["raisonSocialeValideur1"] == "TITULAIRE SA"
    assert refused(supplier, path, body)[1].startswith("GDP_MSG_11.001")
    validator = found["cadreDeFacturation"]["idValideur1"]
    (row,) = supplier.search(idStructureValideur=validator)["listeFactures"]
    assert row["codeValideur1"] == contractor
