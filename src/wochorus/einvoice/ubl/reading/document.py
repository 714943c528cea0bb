"""The document: what every invoice has first, then the rest, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.dialects import category_of_frame
from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.model import Invoice
from wochorus.einvoice.reading import Reading
from wochorus.einvoice.ubl.reading.allowances import read_document_parts
from wochorus.einvoice.ubl.reading.amounts import read_tax_totals, read_totals
from wochorus.einvoice.ubl.reading.delivery import read_delivery
from wochorus.einvoice.ubl.reading.elements import read_notes, read_period
from wochorus.einvoice.ubl.reading.header import read_frame, read_tax_point_code, read_type_code
from wochorus.einvoice.ubl.reading.lines import read_lines
from wochorus.einvoice.ubl.reading.parties import read_parties
from wochorus.einvoice.ubl.reading.payment import read_payment, read_payment_terms
from wochorus.einvoice.ubl.reading.references import (
    read_contract,
    read_documents,
    read_order,
    read_preceding_invoices,
    read_reference,
)
from wochorus.einvoice.ubl.vocabulary import CAC, CBC, CREDIT_NOTE, EXT, INVOICE
from wochorus.einvoice.xml_reading import Node, ReadingLog

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.ubl.vocabulary import Kind

_KINDS = {f"{{{kind.namespace}}}{kind.root}": kind for kind in (INVOICE, CREDIT_NOTE)}
_PREFIXES = {CAC: "cac", CBC: "cbc", EXT: "ext", INVOICE.namespace: "", CREDIT_NOTE.namespace: ""}


def read(root: _Element) -> Reading:
    """Read a UBL 2.1 Invoice or CreditNote out of its root element, whatever its dialect.

    What cannot be read is told and the rest is read. Content without a place in the model is told
    once per place, with the number of times; nothing is dropped in silence. The minimal UBL of
    Chorus Pro's historical circuit (frame in an extension, SIRET by ``schemeName``, files zipped)
    is read too. Source: EN 16931-3-2.
    """
    kind = _KINDS.get(str(root.tag))
    if kind is None:
        return Reading(None, (_not_ubl(root),))
    log = ReadingLog(_PREFIXES)
    invoice = _read_invoice(Node(root, log), kind)
    if invoice is None:
        log.leave_unread_untold()
    return Reading(invoice, log.findings())


def _read_invoice(document: Node, kind: Kind) -> Invoice | None:
    number = document.needed_text("cbc:ID", "BT-1")
    issue_date = document.needed_day("cbc:IssueDate", "BT-2")
    payment, payment_due_date = read_payment(document)
    parties = read_parties(document, payment)
    if number is None or issue_date is None or parties is None:
        return None
    currency = document.text("cbc:DocumentCurrencyCode") or document.assume(
        "cbc:DocumentCurrencyCode", "BT-5", "EUR"
    )
    tax_currency = document.text("cbc:TaxCurrencyCode")
    order, sales_order = read_order(document)
    contract, contract_type = read_contract(document)
    documents = read_documents(document, kind)
    period_group = document.child("cac:InvoicePeriod")
    frame = read_frame(document)
    taxes = read_tax_totals(document, currency, tax_currency)
    allowances, charges = read_document_parts(document, currency)
    document.ignore("cbc:UBLVersionID", "cbc:LineCountNumeric")
    return Invoice(
        number=number,
        issue_date=issue_date,
        type_code=read_type_code(document, kind),
        currency=currency,
        tax_currency=tax_currency,
        tax_point_date=document.day("cbc:TaxPointDate", "BT-7"),
        tax_point_date_code=read_tax_point_code(period_group),
        due_date=document.day("cbc:DueDate", "BT-9") or payment_due_date,
        buyer_reference=document.text("cbc:BuyerReference"),
        project_reference=read_reference(document, "cac:ProjectReference") or documents.project,
        contract_reference=contract,
        contract_type=contract_type,
        purchase_order_reference=order,
        sales_order_reference=sales_order,
        receiving_advice_reference=read_reference(document, "cac:ReceiptDocumentReference"),
        despatch_advice_reference=read_reference(document, "cac:DespatchDocumentReference"),
        tender_reference=read_reference(document, "cac:OriginatorDocumentReference"),
        object_identifier=documents.invoiced_object,
        buyer_accounting_reference=document.text("cbc:AccountingCost"),
        payment_terms=read_payment_terms(document),
        notes=read_notes(document),
        business_process=frame,
        specification=document.text("cbc:CustomizationID"),
        operation_category=category_of_frame(frame),
        preceding_invoices=read_preceding_invoices(document),
        seller=parties.seller,
        buyer=parties.buyer,
        seller_agent=parties.seller_agent,
        payee=parties.payee,
        tax_representative=parties.tax_representative,
        delivery=read_delivery(document),
        period=read_period(period_group, "BT-73", "BT-74"),
        payment=parties.payment,
        allowances=allowances,
        charges=charges,
        totals=read_totals(document, currency, taxes),
        tax_breakdown=taxes.breakdown,
        supporting_documents=documents.supporting,
        lines=read_lines(document, kind, currency),
    )


def _not_ubl(root: _Element) -> Finding:
    tag = str(root.tag)
    return Finding(
        layer=Layer.READING,
        rule="WO-LECTURE-FORMAT",
        severity=Severity.ERROR,
        message=f"Le fichier n'est pas une facture UBL 2.1 : il commence par « {tag[:120]} ».",
        remedy="Donnez une facture (Invoice) ou un avoir (CreditNote) au format UBL 2.1.",
        path=f"/{tag[:120]}",
    )
