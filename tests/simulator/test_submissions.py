"""Invoices submitted field by field, and recycled."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import httpx2
import pikepdf
import pypdf
import pytest

from simulator.acting import (
    INVOICES,
    SHARED,
    added,
    deposited,
    done,
    downloaded,
    history,
    refused,
    sheet,
)
from simulator.bills import IBAN, a_pdf
from simulator.speaking import (
    ANYBODY,
    CLOSED,
    ENGAGEMENT_REQUIRED,
    SERVICE_REQUIRED,
    AnInvoice,
    Supplier,
)

if TYPE_CHECKING:
    from simulator.running import Simulator

SUBMIT = f"{INVOICES}/soumettre"
RECYCLE = f"{INVOICES}/recycler"
A_READABLE_PDF = a_pdf({}, archival=False)


def supplier_id(supplier: Supplier) -> int:
    found = done(supplier, f"{SHARED}/recuperer/structures/actives/fournisseur")
    return int(found["listeStructures"][0]["idStructureCPP"])


def typed(supplier: Supplier, **changes: Any) -> dict[str, Any]:
    """An invoice typed in: three lines, three rates, a global discount of 50 euros."""
    lines = [
        (1, "Lot", 10, "lot", 50, 20),
        (2, "Sable", 12, "kg", 36, 2.1),
        (3, "B", 16, "u", 24, 5),
    ]
    vat = [(20, 500, 100), (2.1, 432, 9.072), (5, 384, 19.2)]
    body = {
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": None,
        "destinataire": {"codeDestinataire": ANYBODY},
        "fournisseur": {"idFournisseur": supplier_id(supplier)},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": "EUR",
            "typeFacture": "FACTURE",
            "typeTva": "TVA_SUR_DEBIT",
            "numeroMarche": "VABFM001",
            "numeroBonCommande": "E-1",
            "modePaiement": "ESPECE",
        },
        "lignePoste": [
            {
                "lignePosteNumero": number,
                "lignePosteReference": f"R{number}",
                "lignePosteDenomination": name,
                "lignePosteQuantite": quantity,
                "lignePosteUnite": unit,
                "lignePosteMontantUnitaireHT": price,
                "lignePosteMontantRemiseHT": None,
                "lignePosteTauxTva": None,
                "lignePosteTauxTvaManuel": rate,
            }
            for number, name, quantity, unit, price, rate in lines
        ],
        "ligneTva": [
            {
                "ligneTvaTauxManuel": rate,
                "ligneTvaMontantBaseHtParTaux": base,
                "ligneTvaMontantTvaParTaux": tax,
            }
            for rate, base, tax in vat
        ],
        "montantTotal": {
            "montantHtTotal": 1316.0,
            "montantTVA": 128.272,
            "montantTtcTotal": 1394.272,
            "montantRemiseGlobaleTTC": 50.0,
            "motifRemiseGlobaleTTC": "Geste commercial",
            "montantAPayer": 1390.0,
        },
        "commentaire": "Première facture",
    }
    return body | changes


def in_pdf(supplier: Supplier, number: str = "PDF-1", **changes: Any) -> dict[str, Any]:
    """An invoice whose PDF is the main document, with no more than its totals."""
    file = added(supplier, A_READABLE_PDF, f"{number}.pdf")
    return {
        "modeDepot": "DEPOT_PDF_API",
        "numeroFactureSaisi": number,
        "dateFacture": "2026-04-30",
        "destinataire": {"codeDestinataire": ANYBODY},
        "fournisseur": {"idFournisseur": supplier_id(supplier)},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": "EUR",
            "typeFacture": "FACTURE",
            "typeTva": "TVA_SUR_ENCAISSEMENT",
            "modePaiement": "VIREMENT",
        },
        "montantTotal": {
            "montantHtTotal": 1000.0,
            "montantTVA": 200.0,
            "montantTtcTotal": 1200.0,
            "montantAPayer": 1200.0,
        },
        "pieceJointePrincipale": [
            {"pieceJointePrincipaleDesignation": "Facture", "pieceJointePrincipaleId": file}
        ],
    } | changes


def test_an_invoice_typed_in_is_recorded_at_once_and_gets_a_number(supplier: Supplier) -> None:
    found = done(supplier, SUBMIT, typed(supplier))
    assert (found["statutFacture"], found["identifiantStructure"]) == ("DEPOSEE", supplier.siret)
    assert len(found["numeroFacture"]) == 20
    assert found["numeroFacture"].isdecimal()
    assert len(base64.b64decode(found["empreinteCertificatDepot"])) == 32
    shown = sheet(supplier, found["identifiantFactureCPP"])
    assert (shown["modeDepot"], shown["commentaire"]) == ("SAISIE_API", "Première facture")
    assert shown["statutFacture"] == "MISE_A_DISPOSITION"
    totals = shown["montantTotal"]
    assert totals["montantTtcAvantRemiseGlobalTTC"] == 1444.272
    assert (totals["montantTtcTotal"], totals["montantRemiseGlobaleTTC"]) == (1394.272, 50)
    assert totals["motifRemiseGlobaleTTC"] == "Geste commercial"
    assert [
        line["lignePosteMontantHtApresRemise"] for line in shown["lignesDePoste"]["lignePoste"]
    ] == [
        500,
        432,
        384,
    ]
    references = shown["references"]
    assert (references["typeTva"], references["modePaiement"]) == ("TVA_SUR_DEBIT", "ESPECE")
    (row,) = supplier.search(modeDepot="SAISIE_API")["listeFactures"]
    assert row["numeroFluxDepot"] is None
    second = done(supplier, SUBMIT, typed(supplier))
    assert second["numeroFacture"] != found["numeroFacture"]


def test_the_portal_composes_the_pdf_of_an_invoice_typed_in(supplier: Supplier) -> None:
    found = done(supplier, SUBMIT, typed(supplier))
    content = downloaded(supplier, found["identifiantFactureCPP"])
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert found["numeroFacture"] in text
    assert "Sable" in text


def test_an_invoice_in_pdf_keeps_its_pdf_and_its_annexes(supplier: Supplier) -> None:
    annex = added(supplier, b"bon", "bon.txt")
    body = in_pdf(
        supplier,
        pieceJointeComplementaire=[
            {
                "pieceJointeComplementaireId": annex,
                "pieceJointeComplementaireDesignation": "Bon",
                "pieceJointeComplementaireType": "",
            }
        ],
    )
    invoice = done(supplier, SUBMIT, body)["identifiantFactureCPP"]
    assert downloaded(supplier, invoice) == A_READABLE_PDF
    shown = sheet(supplier, invoice)
    main = body["pieceJointePrincipale"][0]["pieceJointePrincipaleId"]
    assert shown["pieceJointePrincipale"]["idPieceJointePrincipale"] == main
    assert shown["listeDesPiecesJointes"]["pieceJointe"][0]["pieceJointeId"] == annex
    assert shown["references"]["tailleTotalePiecesJointes"] == len(A_READABLE_PDF) + 3


def test_the_main_file_may_come_without_a_list(supplier: Supplier) -> None:
    body = in_pdf(supplier)
    body["pieceJointePrincipale"] = body["pieceJointePrincipale"][0]
    assert done(supplier, SUBMIT, body)["numeroFacture"] == "PDF-1"


def test_a_signed_deposit_asks_for_a_signature(supplier: Supplier) -> None:
    body = in_pdf(supplier, modeDepot="DEPOT_PDF_SIGNE_API")
    assert "signature" in refused(supplier, SUBMIT, body)[1]
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        signature = pikepdf.Dictionary(ByteRange=[0, 1, 2, 3], Contents=pikepdf.String("x"))
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="S", V=pdf.make_indirect(signature))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])
        out = io.BytesIO()
        pdf.save(out)
    main = {"pieceJointePrincipaleId": added(supplier, out.getvalue(), "signee.pdf")}
    found = done(supplier, SUBMIT, body | {"pieceJointePrincipale": [main]})
    assert found["statutFacture"] == "DEPOSEE"


WRONG_TOTALS = {
    "montantHtTotal": 1000,
    "montantTVA": 200,
    "montantTtcTotal": 1201,
    "montantAPayer": 1201,
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"destinataire": {"codeDestinataire": CLOSED}}, "destinataire.codeDestinataire : "),
        ({"destinataire": {"codeDestinataire": SERVICE_REQUIRED}}, "codeServiceExecutant : "),
        ({"destinataire": {"codeDestinataire": ENGAGEMENT_REQUIRED}}, "numeroBonCommande : "),
        ({"destinataire": {"codeDestinataire": "123"}}, "14 chiffres"),
        ({"numeroFactureSaisi": "x" * 21}, "numeroFactureSaisi : "),
        ({"numeroFactureSaisi": "a*b"}, "numeroFactureSaisi : "),
        ({"cadreDeFacturation": {"codeCadreFacturation": "A3_MEMOIRE_JUSTICE"}}, "A3"),
        ({"cadreDeFacturation": {"codeCadreFacturation": "Z9"}}, "n'est pas connu"),
        ({"cadreDeFacturation": {"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT"}}, "Valideur"),
        ({"montantTotal": WRONG_TOTALS}, "montantTtcTotal : "),
        ({"montantTotal": WRONG_TOTALS | {"montantTtcTotal": 1200}}, "montantAPayer"),
        ({"fournisseur": {"idFournisseur": 1}}, "idFournisseur"),
        ({"pieceJointePrincipale": []}, "pieceJointePrincipale : obligatoire"),
        ({"pieceJointePrincipale": [{"pieceJointePrincipaleId": 1}]}, "n'existe pas"),
        ({"numeroFactureSaisi": ""}, "numeroFactureSaisi : obligatoire"),
        (
            {
                "ligneTva": [
                    {
                        "ligneTvaTaux": "TVA99",
                        "ligneTvaMontantBaseHtParTaux": 1000,
                        "ligneTvaMontantTvaParTaux": 200,
                    }
                ]
            },
            "TVA99",
        ),
    ],
)
def test_the_controls_of_flows_hold_for_submitted_invoices(
    simulator: Simulator, supplier: Supplier, changes: dict[str, Any], words: str
) -> None:
    code, label = refused(supplier, SUBMIT, in_pdf(supplier) | changes)
    assert code > 20000
    assert words in label
    assert simulator.admin.invoices() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lignePoste": []}, "au moins une ligne"),
        ({"pieceJointePrincipale": [{"pieceJointePrincipaleId": 1}]}, "compose"),
        ({"ligneTva": []}, ""),
    ],
)
def test_what_is_proper_to_an_invoice_typed_in(
    supplier: Supplier, changes: dict[str, Any], words: str
) -> None:
    if not words:
        assert done(supplier, SUBMIT, typed(supplier) | changes)["numeroFacture"]
        return
    assert words in refused(supplier, SUBMIT, typed(supplier) | changes)[1]


def test_the_lines_must_add_up_to_the_total(supplier: Supplier) -> None:
    body = typed(supplier)
    body["lignePoste"][0]["lignePosteQuantite"] = 11
    assert "montantHtTotal : " in refused(supplier, SUBMIT, body)[1]


def test_an_exemption_asks_for_its_reason(supplier: Supplier) -> None:
    body = in_pdf(supplier)
    body["references"]["typeTva"] = "EXONERATION"
    assert "motifExonerationTva" in refused(supplier, SUBMIT, body)[1]


def test_a_wrong_date_or_none_for_a_pdf_is_a_400(supplier: Supplier) -> None:
    for value in (None, "30/04/2026", "2026-13-01"):
        assert supplier.post(SUBMIT, in_pdf(supplier, dateFacture=value)).status_code == 400
    dated = in_pdf(supplier, dateFacture="2026-04-30T11:30:23.463Z")
    assert done(supplier, SUBMIT, dated)["numeroFacture"] == "PDF-1"


def test_a_number_already_deposited_is_not_submitted_again(supplier: Supplier) -> None:
    deposited(supplier, AnInvoice("PDF-1"))
    code, label = refused(supplier, SUBMIT, in_pdf(supplier))
    assert label.startswith("GDP_MSG_11.001")
    assert "MISE_A_DISPOSITION" in label
    assert code > 20000


@pytest.mark.parametrize("status", ["BROUILLON", "A_RECYCLER", "ERREUR_FOURNISSEUR_SUR_VALIDEUR"])
def test_an_invoice_awaited_again_is_replaced_under_its_number(
    simulator: Simulator, supplier: Supplier, status: str
) -> None:
    (invoice,) = deposited(supplier, AnInvoice("PDF-1"))
    simulator.admin.set_status(invoice, status)
    found = done(supplier, SUBMIT, in_pdf(supplier))
    assert found["identifiantFactureCPP"] == invoice
    shown = sheet(supplier, invoice)
    assert (shown["statutFacture"], shown["modeDepot"]) == ("MISE_A_DISPOSITION", "DEPOT_PDF_API")
    assert downloaded(supplier, invoice) == A_READABLE_PDF
    statuses = history(supplier, invoice)["historiquesDesStatuts"]["histoStatut"]
    assert [line["histoStatutCode"] for line in statuses].count("DEPOSEE") == 2
    assert len(simulator.admin.invoices()) == 1


def test_a_subcontractor_names_its_contractor(simulator: Simulator, supplier: Supplier) -> None:
    contractor = "35600000000048"
    simulator.admin.register_supplier(contractor, "TITULAIRE SA")
    frame = {"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT"}
    sound = in_pdf(supplier, "A", cadreDeFacturation=frame | {"codeStructureValideur": contractor})
    invoice = done(supplier, SUBMIT, sound)["identifiantFactureCPP"]
    shown = sheet(supplier, invoice)
    assert shown["statutFacture"] == "A_VALIDER_1"
    assert shown["cadreDeFacturation"]["codeValideur1"] == contractor
    wrong = frame | {"codeStructureValideur": "99999999999999"}
    body = in_pdf(supplier, "B", cadreDeFacturation=wrong)
    stopped = done(supplier, SUBMIT, body)["identifiantFactureCPP"]
    assert sheet(supplier, stopped)["statutFacture"] == "ERREUR_FOURNISSEUR_SUR_VALIDEUR"
    body["cadreDeFacturation"] = frame | {"codeStructureValideur": contractor}
    assert done(supplier, SUBMIT, body)["identifiantFactureCPP"] == stopped
    assert sheet(supplier, stopped)["statutFacture"] == "A_VALIDER_1"


def test_the_bank_account_is_one_of_the_suppliers(simulator: Simulator, supplier: Supplier) -> None:
    path = f"suppliers/{supplier.siret}/accounts"
    account = simulator.admin.ask("POST", path, json={"name": "Courant", "iban": IBAN})["id"]
    owner = supplier_id(supplier)
    known = done(supplier, f"{SHARED}/recuperer/coordbanc/valides", {"idStructure": owner})
    assert known["listeCoordonneeBancaire"] == [
        {"idCoordonneeBancaire": account, "nomCoordonneeBancaire": "Courant"}
    ]
    body = in_pdf(supplier)
    body["fournisseur"]["codeCoordonneesBancairesFournisseur"] = account + 1
    assert "compte bancaire" in refused(supplier, SUBMIT, body)[1]
    body["fournisseur"]["codeCoordonneesBancairesFournisseur"] = account
    found = sheet(supplier, done(supplier, SUBMIT, body)["identifiantFactureCPP"])["fournisseur"]
    assert found["coordBancairesFournisseurId"] == account
    assert found["coordBancairesFournisseurLibelle"] == "Courant"
    assert found["coordBancairesFournisseurCleIban"] == "76"


def test_recycling_is_withdrawn_unless_told_otherwise(
    simulator: Simulator, supplier: Supplier
) -> None:
    (invoice,) = deposited(supplier, AnInvoice())
    simulator.admin.set_status(invoice, "A_RECYCLER")
    body = {"identifiantFactureCPP": invoice}
    assert "n'existe plus" in refused(supplier, RECYCLE, body)[1]
    simulator.admin.settings(recycling_withdrawn=False)
    assert done(supplier, RECYCLE, body)["statutFacture"] == "DEPOSEE"


def test_a_recycled_invoice_goes_to_its_new_recipient(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(recycling_withdrawn=False)
    (invoice,) = deposited(supplier, AnInvoice(engagement="E-OLD"))
    body: dict[str, Any] = {"identifiantFactureCPP": invoice}
    assert refused(supplier, RECYCLE, body)[1].startswith("GDP_MSG_11.001")
    simulator.admin.set_status(invoice, "A_RECYCLER", "Mauvais service")
    body["destinataire"] = {"codeDestinataire": SERVICE_REQUIRED}
    assert "destinataire.codeServiceExecutant : " in refused(supplier, RECYCLE, body)[1]
    body["destinataire"]["codeServiceExecutant"] = "SERVICE_DEST_SERV_OBL"
    changed = body | {"reference": {"deviseFacture": "USD"}}
    assert "devise" in refused(supplier, RECYCLE, changed)[1]
    body |= {"reference": {"numeroBonCommande": "E-NEW"}, "commentaire": "Corrigée"}
    found = done(supplier, RECYCLE, body)
    assert (found["numeroFacture"], found["statutFacture"]) == ("2404-001", "DEPOSEE")
    shown = sheet(supplier, invoice)
    assert shown["destinataire"]["codeServiceExecutant"] == "SERVICE_DEST_SERV_OBL"
    assert shown["references"]["numeroBonCommande"] == "E-NEW"
    assert shown["montantTotal"]["montantTtcTotal"] == 1200
    assert b"<Renvoi>Recycl" in downloaded(supplier, invoice, format="PIVOT")


def test_a_submission_suffers_the_faults_of_deposits(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.fault("late_index", operation=SUBMIT, seconds=60)
    simulator.admin.fault("statuses_out_of_order", operation=SUBMIT)
    invoice_id = done(supplier, SUBMIT, typed(supplier))["identifiantFactureCPP"]
    assert supplier.search()["listeFactures"] == []
    simulator.admin.advance(60)
    (row,) = supplier.search()["listeFactures"]
    assert row["identifiantFactureCPP"] == invoice_id
    lines = history(supplier, invoice_id)["historiquesDesStatuts"]["histoStatut"]
    told = [line["histoStatutCode"] for line in lines]
    assert told.index("MANDATEE") < told.index("MISE_EN_PAIEMENT")
    assert simulator.admin.ledger(SUBMIT)[0]["fault"] == "late_index+statuses_out_of_order"


@pytest.mark.parametrize(("kind", "many"), [("cut_before_recording", 0), ("lost_answer", 1)])
def test_the_answer_to_a_submission_may_be_lost(
    simulator: Simulator, supplier: Supplier, kind: str, many: int
) -> None:
    body = in_pdf(supplier)
    simulator.admin.fault(kind, operation=SUBMIT, seconds=0)
    with pytest.raises(httpx2.TransportError):
        supplier.post(SUBMIT, body)
    assert len(simulator.admin.invoices()) == many


def test_a_named_validator_has_fifteen_days(simulator: Simulator, supplier: Supplier) -> None:
    cadre = {"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT"}
    with Supplier(simulator, "35600000000048") as contractor:
        body = typed(
            supplier, cadreDeFacturation=cadre | {"codeStructureValideur": contractor.siret}
        )
        invoice_id = done(supplier, SUBMIT, body)["identifiantFactureCPP"]
        (row,) = done(contractor, f"{INVOICES}/rechercher/valideur")["listeFactures"]
        assert (row["idFacture"], row["statut"]) == (invoice_id, "A_VALIDER_1")
    simulator.admin.advance(15 * 86_400)
    supplier.token = ""
    lines = history(supplier, invoice_id)["historiquesDesStatuts"]["histoStatut"]
    assert [line["histoStatutCode"] for line in lines] == [
        "MISE_A_DISPOSITION",
        "EN_COURS_ACHEMINEMENT",
        "ABSENCE_VALIDATION_1_HORS_DELAI",
        "A_VALIDER_1",
        "DEPOSEE",
    ]
