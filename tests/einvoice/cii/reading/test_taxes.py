"""VAT of foreign files, of the invoice and of its parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from support.cii_documents import invoice_in, line, read, told


def tax(rate: str = "20", category: str = "S", more: str = "") -> str:
    return f"""<ram:ApplicableTradeTax><ram:CalculatedAmount>0</ram:CalculatedAmount>
        <ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>0</ram:BasisAmount>
        <ram:CategoryCode>{category}</ram:CategoryCode>{more}
        <ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"""


DUE = """<ram:TaxPointDate><udt:DateString format="102">{}</udt:DateString></ram:TaxPointDate>
    <ram:DueDateTypeCode>{}</ram:DueDateTypeCode>"""


def test_when_vat_falls_due_is_said_once_in_the_model() -> None:
    due = DUE.format("20261031", "72")
    invoice = invoice_in(settlement=tax(more=due) + tax("10", more=due))
    assert invoice.tax_point_date == date(2026, 10, 31)
    assert invoice.tax_point_date_code == "72"
    assert [entry.rate for entry in invoice.tax_breakdown] == [20, 10]


def test_rates_that_fall_due_at_different_times_are_told() -> None:
    reading = read(
        settlement=tax(more=DUE.format("20261031", "72"))
        + tax("10", more=DUE.format("20261130", "5"))
    )
    assert reading.invoice is not None
    assert reading.invoice.tax_point_date == date(2026, 10, 31)
    assert reading.invoice.tax_point_date_code == "72"
    assert sorted(told(reading)) == [
        ("WO-LECTURE-REPETE", "ApplicableTradeTax[2]/DueDateTypeCode"),
        ("WO-LECTURE-REPETE", "ApplicableTradeTax[2]/TaxPointDate"),
    ]


def test_a_tax_that_is_no_vat_is_told() -> None:
    other = tax().replace("VAT", "AAA")
    reading = read(settlement=other)
    assert told(reading) == [("WO-LECTURE-INCONNU", "ApplicableTradeTax/TypeCode")]


def test_vat_without_amount_is_told_and_left_out() -> None:
    reading = read(
        settlement="<ram:ApplicableTradeTax><ram:CategoryCode>S</ram:CategoryCode>"
        "</ram:ApplicableTradeTax>"
    )
    assert reading.invoice is not None
    assert reading.invoice.tax_breakdown == ()
    assert {finding.term for finding in reading.findings} == {"BT-116", "BT-117"}


RATE_ALONE = """<ram:ApplicableTradeTax><ram:RateApplicablePercent>10</ram:RateApplicablePercent>
    </ram:ApplicableTradeTax>"""


def test_a_line_with_a_rate_alone_has_the_category_of_that_rate() -> None:
    reading = read(settlement=tax("20") + tax("10", "Z"), lines=line(tax=RATE_ALONE))
    assert reading.invoice is not None
    (read_line,) = reading.invoice.lines
    assert (read_line.tax_category, read_line.tax_rate) == ("Z", Decimal(10))
    assert told(reading) == [("WO-LECTURE-DEFAUT", "ApplicableTradeTax/CategoryCode")]


def test_a_line_without_vat_has_the_only_vat_of_the_invoice() -> None:
    reading = read(settlement=tax("5.5", "S"), lines=line(tax=""))
    assert reading.invoice is not None
    (read_line,) = reading.invoice.lines
    assert (read_line.tax_category, read_line.tax_rate) == ("S", Decimal("5.5"))


def test_a_line_without_vat_among_several_rates_has_no_rate() -> None:
    reading = read(settlement=tax("20") + tax("10"), lines=line(tax=""))
    assert reading.invoice is not None
    (read_line,) = reading.invoice.lines
    assert (read_line.tax_category, read_line.tax_rate) == ("S", None)
    assert [finding.term for finding in reading.findings] == ["BT-151"]
