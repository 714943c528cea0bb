"""Factur-X files that are refused whole, and those that are read."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from simulator.bills import A_PLAIN_PDF, FORMS, Bill, a_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.running import Simulator
    from simulator.speaking import Supplier

XML = Bill().cii()
SOUND = Bill().facturx()
FORM = FORMS["Factur-X"]


def with_stream(packed: bytes, filters: str = "/FlateDecode") -> bytes:
    """Make a Factur-X whose XML is a stream written as it is, under the filters named."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        spec = pdf.Root.Names.EmbeddedFiles.Names[1]
        stream = pikepdf.Stream(pdf, packed)
        stream.Filter = pikepdf.Name(filters)
        spec.EF = pikepdf.Dictionary(F=stream)
        as_it_is = pikepdf.StreamDecodeLevel.none
        pdf.save(out, compress_streams=False, stream_decode_level=as_it_is)
    return out.getvalue()


def with_the_same_name_twice() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        names = pdf.Root.Names.EmbeddedFiles.Names
        names.extend(list(names))
        pdf.save(out)
    return out.getvalue()


def with_a_tree_without_end() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        node = pdf.make_indirect(pikepdf.Dictionary())
        node.Kids = pikepdf.Array([node, node, node])
        pdf.Root.Names.EmbeddedFiles = node
        pdf.save(out)
    return out.getvalue()


FILES: dict[str, tuple[bytes, str, str]] = {
    "not a PDF": (XML, "IRR_FORM", "pas un PDF"),
    "truncated": (SOUND[: len(SOUND) * 2 // 3], "IRR_FORM", "tronqué"),
    "without its end": (SOUND[:-60], "IRR_FORM", "tronqué"),
    "protected": (a_pdf({"factur-x.xml": XML}, protected=True), "IRR_FORM", "protégé"),
    "not PDF/A-3": (a_pdf({"factur-x.xml": XML}, archival=False), "IRR_FORM", "PDF/A-3"),
    "no XML": (a_pdf({}), "IRR_EXTRAC", "ne contient pas factur-x.xml"),
    "another file alone": (a_pdf({"bon.xml": XML}), "IRR_EXTRAC", "ne contient pas factur-x.xml"),
    "ZUGFeRD 1": (a_pdf({"ZUGFeRD-invoice.xml": XML}), "IRR_EXTRAC", "mais ZUGFeRD-invoice.xml"),
    "ZUGFeRD 2": (a_pdf({"zugferd-invoice.xml": XML}), "IRR_EXTRAC", "mais zugferd-invoice.xml"),
    "XRechnung": (a_pdf({"xrechnung.xml": XML}), "IRR_EXTRAC", "mais xrechnung.xml"),
    "capitals": (a_pdf({"Factur-X.xml": XML}), "IRR_EXTRAC", "mais Factur-X.xml"),
    "two norms": (
        a_pdf({"factur-x.xml": XML, "ZUGFeRD-invoice.xml": XML}),
        "IRR_EXTRAC",
        "2 factures XML",
    ),
    "the same name twice": (with_the_same_name_twice(), "IRR_EXTRAC", "2 factures XML"),
    "XML that is not well-formed": (a_pdf({"factur-x.xml": XML[:-5]}), "ERR_XSD_001", "bien form"),
    "XML of another kind": (a_pdf({"factur-x.xml": Bill().ubl()}), "ERR_XSD_001", "« Invoice »"),
    "XML against its grammar": (
        a_pdf({"factur-x.xml": XML.replace(b"<ram:TypeCode>380", b"<ram:Truc/><ram:TypeCode>380")}),
        "ERR_XSD_001",
        "« Truc » n'est pas à sa place",
    ),
    "XML with a DTD": (
        a_pdf({"factur-x.xml": XML.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)}),
        "IRR_SYNTAX",
        "DTD",
    ),
    "a bomb": (with_stream(zlib.compress(bytes(200_000_000), 9)), "IRR_FORM", "ne peut pas être"),
    "broken compression": (with_stream(b"nothing packed"), "IRR_FORM", "ne peut pas être"),
    "unbounded compression": (with_stream(b"x", "/LZWDecode"), "IRR_FORM", "compression"),
    "a tree without end": (with_a_tree_without_end(), "IRR_FORM", "sans fin"),
    "an annex of a refused kind": (
        a_pdf({"factur-x.xml": XML, "macro.exe": b"MZ"}),
        "IRR_EXT_DOC",
        "macro.exe",
    ),
    "an empty annex": (a_pdf({"factur-x.xml": XML, "bon.txt": b""}), "IRR_VID_PJ", "bon.txt"),
    "an annex with a long name": (
        a_pdf({"factur-x.xml": XML, "a" * 47 + ".txt": b"x"}),
        "IRR_NOM_PJ",
        "50 caractères",
    ),
    "an annex of more than 10 MB": (
        a_pdf({"factur-x.xml": XML, "bon.txt": bytes(10_000_001)}),
        "IRR_TAILLE_PJ",
        "10 Mo",
    ),
}


def report_on(supplier: Supplier, content: bytes, name: str = "facture.pdf") -> Any:
    return supplier.report(supplier.deposit(content, name, FORM.syntax)["numeroFluxDepot"])


@pytest.mark.parametrize("case", FILES)
def test_a_wrong_file_is_refused_whole_with_its_reason(
    simulator: Simulator, supplier: Supplier, case: str
) -> None:
    content, code, words = FILES[case]
    report = report_on(supplier, content)
    assert report["etatCourantDepotFlux"] == "IN_REJETE", report
    assert report["listeErreurDP"] is None
    (error,) = report["listeErreurTechnique"]
    assert error["codeErreur"] == code, error
    assert words in error["libelleErreur"], error
    assert simulator.admin.invoices() == []


def test_an_xml_is_not_a_factur_x(supplier: Supplier) -> None:
    report = report_on(supplier, XML, "facture.xml")
    assert report["listeErreurTechnique"][0]["codeErreur"] == "IRR_EXT_DOC"


@pytest.mark.parametrize(
    "annexes",
    [
        {"bon.pdf": A_PLAIN_PDF},
        {"releve.csv": b"a;b", "detail.xml": b"<a/>"},
    ],
)
def test_annexes_inside_the_pdf_are_read(supplier: Supplier, annexes: Mapping[str, bytes]) -> None:
    content = a_pdf({"factur-x.xml": XML, **annexes})
    assert report_on(supplier, content)["etatCourantDepotFlux"] == "IN_INTEGRE"
    (row,) = supplier.search(recupererTaille=True)["listeFactures"]
    assert row["taille"] == len(content) + sum(map(len, annexes.values()))


def test_the_line_of_a_fault_is_told(supplier: Supplier) -> None:
    xml = XML.replace(b"<rsm:ExchangedDocument>", b"\n\n<rsm:ExchangedDocument><ram:Truc/>")
    error = report_on(supplier, a_pdf({"factur-x.xml": xml}))["listeErreurTechnique"][0]
    assert "(ligne 3)" in error["libelleErreur"]
