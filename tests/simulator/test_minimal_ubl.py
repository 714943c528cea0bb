"""Minimal UBL (E2): data of one invoice, its PDF zipped in an attachment, one line even if zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.acting import downloaded, sheet
from simulator.bills import a_tar
from simulator.minimal_ubl import SYNTAX, MinimalBill, Piece
from simulator.speaking import A_PDF, ENGAGEMENT_REQUIRED, SERVICE_REQUIRED

if TYPE_CHECKING:
    from simulator.running import Simulator
    from simulator.speaking import Supplier

ANNEX = Piece("bon.pdf", b"%PDF-1.4 bon", "02")


def report_on(supplier: Supplier, bill: MinimalBill) -> Any:
    return supplier.report(supplier.deposit(bill.xml(), "flux.xml", SYNTAX)["numeroFluxDepot"])


def test_a_minimal_invoice_is_integrated_with_its_interface_code(
    simulator: Simulator, supplier: Supplier
) -> None:
    bill = MinimalBill(recipient=ENGAGEMENT_REQUIRED, engagement="EJ1", cadre="A9")
    report = report_on(supplier, bill)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    assert report["nomFichier"].startswith("FSO1110A_CPP001_CPP0011110")
    (known,) = simulator.admin.invoices()
    assert (known["number"], known["cadre"], known["engagement"]) == ("2404-001", "A9", "EJ1")
    assert (known["net"], known["gross"], known["syntax"]) == ("1000.00", "1200.00", SYNTAX)


def test_a_batch_of_minimal_invoices_is_one_flow(simulator: Simulator, supplier: Supplier) -> None:
    content = a_tar({f"{n}.xml": MinimalBill(f"F{n}").xml() for n in range(3)})
    flow = supplier.deposit(content, "lot.tar.gz", SYNTAX)["numeroFluxDepot"]
    assert supplier.report(flow)["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert [row["number"] for row in simulator.admin.invoices()] == ["F0", "F1", "F2"]


@pytest.mark.parametrize(
    ("bill", "path"),
    [
        (MinimalBill("A" * 21), "ID"),
        (MinimalBill(supplier="35600000000048"), "AccountingSupplierParty.Party."),
        (MinimalBill(recipient="99999999999999"), "AccountingCustomerParty.Party."),
        (MinimalBill(cadre="S1"), "UBLExtensions.UBLExtension.ExtensionContent.CategoryCode"),
        (MinimalBill(kind="386"), "InvoiceTypeCode"),
        (MinimalBill(recipient=SERVICE_REQUIRED), "BuyerReference"),
        (MinimalBill(recipient=ENGAGEMENT_REQUIRED), "OrderReference.ID"),
        (MinimalBill(payment=None), "PaymentMeans.PaymentMeansCode"),
        (MinimalBill(gross="1300.00"), "LegalMonetaryTotal.TaxInclusiveAmount"),
        (MinimalBill(pieces=()), "AdditionalDocumentReference.DocumentType"),
        (MinimalBill(pieces=(Piece(), Piece("b.pdf"))), "AdditionalDocumentReference.DocumentType"),
        (MinimalBill(pieces=(Piece(kind=None),)), "AdditionalDocumentReference.DocumentType"),
    ],
)
def test_each_fault_is_told_with_the_path_of_its_field(
    supplier: Supplier, bill: MinimalBill, path: str
) -> None:
    report = report_on(supplier, bill)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert report["listeErreurTechnique"] is None, report
    (line,) = report["listeErreurDP"]
    assert line["numeroDP"] == bill.number
    assert line["libelleErreurDP"].startswith(f"FichierXml.{path}"), line


@pytest.mark.parametrize(
    ("bill", "code"),
    [
        (MinimalBill(pieces=(Piece(content=b"bonjour"),)), "IRR_FORM"),
        (MinimalBill(pieces=(Piece("a.exe"),)), "IRR_EXT_DOC"),
        (MinimalBill(pieces=(Piece(content=b""),)), "IRR_VID_PJ"),
        (MinimalBill(lines=0), "ERR_XSD_001"),
    ],
)
def test_a_wrong_document_or_no_line_refuses_the_flow(
    supplier: Supplier, bill: MinimalBill, code: str
) -> None:
    report = report_on(supplier, bill)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    (error,) = report["listeErreurTechnique"]
    assert error["codeErreur"] == code, error


def test_the_main_document_is_the_one_that_says_so_wherever_it_stands(supplier: Supplier) -> None:
    content = MinimalBill(pieces=(ANNEX, Piece())).xml()
    flow = supplier.deposit(content, "flux.xml", SYNTAX)["numeroFluxDepot"]
    (row,) = supplier.search(numeroFluxDepot=flow)["listeFactures"]
    assert downloaded(supplier, row["identifiantFactureCPP"]) == A_PDF
    pieces = sheet(supplier, row["identifiantFactureCPP"])["listeDesPiecesJointes"]["pieceJointe"]
    assert [piece["pieceJointeDesignation"] for piece in pieces] == ["bon.pdf"]
