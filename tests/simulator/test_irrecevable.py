"""Files that are refused whole: what the technical controls say."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from simulator.speaking import A_PDF, AnInvoice, Attachment, Supplier, a_flow, zipped

if TYPE_CHECKING:
    from simulator.running import Simulator

SOUND = a_flow(AnInvoice())
ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'


def changed(old: str, new: str) -> bytes:
    assert old.encode() in SOUND
    return SOUND.replace(old.encode(), new.encode(), 1)


def with_attachment(**details: Any) -> bytes:
    return a_flow(AnInvoice(attachments=(Attachment(**details),)))


def two_entries() -> str:
    import base64

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("facture.pdf", A_PDF)
        archive.writestr("autre.pdf", A_PDF)
    return base64.b64encode(packed.getvalue()).decode()


FILES = {
    "not XML": (b"bonjour", "ERR_XSD_001", "bien form"),
    "truncated": (SOUND[:-20], "ERR_XSD_001", "bien form"),
    "another root": (b"<Autre/>", "ERR_XSD_001", "« Autre »"),
    "missing element": (changed("<Devise>EUR</Devise>", ""), "ERR_XSD_001", "« Devise »"),
    "unknown element": (changed("<Nom>", "<Truc/><Nom>"), "ERR_XSD_001", "« Truc »"),
    "misplaced element": (
        changed("<Type>380</Type><Cadre>A1</Cadre>", "<Cadre>A1</Cadre><Type>380</Type>"),
        "ERR_XSD_001",
        "« Cadre »",
    ),
    "doubled element": (changed("<Cadre>A1</Cadre>", "<Cadre>A1</Cadre>" * 2), "ERR_XSD_001", ""),
    "text among elements": (changed("<Debiteur>", "<Debiteur>x"), "ERR_XSD_001", "« Debiteur »"),
    "element in a text": (changed("<Nom>", "<Nom><b/>"), "ERR_XSD_001", "« Nom »"),
    "unknown attribute": (changed("<Debiteur>", '<Debiteur a="1">'), "ERR_XSD_001", "« a »"),
    "a namespace": (
        changed("<CPPFactureMixte>", '<CPPFactureMixte xmlns="urn:x">'),
        "ERR_XSD_001",
        "racine",
    ),
    "date of another form": (changed("2026-04-30</Date", "30/04/2026</Date"), "ERR_XSD_001", ""),
    "impossible date": (changed("2026-04-30</Date", "2026-02-30</Date"), "ERR_XSD_001", ""),
    "decimal comma": (changed("1200.00", "1200,00"), "ERR_XSD_001", "MontantTTC"),
    "seven decimals": (changed("1200.00", "1200.0000001"), "ERR_XSD_001", "MontantTTC"),
    "exponent": (changed("1200.00", "1.2e3"), "ERR_XSD_001", "MontantTTC"),
    "empty number": (changed("<Id>2404-001</Id>", "<Id> </Id>"), "ERR_XSD_001", "« Id »"),
    "no envelope": (
        b"<CPPFactureMixte>" + SOUND[SOUND.index(b"<CPPFactures") :],
        "ERR_XSD_001",
        "« Enveloppe »",
    ),
    "no invoice": (a_flow(), "ERR_XSD_001", "CPPFactureMixteUnitaire"),
    "wrong count": (a_flow(AnInvoice(), count=2), "IRR_SYNTAX", "Compteur"),
    "wrong order": (
        changed('Unitaire NumOrdre="1"><F', 'Unitaire NumOrdre="2"><F'),
        "IRR_SYNTAX",
        "NumOrdre",
    ),
    "DTD": (SOUND.replace(b'<?xml version="1.0" encoding="UTF-8"?>', ENTITY), "IRR_SYNTAX", "DTD"),
    "UTF-16": (SOUND.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "IRR_SYNTAX", "UTF-8"),
    "Latin-1": (changed("UTF-8", "ISO-8859-1"), "IRR_SYNTAX", "UTF-8"),
    "no attachment": (a_flow(AnInvoice(attachments=())), "ERR_XSD_001", "« PJ »"),
    "main document not a PDF": (with_attachment(content=b"bonjour"), "IRR_FORM", "PDF"),
    "empty attachment": (with_attachment(content=b""), "IRR_VID_PJ", "vide"),
    "attachment not base64": (with_attachment(packed="*"), "IRR_EXTRAC", "base64"),
    "attachment not a zip": (with_attachment(packed="JVBERi0xLjc="), "IRR_EXTRAC", "zip"),
    "entry of another name": (
        with_attachment(packed=zipped("autre.pdf", A_PDF)),
        "IRR_NOM_PJ",
        "ce seul fichier",
    ),
    "two entries": (with_attachment(packed=two_entries()), "IRR_NOM_PJ", "ce seul fichier"),
    "name of 51 characters": (with_attachment(name="a" * 47 + ".pdf"), "IRR_NOM_PJ", "50"),
    "no extension": (with_attachment(name="facture"), "IRR_NOM_PJ", "extension"),
    "refused extension": (with_attachment(name="facture.exe"), "IRR_EXT_DOC", "exe"),
    "over 10 MB, however well packed": (
        with_attachment(content=A_PDF + bytes(10_000_001)),
        "IRR_TAILLE_PJ",
        "10 Mo",
    ),
}


def technical_error(supplier: Supplier, content: bytes, name: str = "flux.xml") -> dict[str, str]:
    report = supplier.report(supplier.deposit(content, name)["numeroFluxDepot"])
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert report["listeErreurDP"] is None
    (error,) = report["listeErreurTechnique"]
    assert set(error) == {"natureErreur", "codeErreur", "libelleErreur"}
    found: dict[str, str] = error
    return found


@pytest.mark.parametrize("case", FILES)
def test_a_wrong_file_is_refused_whole_with_its_reason(supplier: Supplier, case: str) -> None:
    content, code, words = FILES[case]
    error = technical_error(supplier, content)
    assert error["codeErreur"] == code, error
    assert words in error["libelleErreur"], error
    assert error["libelleErreur"].startswith("IRRECEVABILITE")


def test_one_wrong_invoice_among_good_ones_refuses_them_all(
    simulator: Simulator, supplier: Supplier
) -> None:
    good, bad = AnInvoice("A"), AnInvoice("B", attachments=(Attachment(content=b""),))
    assert technical_error(supplier, a_flow(good, bad))["codeErreur"] == "IRR_VID_PJ"
    assert simulator.admin.invoices() == []


def test_the_line_of_the_fault_is_told(supplier: Supplier) -> None:
    error = technical_error(supplier, SOUND.replace(b"<Devise>", b"\n\n<Truc/><Devise>"))
    assert "(ligne 3)" in error["libelleErreur"]


def test_a_schema_location_comments_and_instructions_are_allowed(supplier: Supplier) -> None:
    location = (
        '<?xml-stylesheet type="text/xsl" href="FSO1113A.xsl"?><!-- lot --><CPPFactureMixte'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:noNamespaceSchemaLocation="CPPFactureMixte_V1.14.xsd">'
    )
    content = changed("<CPPFactureMixte>", location)
    report = supplier.report(supplier.deposit(content)["numeroFluxDepot"])
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


def test_folded_base64_is_read(supplier: Supplier) -> None:
    packed = zipped("facture.pdf", A_PDF)
    folded = "\n".join(packed[i : i + 76] for i in range(0, len(packed), 76))
    report = supplier.report(supplier.deposit(with_attachment(packed=folded))["numeroFluxDepot"])
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


def a_tar(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def test_a_tar_of_files_is_one_flow(simulator: Simulator, supplier: Supplier) -> None:
    content = a_tar(a_xml=a_flow(AnInvoice("A")), b_xml=a_flow(AnInvoice("B"), AnInvoice("C")))
    report = supplier.report(supplier.deposit(content, "lot.tar.gz")["numeroFluxDepot"])
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert [row["number"] for row in simulator.admin.invoices()] == ["A", "B", "C"]


ARCHIVES = {
    "a PDF inside": (a_tar(a_pdf=A_PDF), "IRR_EXT_DOC"),
    "nothing inside": (a_tar(), "IRR_VIDE"),
    "not an archive": (SOUND, "IRR_EXTRAC"),
    "a bomb": (a_tar(a_xml=bytes(121_000_000)), "IRR_TAILLE"),
}


@pytest.mark.parametrize("case", ARCHIVES)
def test_a_wrong_archive_is_refused_whole(supplier: Supplier, case: str) -> None:
    content, code = ARCHIVES[case]
    assert technical_error(supplier, content, "lot.tar.gz")["codeErreur"] == code


def test_a_file_of_another_kind_is_refused(supplier: Supplier) -> None:
    assert technical_error(supplier, A_PDF, "facture.pdf")["codeErreur"] == "IRR_EXT_DOC"
