"""OASIS UBL 2.1: an Invoice or a CreditNote, structured (E1) or minimal with its PDF (E2).

The portal's own description of these syntaxes is not public. This reading joins what integrators
deposit with what EN 16931 binds:

- a party is a ``PartyIdentification/ID`` with ``schemeName`` 1 to 6 (the portal's type) or
  ``schemeID`` 0002; the labels of the portal name that element, so the legal registration
  (``PartyLegalEntity/CompanyID``) does not stand for it;
- the service is ``BuyerReference``, or the ID of the customer's contact, where integrators of the
  historical syntax write it;
- the cadre is ``ProfileID``, or a ``CategoryCode`` in an extension; none means A1;
- lines whose property TYPE_LIGNE is REGROUPEMENT or INFORMATION are subtotals and remarks;
- in a minimal file ``DocumentType`` says which attachment is the main one (01, a PDF) and which
  are annexes (02); its one line may be zero, so lines are not added up, and no account is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.formats import FlowUnreadableError, schemas, tags
from chorus_simulator.formats.embedded import (
    Documents,
    Piece,
    embedded_piece,
    together,
    together_by_kind,
)
from chorus_simulator.formats.record import (
    CORRECTIVE,
    CREDIT_NOTE,
    DEPOSIT,
    INVOICE,
    NOTHING,
    ORDINARY_CADRE,
    SIRET,
    Adjustments,
    DepositedInvoice,
    Format,
    Line,
    Totals,
    VatLine,
)
from chorus_simulator.formats.safe_xml import read_whole
from chorus_simulator.formats.values import DASHED, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from chorus_simulator.formats.attachments import Budget

_SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
PREFIXES = {
    "cac": f"{_SCHEMA}CommonAggregateComponents-2",
    "cbc": f"{_SCHEMA}CommonBasicComponents-2",
    "ext": f"{_SCHEMA}CommonExtensionComponents-2",
}


@dataclass(frozen=True, slots=True)
class _Document:
    """One of the two documents of UBL: its schema, its formats, and the names that differ."""

    schema: str
    tags: Mapping[str, str]
    kind: str
    line: str
    quantity: str
    default_kind: str = ""

    def format(self, *, minimal: bool) -> Format:
        """Give what is asked of a structured or of a minimal file."""
        if minimal:
            names = {**self.tags, **tags.UBL_MINIMAL}
            return Format(names, credit_note_without_payment=True, needs_breakdown=True)
        return Format(
            self.tags,
            kinds=(INVOICE, CREDIT_NOTE, CORRECTIVE, DEPOSIT),
            needs_main_document=False,
            credit_note_without_payment=True,
            adds_up_lines=True,
            needs_breakdown=True,
            needs_account=True,
        )


_ROOTS = {
    f"{{{_SCHEMA}Invoice-2}}Invoice": _Document(
        schemas.UBL_INVOICE,
        tags.UBL_INVOICE,
        "cbc:InvoiceTypeCode",
        "cac:InvoiceLine",
        "cbc:InvoicedQuantity",
    ),
    f"{{{_SCHEMA}CreditNote-2}}CreditNote": _Document(
        schemas.UBL_CREDIT_NOTE,
        tags.UBL_CREDIT_NOTE,
        "cbc:CreditNoteTypeCode",
        "cac:CreditNoteLine",
        "cbc:CreditedQuantity",
        CREDIT_NOTE,
    ),
}
_TYPES = frozenset("123456")
_TOTAL = "cac:LegalMonetaryTotal"
_CUSTOMER = "cac:AccountingCustomerParty"
_SUPPLIER = "cac:AccountingSupplierParty"
_SERVICE = (
    f"{_CUSTOMER}/cac:AccountingContact/cbc:ID",
    f"{_CUSTOMER}/cac:Party/cac:Contact/cbc:ID",
    "cbc:BuyerReference",
)
_SERVICE_NAME = f"{_CUSTOMER}/cac:AccountingContact/cbc:Name"
_REMARKS = frozenset({"REGROUPEMENT", "INFORMATION"})


def read(content: bytes, budget: Budget) -> list[DepositedInvoice]:
    """Read and check a structured invoice or credit note (FlowUnreadableError)."""
    sheet, document = _open(content)
    documents = together(_pieces(sheet, budget), budget)
    return [_invoice(sheet, document, document.format(minimal=False), documents)]


def read_minimal(content: bytes, budget: Budget) -> list[DepositedInvoice]:
    """Read and check a minimal invoice or credit note, whose PDF is one of its attachments."""
    sheet, document = _open(content)
    documents = together_by_kind(_pieces(sheet, budget), budget)
    found = _invoice(sheet, document, document.format(minimal=True), documents)
    return [replace(found, totals=replace(found.totals, lines=None))]


def _open(content: bytes) -> tuple[Sheet, _Document]:
    root = read_whole(content)
    if root.tag not in _ROOTS:
        raise FlowUnreadableError(
            "ERR_XSD_001",
            f"cvc-elt.1 : la racine « {etree.QName(root).localname} » n'est pas connue ; "
            "« Invoice » ou « CreditNote » attendu.",
        )
    document = _ROOTS[str(root.tag)]
    schemas.check_schema(root, document.schema)
    return Sheet(root, PREFIXES), document


def _pieces(sheet: Sheet, budget: Budget) -> list[Piece]:
    found = []
    for document in sheet.all("cac:AdditionalDocumentReference"):
        content = document.find(
            "cac:Attachment/cbc:EmbeddedDocumentBinaryObject", namespaces=PREFIXES
        )
        if content is not None:
            name = content.get("filename") or sheet.text("cbc:ID", document)
            kind = sheet.text("cbc:DocumentType", document)
            found.append(embedded_piece(name, content.text or "", budget, kind))
    return found


def _invoice(
    sheet: Sheet, document: _Document, wanted: Format, documents: Documents
) -> DepositedInvoice:
    number = sheet.first("cbc:ID")
    sheet.needed("number", "cbc:ID")
    supplier_type, supplier = _party(sheet, "supplier", _SUPPLIER)
    recipient_type, recipient = _party(sheet, "recipient", _CUSTOMER)
    currency = sheet.needed("currency", "cbc:DocumentCurrencyCode")
    return DepositedInvoice(
        format=wanted,
        # Not stripped: a number that begins or ends with a space is a fault to tell.
        number=(number.text or "") if number is not None else "",
        kind=sheet.text(document.kind)
        or document.default_kind
        or sheet.needed("kind", document.kind),
        cadre=_cadre(sheet),
        issue_date=sheet.day("issue_date", sheet.text("cbc:IssueDate"), DASHED),
        supplier_type=supplier_type,
        supplier=supplier,
        supplier_name=sheet.text(f"{_SUPPLIER}/cac:Party/cac:PartyName/cbc:Name"),
        recipient_type=recipient_type,
        recipient=recipient,
        recipient_name=sheet.text(f"{_CUSTOMER}/cac:Party/cac:PartyName/cbc:Name"),
        service=next(filter(None, map(sheet.text, _SERVICE)), None),
        service_name=sheet.text(_SERVICE_NAME) or None,
        engagement=sheet.text("cac:OrderReference/cbc:ID") or None,
        marche=sheet.text("cac:ContractDocumentReference/cbc:ID") or None,
        origin_number=sheet.text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")
        or None,
        payment_mode=sheet.text("cac:PaymentMeans/cbc:PaymentMeansCode") or None,
        account=sheet.text("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") or None,
        currency=currency,
        totals=_totals(sheet, currency),
        vat=tuple(_vat(sheet)),
        adjustments=_adjustments(sheet),
        lines=tuple(_lines(sheet, document)),
        main_documents=documents.main,
        unknown_document_types=documents.unknown,
        size=documents.size,
        unread=tuple(sheet.unread),
    )


def _cadre(sheet: Sheet) -> str:
    extension = sheet.first("ext:UBLExtensions//{*}CategoryCode")
    said = "" if extension is None else (extension.text or "").strip()
    return sheet.text("cbc:ProfileID") or said or ORDINARY_CADRE


def _party(sheet: Sheet, name: str, party: str) -> tuple[str, str]:
    """Read the type of a party's identifier (empty when it is unknown) and the identifier."""
    nodes = sheet.all(f"{party}/cac:Party/cac:PartyIdentification/cbc:ID")
    for node in nodes:
        kind = node.get("schemeName", node.get("schemeID", ""))
        if kind in _TYPES or node.get("schemeID") == "0002":
            return kind if kind in _TYPES else SIRET, (node.text or "").strip()
    path = f"{party}/cac:Party/cac:PartyIdentification/cbc:ID"
    return "", sheet.needed(name, path)


def _totals(sheet: Sheet, currency: str) -> Totals:
    def amount(name: str, element: str) -> Decimal | None:
        return sheet.amount(name, f"{_TOTAL}/cbc:{element}")

    vat = [
        node
        for node in sheet.all("cac:TaxTotal/cbc:TaxAmount")
        if node.get("currencyID") == currency
    ]
    return Totals(
        net=sheet.needed_amount("net", f"{_TOTAL}/cbc:TaxExclusiveAmount"),
        gross=sheet.needed_amount("gross", f"{_TOTAL}/cbc:TaxInclusiveAmount"),
        payable=sheet.needed_amount("payable", f"{_TOTAL}/cbc:PayableAmount"),
        prepaid=amount("prepaid", "PrepaidAmount") or NOTHING,
        rounding=amount("rounding", "PayableRoundingAmount") or NOTHING,
        vat=sheet.number("vat_total", (vat[0].text or "").strip()) if vat else None,
        lines=amount("lines_total", "LineExtensionAmount"),
        allowances=amount("allowances_total", "AllowanceTotalAmount"),
        charges=amount("charges_total", "ChargeTotalAmount"),
    )


def _vat(sheet: Sheet) -> Iterator[VatLine]:
    for node in sheet.all("cac:TaxTotal/cac:TaxSubtotal"):
        yield VatLine(
            base=sheet.needed_amount("vat_base", "cbc:TaxableAmount", node),
            amount=sheet.needed_amount("vat_amount", "cbc:TaxAmount", node),
            rate=sheet.text("cac:TaxCategory/cbc:Percent", node),
        )


def _adjustments(sheet: Sheet) -> Adjustments:
    sums = {True: NOTHING, False: NOTHING}
    for node in sheet.all("cac:AllowanceCharge"):
        said = sheet.text("cbc:ChargeIndicator", node).lower()
        sums[said in ("true", "1")] += sheet.needed_amount("adjustment", "cbc:Amount", node)
    return Adjustments(allowances=sums[False], charges=sums[True])


def _lines(sheet: Sheet, document: _Document) -> Iterator[Line]:
    for node in sheet.all(document.line):
        yield Line(
            label=sheet.text("cbc:ID", node),
            net=sheet.amount("line_net", "cbc:LineExtensionAmount", node),
            quantity=sheet.text(document.quantity, node),
            counts=not any(
                sheet.text("cbc:Value", said).upper() in _REMARKS
                for said in node.iterfind("cac:Item/cac:AdditionalItemProperty", PREFIXES)
                if sheet.text("cbc:Name", said) == "TYPE_LIGNE"
            ),
            name=sheet.text("cac:Item/cbc:Name", node),
            reference=sheet.text("cac:Item/cac:SellersItemIdentification/cbc:ID", node),
            unit=sheet.attribute(document.quantity, "unitCode", node),
            price=sheet.text("cac:Price/cbc:PriceAmount", node),
            rate=sheet.text("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", node),
        )
