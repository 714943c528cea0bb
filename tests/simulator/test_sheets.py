"""The whole sheet of an invoice, in every syntax."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pypdf
import pytest

from simulator.acting import (
    INVOICES,
    billed,
    deposited,
    downloaded,
    refused,
    sheet,
)
from simulator.bills import FORMS, Bill, BillLine, a_pdf, coded
from simulator.speaking import (
    A_PDF,
    SERVICE_REQUIRED,
    AnInvoice,
    Attachment,
    Supplier,
    zipped,
)

if TYPE_CHECKING:
    from simulator.running import Simulator

TWO_LINES = Bill(
    lines=(BillLine("400.00", "2"), BillLine("600.00", "3")),
    service="SERVICE_DEST_SERV_OBL",
    recipient=SERVICE_REQUIRED,
    engagement="E-1",
    marche="M-1",
)


@pytest.mark.parametrize("name", FORMS)
def test_a_sheet_shows_what_was_deposited(supplier: Supplier, name: str) -> None:
    found = sheet(supplier, billed(supplier, TWO_LINES, FORMS[name]))
    assert (found["numeroFacture"], found["statutFacture"]) == ("2404-001", "MISE_A_DISPOSITION")
    assert found["modeDepot"] == "UPLOAD_API"
    assert found["cadreDeFacturation"]["codeCadreFacturation"] == "A1_FACTURE_FOURNISSEUR"
    assert found["destinataire"]["codeDestinataire"] == SERVICE_REQUIRED
    assert found["destinataire"]["codeServiceExecutant"] == "SERVICE_DEST_SERV_OBL"
    assert found["fournisseur"]["codeFournisseur"] == supplier.siret
    bank = found["fournisseur"]
    assert bank["coordBancairesFournisseurCodeBanque"] == "30006"
    assert bank["coordBancairesFournisseurCompteBancaire"] == "12345678901"
    references = found["references"]
    assert (references["dateFacture"], references["typeFacture"]) == ("2026-04-30", "FACTURE")
    assert (references["numeroBonCommande"], references["numeroMarche"]) == ("E-1", "M-1")
    assert references["modePaiement"] == "VIREMENT"
    totals = found["montantTotal"]
    assert (totals["montantHtTotal"], totals["montantTVA"]) == (1000, 200)
    assert (totals["montantTtcTotal"], totals["montantAPayer"]) == (1200, 1200)
    lines = found["lignesDePoste"]
    assert lines["totalLignesPoste"] == 2
    first, second = lines["lignePoste"]
    assert (first["lignePosteDenomination"], first["lignePosteQuantite"]) == ("Nettoyage", 2)
    assert second["lignePosteMontantHtApresRemise"] == 600
    (vat,) = found["recapitulatifDeTva"]["ligneTva"]
    assert (vat["ligneTvaTauxManuel"], vat["ligneTvaMontantTvaParTaux"]) == (20, 200)


@pytest.mark.parametrize("name", FORMS)
def test_the_readable_invoice_is_a_pdf_in_every_syntax(supplier: Supplier, name: str) -> None:
    bill = Bill(number="LISIBLE-1")
    content = downloaded(supplier, billed(supplier, bill, FORMS[name]))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    composed = name in ("CII", "UBL")
    assert ("LISIBLE-1" in text) == composed
    if name == "Factur-X":
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert list(pdf.attachments) == ["factur-x.xml"]


def test_the_main_document_of_a_structured_invoice_is_its_first_pdf(supplier: Supplier) -> None:
    readable = a_pdf({}, archival=False)
    documents = (("note.txt", coded(b"bonjour")), ("facture.pdf", coded(readable)))
    invoice = billed(supplier, Bill(documents=documents), FORMS["UBL"])
    assert downloaded(supplier, invoice) == readable
    (annex,) = sheet(supplier, invoice)["listeDesPiecesJointes"]["pieceJointe"]
    assert (annex["pieceJointeDesignation"], annex["pieceJointeExtension"]) == ("note.txt", "TXT")


def test_an_invoice_of_a_batch_has_its_own_documents(supplier: Supplier) -> None:
    def pdf(text: str) -> bytes:
        return A_PDF + f"% {text}\n".encode()

    invoices = [
        AnInvoice(
            f"F{n}",
            attachments=(
                Attachment("facture.pdf", pdf(f"main {n}")),
                Attachment("bon.txt", f"annexe {n}".encode(), "02", mime="text/plain"),
            ),
        )
        for n in range(4)
    ]
    found = deposited(supplier, *invoices)
    for n in (3, 0, 2):
        assert downloaded(supplier, found[n]) == pdf(f"main {n}")
    (annex,) = sheet(supplier, found[1])["listeDesPiecesJointes"]["pieceJointe"]
    assert annex["pieceJointeTypeCode"] == "02"


def test_each_inner_list_has_its_own_pages(supplier: Supplier) -> None:
    bill = Bill(lines=tuple(BillLine("100.00", str(n)) for n in range(1, 11)))
    invoice = billed(supplier, bill, FORMS["CII"])
    asked = {
        "nbResultatsParPageLignesPoste": 4,
        "pageResultatDemandeeLignesPoste": 3,
        "triColonneListeLignesPoste": "lignePosteQuantite",
        "triSensListeLignesPoste": "Descendant",
    }
    found = sheet(supplier, invoice, pLignesPoste=asked)["lignesDePoste"]
    assert [line["lignePosteQuantite"] for line in found["lignePoste"]] == [2, 1]
    assert (found["pagesLignesPoste"], found["totalLignesPoste"]) == (3, 10)
    assert found["pageCouranteLignesPoste"] == 3
    vat = {"nbResultatsParPageListeListeRecapitulatifTVA": 1}
    pages = sheet(supplier, invoice, pLigneRecapTva=vat)["recapitulatifDeTva"]
    assert pages["nbResultatsParPageLignesRecapitulativesTVA"] == 1
    body = {
        "identifiantFactureCPP": invoice,
        "pLignesPoste": {"triColonneListeLignesPoste": "id; DROP"},
    }
    assert "tri inconnue" in refused(supplier, f"{INVOICES}/consulter/fournisseur", body)[1]


def test_a_credit_note_and_its_invoice_point_at_each_other(supplier: Supplier) -> None:
    invoice, credit = deposited(
        supplier,
        AnInvoice("A-1"),
        AnInvoice("B-1", kind="381", origin="A-1", payment=None),
    )
    assert sheet(supplier, invoice)["pieceSuivante"]["idPieceSuivante"] == credit
    found = sheet(supplier, credit)
    assert found["piecePrecedente"]["numeroPiecePrecedente"] == "A-1"
    assert found["references"]["typeFacture"] == "AVOIR"


def test_unknown_and_foreign_invoices_are_refused_with_their_labels(
    simulator: Simulator, supplier: Supplier
) -> None:
    (invoice,) = deposited(supplier, AnInvoice())
    path = f"{INVOICES}/consulter/fournisseur"
    code, label = refused(supplier, path, {"identifiantFactureCPP": 1})
    assert (code, label.startswith("GDP_MSG_11.008")) == (20000, True)
    with Supplier(simulator, "35600000000048") as other:
        code, label = refused(other, path, {"identifiantFactureCPP": invoice})
    assert (code, label.startswith("GDP_MSG_11.005")) == (20001, True)


def test_an_attachment_zipped_inside_the_xml_is_given_unzipped(supplier: Supplier) -> None:
    readable = a_pdf({}, archival=False)
    bill = Bill(documents=(("facture.pdf", zipped("autre.pdf", readable)),))
    invoice = billed(supplier, bill, FORMS["CII minimal"])
    assert downloaded(supplier, invoice) == readable
