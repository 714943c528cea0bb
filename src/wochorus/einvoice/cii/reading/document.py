"""The document: what every invoice has first, then the rest, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.allowances import read_document_parts
from wochorus.einvoice.cii.reading.delivery import read_delivery
from wochorus.einvoice.cii.reading.elements import read_day, read_notes, read_period, text_in
from wochorus.einvoice.cii.reading.lines import read_account, read_lines
from wochorus.einvoice.cii.reading.parties import (
    read_buyer,
    read_payee,
    read_seller,
    read_seller_agent,
    read_tax_representative,
)
from wochorus.einvoice.cii.reading.payment import read_payment, read_payment_terms
from wochorus.einvoice.cii.reading.references import (
    read_additional_documents,
    read_contract,
    read_preceding_invoices,
    read_project,
    read_reference,
)
from wochorus.einvoice.cii.reading.taxes import read_taxes
from wochorus.einvoice.cii.reading.totals import read_totals
from wochorus.einvoice.cii.vocabulary import QDT, RAM, RSM, UDT
from wochorus.einvoice.dialects import category_of_frame
from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.model import Invoice
from wochorus.einvoice.reading import Reading
from wochorus.einvoice.xml_reading import Node, ReadingLog

if TYPE_CHECKING:
    from datetime import date

    from lxml.etree import _Element

_ROOT = f"{{{RSM}}}CrossIndustryInvoice"
_PREFIXES = {RSM: "rsm", RAM: "ram", UDT: "udt", QDT: "qdt"}


def read(root: _Element) -> Reading:
    """Read a Cross Industry Invoice out of its root element, whatever its version and profile.

    What cannot be read is told and the rest is read. Content without a place in the model is told
    once per place, with the number of times; nothing is dropped in silence. The samples of 2018
    for Chorus Pro's historical circuit (dates without format, SIRET of scheme 1, files zipped, no
    profile) are read too. A number with an exponent is none: XML Schema has no such decimal.
    Source: EN 16931-3-3.
    """
    if root.tag != _ROOT:
        return Reading(None, (_not_cii(root),))
    log = ReadingLog(_PREFIXES)
    invoice = _read_invoice(Node(root, log))
    if invoice is None:
        log.leave_unread_untold()
    return Reading(invoice, log.findings())


def _read_invoice(document: Node) -> Invoice | None:
    context = _section(document, "rsm:ExchangedDocumentContext")
    header = _section(document, "rsm:ExchangedDocument")
    transaction = _section(document, "rsm:SupplyChainTradeTransaction")
    agreement = _section(transaction, "ram:ApplicableHeaderTradeAgreement")
    delivery = _section(transaction, "ram:ApplicableHeaderTradeDelivery")
    settlement = _section(transaction, "ram:ApplicableHeaderTradeSettlement")
    number = header.needed_text("ram:ID", "BT-1")
    issue_date = _read_issue_date(header)
    seller, buyer = read_seller(agreement), read_buyer(agreement)
    if number is None or issue_date is None or seller is None or buyer is None:
        return None
    frame = text_in(context, "ram:BusinessProcessSpecifiedDocumentContextParameter", "ram:ID")
    profile = text_in(context, "ram:GuidelineSpecifiedDocumentContextParameter", "ram:ID")
    currency = _read_currency(settlement)
    tax_currency = settlement.text("ram:TaxCurrencyCode")
    taxes = read_taxes(settlement, currency)
    contract, contract_type = read_contract(agreement)
    documents = read_additional_documents(agreement)
    terms = read_payment_terms(settlement)
    allowances, charges = read_document_parts(settlement, currency, taxes)
    return Invoice(
        number=number,
        issue_date=issue_date,
        type_code=header.text("ram:TypeCode") or header.assume("ram:TypeCode", "BT-3", "380"),
        currency=currency,
        tax_currency=tax_currency,
        tax_point_date=taxes.point_date,
        tax_point_date_code=taxes.point_date_code,
        due_date=terms.due_date,
        buyer_reference=agreement.text("ram:BuyerReference"),
        project_reference=read_project(agreement),
        contract_reference=contract,
        contract_type=contract_type,
        purchase_order_reference=read_reference(agreement, "ram:BuyerOrderReferencedDocument"),
        sales_order_reference=read_reference(agreement, "ram:SellerOrderReferencedDocument"),
        receiving_advice_reference=read_reference(
            delivery, "ram:ReceivingAdviceReferencedDocument"
        ),
        despatch_advice_reference=read_reference(delivery, "ram:DespatchAdviceReferencedDocument"),
        tender_reference=documents.tender,
        object_identifier=documents.invoiced_object,
        buyer_accounting_reference=read_account(settlement),
        payment_terms=terms.description,
        notes=read_notes(header),
        business_process=frame,
        specification=profile,
        operation_category=category_of_frame(frame),
        preceding_invoices=read_preceding_invoices(settlement),
        seller=seller,
        buyer=buyer,
        seller_agent=read_seller_agent(agreement),
        payee=read_payee(settlement),
        tax_representative=read_tax_representative(agreement),
        delivery=read_delivery(delivery),
        period=read_period(settlement, "BT-73", "BT-74"),
        payment=read_payment(settlement, terms.mandate),
        allowances=allowances,
        charges=charges,
        totals=read_totals(settlement, currency, tax_currency),
        tax_breakdown=taxes.breakdown,
        supporting_documents=tuple(documents.supporting),
        lines=read_lines(transaction, currency, taxes, is_of_2018=_is_of_2018(header)),
    )


def _section(above: Node, name: str) -> Node:
    """Take a section. In place of a missing one stands the one above: nothing is found in it."""
    return above.child(name) or above


def _read_issue_date(header: Node) -> date | None:
    day = read_day(header, "ram:IssueDateTime", "BT-2")
    if day is None:
        header.missing("ram:IssueDateTime", "BT-2")
    return day


def _is_of_2018(header: Node) -> bool:
    """Tell the samples of 2018 for Chorus Pro from all else: their dates have no format."""
    string = header.element.find(f"{{{RAM}}}IssueDateTime/{{{UDT}}}DateTimeString")
    return string is not None and string.get("format") is None


def _read_currency(settlement: Node) -> str:
    name = "ram:InvoiceCurrencyCode"
    return settlement.text(name) or settlement.assume(name, "BT-5", "EUR")


def _not_cii(root: _Element) -> Finding:
    tag = str(root.tag)[:120]
    return Finding(
        layer=Layer.READING,
        rule="WO-LECTURE-FORMAT",
        severity=Severity.ERROR,
        message=f"Le fichier n'est pas une facture CII : il commence par « {tag} ».",
        remedy="Donnez une facture au format UN/CEFACT Cross Industry Invoice (D16B ou D22B).",
        path=f"/{tag}",
    )
