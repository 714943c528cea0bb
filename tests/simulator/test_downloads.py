"""Downloading invoices: one PDF, a ZIP of folders, or the pivot."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from simulator.acting import INVOICES, added, deposited, done, downloaded, refused
from simulator.bills import FORMS, Bill
from simulator.speaking import A_PDF, AnInvoice, Attachment, Supplier

if TYPE_CHECKING:
    from simulator.running import Simulator

DOWNLOAD = f"{INVOICES}/telecharger/groupe"
WITH_ANNEX = AnInvoice(
    "F/1",
    engagement="E1",
    attachments=(Attachment(), Attachment("bon.txt", b"bon", "02", mime="text/plain")),
)


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_one_invoice_is_its_pdf_and_with_annexes_a_folder(supplier: Supplier) -> None:
    (invoice,) = deposited(supplier, WITH_ANNEX)
    assert downloaded(supplier, invoice) == A_PDF
    assert downloaded(supplier, invoice, avecPiecesJointesComplementaires="NON") == A_PDF
    found = files_of(downloaded(supplier, invoice, avecPiecesJointesComplementaires="Oui"))
    assert found == {
        f"F-1_{invoice}/facture.pdf": A_PDF,
        f"F-1_{invoice}/bon.txt": b"bon",
    }


def test_several_invoices_are_a_zip_with_a_folder_for_each(supplier: Supplier) -> None:
    first, second = deposited(supplier, WITH_ANNEX, AnInvoice("F2"))
    found = files_of(downloaded(supplier, first, second))
    assert set(found) == {f"F-1_{first}/facture.pdf", f"F2_{second}/facture.pdf"}
    assert len(files_of(downloaded(supplier, first, second, first))) == 2


def test_the_pivot_holds_the_invoices_and_their_documents(supplier: Supplier) -> None:
    first, second = deposited(supplier, WITH_ANNEX, AnInvoice("G2"))
    root = etree.fromstring(downloaded(supplier, first, second, format="PIVOT"))
    assert root.tag == "CPPFacturePivot"
    batch = root.find("CPPFactures")
    assert batch is not None
    assert batch.get("Compteur") == "2"
    unit = batch[0]
    assert unit.findtext("DonneesFacture/Id") == "F/1"
    assert unit.findtext("DonneesFacture/IdCPRO") == str(first)
    assert unit.findtext("DonneesFacture/Renvoi") == "Non"
    assert unit.findtext("DonneesFacture/Engagement/NumeroEngagement") == "E1"
    assert unit.findtext("DonneesFacture/Montants/MontantTTC") == "1200.00"
    assert unit.findtext("DonneesFacture/TVAs/TVA/Taux") == "20.00"
    assert unit.findtext("Fournisseur/Identifiant") == supplier.siret
    main, annex = unit.findall("PJ")
    assert (main.findtext("TypePJ"), annex.findtext("TypePJ")) == ("01", "02")
    assert main.findtext("CategoriePJ") == "Facture PDF"
    packed = base64.b64decode(annex.findtext("Contenu") or "")
    assert files_of(packed) == {"bon.txt": b"bon"}


def test_the_pivot_shows_the_lines_of_a_structured_invoice(supplier: Supplier) -> None:
    supplier.deposit(Bill().ubl(), "flux.xml", FORMS["UBL"].syntax)
    (row,) = supplier.search()["listeFactures"]
    root = etree.fromstring(downloaded(supplier, row["identifiantFactureCPP"], format="PIVOT"))
    line = root.find(".//Lignes/Ligne")
    assert line is not None
    assert line.findtext("ReferenceProduit") == "Nettoyage"
    assert (line.findtext("Quantite"), line.findtext("MontantHT")) == ("1", "1000.00")


def test_a_pivot_leaves_out_what_xml_cannot_bear(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(recycling_withdrawn=False)
    (invoice,) = deposited(supplier, AnInvoice())
    simulator.admin.set_status(invoice, "A_RECYCLER")
    body = {"identifiantFactureCPP": invoice, "reference": {"numeroMarche": "M\x01\x00&<1"}}
    done(supplier, f"{INVOICES}/recycler", body)
    root = etree.fromstring(downloaded(supplier, invoice, format="PIVOT"))
    assert root.findtext(".//NumeroMarche") == "M  &<1"


def test_more_than_120_megabytes_is_a_413(simulator: Simulator, supplier: Supplier) -> None:
    big = bytes(9_900_000)
    invoices = deposited(supplier, *(AnInvoice(f"F{n}") for n in range(3)))
    for invoice in invoices:
        simulator.admin.set_status(invoice, "SUSPENDUE")
        files = [added(supplier, big, f"piece{n}.txt") for n in range(5)]
        annexes = [{"pieceJointeComplementaireId": each} for each in files]
        body = {"identifiantFactureCPP": invoice, "pieceJointeComplementaire": annexes}
        done(supplier, f"{INVOICES}/completer", body)
    asked = {
        "listeFacture": [{"idFacture": each} for each in invoices],
        "format": "PDF",
        "avecPiecesJointesComplementaires": "OUI",
    }
    answer = supplier.post(DOWNLOAD, asked)
    assert (answer.status_code, answer.content) == (413, b"")
    two = asked | {"listeFacture": [{"idFacture": each} for each in invoices[:2]]}
    assert supplier.post(DOWNLOAD, two).status_code == 200


def test_one_unknown_invoice_refuses_the_download(supplier: Supplier) -> None:
    (invoice,) = deposited(supplier, AnInvoice())
    asked = {"listeFacture": [{"idFacture": invoice}, {"idFacture": 1}], "format": "PDF"}
    assert refused(supplier, DOWNLOAD, asked)[0] == 20000
    assert supplier.post(DOWNLOAD, {"listeFacture": [], "format": "PDF"}).status_code == 400
    wrong = {"listeFacture": [{"idFacture": invoice}], "format": "XML"}
    assert supplier.post(DOWNLOAD, wrong).status_code == 400
