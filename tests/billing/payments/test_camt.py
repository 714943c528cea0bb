"""Bank statements in XML, as banks write them and as they should not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from support.bank_statements import IBAN, a_statement, an_entry, details
from wochorus.billing.payments.camt import read_camt
from wochorus.core.errors import InvalidInput


def test_a_payment_comes_with_its_day_amount_payer_and_text() -> None:
    found = read_camt(a_statement(an_entry("1200.00", details("FACT FA-2026-0012"))))
    (line,) = found.lines
    assert (line.account, line.booked_on, line.amount) == (
        IBAN,
        date(2026, 11, 20),
        Decimal("1200.00"),
    )
    assert (line.payer, line.text) == ("DRFIP PARIS", "FACT FA-2026-0012")
    assert line.payer_iban == "FR1420041010050500013M02606"
    assert not found.left_aside


@pytest.mark.parametrize(
    ("version", "message", "status", "payer"),
    [
        ("camt.053.001.02", "BkToCstmrStmt", "<Sts>BOOK</Sts>", "<Dbtr><Nm>X</Nm></Dbtr>"),
        (
            "camt.053.001.08",
            "BkToCstmrStmt",
            "<Sts><Cd>BOOK</Cd></Sts>",
            "<Dbtr><Pty><Nm>X</Nm></Pty></Dbtr>",
        ),
        ("camt.054.001.02", "BkToCstmrDbtCdtNtfctn", "", "<Dbtr><Nm>X</Nm></Dbtr>"),
    ],
)
def test_old_and_new_versions_say_the_same(
    version: str, message: str, status: str, payer: str
) -> None:
    text = f"<TxDtls><RltdPties>{payer}</RltdPties></TxDtls>"
    content = a_statement(an_entry("5.00", text, status=status), version=version, message=message)
    (line,) = read_camt(content).lines
    assert (line.payer, line.amount) == ("X", Decimal("5.00"))


def test_an_entry_that_gathers_payments_gives_one_line_for_each() -> None:
    both = an_entry("30.00", details("FA-1", amount="10.00"), details("FA-2", amount="20.00"))
    lines = read_camt(a_statement(both)).lines
    assert [(line.amount, line.text) for line in lines] == [
        (Decimal("10.00"), "FA-1"),
        (Decimal("20.00"), "FA-2"),
    ]


def test_an_entry_whose_parts_do_not_add_up_stays_one_line_with_all_that_it_says() -> None:
    odd = an_entry("31.00", details("FA-1", amount="10.00"), details("FA-2", amount="20.00"))
    (line,) = read_camt(a_statement(odd)).lines
    assert line.amount == Decimal("31.00")
    assert "FA-1" in line.text
    assert "FA-2" in line.text


def test_two_equal_payments_of_one_day_are_two_lines_and_the_same_when_read_again() -> None:
    content = a_statement(an_entry("5.00", details("LOYER")), an_entry("5.00", details("LOYER")))
    keys = [line.key for line in read_camt(content).lines]
    assert len(set(keys)) == 2
    assert [line.key for line in read_camt(content).lines] == keys


def test_what_went_out_is_marked_and_what_is_not_booked_is_told() -> None:
    found = read_camt(
        a_statement(an_entry(way="DBIT"), an_entry(status="<Sts>PDNG</Sts>"), an_entry("7.00"))
    )
    assert [line.is_debit for line in found.lines] == [True, False]
    assert len({line.key for line in found.lines}) == 2
    assert "PDNG" in found.left_aside[0].why


def test_a_payment_that_the_bank_took_back_is_told() -> None:
    back = an_entry(way="DBIT", more="<RvslInd>true</RvslInd>")
    assert "annulation" in read_camt(a_statement(back)).left_aside[0].why


@pytest.mark.parametrize("amount", ["", "abc", "NaN", "-5", "0", "1e30", "1.005"])
def test_an_amount_that_cannot_be_one_is_told_with_its_place(amount: str) -> None:
    found = read_camt(a_statement(an_entry(amount), an_entry("7.00")))
    assert [line.amount for line in found.lines] == [Decimal("7.00")]
    assert "écriture 1" in found.left_aside[0].where


def test_an_entry_without_a_day_is_told() -> None:
    found = read_camt(a_statement(an_entry(day="")))
    assert "date" in found.left_aside[0].why


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "XML lisible"),
        (b"%PDF-1.7", "XML lisible"),
        (b"<Document><CstmrCdtTrfInitn/></Document>", "pas un relevé"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Document><BkToCstmrStmt/></Document>', "DOCTYPE"),
        (b"x" * 50_000_001, "50 Mo"),
    ],
)
def test_another_file_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_camt(content)
