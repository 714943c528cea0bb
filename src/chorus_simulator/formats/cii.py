"""UN/CEFACT CII D16B: structured (E1), minimal with its PDF (E2), or inside a Factur-X PDF.

Where the public facts are silent or contradict each other, this reading was chosen:

- the cadre stands in BusinessProcess; none means A1, as the portal's own Factur-X samples of 2018
  and integrators in production have none;
- a party is its ``SpecifiedLegalOrganization/ID``: scheme ``1`` to ``6`` is the portal's type, and
  ``0002`` on 14 digits a SIRET; any other scheme is unknown;
- dates bear ``format="102"`` or no format; a charge is told by an Indicator or an
  IndicatorString;
- ``ContractReferencedDocument`` is the marché, or an order when its type is ``BC`` (the sample
  FSO1116A_P42), which is read as the engagement when there is no other;
- lines of type GROUP or INFORMATION are subtotals and remarks;
- the minimal files may leave out the currency (euro) and ApplicableHeaderTradeDelivery, which the
  schema wants: the sample FSO1116A_P01, "mandatory fields only", has neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.formats import FlowUnreadableError, schemas, tags
from chorus_simulator.formats.embedded import Documents, Piece, embedded_piece, together
from chorus_simulator.formats.record import (
    CORRECTIVE,
    CREDIT_NOTE,
    DEPOSIT,
    INVOICE,
    NO_DATE,
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
from chorus_simulator.formats.values import COMPACT, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from chorus_simulator.formats.attachments import Budget

_STANDARD = "urn:un:unece:uncefact:data:standard:"
PREFIXES = {
    "rsm": f"{_STANDARD}CrossIndustryInvoice:100",
    "ram": f"{_STANDARD}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_STANDARD}UnqualifiedDataType:100",
}
ROOT = f"{{{PREFIXES['rsm']}}}CrossIndustryInvoice"
KINDS = (INVOICE, CREDIT_NOTE, CORRECTIVE, DEPOSIT)

_STRUCTURED = Format(
    tags.CII,
    kinds=KINDS,
    needs_main_document=False,
    credit_note_without_payment=True,
    gross_price_needs_allowance=True,
    adds_up_lines=True,
    needs_breakdown=True,
    needs_account=True,
)
_FACTURX = Format(
    tags.CII,
    kinds=KINDS,
    credit_note_without_payment=True,
    gross_price_needs_allowance=True,
    adds_up_lines=True,
    needs_breakdown=True,
    needs_account=True,
)
_MINIMAL = Format(
    tags.CII, credit_note_without_payment=True, needs_breakdown=True, needs_account=True
)

_TRANSACTION = "rsm:SupplyChainTradeTransaction"
_AGREEMENT = f"{_TRANSACTION}/ram:ApplicableHeaderTradeAgreement"
_DELIVERY = f"{_TRANSACTION}/ram:ApplicableHeaderTradeDelivery"
_SETTLEMENT = f"{_TRANSACTION}/ram:ApplicableHeaderTradeSettlement"
_SUMMATION = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
_MEANS = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
_LINE = f"{_TRANSACTION}/ram:IncludedSupplyChainTradeLineItem"
_NET_PRICE = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"
_LINE_RATE = "ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent"
_CADRE = "rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
_TYPES = frozenset("123456")
_REMARKS = frozenset({"GROUP", "INFORMATION"})


def read(content: bytes, budget: Budget) -> list[DepositedInvoice]:
    """Read and check a structured file (FlowUnreadableError)."""
    sheet = _open(content)
    schemas.check_schema(sheet.root, schemas.CII)
    return [_invoice(sheet, _STRUCTURED, _documents(sheet, budget))]


def read_minimal(content: bytes, budget: Budget) -> list[DepositedInvoice]:
    """Read and check a minimal file, whose PDF is one of its attachments."""
    sheet = _open(content)
    _complete_delivery(sheet)
    schemas.check_schema(sheet.root, schemas.CII)
    return [_invoice(sheet, _MINIMAL, _documents(sheet, budget), currency="EUR")]


def read_inside(content: bytes, others: list[Piece], budget: Budget) -> DepositedInvoice:
    """Read and check the XML of a Factur-X PDF; ``others`` are the PDF and its attachments."""
    sheet = _open(content)
    schemas.check_schema(sheet.root, schemas.CII)
    return _invoice(sheet, _FACTURX, _documents(sheet, budget, others))


def _open(content: bytes) -> Sheet:
    root = read_whole(content)
    if root.tag != ROOT:
        raise FlowUnreadableError(
            "ERR_XSD_001",
            f"cvc-elt.1 : la racine « {etree.QName(root).localname} » n'est pas connue ; "
            "« CrossIndustryInvoice » attendu.",
        )
    return Sheet(root, PREFIXES)


def _complete_delivery(sheet: Sheet) -> None:
    agreement = sheet.first(_AGREEMENT)
    if agreement is not None and sheet.first(_DELIVERY) is None:
        agreement.addnext(etree.Element(f"{{{PREFIXES['ram']}}}ApplicableHeaderTradeDelivery"))


def _documents(sheet: Sheet, budget: Budget, others: Sequence[Piece] = ()) -> Documents:
    found = list(others)
    for document in sheet.all(f"{_AGREEMENT}/ram:AdditionalReferencedDocument"):
        content = document.find("ram:AttachmentBinaryObject", namespaces=PREFIXES)
        if content is not None:
            name = content.get("filename") or sheet.text("ram:IssuerAssignedID", document)
            found.append(embedded_piece(name, content.text or "", budget))
    return together(found, budget)


def _invoice(
    sheet: Sheet, wanted: Format, documents: Documents, currency: str = ""
) -> DepositedInvoice:
    kind = sheet.needed("kind", "rsm:ExchangedDocument/ram:TypeCode")
    number = sheet.first("rsm:ExchangedDocument/ram:ID")
    sheet.needed("number", "rsm:ExchangedDocument/ram:ID")
    supplier_type, supplier = _party(sheet, "supplier", "ram:SellerTradeParty")
    recipient_type, recipient = _party(sheet, "recipient", "ram:BuyerTradeParty")
    engagement, marche = _references(sheet)
    code = f"{_SETTLEMENT}/ram:InvoiceCurrencyCode"
    currency = sheet.text(code) or currency or sheet.needed("currency", code)
    buyer = f"{_AGREEMENT}/ram:BuyerTradeParty"
    return DepositedInvoice(
        format=wanted,
        # Not stripped: a number that begins or ends with a space is a fault to tell.
        number=(number.text or "") if number is not None else "",
        kind=kind,
        cadre=sheet.text(_CADRE) or ORDINARY_CADRE,
        issue_date=_date(sheet),
        supplier_type=supplier_type,
        supplier=supplier,
        supplier_name=sheet.text(f"{_AGREEMENT}/ram:SellerTradeParty/ram:Name"),
        recipient_type=recipient_type,
        recipient=recipient,
        recipient_name=sheet.text(f"{buyer}/ram:Name"),
        service=sheet.text(f"{_AGREEMENT}/ram:BuyerReference") or None,
        service_name=sheet.text(f"{buyer}/ram:DefinedTradeContact/ram:DepartmentName") or None,
        engagement=engagement,
        marche=marche,
        origin_number=sheet.text(
            f"{_SETTLEMENT}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID"
        )
        or None,
        payment_mode=sheet.text(f"{_MEANS}/ram:TypeCode") or None,
        account=sheet.text(f"{_MEANS}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID") or None,
        currency=currency,
        totals=_totals(sheet, currency),
        vat=tuple(_vat(sheet)),
        adjustments=_adjustments(sheet),
        lines=tuple(_lines(sheet)),
        main_documents=documents.main,
        size=documents.size,
        unread=tuple(sheet.unread),
    )


def _date(sheet: Sheet) -> date:
    node = sheet.first("rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString")
    if node is not None and node.get("format", "102") != "102":
        sheet.note("issue_date", "date malformée : le format 102 (AAAAMMJJ) est attendu")
        return NO_DATE
    text = "" if node is None else (node.text or "").strip()
    return sheet.day("issue_date", text, COMPACT)


def _party(sheet: Sheet, name: str, party: str) -> tuple[str, str]:
    """Read the type of a party's identifier (empty when it is unknown) and the identifier."""
    path = f"{_AGREEMENT}/{party}/ram:SpecifiedLegalOrganization/ram:ID"
    identifier = sheet.needed(name, path)
    node = sheet.first(path)
    scheme = "" if node is None else node.get("schemeID", "")
    return (SIRET if scheme == "0002" else scheme if scheme in _TYPES else ""), identifier


def _references(sheet: Sheet) -> tuple[str | None, str | None]:
    """Read engagement and marché."""
    engagement = sheet.text(f"{_AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID")
    contract = sheet.first(f"{_AGREEMENT}/ram:ContractReferencedDocument")
    if contract is None:
        return engagement or None, None
    marche = sheet.text("ram:IssuerAssignedID", contract)
    if sheet.text("ram:ReferenceTypeCode", contract) == "BC":
        return engagement or marche or None, None
    return engagement or None, marche or None


def _totals(sheet: Sheet, currency: str) -> Totals:
    def amount(name: str, element: str) -> Decimal | None:
        return sheet.amount(name, f"{_SUMMATION}/ram:{element}")

    vat = [
        node
        for node in sheet.all(f"{_SUMMATION}/ram:TaxTotalAmount")
        if node.get("currencyID", currency) == currency
    ]
    return Totals(
        net=sheet.needed_amount("net", f"{_SUMMATION}/ram:TaxBasisTotalAmount"),
        gross=sheet.needed_amount("gross", f"{_SUMMATION}/ram:GrandTotalAmount"),
        payable=sheet.needed_amount("payable", f"{_SUMMATION}/ram:DuePayableAmount"),
        prepaid=amount("prepaid", "TotalPrepaidAmount") or NOTHING,
        rounding=amount("rounding", "RoundingAmount") or NOTHING,
        vat=sheet.number("vat_total", (vat[0].text or "").strip()) if vat else None,
        lines=amount("lines_total", "LineTotalAmount"),
        allowances=amount("allowances_total", "AllowanceTotalAmount"),
        charges=amount("charges_total", "ChargeTotalAmount"),
    )


def _vat(sheet: Sheet) -> Iterator[VatLine]:
    for node in sheet.all(f"{_SETTLEMENT}/ram:ApplicableTradeTax"):
        yield VatLine(
            base=sheet.needed_amount("vat_base", "ram:BasisAmount", node),
            amount=sheet.needed_amount("vat_amount", "ram:CalculatedAmount", node),
            rate=sheet.text("ram:RateApplicablePercent", node),
        )


def _adjustments(sheet: Sheet) -> Adjustments:
    sums = {True: NOTHING, False: NOTHING}
    for node in sheet.all(f"{_SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge"):
        said = sheet.text("ram:ChargeIndicator/*", node).lower()
        amount = sheet.needed_amount("adjustment", "ram:ActualAmount", node)
        sums[said in ("true", "1")] += amount
    return Adjustments(allowances=sums[False], charges=sums[True])


def _lines(sheet: Sheet) -> Iterator[Line]:
    for node in sheet.all(_LINE):
        document, settlement = (
            "ram:AssociatedDocumentLineDocument",
            "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation",
        )
        quantity = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
        price = "ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice"
        kind = sheet.text(f"{document}/ram:LineStatusReasonCode", node)
        yield Line(
            label=sheet.text(f"{document}/ram:LineID", node),
            net=sheet.amount("line_net", f"{settlement}/ram:LineTotalAmount", node),
            quantity=sheet.text(quantity, node),
            has_gross_price=node.find(price, namespaces=PREFIXES) is not None,
            has_price_allowance=bool(
                sheet.text(f"{price}/ram:AppliedTradeAllowanceCharge/ram:ActualAmount", node)
            ),
            counts=kind.upper() not in _REMARKS,
            name=sheet.text("ram:SpecifiedTradeProduct/ram:Name", node),
            reference=sheet.text("ram:SpecifiedTradeProduct/ram:SellerAssignedID", node),
            unit=sheet.attribute(quantity, "unitCode", node),
            price=sheet.text(_NET_PRICE, node),
            rate=sheet.text(_LINE_RATE, node),
        )
