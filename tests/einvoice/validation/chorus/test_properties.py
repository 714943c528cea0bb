"""What holds for every invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.broken_invoices import changed, rules_broken
from support.einvoice_strategies import arbitrary_invoices, valid_invoices
from support.einvoices import a_line, a_whole_invoice
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus import Requirements, check_chorus

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice

TODAY = date(2026, 11, 24)
UNBEARABLE = ("NaN", "sNaN", "-Infinity", "1E+999999", "1E-999999", "1E+27", "0E+999999")


@settings(max_examples=30, deadline=None)
@given(valid_invoices(longest=3))
def test_an_invoice_that_breaks_no_rule_is_never_held_back(invoice: Invoice) -> None:
    for dialect in DIALECTS.values():
        findings = check_chorus(express(invoice, dialect).invoice, dialect)

        assert [finding for finding in findings if finding.severity is Severity.ERROR] == []


@settings(max_examples=40, deadline=None)
@given(arbitrary_invoices(), st.sampled_from(list(DIALECTS)), st.booleans())
def test_any_invoice_gets_an_answer(invoice: Invoice, circuit: Circuit, asks: bool) -> None:
    wants = Requirements(service=asks, engagement=asks, service_or_engagement=asks)
    findings = check_chorus(invoice, DIALECTS[circuit], requirements=wants, today=TODAY)

    assert all(finding.message and finding.remedy for finding in findings)


@pytest.mark.parametrize("value", UNBEARABLE)
@pytest.mark.parametrize(
    "path",
    [
        "lines[0].quantity",
        "lines[0].price.net",
        "lines[0].tax_rate",
        "lines[0].net_amount",
        "tax_breakdown[0].taxable_amount",
        "tax_breakdown[0].rate",
        "totals.due",
        "totals.prepaid",
    ],
)
@pytest.mark.parametrize("circuit", list(Circuit))
def test_a_number_that_cannot_be_computed_with_is_told_and_stops_nothing(
    path: str, value: str, circuit: Circuit
) -> None:
    invoice = changed(a_whole_invoice(circuit), path, Decimal(value))

    findings = check_chorus(invoice, DIALECTS[circuit])

    if circuit is Circuit.CHORUS:
        assert [finding.path for finding in findings if finding.rule == "CP-NOMBRE-01"] == [path]
    assert all(len(finding.message) < 400 for finding in findings)


def test_amounts_whose_product_is_beyond_counting_are_told() -> None:
    huge = {"lines[0].quantity": Decimal("9E17"), "lines[0].price.net": Decimal("9E17")}

    assert "CP-TOTAL-01" in rules_broken(a_whole_invoice(), changes=huge)


def test_a_rule_broken_everywhere_is_told_fifty_times_and_once_more() -> None:
    line = a_line(quantity=Decimal("1.00001"), net_amount=Decimal("24.80"))
    invoice = replace(a_whole_invoice(), lines=(line,) * 500)

    told = [
        finding
        for finding in check_chorus(invoice, DIALECTS[Circuit.CHORUS])
        if finding.rule == "CP-NOMBRE-02"
    ]

    assert len(told) == 51
    assert "plus de 50 endroits" in told[-1].message


def test_a_huge_text_does_not_fill_the_message() -> None:
    invoice = changed(a_whole_invoice(), "number", "N" * 1_000_000)

    findings = check_chorus(invoice, DIALECTS[Circuit.CHORUS])

    assert [finding.rule for finding in findings] == ["CP-NUM-01"]
    assert "1000000 caractères" in findings[0].message
    assert len(findings[0].message) < 200


@given(st.integers(-400, 400))
def test_only_a_date_after_today_is_of_the_future(days: int) -> None:
    issued = TODAY + timedelta(days=days)
    invoice = replace(a_whole_invoice(), issue_date=issued, due_date=None)

    assert ("CP-DATE-03" in rules_broken(invoice, today=TODAY)) == (days > 0)
    assert "CP-DATE-03" not in rules_broken(invoice)
