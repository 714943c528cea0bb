"""The head of the document: what it is, when, in which currency, with which notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.vocabulary import INVOICE, TAX_POINT_CODES, Kind
from wochorus.einvoice.ubl.writing.elements import date_of, notes, period, text
from wochorus.einvoice.xml_text import escape

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice


def header(invoice: Invoice, kind: Kind) -> str:
    """Write all that stands before the references.

    The date of VAT (BT-7) comes after the notes of an invoice and before the type of a credit
    note; a credit note has its due date (BT-9) among the means of payment.
    """
    is_invoice = kind is INVOICE
    tax_point = date_of("TaxPointDate", invoice.tax_point_date)
    return (
        "<cbc:UBLVersionID>2.1</cbc:UBLVersionID>"
        f"{text('CustomizationID', invoice.specification)}"
        f"{text('ProfileID', invoice.business_process)}"
        f"<cbc:ID>{escape(invoice.number)}</cbc:ID>"
        f"<cbc:IssueDate>{invoice.issue_date.isoformat()}</cbc:IssueDate>"
        f"{date_of('DueDate', invoice.due_date) if is_invoice else tax_point}"
        f"<cbc:{kind.type_code}>{escape(invoice.type_code)}</cbc:{kind.type_code}>"
        f"{notes(invoice.notes)}"
        f"{tax_point if is_invoice else ''}"
        f"<cbc:DocumentCurrencyCode>{escape(invoice.currency)}</cbc:DocumentCurrencyCode>"
        f"{text('TaxCurrencyCode', invoice.tax_currency)}"
        f"{text('AccountingCost', invoice.buyer_accounting_reference)}"
        f"{text('BuyerReference', invoice.buyer_reference)}"
        f"{period(invoice.period, TAX_POINT_CODES.get(invoice.tax_point_date_code or ''))}"
    )
