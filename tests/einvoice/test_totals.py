"""The arithmetic of an invoice, to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from support.einvoice_strategies import amounts, valid_invoices
from support.einvoices import a_line, an_invoice
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import (
    DocumentAllowanceCharge,
    Invoice,
    InvoiceLine,
    LineAllowanceCharge,
    Price,
)
from wochorus.einvoice.totals import Exemption, complete, line_net_amount, total_findings


def test_a_line_is_quantity_times_price_half_up() -> None:
    half_a_cent = a_line(quantity=Decimal(1), price=Price(net=Decimal("0.005")))

    assert line_net_amount(half_a_cent) == Decimal("0.01")


def test_a_price_may_be_for_a_hundred_units() -> None:
    line = a_line(
        quantity=Decimal(250), price=Price(net=Decimal("3.10"), base_quantity=Decimal(100))
    )

    assert line_net_amount(line) == Decimal("7.75")


def test_allowances_and_charges_of_a_line_count() -> None:
    line = a_line(
        quantity=Decimal(10),
        price=Price(net=Decimal(10)),
        allowances=(LineAllowanceCharge(amount=Decimal("7.50")),),
        charges=(LineAllowanceCharge(amount=Decimal("2.20")),),
    )

    assert line_net_amount(line) == Decimal("94.70")


def test_vat_is_computed_on_the_sum_of_a_rate_and_not_line_by_line() -> None:
    # Three lines of 0.33 at 20 %: 0.99 × 20 % is 0.20, while 3 × 0.07 would be 0.21.
    cents = a_line(quantity=Decimal(1), price=Price(net=Decimal("0.33")))
    invoice = complete(_with_lines(cents, 3))

    assert [entry.tax_amount for entry in invoice.tax_breakdown] == [Decimal("0.20")]


def test_rates_are_told_apart_and_the_highest_comes_first() -> None:
    reduced = a_line(2, tax_rate=Decimal("5.5"))
    invoice = complete(replace(an_invoice(), lines=(reduced, a_line(1))))

    assert [entry.rate for entry in invoice.tax_breakdown] == [Decimal(20), Decimal("5.5")]


def test_allowances_charges_and_advances_reach_the_amount_due() -> None:
    invoice = replace(
        an_invoice(lines=1),
        allowances=(DocumentAllowanceCharge(amount=Decimal(10), tax_rate=Decimal(20)),),
        charges=(DocumentAllowanceCharge(amount=Decimal(4), tax_rate=Decimal(20)),),
    )

    totals = complete(invoice, prepaid=Decimal(100), rounding=Decimal("-0.20")).totals

    assert totals is not None
    assert totals.lines == Decimal(310)
    assert totals.without_tax == Decimal(304)
    assert totals.tax == Decimal("60.80")
    assert totals.with_tax == Decimal("364.80")
    assert totals.due == Decimal("264.60")


def test_reverse_charge_brings_its_reason() -> None:
    subcontracted = a_line(tax_category="AE", tax_rate=Decimal(0))

    entry = complete(_with_lines(subcontracted, 1)).tax_breakdown[0]

    assert entry.exemption_code == "VATEX-EU-AE"
    assert entry.tax_amount == 0


def test_an_exemption_is_told_by_who_knows_the_law() -> None:
    exempt = a_line(tax_category="E", tax_rate=Decimal(0))
    law = Exemption("Exonération, article 261 du CGI", "VATEX-EU-132")

    entry = complete(_with_lines(exempt, 1), exemptions={"E": law}).tax_breakdown[0]

    assert (entry.exemption_reason, entry.exemption_code) == (law.reason, law.code)


def test_amounts_that_are_given_are_left_as_they_are() -> None:
    stated = replace(an_invoice(lines=1), lines=(a_line(net_amount=Decimal(1000)),))

    invoice = complete(stated)

    assert invoice.lines[0].net_amount == Decimal(1000)
    assert invoice.totals is not None
    assert invoice.totals.lines == Decimal(1000)


def test_a_line_that_is_not_its_product_is_a_warning() -> None:
    stated = complete(replace(an_invoice(), lines=(a_line(net_amount=Decimal(1000)),)))

    findings = total_findings(stated)

    assert [(finding.rule, finding.severity) for finding in findings] == [
        ("WO-LIGNE-01", Severity.WARNING)
    ]
    assert "1\u202f000,00" in findings[0].message
    assert "310,00" in findings[0].message


def test_an_amount_with_too_many_decimals_is_shown_with_them_all() -> None:
    invoice = complete(an_invoice(1))
    off = replace(invoice.lines[0], net_amount=Decimal("310.001"))

    message = total_findings(replace(invoice, lines=(off,)))[0].message

    assert "est de 310,001, alors" in message
    assert message.endswith("donne 310,00.")


def test_a_rate_without_breakdown_is_found() -> None:
    whole = complete(an_invoice())
    cheaper = replace(whole.lines[0], tax_rate=Decimal(10))

    rules = [finding.rule for finding in total_findings(replace(whole, lines=(cheaper,)))]

    assert "BR-S-01" in rules


@settings(max_examples=40, deadline=None)
@given(valid_invoices())
def test_what_is_computed_is_never_found_wrong(invoice: Invoice) -> None:
    assert total_findings(invoice) == ()


@settings(max_examples=40, deadline=None)
@given(
    valid_invoices(),
    st.sampled_from(["lines", "without_tax", "tax", "with_tax", "due"]),
    amounts("10"),
)
def test_a_total_that_is_off_by_any_amount_is_found(
    invoice: Invoice, field: str, error: Decimal
) -> None:
    totals = invoice.totals
    assert totals is not None
    wrong = replace(invoice, totals=replace(totals, **{field: getattr(totals, field) + error}))

    paths = {finding.path for finding in total_findings(wrong)}

    assert f"totals.{field}" in paths


@settings(max_examples=40, deadline=None)
@given(valid_invoices())
def test_the_totals_reconcile_whatever_the_invoice(invoice: Invoice) -> None:
    totals = invoice.totals
    assert totals is not None
    taxable = sum(entry.taxable_amount for entry in invoice.tax_breakdown)

    assert taxable == totals.without_tax
    assert totals.with_tax - (totals.prepaid or 0) == totals.due


def _with_lines(line: InvoiceLine, count: int) -> Invoice:
    return replace(an_invoice(), lines=(line,) * count)
