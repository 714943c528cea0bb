"""Documents that foreign files refer to, and files inside them."""

from __future__ import annotations

from datetime import date

from support.cii_documents import invoice_in, line, read, told
from wochorus.einvoice.model import (
    AttachedFile,
    Identifier,
    LinePrecedingInvoice,
    PrecedingInvoice,
    SupportingDocument,
)


def additional(content: str) -> str:
    return f"<ram:AdditionalReferencedDocument>{content}</ram:AdditionalReferencedDocument>"


def numbered(number: str, type_code: str = "", more: str = "") -> str:
    code = f"<ram:TypeCode>{type_code}</ram:TypeCode>" if type_code else ""
    return additional(f"<ram:IssuerAssignedID>{number}</ram:IssuerAssignedID>{code}{more}")


def test_additional_documents_are_told_apart_by_their_type() -> None:
    scheme = "<ram:ReferenceTypeCode>ABT</ram:ReferenceTypeCode>"
    invoice = invoice_in(
        agreement=numbered("LOT-3", "50") + numbered("C-12", "130", scheme) + numbered("BL", "916")
    )
    assert invoice.tender_reference == "LOT-3"
    assert invoice.object_identifier == Identifier("C-12", "ABT")
    assert invoice.supporting_documents == (SupportingDocument(reference="BL"),)


def test_a_second_lot_is_told_as_one_repeated_document() -> None:
    reading = read(agreement=numbered("LOT-3", "50") + numbered("LOT-4", "50"))
    assert reading.invoice is not None
    assert reading.invoice.tender_reference == "LOT-3"
    (finding,) = reading.findings
    assert finding.rule == "WO-LECTURE-REPETE"
    assert "« LOT-4 »" in finding.message


def test_a_document_of_another_type_supports_the_invoice_and_its_type_is_told() -> None:
    reading = read(agreement=numbered("DOC", "271"))
    assert reading.invoice is not None
    assert reading.invoice.supporting_documents == (SupportingDocument(reference="DOC"),)
    assert told(reading) == [("WO-LECTURE-INCONNU", "AdditionalReferencedDocument/TypeCode")]


def test_a_file_comes_out_of_its_base64_however_it_is_folded() -> None:
    file = """<ram:AttachmentBinaryObject mimeCode="application/pdf" filename="bon.pdf">
        JVBE
        Ri0xLjc=
    </ram:AttachmentBinaryObject>"""
    (document,) = invoice_in(agreement=numbered("BL", "916", file)).supporting_documents
    assert document.file == AttachedFile(
        content=b"%PDF-1.7", media_type="application/pdf", file_name="bon.pdf"
    )


def test_a_file_that_is_no_base64_is_told_and_the_document_kept() -> None:
    file = '<ram:AttachmentBinaryObject mimeCode="x/y" filename="f">é!</ram:AttachmentBinaryObject>'
    reading = read(agreement=numbered("BL", "916", file))
    assert reading.invoice is not None
    assert reading.invoice.supporting_documents == (SupportingDocument(reference="BL"),)
    (finding,) = reading.findings
    assert "n'est pas codé en base64" in finding.message
    assert finding.term == "BT-125"


def test_a_file_without_name_or_type_gets_them_and_both_are_told() -> None:
    file = "<ram:AttachmentBinaryObject>JVBERi0xLjc=</ram:AttachmentBinaryObject>"
    reading = read(agreement=numbered("bon.pdf", "916", file))
    assert reading.invoice is not None
    (document,) = reading.invoice.supporting_documents
    assert document.file == AttachedFile(
        content=b"%PDF-1.7", media_type="application/pdf", file_name="bon.pdf"
    )
    assert told(reading) == [
        ("WO-LECTURE-DEFAUT", "AttachmentBinaryObject/@mimeCode"),
        ("WO-LECTURE-DEFAUT", "AttachmentBinaryObject/@filename"),
    ]


def test_the_name_of_a_project_is_told_unless_it_says_nothing() -> None:
    project = """<ram:SpecifiedProcuringProject><ram:ID>P-1</ram:ID><ram:Name>{}</ram:Name>
        </ram:SpecifiedProcuringProject>"""
    for empty in ("Project reference", "Project Reference", "P-1"):
        assert invoice_in(agreement=project.format(empty)).project_reference == "P-1"
    reading = read(agreement=project.format("Rénovation"))
    assert told(reading) == [("WO-LECTURE-INCONNU", "SpecifiedProcuringProject/Name")]


def earlier(content: str) -> str:
    return f"<ram:InvoiceReferencedDocument>{content}</ram:InvoiceReferencedDocument>"


DATED = """<ram:IssuerAssignedID>FA-31</ram:IssuerAssignedID>{}<ram:TypeCode>386</ram:TypeCode>
    <ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20260930</qdt:DateTimeString>
    </ram:FormattedIssueDateTime>"""


def test_earlier_invoices_of_the_invoice_and_of_a_line() -> None:
    invoice = invoice_in(
        settlement=earlier(DATED.format("")),
        lines=line(settlement=earlier(DATED.format("<ram:LineID>4</ram:LineID>"))),
    )
    day = date(2026, 9, 30)
    assert invoice.preceding_invoices == (
        PrecedingInvoice(number="FA-31", issue_date=day, type_code="386"),
    )
    assert invoice.lines[0].preceding_invoice == LinePrecedingInvoice(
        number="FA-31", issue_date=day, type_code="386", line="4"
    )


def test_an_earlier_invoice_without_number_is_told_and_left_out() -> None:
    reading = read(settlement=earlier("<ram:TypeCode>386</ram:TypeCode>"))
    assert reading.invoice is not None
    assert reading.invoice.preceding_invoices == ()
    assert told(reading) == [("WO-LECTURE-MANQUE", "InvoiceReferencedDocument/IssuerAssignedID")]


def test_a_line_has_one_object_and_other_documents_are_told() -> None:
    scheme = "<ram:ReferenceTypeCode>AVV</ram:ReferenceTypeCode>"
    reading = read(lines=line(settlement=numbered("SITE-7", "130", scheme) + numbered("SANS-TYPE")))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].object_identifier == Identifier("SITE-7", "AVV")
    assert told(reading) == [
        ("WO-LECTURE-INCONNU", "SpecifiedLineTradeSettlement/AdditionalReferencedDocument[2]")
    ]
