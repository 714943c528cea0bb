"""Payments that come in by a file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from support.bank_statements import IBAN, a_statement, an_entry, details
from support.records import a_company, an_invoice
from wochorus.billing.models import Invoice
from wochorus.billing.payments.camt import read_camt
from wochorus.billing.payments.importing import import_payments
from wochorus.billing.payments.models import Payment, PaymentOrigin
from wochorus.billing.payments.queries import ledger_gaps, unmatched
from wochorus.billing.payments.table import read_payments
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.billing.payments.importing import PaymentsReport

pytestmark = pytest.mark.django_db
OTHER_IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def company() -> Company:
    company = a_company(iban=IBAN)
    for number in ("FA-2026-0001", "FA-2026-0002"):
        an_invoice(company, number)
    return company


def bank(company: Company, *entries: str, any_account: bool = False) -> PaymentsReport:
    read = read_camt(a_statement(*entries))
    origin = PaymentOrigin.BANK
    return import_payments(company, read, origin, actor="marie", any_account=any_account)


def paid() -> dict[str, Decimal]:
    return dict(Invoice.objects.values_list("number", "paid"))


def test_a_statement_pays_what_it_names_and_keeps_the_rest_for_a_person(company: Company) -> None:
    report = bank(
        company,
        an_entry("120.00", details("FACT FA 2026 0001")),
        an_entry("60.00", details("ACOMPTE FA20260002")),
        an_entry("7.00", details("INTERETS", payer="BANQUE")),
    )
    assert len(report.matched) == 1
    assert [waiting.match.why for waiting in report.waiting] == [
        "le virement cite FA-2026-0002, et en paie une partie",
        "",
    ]
    assert paid() == {"FA-2026-0001": Decimal("120.00"), "FA-2026-0002": Decimal(0)}
    assert not ledger_gaps(company)


def test_a_statement_read_twice_is_recorded_once(company: Company) -> None:
    entry = an_entry("120.00", details("FA-2026-0001"))
    bank(company, entry)
    again = bank(company, entry, an_entry("120.00", details("FA-2026-0002")))
    assert (again.known, again.recorded) == (1, 1)
    assert Payment.objects.count() == 2
    assert set(paid().values()) == {Decimal("120.00")}


def test_two_transfers_for_one_invoice_pay_it_once(company: Company) -> None:
    twice = an_entry("120.00", details("FA-2026-0001"))
    report = bank(company, twice, twice)
    assert len(report.matched) == 1
    assert len(report.waiting) == 1
    assert unmatched(company).count() == 1


def test_the_statement_of_another_account_is_refused(company: Company) -> None:
    company.iban = OTHER_IBAN
    company.save()
    with pytest.raises(InvalidInput, match="pas de celui"):
        bank(company, an_entry("120.00", details("FA-2026-0001")))
    assert not Payment.objects.exists()
    assert bank(company, an_entry("120.00", details("FA-2026-0001")), any_account=True).matched


def test_another_currency_is_left_to_a_person(company: Company) -> None:
    entry = an_entry("120.00", details("FA-2026-0001")).replace('"EUR"', '"CHF"')
    report = bank(company, entry)
    assert not report.recorded
    assert "CHF" in report.left_aside[0].why


def test_a_table_pays_what_it_names(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "reglements.csv"
    path.write_text(
        "Date;Montant;N° de facture;Payeur\n"
        "24/11/2026;240,00;FA-2026-0001 FA-2026-0002;DRFIP\n"
        "24/11/2026;1,00;;Inconnu\n",
        encoding="utf-8",
    )
    for known in (0, 2):
        report = import_payments(company, read_payments(path), PaymentOrigin.TABLE, actor="marie")
        assert report.known == known
    assert set(paid().values()) == {Decimal("120.00")}
    assert unmatched(company).count() == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("24/11/26;10;F;", "colonne « Date »"),
        ("24/11/2026;0,00;F;", "autre que zéro"),
        ("24/11/2026;dix;F;", "un montant comme"),
        ("24/11/2026;1,005;F;", "deux décimales"),
        (";10;F;", "obligatoire"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "reglements.csv"
    path.write_text(f"Date;Montant;N° de facture;Référence\n24/11/2026;5;F;A\n{row}\n", "utf-8")
    with pytest.raises(InvalidInput, match=said) as refused:
        read_payments(path)
    assert "ligne 3" in refused.value.what


def test_a_reference_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reglements.csv"
    path.write_text("Date;Montant;Référence\n24/11/2026;5;A\n24/11/2026;6;A\n", "utf-8")
    with pytest.raises(InvalidInput, match="deux règlements"):
        read_payments(path)
