"""What a supplier does with its invoices and its files once they are deposited."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from simulator.speaking import SYNTAX, AnInvoice, a_flow

if TYPE_CHECKING:
    from simulator.bills import Bill, Form
    from simulator.speaking import Supplier

INVOICES, SHARED = "factures/v1", "transverses/v1"


def done(supplier: Supplier, path: str, body: Any = None) -> Any:
    """Call an operation that must succeed; give its answer."""
    answer = supplier.post(path, body)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["codeRetour"] == 0, found
    return found


def refused(supplier: Supplier, path: str, body: Any = None) -> tuple[int, str]:
    """Call an operation that must refuse; give its code and its label."""
    found = supplier.post(path, body).json()
    assert found["codeRetour"] != 0, found
    return found["codeRetour"], found["libelle"]


def deposited(supplier: Supplier, *invoices: AnInvoice) -> list[int]:
    """Deposit invoices in one flow; give their ids, in the order of their numbers."""
    return _ids(supplier, a_flow(*invoices), "flux.xml", SYNTAX)


def billed(supplier: Supplier, bill: Bill, form: Form) -> int:
    """Deposit a bill in one of the other syntaxes; give its id."""
    (found,) = _ids(supplier, form.write(bill), f"flux.{form.extension}", form.syntax)
    return found


def _ids(supplier: Supplier, content: bytes, name: str, syntax: str) -> list[int]:
    flow = supplier.deposit(content, name, syntax)["numeroFluxDepot"]
    report = supplier.report(flow)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    paging = {"nbResultatsParPage": 500, "triColonne": "numeroFacture", "triSens": "Ascendant"}
    rows = supplier.search(numeroFluxDepot=flow, rechercheFactureParFournisseur=paging)
    return [row["identifiantFactureCPP"] for row in rows["listeFactures"]]


def added(supplier: Supplier, content: bytes = b"du texte", name: str = "bon.txt") -> int:
    """Add a file to the account; give its id."""
    body = {
        "pieceJointeFichier": base64.b64encode(content).decode(),
        "pieceJointeNom": name,
        "pieceJointeTypeMime": "text/plain",
        "pieceJointeExtension": name.rpartition(".")[2].upper(),
    }
    return int(done(supplier, f"{SHARED}/ajouter/fichier", body)["pieceJointeId"])


def sheet(supplier: Supplier, invoice_id: int, **paging: Any) -> Any:
    """Consult an invoice."""
    body = {"identifiantFactureCPP": invoice_id, "codeLangue": "FR"} | paging
    return done(supplier, f"{INVOICES}/consulter/fournisseur", body)["facture"]


def history(supplier: Supplier, invoice_id: int, **paging: Any) -> Any:
    """Read what an invoice went through."""
    return done(supplier, f"{INVOICES}/consulter/historique", {"idFacture": invoice_id} | paging)


def downloaded(supplier: Supplier, *invoices: int, **options: str) -> bytes:
    """Download invoices in one file."""
    body = {"listeFacture": [{"idFacture": each} for each in invoices], "format": "PDF"} | options
    found = done(supplier, f"{INVOICES}/telecharger/groupe", body)["fichierResultat"]
    return base64.b64decode(found)
