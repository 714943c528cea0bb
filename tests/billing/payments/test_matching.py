"""Which invoices a payment pays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.billing.payments.matching import Certainty, Incoming, Ledger, OpenInvoice

DUE = date(2026, 10, 31)
TOWN, HOSPITAL = 1, 2


def an_open_invoice(
    rank: int, number: str, left: str = "1200.00", customer: int = TOWN, name: str = "Ville de Lyon"
) -> OpenInvoice:
    return OpenInvoice(rank, number, customer, name, DUE, Decimal(left))


LEDGER = (
    an_open_invoice(1, "FA-2026-0012"),
    an_open_invoice(2, "FA-2026-0013", "800.00"),
    an_open_invoice(3, "FA-2026-00120", "55.00"),
    an_open_invoice(4, "H-77", "300.00", HOSPITAL, "Hôpital Édouard Herriot"),
)


@pytest.mark.parametrize(
    "text",
    ["FA-2026-0012", "VIR FACT N° FA 2026 0012 NETTOYAGE", "fa20260012", "MANDAT 12/FA_2026/0012;"],
)
def test_a_number_is_found_however_the_bank_writes_it(text: str) -> None:
    found = Ledger(LEDGER).match(Incoming(Decimal("1200.00"), text))
    assert found.certainty is Certainty.SURE
    assert found.shares == ((1, Decimal("1200.00")),)


def test_a_number_inside_a_longer_one_does_not_count() -> None:
    found = Ledger(LEDGER).match(Incoming(Decimal("55.00"), "FA-2026-00120"))
    assert found.shares == ((3, Decimal("55.00")),)


def test_one_transfer_may_pay_several_invoices() -> None:
    found = Ledger(LEDGER).match(Incoming(Decimal("2000.00"), "FA-2026-0012 FA-2026-0013"))
    assert found.certainty is Certainty.SURE
    assert dict(found.shares) == {1: Decimal("1200.00"), 2: Decimal("800.00")}


def test_a_part_of_an_invoice_is_proposed() -> None:
    found = Ledger(LEDGER).match(Incoming(Decimal("500.00"), "ACPTE FA-2026-0012"))
    assert found.certainty is Certainty.LIKELY
    assert found.shares == ((1, Decimal("500.00")),)
    assert "une partie" in found.why


def test_too_much_money_is_proposed_for_what_is_owed_only() -> None:
    found = Ledger(LEDGER).match(Incoming(Decimal("1300.00"), "FA-2026-0012"))
    assert found.certainty is Certainty.LIKELY
    assert found.shares == ((1, Decimal("1200.00")),)


def test_a_payer_with_one_invoice_of_that_amount_is_proposed() -> None:
    found = Ledger(LEDGER).match(
        Incoming(Decimal("300.00"), "PAIE 4711", "HOPITAL EDOUARD HERRIOT")
    )
    assert found.certainty is Certainty.LIKELY
    assert found.shares == ((4, Decimal("300.00")),)


def test_the_sum_of_all_that_a_payer_owes_is_proposed() -> None:
    found = Ledger(LEDGER).match(Incoming(Decimal("2055.00"), "MANDATS NOV", "TRESORERIE LYON"))
    assert dict(found.shares).keys() == {1, 2, 3}


def test_two_invoices_of_one_amount_without_a_name_match_nothing() -> None:
    twins = (an_open_invoice(1, "A-0001"), an_open_invoice(2, "A-0002", customer=HOSPITAL))
    assert Ledger(twins).match(Incoming(Decimal("1200.00"))).certainty is Certainty.NONE


def test_a_short_number_needs_its_amount_beside_it() -> None:
    short = (an_open_invoice(1, "12"), an_open_invoice(2, "B-9999", "50.00"))
    assert Ledger(short).match(Incoming(Decimal("7.00"), "le 12 mars")).shares == ()
    assert Ledger(short).match(Incoming(Decimal("1200.00"), "facture 12")).shares == (
        (1, Decimal("1200.00")),
    )


def test_the_amount_tells_which_year_is_meant() -> None:
    years = (an_open_invoice(1, "F-0001"), an_open_invoice(2, "F-0001", "60.00"))
    assert Ledger(years).match(Incoming(Decimal("60.00"), "F-0001")).shares == (
        (2, Decimal("60.00")),
    )


_INVOICES = st.lists(
    st.builds(
        OpenInvoice,
        st.integers(1, 10**6),
        st.from_regex(r"[A-Z]{2}-20[0-9]{2}-[0-9]{4}", fullmatch=True),
        st.integers(1, 4),
        st.sampled_from(["Ville de Lyon", "CHU de Nantes", "Lycée Ampère"]),
        st.just(DUE),
        st.decimals(1, 9_999, places=2),
    ),
    unique_by=(lambda one: one.id, lambda one: one.number),
    min_size=1,
    max_size=8,
)


@given(_INVOICES, st.data())
def test_a_transfer_that_names_a_customer_s_invoices_and_pays_them_is_sure(
    invoices: list[OpenInvoice], data: st.DataObject
) -> None:
    customer = data.draw(st.sampled_from(invoices)).customer_id
    own = [one for one in invoices if one.customer_id == customer]
    paid = data.draw(st.lists(st.sampled_from(own), min_size=1, unique=True))
    text = " ".join(one.number for one in paid)
    amount = sum((one.left for one in paid), Decimal(0))
    found = Ledger(invoices).match(Incoming(amount, text))
    assert found.certainty is Certainty.SURE
    assert dict(found.shares) == {one.id: one.left for one in paid}


@given(_INVOICES, st.decimals(1, 30_000, places=2), st.text(max_size=40), st.text(max_size=20))
def test_nothing_is_ever_paid_beyond_what_is_owed_or_came_in(
    invoices: list[OpenInvoice], amount: Decimal, text: str, payer: str
) -> None:
    found = Ledger(invoices).match(Incoming(amount, text, payer))
    left = {one.id: one.left for one in invoices}
    assert sum((share for _, share in found.shares), Decimal(0)) <= amount
    assert all(0 < share <= left[each] for each, share in found.shares)
    assert len(dict(found.shares)) == len(found.shares)
