"""Allowances, charges, VAT and totals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from support.einvoices import a_whole_invoice, an_invoice
from support.ubl_documents import texts, written
from wochorus.einvoice.model import DocumentAllowanceCharge, TaxBreakdown

EXEMPT = TaxBreakdown(
    taxable_amount=Decimal(100),
    tax_amount=Decimal(0),
    category="E",
    rate=Decimal(0),
    exemption_reason="Article 261",
    exemption_code="VATEX-EU-132",
)


def test_allowances_come_before_charges_each_with_its_vat() -> None:
    allowance = DocumentAllowanceCharge(
        amount=Decimal("5.00"),
        base_amount=Decimal(50),
        percentage=Decimal(10),
        tax_rate=Decimal("5.5"),
        reason="Remise",
        reason_code="95",
    )
    charge = DocumentAllowanceCharge(amount=Decimal("2.50"), tax_category="E", reason="Port")
    root = written(an_invoice(allowances=(allowance,), charges=(charge,)))
    first, second = root.findall("{*}AllowanceCharge")
    assert texts(first, ".//*[not(*)]") == [
        *("false", "95", "Remise", "10", "5.00", "50"),
        *("S", "5.5", "VAT"),
    ]
    assert texts(second, ".//*[not(*)]") == ["true", "Port", "2.50", "E", "VAT"]


def test_every_amount_bears_the_currency_of_the_document() -> None:
    root = written(a_whole_invoice(currency="XPF"))
    amounts = root.xpath("//*[@currencyID]")
    assert isinstance(amounts, list)
    assert len(amounts) > 8
    assert set(texts(root, "//@currencyID")) == {"XPF"}


def test_the_vat_of_an_exempt_rate_says_why() -> None:
    root = written(replace(a_whole_invoice(), tax_breakdown=(EXEMPT,)))
    category = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory//*[not(*)]"
    assert texts(root, category) == ["E", "0", "VATEX-EU-132", "Article 261", "VAT"]


def test_vat_in_the_currency_of_accounting_is_a_second_total() -> None:
    invoice = a_whole_invoice(tax_currency="CHF")
    assert invoice.totals is not None
    totals = replace(invoice.totals, tax_in_tax_currency=Decimal("118.40"))
    root = written(replace(invoice, totals=totals))
    assert texts(root, "cac:TaxTotal/cbc:TaxAmount") == ["124.00", "118.40"]
    assert texts(root, "cac:TaxTotal/cbc:TaxAmount/@currencyID") == ["EUR", "CHF"]
    assert texts(root, "cac:TaxTotal[2]/cac:TaxSubtotal") == []


def test_totals_stand_in_the_order_of_the_schema() -> None:
    invoice = a_whole_invoice()
    assert invoice.totals is not None
    totals = replace(
        invoice.totals,
        allowances=Decimal(1),
        charges=Decimal(2),
        prepaid=Decimal(3),
        rounding=Decimal("-0.01"),
    )
    root = written(replace(invoice, totals=totals))
    assert texts(root, "cac:LegalMonetaryTotal/*") == [
        *("620.00", "620.00", "744.00"),
        *("1", "2", "3", "-0.01", "744.00"),
    ]
