"""The files of an account."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from simulator.acting import INVOICES, SHARED, added, deposited, done, refused, sheet
from simulator.speaking import A_PDF, AnInvoice, Supplier

if TYPE_CHECKING:
    from simulator.running import Simulator

ADD = f"{SHARED}/ajouter/fichier"
SOUND = {
    "pieceJointeFichier": base64.b64encode(b"bonjour").decode(),
    "pieceJointeNom": "bon.txt",
    "pieceJointeTypeMime": "text/plain",
    "pieceJointeExtension": "TXT",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pieceJointeNom": "a" * 47 + ".txt"}, "50 caractères"),
        ({"pieceJointeNom": "bon"}, "extension"),
        ({"pieceJointeNom": ".txt"}, "extension"),
        ({"pieceJointeNom": "../bon.txt"}, "chemin"),
        ({"pieceJointeNom": "bon\n.txt"}, "chemin"),
        ({"pieceJointeNom": "bon.exe", "pieceJointeExtension": "EXE"}, "Extension refusée"),
        ({"pieceJointeExtension": "PDF"}, "annoncée"),
        ({"pieceJointeFichier": "pas du base64"}, "base64"),
        ({"pieceJointeFichier": ""}, "vide"),
        ({"pieceJointeFichier": None}, "pieceJointeFichier"),
    ],
)
def test_a_wrong_file_is_an_http_400_that_says_why(
    supplier: Supplier, changes: dict[str, Any], words: str
) -> None:
    answer = supplier.post(ADD, SOUND | changes)
    assert (answer.status_code, answer.json()["codeRetour"]) == (400, 20000)
    assert words in answer.json()["libelle"]


def test_a_file_over_ten_megabytes_has_its_own_code(supplier: Supplier) -> None:
    body = SOUND | {"pieceJointeFichier": base64.b64encode(bytes(10_000_001)).decode()}
    assert refused(supplier, ADD, body)[0] == 20003
    body = SOUND | {"pieceJointeFichier": base64.b64encode(bytes(10_000_000)).decode()}
    assert done(supplier, ADD, body)["pieceJointeId"]


def test_the_ledger_knows_the_files_received(simulator: Simulator, supplier: Supplier) -> None:
    added(supplier, b"bonjour", "bon.txt")
    line = simulator.admin.ledger("*ajouter/fichier")[0]
    assert (line["file_name"], line["size"], line["code_retour"]) == ("bon.txt", 7, 0)
    assert len(line["sha256"]) == 64


def test_an_account_finds_its_own_files(simulator: Simulator, supplier: Supplier) -> None:
    path = f"{SHARED}/rechercher/pj/moncompte"
    added(supplier, name="Bon de commande.txt")
    invoice = added(supplier, A_PDF, "facture.pdf")
    with Supplier(simulator, "35600000000048") as other:
        assert done(other, path)["listePiecesJointes"] == []
    deposited(supplier, AnInvoice())
    found = done(supplier, path, {"codeLangue": "FR"})
    assert found["parametresRetour"]["total"] == 2
    (row,) = done(supplier, path, {"pieceJointeDesignation": "FACT"})["listePiecesJointes"]
    assert (row["pieceJointeId"], row["pieceJointeExtension"]) == (invoice, "PDF")


def test_a_file_is_removed_unless_an_invoice_has_it(
    simulator: Simulator, supplier: Supplier
) -> None:
    path = f"{SHARED}/detacherPieceJointe"
    file, kept = added(supplier), added(supplier)
    with Supplier(simulator, "35600000000048") as other:
        assert "n'existe pas" in refused(other, path, {"idPieceJointeObjet": file})[1]
    done(supplier, path, {"idPieceJointeObjet": file})
    assert "n'existe pas" in refused(supplier, path, {"idPieceJointeObjet": file})[1]
    (invoice,) = deposited(supplier, AnInvoice())
    simulator.admin.set_status(invoice, "SUSPENDUE")
    body = {
        "identifiantFactureCPP": invoice,
        "pieceJointeComplementaire": [{"pieceJointeComplementaireId": kept}],
    }
    done(supplier, f"{INVOICES}/completer", body)
    assert "d'une facture" in refused(supplier, path, {"idPieceJointeObjet": kept})[1]


def test_own_files_and_those_of_an_invoice_are_downloaded(supplier: Supplier) -> None:
    path = f"{SHARED}/telecharger/pieceJointe"
    added(supplier, b"un", "a.txt")
    added(supplier, b"deux", "a.txt")
    coded = done(supplier, path, {"objetPieceJointe": "UTILISATEUR"})["pieceJointe"]
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(coded))) as archive:
        assert sorted(archive.read(name) for name in archive.namelist()) == [b"deux", b"un"]
    (invoice,) = deposited(supplier, AnInvoice())
    asked = {"listeFacture": [{"idFacture": invoice}], "format": "PDF"}
    body = {"objetPieceJointe": "DEMANDE_PAIEMENT", "demandePaiement": asked}
    assert base64.b64decode(done(supplier, path, body)["pieceJointe"]) == A_PDF
    assert supplier.post(path, {"objetPieceJointe": "DEMANDE_PAIEMENT"}).status_code == 400
    assert "ne garde pas" in refused(supplier, path, {"objetPieceJointe": "SOLLICITATION"})[1]
    assert sheet(supplier, invoice)["pieceJointePrincipale"]["idPieceJointePrincipale"]
