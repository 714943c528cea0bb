"""What is owed, and how it is settled: ApplicableHeaderTradeSettlement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.amounts import (
    ALLOWANCE,
    CHARGE,
    document_allowance_charge,
    period,
    tax_breakdown,
    totals,
)
from wochorus.einvoice.cii.writing.elements import group, text_element
from wochorus.einvoice.cii.writing.parties import payee
from wochorus.einvoice.cii.writing.payment import (
    creditor_reference,
    payment_means,
    payment_reference,
    payment_terms,
)
from wochorus.einvoice.cii.writing.references import preceding_invoice
from wochorus.einvoice.xml_text import escape

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice


def settlement(invoice: Invoice, most_preceding: int | None) -> str:
    """Write currencies, payment, VAT, totals, and at most ``most_preceding`` earlier invoices."""
    preceding = invoice.preceding_invoices[:most_preceding]
    return (
        "<ram:ApplicableHeaderTradeSettlement>"
        f"{creditor_reference(invoice.payment)}"
        f"{payment_reference(invoice.payment)}"
        f"{text_element('TaxCurrencyCode', invoice.tax_currency)}"
        f"<ram:InvoiceCurrencyCode>{escape(invoice.currency)}</ram:InvoiceCurrencyCode>"
        f"{payee(invoice.payee)}"
        f"{payment_means(invoice.payment)}"
        f"{tax_breakdown(invoice)}"
        f"{period(invoice.period)}"
        f"{_allowances_and_charges(invoice)}"
        f"{payment_terms(invoice)}"
        f"{totals(invoice)}"
        f"{''.join(map(preceding_invoice, preceding))}"
        f"{accounting_reference(invoice.buyer_accounting_reference)}"
        "</ram:ApplicableHeaderTradeSettlement>"
    )


def accounting_reference(reference: str | None) -> str:
    """Write where the buyer books it, for the invoice (BT-19) or for a line (BT-133)."""
    return group("ReceivableSpecifiedTradeAccountingAccount", text_element("ID", reference))


def _allowances_and_charges(invoice: Invoice) -> str:
    if not invoice.allowances and not invoice.charges:
        return ""
    allowances = [document_allowance_charge(part, ALLOWANCE) for part in invoice.allowances]
    charges = [document_allowance_charge(part, CHARGE) for part in invoice.charges]
    return "".join(allowances + charges)
