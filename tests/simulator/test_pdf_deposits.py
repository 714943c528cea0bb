"""What the portal reads in a PDF: what is written there, and nothing that is not."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
import typst

from einvoice.corpus import corpus
from simulator.acting import INVOICES, SHARED, done, downloaded, refused
from simulator.bills import a_pdf
from simulator.speaking import ANYBODY, CLEANING_COMPANY, Supplier

if TYPE_CHECKING:
    from simulator.running import Simulator

DEPOSIT = f"{INVOICES}/deposer/pdf"
NOTHING_READ = {
    "numeroFacture",
    "dateFacture",
    "codeDestinataire",
    "codeServiceExecutant",
    "codeFournisseur",
    "codeDeviseFacture",
    "typeFacture",
    "typeTva",
    "numeroBonCommande",
    "montantTtcAvantRemiseGlobalTTC",
    "montantAPayer",
    "montantHtTotal",
    "montantTVA",
}
AN_INVOICE = f"""
= Facture n° 2024-0042
Date d'émission : 30 avril 2026

*PROPRE ET NET SAS* \\ SIRET : 732 829 320 00074 \\ 1 rue du Port, 87000 Limoges

*Mairie* \\ SIRET {ANYBODY} \\ Code service : VOIRIE-01 \\ Bon de commande n° EJ-2026/17

#table(columns: 2, [Nettoyage des locaux], [1 000,00 €], [TVA 20 %], [200,00 €])

#table(
  columns: 2,
  [Total HT], [1 000,00 €],
  [Total TVA], [200,00 €],
  [Total TTC], [1 200,00 €],
  [Déjà réglé], [200,50 €],
  [Net à payer], [999,50 €],
)
TVA acquittée sur les encaissements. Pénalités : 40,00 € d'indemnité forfaitaire.
"""


def typeset(markup: str) -> bytes:
    content = typst.compile(markup.encode(), format="pdf")
    assert isinstance(content, bytes)
    return content


def a_deposit(content: bytes, **changes: Any) -> dict[str, Any]:
    return {
        "fichierFacture": base64.b64encode(content).decode(),
        "nomFichier": "facture.pdf",
        "formatDepot": "PDF_NON_SIGNE",
    } | changes


def test_an_invoice_is_read_as_a_clerk_would(supplier: Supplier) -> None:
    found = done(supplier, DEPOSIT, a_deposit(typeset(AN_INVOICE)))
    assert found["numeroFacture"] == "2024-0042"
    assert found["dateFacture"] == "2026-04-30"
    assert (found["codeFournisseur"], found["codeDestinataire"]) == (CLEANING_COMPANY, ANYBODY)
    assert found["codeServiceExecutant"] == "VOIRIE-01"
    assert found["numeroBonCommande"] == "EJ-2026/17"
    assert (found["codeDeviseFacture"], found["typeFacture"]) == ("EUR", "FACTURE")
    assert found["typeTva"] == "TVA_SUR_ENCAISSEMENT"
    assert (found["montantHtTotal"], found["montantTVA"]) == (1000, 200)
    assert (found["montantTtcAvantRemiseGlobalTTC"], found["montantAPayer"]) == (1200, 999.5)


def test_what_was_read_may_be_submitted(supplier: Supplier) -> None:
    content = typeset(AN_INVOICE)
    found = done(supplier, DEPOSIT, a_deposit(content))
    owner = done(supplier, f"{SHARED}/recuperer/structures/actives/fournisseur")["listeStructures"]
    body = {
        "modeDepot": "DEPOT_PDF_API",
        "numeroFactureSaisi": found["numeroFacture"],
        "dateFacture": found["dateFacture"],
        "destinataire": {"codeDestinataire": found["codeDestinataire"]},
        "fournisseur": {"idFournisseur": owner[0]["idStructureCPP"]},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": found["codeDeviseFacture"],
            "typeFacture": found["typeFacture"],
            "typeTva": found["typeTva"],
            "numeroBonCommande": found["numeroBonCommande"],
            "modePaiement": "VIREMENT",
        },
        "montantTotal": {
            "montantHtTotal": found["montantHtTotal"],
            "montantTVA": found["montantTVA"],
            "montantTtcTotal": found["montantTtcAvantRemiseGlobalTTC"],
            "montantAPayer": found["montantAPayer"],
        },
        "pieceJointePrincipale": [{"pieceJointePrincipaleId": found["pieceJointeId"]}],
    }
    invoice = done(supplier, f"{INVOICES}/soumettre", body)["identifiantFactureCPP"]
    assert downloaded(supplier, invoice) == content


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("= Avoir A-7 \n Date : 02/01/2026", {"typeFacture": "AVOIR", "dateFacture": "2026-01-02"}),
        ("N° de facture : F_26/1", {"numeroFacture": "F_26/1"}),
        ("Facture 2026-11-30", {"numeroFacture": None}),
        ("Facture du mois dernier", {"numeroFacture": None}),
        ("Date : 31/02/2026", {"dateFacture": None}),
        ("Émise le 1er août 2026", {"dateFacture": "2026-08-01"}),
        ("Échéance 30/06/2026", {"dateFacture": None}),
        ("SIRET 356 000 000 00048", {"codeFournisseur": None, "codeDestinataire": None}),
        ("Total HT 12,50 dont TVA", {"montantHtTotal": 12.5, "montantTVA": None}),
        ("Montant TTC : 1.234", {"montantTtcAvantRemiseGlobalTTC": None}),
        ("Total TTC -1 234 567,89 €", {"montantTtcAvantRemiseGlobalTTC": -1234567.89}),
        ("TVA non applicable, art. 293 B du CGI", {"typeTva": "SANS_TVA"}),
    ],
)
def test_a_value_is_read_beside_the_words_that_announce_it(
    supplier: Supplier, markup: str, expected: dict[str, Any]
) -> None:
    found = done(supplier, DEPOSIT, a_deposit(typeset(markup)))
    assert {name: found[name] for name in expected} == expected


def test_a_page_without_text_says_nothing_and_is_kept(
    simulator: Simulator, supplier: Supplier
) -> None:
    found = done(supplier, DEPOSIT, a_deposit(a_pdf({}, archival=False)))
    assert all(found[name] is None for name in NOTHING_READ)
    (kept,) = simulator.admin.ask("GET", "attachments")["attachments"]
    assert (kept["id"], kept["name"]) == (found["pieceJointeId"], "facture.pdf")


@pytest.mark.parametrize(
    "content",
    [b"du texte", b"%PDF-1.7\n%%EOF\n", a_pdf({}, protected=True)[:-200], a_pdf({})[:300]],
)
def test_what_cannot_be_read_is_refused_and_not_kept(
    simulator: Simulator, supplier: Supplier, content: bytes
) -> None:
    assert "PDF" in refused(supplier, DEPOSIT, a_deposit(content))[1]
    assert simulator.admin.ask("GET", "attachments")["attachments"] == []


def test_signed_deposits_ask_for_what_they_announce(supplier: Supplier) -> None:
    content = a_pdf({}, archival=False)
    for announced in ("PDF_SIGNE_PADES", "PDF_SIGNE_XADES"):
        label = refused(supplier, DEPOSIT, a_deposit(content, formatDepot=announced))[1]
        assert "sign" in label


@pytest.mark.parametrize(
    "changes",
    [{"nomFichier": "a" * 197 + ".pdf"}, {"nomFichier": "facture.txt"}, {"formatDepot": "PDF"}],
)
def test_a_wrong_request_is_a_400(supplier: Supplier, changes: dict[str, str]) -> None:
    body = a_deposit(a_pdf({}, archival=False), **changes)
    assert supplier.post(DEPOSIT, body).status_code == 400


def test_the_public_samples_of_factur_x_are_read(supplier: Supplier) -> None:
    folder = corpus("facturx-1.08") / "EN16931"
    (sample,) = folder.glob("Facture_F20260027-*.pdf")
    found = done(supplier, DEPOSIT, a_deposit(sample.read_bytes()))
    assert (found["numeroFacture"], found["dateFacture"]) == ("F20260027", "2026-01-31")
    assert (found["montantHtTotal"], found["montantTVA"]) == (100, 10)
    assert (found["montantTtcAvantRemiseGlobalTTC"], found["montantAPayer"]) == (110, 100)
    assert found["numeroBonCommande"] == "PO201925478"
