"""The order of what is owed and how it is settled."""

from __future__ import annotations

import re
from decimal import Decimal

from support.cii_documents import xml
from support.einvoices import a_whole_invoice, an_invoice
from wochorus.einvoice.cii.writing.settlement import accounting_reference, settlement
from wochorus.einvoice.model import (
    DirectDebit,
    DocumentAllowanceCharge,
    Payee,
    PaymentInstructions,
    PrecedingInvoice,
)


def test_the_section_follows_the_order_of_the_schema() -> None:
    part = DocumentAllowanceCharge(amount=Decimal(1), tax_rate=Decimal(20), reason="Remise")
    invoice = a_whole_invoice(
        tax_currency="USD",
        payee=Payee(name="Affactureur"),
        payment=PaymentInstructions(
            means_code="59",
            remittance_information="FA-42",
            direct_debit=DirectDebit(mandate="M-1", creditor="FR12ZZZ1"),
        ),
        allowances=(part,),
        charges=(part,),
        preceding_invoices=(PrecedingInvoice(number="FA-31"),),
        buyer_accounting_reference="6135",
    )
    written = settlement(invoice, None)
    content = re.sub(
        r"<ram:(\w+(?:TradeParty|AllowanceCharge))>.*?</ram:\1>", r"<ram:\1/>", written
    )
    names = re.findall(r"<ram:(\w+?)(?=[ />])", content)
    top_level = [
        *("ApplicableHeaderTradeSettlement", "CreditorReferenceID", "PaymentReference"),
        *("TaxCurrencyCode", "InvoiceCurrencyCode", "PayeeTradeParty"),
        *("SpecifiedTradeSettlementPaymentMeans", "ApplicableTradeTax", "BillingSpecifiedPeriod"),
        *("SpecifiedTradeAllowanceCharge", "SpecifiedTradeAllowanceCharge"),
        *("SpecifiedTradePaymentTerms", "SpecifiedTradeSettlementHeaderMonetarySummation"),
        *("InvoiceReferencedDocument", "ReceivableSpecifiedTradeAccountingAccount"),
    ]
    assert [name for name in names if name in top_level] == top_level


def test_the_old_version_keeps_the_first_of_several_earlier_invoices() -> None:
    earlier = (PrecedingInvoice(number="FA-31"), PrecedingInvoice(number="FA-32"))
    invoice = an_invoice(preceding_invoices=earlier)
    assert settlement(invoice, None).count("<ram:InvoiceReferencedDocument>") == 2
    assert settlement(invoice, 1).count("<ram:InvoiceReferencedDocument>") == 1
    assert "FA-31" in settlement(invoice, 1)


def test_where_the_buyer_books_it() -> None:
    assert accounting_reference("6135") == xml("""
        <ram:ReceivableSpecifiedTradeAccountingAccount>
            <ram:ID>6135</ram:ID>
        </ram:ReceivableSpecifiedTradeAccountingAccount>
    """)
    assert accounting_reference(None) == ""
