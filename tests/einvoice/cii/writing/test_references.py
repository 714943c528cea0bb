"""Documents that are referred to, and files that are carried."""

from __future__ import annotations

from datetime import date

from support.cii_documents import xml
from wochorus.einvoice.cii.writing.references import (
    contract,
    invoiced_object,
    preceding_invoice,
    reference,
    supporting_document,
    tender,
)
from wochorus.einvoice.model import (
    AttachedFile,
    Identifier,
    LinePrecedingInvoice,
    PrecedingInvoice,
    SupportingDocument,
)


def test_a_document_has_a_number_and_perhaps_a_line() -> None:
    name = "BuyerOrderReferencedDocument"
    assert reference(name, "BC-7") == xml("""
        <ram:BuyerOrderReferencedDocument>
            <ram:IssuerAssignedID>BC-7</ram:IssuerAssignedID>
        </ram:BuyerOrderReferencedDocument>
    """)
    assert reference(name, None, "12") == xml("""
        <ram:BuyerOrderReferencedDocument>
            <ram:LineID>12</ram:LineID>
        </ram:BuyerOrderReferencedDocument>
    """)
    assert reference(name, None) == ""


def test_a_contract_says_its_nature() -> None:
    assert contract("2024-07", "ACE") == xml("""
        <ram:ContractReferencedDocument>
            <ram:IssuerAssignedID>2024-07</ram:IssuerAssignedID>
            <ram:ReferenceTypeCode>ACE</ram:ReferenceTypeCode>
        </ram:ContractReferencedDocument>
    """)
    assert contract(None, None) == ""


def test_a_lot_is_told_from_other_documents_by_its_type() -> None:
    assert tender("LOT-3") == xml("""
        <ram:AdditionalReferencedDocument>
            <ram:IssuerAssignedID>LOT-3</ram:IssuerAssignedID>
            <ram:TypeCode>50</ram:TypeCode>
        </ram:AdditionalReferencedDocument>
    """)
    assert tender(None) == ""


def test_an_invoiced_object_has_its_scheme_as_type_of_reference() -> None:
    assert invoiced_object(Identifier("COMPTEUR-12", "ABT")) == xml("""
        <ram:AdditionalReferencedDocument>
            <ram:IssuerAssignedID>COMPTEUR-12</ram:IssuerAssignedID>
            <ram:TypeCode>130</ram:TypeCode>
            <ram:ReferenceTypeCode>ABT</ram:ReferenceTypeCode>
        </ram:AdditionalReferencedDocument>
    """)
    assert invoiced_object(None) == ""


def test_a_supporting_document_carries_its_file_in_base64() -> None:
    document = SupportingDocument(
        reference="BL-88",
        description="BON_LIVRAISON",
        location="https://example.fr/bl?n=88&v=1",
        file=AttachedFile(
            content=b"%PDF-1.7", media_type="application/pdf", file_name='bon "88".pdf'
        ),
    )
    assert supporting_document(document) == (
        xml("""
        <ram:AdditionalReferencedDocument>
            <ram:IssuerAssignedID>BL-88</ram:IssuerAssignedID>
            <ram:URIID>https://example.fr/bl?n=88&amp;v=1</ram:URIID>
            <ram:TypeCode>916</ram:TypeCode>
            <ram:Name>BON_LIVRAISON</ram:Name>
        """)
        + '<ram:AttachmentBinaryObject mimeCode="application/pdf" '
        'filename="bon &quot;88&quot;.pdf">JVBERi0xLjc=</ram:AttachmentBinaryObject>'
        "</ram:AdditionalReferencedDocument>"
    )


def test_an_earlier_invoice_says_its_type_and_its_date() -> None:
    earlier = PrecedingInvoice(number="FA-31", issue_date=date(2026, 9, 30), type_code="386")
    assert preceding_invoice(earlier) == xml("""
        <ram:InvoiceReferencedDocument>
            <ram:IssuerAssignedID>FA-31</ram:IssuerAssignedID>
            <ram:TypeCode>386</ram:TypeCode>
            <ram:FormattedIssueDateTime>
                <qdt:DateTimeString format="102">20260930</qdt:DateTimeString>
            </ram:FormattedIssueDateTime>
        </ram:InvoiceReferencedDocument>
    """)


def test_an_earlier_invoice_of_a_line_says_which_of_its_lines() -> None:
    assert preceding_invoice(LinePrecedingInvoice(number="FA-31"), "4") == xml("""
        <ram:InvoiceReferencedDocument>
            <ram:IssuerAssignedID>FA-31</ram:IssuerAssignedID>
            <ram:LineID>4</ram:LineID>
        </ram:InvoiceReferencedDocument>
    """)
