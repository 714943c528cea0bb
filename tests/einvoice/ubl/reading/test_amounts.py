"""Amounts typed by others."""

from __future__ import annotations

from decimal import Decimal

from support.ubl_documents import invoice_in, read

SUBTOTAL = (
    '<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">{}</cbc:TaxableAmount>'
    '<cbc:TaxAmount currencyID="EUR">20</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>'
    "<cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    "</cac:TaxCategory></cac:TaxSubtotal>"
)
TOTAL = '<cac:TaxTotal><cbc:TaxAmount currencyID="{}">{}</cbc:TaxAmount>{}</cac:TaxTotal>'
SUMS = (
    "<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>95</cbc:TaxExclusiveAmount>"
    "<cbc:TaxInclusiveAmount>115</cbc:TaxInclusiveAmount>{}"
    "<cbc:PayableAmount>115</cbc:PayableAmount></cac:LegalMonetaryTotal>"
)
LINES = "<cbc:LineExtensionAmount>100</cbc:LineExtensionAmount>"


def test_the_two_totals_of_vat_are_told_apart_in_any_order() -> None:
    euros, francs = TOTAL.format("EUR", "20", SUBTOTAL.format(100)), TOTAL.format("CHF", "19", "")
    for order in (euros + francs, francs + euros):
        currency = "<cbc:TaxCurrencyCode>CHF</cbc:TaxCurrencyCode>"
        invoice = invoice_in(currency + order + SUMS.format(LINES))
        assert invoice.totals is not None
        assert invoice.totals.tax == 20
        assert invoice.totals.tax_in_tax_currency == 19
        assert len(invoice.tax_breakdown) == 1


def test_a_total_of_vat_in_a_third_currency_is_told() -> None:
    reading = read(TOTAL.format("EUR", "20", "") + TOTAL.format("USD", "22", ""))
    (told,) = reading.findings
    assert told.path == "/Invoice/cac:TaxTotal[2]/cbc:TaxAmount"
    assert "22" in told.message


def test_a_sum_of_lines_that_is_missing_follows_from_the_others_and_is_told() -> None:
    allowance = "<cbc:AllowanceTotalAmount>5</cbc:AllowanceTotalAmount>"
    reading = read(SUMS.format(allowance))
    assert reading.invoice is not None
    assert reading.invoice.totals is not None
    assert reading.invoice.totals.lines == Decimal(100)
    (told,) = reading.findings
    assert told.term == "BT-106"
    assert "« 100 » est pris à sa place" in told.message


def test_totals_without_the_amount_to_pay_are_told_and_left_out() -> None:
    reading = read(SUMS.replace("PayableAmount>115", "PayableAmount>").format(LINES))
    assert reading.invoice is not None
    assert reading.invoice.totals is None
    assert [finding.term for finding in reading.findings] == ["BT-115"]


def test_an_amount_that_is_no_number_takes_its_group_with_it_but_not_the_rest() -> None:
    reading = read(TOTAL.format("EUR", "20", SUBTOTAL.format("cent") + SUBTOTAL.format(100)))
    assert reading.invoice is not None
    assert len(reading.invoice.tax_breakdown) == 1
    assert [finding.rule for finding in reading.findings] == [
        "WO-LECTURE-VALEUR",
        "WO-LECTURE-MANQUE",
    ]
    assert reading.findings[0].path == (
        "/Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxableAmount"
    )


def test_another_currency_on_an_amount_is_told_and_the_amount_read() -> None:
    reading = read(SUMS.replace("<cbc:PayableAmount>", '<cbc:PayableAmount currencyID="USD">'))
    assert reading.invoice is not None
    told = next(finding for finding in reading.findings if finding.term == "BT-115")
    assert "« USD »" in told.message
    assert reading.invoice.totals is not None
    assert reading.invoice.totals.due == 115
