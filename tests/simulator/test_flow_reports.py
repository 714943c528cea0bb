"""The report of a flow as a PDF."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pypdf

from simulator.acting import SHARED, done, refused
from simulator.speaking import SYNTAX, AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from simulator.running import Simulator

REPORT = f"{SHARED}/consulterCR"


def text_of(found: dict[str, Any]) -> str:
    reader = pypdf.PdfReader(io.BytesIO(base64.b64decode(found["fichierCR"])))
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_report_is_a_pdf_that_names_what_was_taken_and_refused(supplier: Supplier) -> None:
    flow = supplier.deposit(a_flow(AnInvoice("BONNE-1"), AnInvoice("MAUVAISE-2", cadre="S1")))
    number = flow["numeroFluxDepot"]
    body = {"numeroFluxDepot": number, "syntaxeFlux": SYNTAX, "dateDepot": flow["dateDepot"]}
    found = done(supplier, REPORT, body)
    assert (found["etatCourantFlux"], found["numeroFluxDepot"]) == ("IN_INTEGRE_PARTIEL", number)
    assert found["nomFichierFlux"] == f"FSO1113A_CPP001_{number}"
    assert found["codeAppliPartenaire"] == "CPP001"
    text = text_of(found)
    for words in (number, "IN_INTEGRE_PARTIEL", "BONNE-1", "MAUVAISE-2", "autre circuit"):
        assert words in text.replace("\n", " ")


def test_a_flow_refused_whole_tells_its_technical_error(supplier: Supplier) -> None:
    number = supplier.deposit(b"<rien/>")["numeroFluxDepot"]
    assert "ERR_XSD_001" in text_of(done(supplier, REPORT, {"numeroFluxDepot": number}))


def test_a_flow_of_another_is_not_found(simulator: Simulator, supplier: Supplier) -> None:
    number = supplier.deposit(a_flow(AnInvoice()))["numeroFluxDepot"]
    with Supplier(simulator, "35600000000048") as other:
        code, label = refused(other, REPORT, {"numeroFluxDepot": number})
    assert (code, label.startswith("POQ_MSG_01.003")) == (20001, True)
