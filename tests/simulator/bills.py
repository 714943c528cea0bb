"""Invoices in CII, UBL and Factur-X, written from string templates for these tests alone."""

from __future__ import annotations

import base64
import io
import tarfile
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pikepdf

from simulator.speaking import ANYBODY, CLEANING_COMPANY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

IBAN = "FR7630006000011234567890189"
_UNECE = "urn:un:unece:uncefact:data:standard:"
_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"


def tag(name: str, value: str | None, attributes: str = "") -> str:
    """Write an element, or nothing when there is no value."""
    return "" if value is None else f"<{name}{attributes}>{escape(value)}</{name}>"


def within(name: str, *parts: str) -> str:
    """Write an element around others, or nothing when all are empty."""
    content = "".join(parts)
    return f"<{name}>{content}</{name}>" if content else ""


_VAT_SCHEME = within("cac:TaxScheme", tag("cbc:ID", "VAT"))


def coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


@dataclass(frozen=True)
class BillLine:
    net: str = "1000.00"
    quantity: str = "1"
    gross_price: str | None = None
    allowance: str | None = None
    kind: str | None = None

    def cii(self, number: int) -> str:
        allowance = within(
            "ram:AppliedTradeAllowanceCharge",
            within(
                "ram:ChargeIndicator", tag("udt:Indicator", "false" if self.allowance else None)
            ),
            tag("ram:ActualAmount", self.allowance),
        )
        gross = (
            ""
            if self.gross_price is None
            else within(
                "ram:GrossPriceProductTradePrice",
                tag("ram:ChargeAmount", self.gross_price),
                allowance,
            )
        )
        return within(
            "ram:IncludedSupplyChainTradeLineItem",
            within(
                "ram:AssociatedDocumentLineDocument",
                tag("ram:LineID", str(number)),
                tag("ram:LineStatusReasonCode", self.kind),
            ),
            within("ram:SpecifiedTradeProduct", tag("ram:Name", "Nettoyage")),
            within(
                "ram:SpecifiedLineTradeAgreement",
                gross,
                within("ram:NetPriceProductTradePrice", tag("ram:ChargeAmount", self.net)),
            ),
            within(
                "ram:SpecifiedLineTradeDelivery",
                tag("ram:BilledQuantity", self.quantity, ' unitCode="C62"'),
            ),
            within(
                "ram:SpecifiedLineTradeSettlement",
                within(
                    "ram:ApplicableTradeTax",
                    tag("ram:TypeCode", "VAT"),
                    tag("ram:CategoryCode", "S"),
                    tag("ram:RateApplicablePercent", "20"),
                ),
                within(
                    "ram:SpecifiedTradeSettlementLineMonetarySummation",
                    tag("ram:LineTotalAmount", self.net),
                ),
            ),
        )

    def ubl(self, number: int, name: str, *, categorised: bool = False) -> str:
        category = (tag("cbc:ID", "S"), tag("cbc:Percent", "20"), _VAT_SCHEME)
        quantity = "cbc:CreditedQuantity" if "Credit" in name else "cbc:InvoicedQuantity"
        return within(
            name,
            tag("cbc:ID", str(number)),
            tag(quantity, self.quantity, ' unitCode="C62"'),
            tag("cbc:LineExtensionAmount", self.net, ' currencyID="EUR"'),
            within(
                "cac:Item",
                tag("cbc:Name", "Nettoyage"),
                within("cac:ClassifiedTaxCategory", *(category if categorised else ())),
                within(
                    "cac:AdditionalItemProperty",
                    tag("cbc:Name", "TYPE_LIGNE" if self.kind else None),
                    tag("cbc:Value", self.kind),
                ),
            ),
            within("cac:Price", tag("cbc:PriceAmount", self.net, ' currencyID="EUR"')),
        )


@dataclass(frozen=True)
class Bill:
    """An invoice whose every field can be wrong; None leaves the element out."""

    number: str | None = "2404-001"
    supplier: str | None = CLEANING_COMPANY
    recipient: str | None = ANYBODY
    scheme: str = "0002"
    service: str | None = None
    engagement: str | None = None
    marche: str | None = None
    kind: str | None = "380"
    cadre: str | None = "A1"
    date: str | None = "2026-04-30"
    origin: str | None = None
    payment: str | None = "30"
    iban: str | None = IBAN
    currency: str | None = "EUR"
    lines: tuple[BillLine, ...] = (BillLine(),)
    allowances: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    lines_total: str | None = ""
    allowances_total: str | None = ""
    charges_total: str | None = ""
    net: str | None = "1000.00"
    vat: tuple[tuple[str, str], ...] = (("1000.00", "200.00"),)
    vat_total: str | None = ""
    gross: str | None = "1200.00"
    prepaid: str | None = None
    payable: str | None = "1200.00"
    documents: tuple[tuple[str, str], ...] = ()
    conforming: bool = False
    """Whether it has the addresses, VAT numbers and categories that EN 16931 wants."""
    guideline: str | None = "urn:cen.eu:en16931:2017"
    date_format: str | None = "102"

    @property
    def _sums(self) -> dict[str, str | None]:
        """The totals: those given, or (where empty) what they should be."""
        sums = {
            "lines": sum((Decimal(line.net) for line in self.lines if not line.kind), Decimal()),
            "allowances": sum(map(Decimal, self.allowances), Decimal()),
            "charges": sum(map(Decimal, self.charges), Decimal()),
            "vat": sum((Decimal(amount) for _, amount in self.vat), Decimal()),
        }
        return {
            name: f"{found:f}" if (said := getattr(self, f"{name}_total")) == "" else said
            for name, found in sums.items()
        }

    def cii(self) -> bytes:
        """Write the invoice in CII D16B."""
        sums = self._sums
        euros = f' currencyID="{self.currency or "EUR"}"'
        day = None if self.date is None else self.date.replace("-", "")
        head = (
            '<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice'
            f' xmlns:rsm="{_UNECE}CrossIndustryInvoice:100"'
            f' xmlns:ram="{_UNECE}ReusableAggregateBusinessInformationEntity:100"'
            f' xmlns:udt="{_UNECE}UnqualifiedDataType:100">'
        )
        parts = (
            head,
            within(
                "rsm:ExchangedDocumentContext",
                within(
                    "ram:BusinessProcessSpecifiedDocumentContextParameter",
                    tag("ram:ID", self.cadre),
                ),
                within(
                    "ram:GuidelineSpecifiedDocumentContextParameter",
                    tag("ram:ID", self.guideline),
                ),
            ),
            "<rsm:ExchangedDocument>",
            tag("ram:ID", self.number),
            tag("ram:TypeCode", self.kind),
            within("ram:IssueDateTime", tag("udt:DateTimeString", day, self._date_format)),
            "</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>",
            *(line.cii(number) for number, line in enumerate(self.lines, start=1)),
            "<ram:ApplicableHeaderTradeAgreement>",
            tag("ram:BuyerReference", self.service),
            self._cii_party("ram:SellerTradeParty", "PROPRE ET NET", self.supplier),
            self._cii_party("ram:BuyerTradeParty", "DESTINATAIRE", self.recipient),
            within(
                "ram:BuyerOrderReferencedDocument", tag("ram:IssuerAssignedID", self.engagement)
            ),
            within("ram:ContractReferencedDocument", tag("ram:IssuerAssignedID", self.marche)),
            *(
                within(
                    "ram:AdditionalReferencedDocument",
                    tag("ram:IssuerAssignedID", name),
                    tag("ram:TypeCode", "916"),
                    tag("ram:AttachmentBinaryObject", text, ' mimeCode="application/pdf"'),
                )
                for name, text in self.documents
            ),
            "</ram:ApplicableHeaderTradeAgreement>",
            "<ram:ApplicableHeaderTradeDelivery/>",
            "<ram:ApplicableHeaderTradeSettlement>",
            tag("ram:InvoiceCurrencyCode", self.currency),
            within(
                "ram:SpecifiedTradeSettlementPaymentMeans",
                tag("ram:TypeCode", self.payment),
                within("ram:PayeePartyCreditorFinancialAccount", tag("ram:IBANID", self.iban)),
            ),
            *(
                within(
                    "ram:ApplicableTradeTax",
                    tag("ram:CalculatedAmount", amount),
                    tag("ram:TypeCode", "VAT"),
                    tag("ram:BasisAmount", base),
                    tag("ram:CategoryCode", "S"),
                    tag("ram:RateApplicablePercent", "20"),
                )
                for base, amount in self.vat
            ),
            *(
                within(
                    "ram:SpecifiedTradeAllowanceCharge",
                    within("ram:ChargeIndicator", tag("udt:Indicator", said)),
                    tag("ram:ActualAmount", amount),
                )
                for said, amounts in (("false", self.allowances), ("true", self.charges))
                for amount in amounts
            ),
            "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>",
            tag("ram:LineTotalAmount", sums["lines"]),
            tag("ram:ChargeTotalAmount", sums["charges"]),
            tag("ram:AllowanceTotalAmount", sums["allowances"]),
            tag("ram:TaxBasisTotalAmount", self.net),
            tag("ram:TaxTotalAmount", sums["vat"], euros),
            tag("ram:GrandTotalAmount", self.gross),
            tag("ram:TotalPrepaidAmount", self.prepaid),
            tag("ram:DuePayableAmount", self.payable),
            "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>",
            within("ram:InvoiceReferencedDocument", tag("ram:IssuerAssignedID", self.origin)),
            "</ram:ApplicableHeaderTradeSettlement>",
            "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>",
        )
        return "".join(parts).encode()

    @property
    def _date_format(self) -> str:
        return "" if self.date_format is None else f' format="{self.date_format}"'

    def _cii_party(self, role: str, name: str, siret: str | None) -> str:
        whole = "FR" if self.conforming else None
        vat = "FR44732829320" if self.conforming and "Seller" in role else None
        return within(
            role,
            tag("ram:Name", name),
            within(
                "ram:SpecifiedLegalOrganization",
                tag("ram:ID", siret, f' schemeID="{self.scheme}"' if self.scheme else ""),
            ),
            within("ram:PostalTradeAddress", tag("ram:CountryID", whole)),
            within("ram:SpecifiedTaxRegistration", tag("ram:ID", vat, ' schemeID="VA"')),
        )

    def minimal(self) -> bytes:
        """Write the invoice in minimal CII, with its PDF unless it has other documents."""
        if self.documents:
            return self.cii()
        with_pdf = Bill(**{**vars(self), "documents": (("facture.pdf", coded(A_PLAIN_PDF)),)})
        return with_pdf.cii()

    def facturx(self) -> bytes:
        """Write the invoice as a Factur-X PDF."""
        return a_pdf({"factur-x.xml": self.cii()})

    def ubl(self) -> bytes:
        """Write the invoice in UBL 2.1: a CreditNote when it is one."""
        root = "CreditNote" if self.kind == "381" else "Invoice"
        sums = self._sums
        euros = ' currencyID="EUR"'
        head = (
            f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{_OASIS}{root}-2"'
            f' xmlns:cac="{_OASIS}CommonAggregateComponents-2"'
            f' xmlns:cbc="{_OASIS}CommonBasicComponents-2">'
        )
        parts = (
            head,
            tag("cbc:CustomizationID", "urn:cen.eu:en16931:2017"),
            tag("cbc:ProfileID", self.cadre),
            tag("cbc:ID", self.number),
            tag("cbc:IssueDate", self.date),
            tag(f"cbc:{root}TypeCode", self.kind),
            tag("cbc:DocumentCurrencyCode", self.currency),
            tag("cbc:BuyerReference", self.service),
            within("cac:OrderReference", tag("cbc:ID", self.engagement)),
            within(
                "cac:BillingReference",
                within("cac:InvoiceDocumentReference", tag("cbc:ID", self.origin)),
            ),
            within("cac:ContractDocumentReference", tag("cbc:ID", self.marche)),
            *(
                within(
                    "cac:AdditionalDocumentReference",
                    tag("cbc:ID", name),
                    within(
                        "cac:Attachment",
                        tag(
                            "cbc:EmbeddedDocumentBinaryObject",
                            text,
                            f' mimeCode="application/pdf" filename="{name}"',
                        ),
                    ),
                )
                for name, text in self.documents
            ),
            self._ubl_party("cac:AccountingSupplierParty", "PROPRE ET NET", self.supplier),
            self._ubl_party("cac:AccountingCustomerParty", "DESTINATAIRE", self.recipient),
            within(
                "cac:PaymentMeans",
                tag("cbc:PaymentMeansCode", self.payment),
                within("cac:PayeeFinancialAccount", tag("cbc:ID", self.iban)),
            )
            if self.payment
            else "",
            *(
                within(
                    "cac:AllowanceCharge",
                    tag("cbc:ChargeIndicator", said),
                    tag("cbc:Amount", amount, euros),
                )
                for said, amounts in (("false", self.allowances), ("true", self.charges))
                for amount in amounts
            ),
            within(
                "cac:TaxTotal",
                tag("cbc:TaxAmount", sums["vat"], euros),
                *(
                    within(
                        "cac:TaxSubtotal",
                        tag("cbc:TaxableAmount", base, euros),
                        tag("cbc:TaxAmount", amount, euros),
                        within(
                            "cac:TaxCategory",
                            tag("cbc:ID", "S"),
                            tag("cbc:Percent", "20"),
                            within("cac:TaxScheme", tag("cbc:ID", "VAT")),
                        ),
                    )
                    for base, amount in self.vat
                ),
            ),
            within(
                "cac:LegalMonetaryTotal",
                tag("cbc:LineExtensionAmount", sums["lines"], euros),
                tag("cbc:TaxExclusiveAmount", self.net, euros),
                tag("cbc:TaxInclusiveAmount", self.gross, euros),
                tag("cbc:AllowanceTotalAmount", sums["allowances"], euros),
                tag("cbc:ChargeTotalAmount", sums["charges"], euros),
                tag("cbc:PrepaidAmount", self.prepaid, euros),
                tag("cbc:PayableAmount", self.payable, euros),
            ),
            *(
                line.ubl(number, f"cac:{root}Line", categorised=self.conforming)
                for number, line in enumerate(self.lines, start=1)
            ),
            f"</{root}>",
        )
        return "".join(parts).encode()

    def _ubl_party(self, role: str, name: str, siret: str | None) -> str:
        attribute = "schemeID" if len(self.scheme) > 1 else "schemeName"
        identifier = tag("cbc:ID", siret, f' {attribute}="{self.scheme}"' if self.scheme else "")
        country = tag("cbc:IdentificationCode", "FR" if self.conforming else None)
        vat = "FR44732829320" if self.conforming and "Supplier" in role else None
        return within(
            role,
            within(
                "cac:Party",
                within("cac:PartyIdentification", identifier),
                within("cac:PartyName", tag("cbc:Name", name)),
                within("cac:PostalAddress", within("cac:Country", country)),
                within(
                    "cac:PartyTaxScheme",
                    tag("cbc:CompanyID", vat),
                    within("cac:TaxScheme", tag("cbc:ID", "VAT" if vat else None)),
                ),
            ),
        )


@dataclass(frozen=True)
class Form:
    """One syntax of the portal, and how a bill is written in it."""

    syntax: str
    interface: str
    extension: str
    write: Callable[[Bill], bytes]


FORMS = {
    "CII": Form("IN_DP_E1_CII_16B", "1106", "xml", Bill.cii),
    "CII minimal": Form("IN_DP_E2_CII_MIN_16B", "1116", "xml", Bill.minimal),
    "Factur-X": Form("IN_DP_E2_CII_FACTURX", "1117", "pdf", Bill.facturx),
    "UBL": Form("IN_DP_E1_UBL_INVOICE", "1100", "xml", Bill.ubl),
}


def a_pdf(files: Mapping[str, bytes], *, archival: bool = True, protected: bool = False) -> bytes:
    """Make a PDF that carries files; ``archival`` marks it as PDF/A-3."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, content in files.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)
        if archival:
            with pdf.open_metadata() as metadata:
                metadata["pdfaid:part"] = "3"
                metadata["pdfaid:conformance"] = "B"
        key = pikepdf.Encryption(owner="secret", user="") if protected else False
        pdf.save(out, encryption=key, deterministic_id=not protected)
    return out.getvalue()


A_PLAIN_PDF = a_pdf({}, archival=False)


def a_tar(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def a_zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()
