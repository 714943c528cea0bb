"""Minimal UBL files, as an integrator that deposits them writes them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from simulator.speaking import A_PDF, ANYBODY, CLEANING_COMPANY, zipped

SYNTAX = "IN_DP_E2_UBL_INVOICE_MIN"
_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"


@dataclass(frozen=True)
class Piece:
    name: str = "facture.pdf"
    content: bytes = A_PDF
    kind: str | None = "01"

    def xml(self) -> str:
        kind = "" if self.kind is None else f"<cbc:DocumentType>{self.kind}</cbc:DocumentType>"
        return (
            f"<cac:AdditionalDocumentReference><cbc:ID>{escape(self.name)}</cbc:ID>"
            f"<cbc:DocumentTypeCode>application/pdf</cbc:DocumentTypeCode>{kind}<cac:Attachment>"
            '<cbc:EmbeddedDocumentBinaryObject mimeCode="application/zip">'
            f"{zipped(self.name, self.content)}</cbc:EmbeddedDocumentBinaryObject>"
            "</cac:Attachment></cac:AdditionalDocumentReference>"
        )


@dataclass(frozen=True)
class MinimalBill:
    """Only what the minimal syntax asks; the one line is zero."""

    number: str = "2404-001"
    supplier: str = CLEANING_COMPANY
    recipient: str = ANYBODY
    cadre: str | None = "A1"
    kind: str = "380"
    service: str | None = None
    engagement: str | None = None
    payment: str | None = "31"
    gross: str = "1200.00"
    pieces: tuple[Piece, ...] = (Piece(),)
    lines: int = 1

    def xml(self) -> bytes:
        def given(form: str, value: str | None) -> str:
            return "" if value is None else form.format(escape(value))

        frame = given(
            "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent>"
            '<CategoryCode xmlns="urn:exemple:cadre">{}</CategoryCode>'
            "</ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>",
            self.cadre,
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><Invoice xmlns="{_OASIS}Invoice-2"'
            f' xmlns:cac="{_OASIS}CommonAggregateComponents-2"'
            f' xmlns:cbc="{_OASIS}CommonBasicComponents-2"'
            f' xmlns:ext="{_OASIS}CommonExtensionComponents-2">{frame}'
            f"<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:ID>{escape(self.number)}</cbc:ID>"
            f"<cbc:IssueDate>2026-04-30</cbc:IssueDate>"
            f"<cbc:InvoiceTypeCode>{self.kind}</cbc:InvoiceTypeCode>"
            "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
            + given("<cac:OrderReference><cbc:ID>{}</cbc:ID></cac:OrderReference>", self.engagement)
            + "".join(piece.xml() for piece in self.pieces)
            + _party("Supplier", self.supplier, "PROPRE ET NET")
            + _party("Customer", self.recipient, "DESTINATAIRE", self.service)
            + given(
                "<cac:PaymentMeans><cbc:PaymentMeansCode>{}</cbc:PaymentMeansCode>"
                "</cac:PaymentMeans>",
                self.payment,
            )
            + '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">200.00</cbc:TaxAmount>'
            '<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">1000.00</cbc:TaxableAmount>'
            '<cbc:TaxAmount currencyID="EUR">200.00</cbc:TaxAmount><cac:TaxCategory>'
            "<cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:TaxTypeCode>TVA</cbc:TaxTypeCode>"
            "</cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"
            "<cac:LegalMonetaryTotal>"
            '<cbc:LineExtensionAmount currencyID="EUR">0</cbc:LineExtensionAmount>'
            '<cbc:TaxExclusiveAmount currencyID="EUR">1000.00</cbc:TaxExclusiveAmount>'
            f'<cbc:TaxInclusiveAmount currencyID="EUR">{self.gross}</cbc:TaxInclusiveAmount>'
            f'<cbc:PayableAmount currencyID="EUR">{self.gross}</cbc:PayableAmount>'
            "</cac:LegalMonetaryTotal>"
            + '<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount currencyID="EUR">0'
            "</cbc:LineExtensionAmount><cac:Item/></cac:InvoiceLine>" * self.lines + "</Invoice>"
        ).encode()


def _party(role: str, siret: str, name: str, service: str | None = None) -> str:
    contact = ""
    if service is not None:
        contact = f"<cac:AccountingContact><cbc:ID>{service}</cbc:ID></cac:AccountingContact>"
    return (
        f"<cac:Accounting{role}Party><cac:Party><cac:PartyIdentification>"
        f'<cbc:ID schemeName="1">{siret}</cbc:ID></cac:PartyIdentification><cac:PartyName>'
        f"<cbc:Name>{name}</cbc:Name></cac:PartyName></cac:Party>{contact}"
        f"</cac:Accounting{role}Party>"
    )
