"""Totals of foreign files, whole or not."""

from __future__ import annotations

from decimal import Decimal

from support.cii_documents import invoice_in, read, told
from wochorus.einvoice.model import Totals

GROUP = "SpecifiedTradeSettlementHeaderMonetarySummation"


def totals(**amounts: str) -> str:
    elements = "".join(f"<ram:{name}>{amount}</ram:{name}>" for name, amount in amounts.items())
    return f"<ram:{GROUP}>{elements}</ram:{GROUP}>"


def tax_total(amount: str, currency: str) -> str:
    return f'<ram:TaxTotalAmount currencyID="{currency}">{amount}</ram:TaxTotalAmount>'


def with_taxes(*taxes: str, tax_currency: str = "") -> str:
    whole = totals(
        LineTotalAmount="1", TaxBasisTotalAmount="1", GrandTotalAmount="1", DuePayableAmount="1"
    )
    code = f"<ram:TaxCurrencyCode>{tax_currency}</ram:TaxCurrencyCode>" if tax_currency else ""
    return code + whole.replace("<ram:GrandTotal", "".join(taxes) + "<ram:GrandTotal")


def test_the_minimum_profile_states_four_totals_and_the_fifth_follows() -> None:
    reading = read(
        settlement=totals(
            TaxBasisTotalAmount="100.00",
            TaxTotalAmount="20.00",
            GrandTotalAmount="120.00",
            DuePayableAmount="120.00",
        )
    )
    assert reading.invoice is not None
    assert reading.invoice.totals == Totals(
        lines=Decimal(100),
        without_tax=Decimal(100),
        tax=Decimal(20),
        with_tax=Decimal(120),
        due=Decimal(120),
    )
    assert reading.invoice.lines == ()
    assert told(reading) == [("WO-LECTURE-DEFAUT", f"{GROUP}/LineTotalAmount")]
    (finding,) = reading.findings
    assert "« 100.00 » est pris à sa place" in finding.message


def test_missing_totals_follow_from_allowances_charges_and_what_was_paid() -> None:
    reading = read(
        settlement=totals(
            LineTotalAmount="100",
            AllowanceTotalAmount="10",
            ChargeTotalAmount="5",
            TaxTotalAmount="19",
            TotalPrepaidAmount="14",
        )
    )
    assert reading.invoice is not None
    read_totals = reading.invoice.totals
    assert read_totals is not None
    assert (read_totals.without_tax, read_totals.with_tax, read_totals.due) == (
        Decimal(95),
        Decimal(114),
        Decimal(100),
    )
    assert len(reading.findings) == 3


def test_totals_that_say_nothing_are_none_and_that_is_told() -> None:
    reading = read(settlement=totals(TotalPrepaidAmount="14"))
    assert reading.invoice is not None
    assert reading.invoice.totals is None
    assert [finding.rule for finding in reading.findings] == ["WO-LECTURE-MANQUE"]


def test_vat_in_its_own_currency_is_told_apart_whatever_the_order() -> None:
    euros, dollars = tax_total("20", "EUR"), tax_total("22", "USD")
    for taxes in ((euros, dollars), (dollars, euros)):
        read_totals = invoice_in(settlement=with_taxes(*taxes, tax_currency="USD")).totals
        assert read_totals is not None
        assert (read_totals.tax, read_totals.tax_in_tax_currency) == (Decimal(20), Decimal(22))


def test_a_third_total_of_vat_is_told() -> None:
    reading = read(settlement=with_taxes(tax_total("20", "EUR"), tax_total("21", "EUR")))
    assert reading.invoice is not None
    assert reading.invoice.totals is not None
    assert reading.invoice.totals.tax == 20
    assert told(reading) == [("WO-LECTURE-REPETE", f"{GROUP}/TaxTotalAmount[2]")]
