"""Dates and numbers, good and bad."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from support.cii_documents import invoice_in, line, read, told
from wochorus.einvoice.findings import Severity


def due(inner: str) -> str:
    return (
        "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>"
        f"{inner}</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
    )


@pytest.mark.parametrize(
    "inner",
    [
        '<udt:DateTimeString format="102">20261130</udt:DateTimeString>',
        "<udt:DateTimeString>20261130</udt:DateTimeString>",
        '<qdt:DateTimeString format="102"> 20261130 </qdt:DateTimeString>',
        '<udt:DateTimeString format="204">20261130000000</udt:DateTimeString>',
        "<udt:DateTime>2026-11-30</udt:DateTime>",
    ],
)
def test_a_day_is_read_in_each_way_that_others_write_it(inner: str) -> None:
    assert invoice_in(settlement=due(inner)).due_date == date(2026, 11, 30)


def test_an_hour_is_told_and_the_day_kept() -> None:
    string = '<udt:DateTimeString format="203">202611300930</udt:DateTimeString>'
    reading = read(settlement=due(string))
    assert reading.invoice is not None
    assert reading.invoice.due_date == date(2026, 11, 30)
    (finding,) = reading.findings
    assert (finding.rule, finding.severity) == ("WO-LECTURE-HEURE", Severity.INFORMATION)


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        (' format="102"', "20261345"),
        (' format="102"', "2026113"),
        (' format="102"', "30/11/2026"),
        (' format="102"', "2026²130"),
        (' format="610"', "202611"),
        (' format="999"', "20261130"),
        ("", "bientôt"),
    ],
)
def test_a_day_that_is_none_is_told_with_its_term_and_the_rest_is_read(
    attribute: str, text: str
) -> None:
    string = f"<udt:DateTimeString{attribute}>{text}</udt:DateTimeString>"
    reading = read(settlement=due(string) + "<ram:TaxCurrencyCode>USD</ram:TaxCurrencyCode>")
    assert reading.invoice is not None
    assert reading.invoice.due_date is None
    assert reading.invoice.tax_currency == "USD"
    (finding,) = reading.findings
    assert (finding.severity, finding.term) == (Severity.ERROR, "BT-9")
    assert finding.message.startswith(f"« {text} » n'est pas une date")
    assert finding.path.endswith("/ram:DueDateDateTime/udt:DateTimeString")


@pytest.mark.parametrize("text", ["12.5", " 12.50 ", "+12.5", "012.5"])
def test_a_number_is_read_as_xml_schema_has_it(text: str) -> None:
    delivery = f'<ram:BilledQuantity unitCode="HUR">{text}</ram:BilledQuantity>'
    assert invoice_in(lines=line(delivery=delivery)).lines[0].quantity == Decimal("12.5")


@pytest.mark.parametrize("text", ["12,5", "1E3", "douze", "1 200", "1.2.3", "NaN", "9" * 80])
def test_a_number_that_is_none_is_told_and_its_line_is_kept(text: str) -> None:
    delivery = f'<ram:BilledQuantity unitCode="HUR">{text}</ram:BilledQuantity>'
    reading = read(lines=line(delivery=delivery))
    assert reading.invoice is not None
    (kept,) = reading.invoice.lines
    assert (kept.quantity, kept.unit, kept.price.net) == (Decimal(0), "HUR", Decimal("24.80"))
    bad, assumed = reading.findings
    assert (bad.severity, bad.term) == (Severity.ERROR, "BT-129")
    assert "n'est pas un nombre" in bad.message
    assert bad.path.endswith("/ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    assert "« 0 » est pris à sa place" in assumed.message


def test_an_amount_in_another_currency_is_read_and_told() -> None:
    settlement = """<ram:SpecifiedTradeSettlementLineMonetarySummation>
        <ram:LineTotalAmount currencyID="USD">310.00</ram:LineTotalAmount>
        </ram:SpecifiedTradeSettlementLineMonetarySummation>"""
    reading = read(lines=line(settlement=settlement))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].net_amount == Decimal("310.00")
    assert told(reading) == [("WO-LECTURE-DEVISE", "LineTotalAmount/@currencyID")]
    (finding,) = reading.findings
    assert "« USD »" in finding.message
    assert "« EUR »" in finding.message


def test_an_amount_that_says_the_currency_of_the_invoice_says_nothing_more() -> None:
    settlement = """<ram:SpecifiedTradeSettlementLineMonetarySummation>
        <ram:LineTotalAmount currencyID="EUR">310.00</ram:LineTotalAmount>
        </ram:SpecifiedTradeSettlementLineMonetarySummation>"""
    assert invoice_in(lines=line(settlement=settlement)).lines[0].net_amount == 310
