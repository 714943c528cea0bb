"""Money paid back for a credit note: what is set off and what is refunded is never beyond it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from support.bank_statements import IBAN, a_statement, an_entry, details
from support.records import a_company, a_customer, an_invoice
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.billing.payments.camt import read_camt
from wochorus.billing.payments.importing import import_payments
from wochorus.billing.payments.models import Payment, PaymentOrigin
from wochorus.billing.payments.queries import (
    LedgerState,
    ledger_gaps,
    ledger_state,
    open_credit_notes,
    unmatched,
)
from wochorus.billing.payments.recording import (
    Received,
    allocate,
    cancel_payment,
    record_payment,
    set_against,
    take_back,
)
from wochorus.billing.payments.table import read_payments
from wochorus.billing.reissue import ReissueWish, reissue_invoice
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.billing.payments.importing import PaymentsReport

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    """A company whose customer has an invoice of 120 € and a credit note of 50 €."""
    company = a_company(iban=IBAN)
    an_invoice(company, "FA-2026-0001")
    an_invoice(company, "AV-2026-0001", kind=InvoiceKind.CREDIT_NOTE, amount_due=Decimal("50.00"))
    return company


def invoice_of(number: str) -> Invoice:
    return Invoice.objects.get(number=number)


def note() -> Invoice:
    return invoice_of("AV-2026-0001")


def refund(company: Company, amount: str, number: str = "AV-2026-0001") -> Payment:
    told = Received(TODAY, Decimal(amount), is_refund=True)
    return record_payment(company, told, {invoice_of(number).pk: Decimal(amount)}, actor="marie")


def bank(company: Company, *entries: str) -> PaymentsReport:
    read = read_camt(a_statement(*entries))
    return import_payments(company, read, PaymentOrigin.BANK, actor="marie")


def a_debit(amount: str, text: str, payee: str = "Mairie") -> str:
    entry = an_entry(amount, details(text, payer=payee), way="DBIT")
    return entry.replace("Dbtr", "Cdtr")


def test_what_set_off_leaves_of_a_credit_note_is_paid_back_and_no_more(company: Company) -> None:
    set_against(note(), invoice_of("FA-2026-0001"), on=TODAY, actor="m", amount=Decimal(30))
    with pytest.raises(InvalidInput, match=r"Il ne reste que 20,00.€ de l'avoir AV-2026-0001"):
        refund(company, "20.01")
    refund(company, "20.00")
    assert ledger_state(note()) is LedgerState.PAID
    with pytest.raises(InvalidInput, match="positif"):
        set_against(note(), invoice_of("FA-2026-0001"), on=TODAY, actor="m")
    assert not open_credit_notes(company)
    assert not ledger_gaps(company)


def test_a_refund_by_mistake_is_undone_whole_or_in_part(company: Company) -> None:
    made = refund(company, "50.00")
    assert take_back(made, [note().pk], actor="marie") == Decimal(50)
    assert [each.pk for each in unmatched(company)] == [made.pk]
    allocate(made, {note().pk: Decimal(40)}, actor="marie")
    cancel_payment(made, "virement rejeté", actor="marie")
    assert note().paid == 0
    assert not unmatched(company)
    assert not ledger_gaps(company)
    assert [row.left for row in open_credit_notes(company)] == [Decimal(50)]


def test_an_invoice_is_not_refunded_without_a_credit_note(company: Company) -> None:
    with pytest.raises(InvalidInput, match="seul un avoir se rembourse"):
        refund(company, "10.00", "FA-2026-0001")
    assert not Payment.objects.exists()


def test_a_credit_note_paid_back_is_not_given_again_under_its_new_number(
    company: Company,
) -> None:
    refund(company, "50.00")
    wish = ReissueWish(new_numbers(note()), timezone.localdate())
    renewed = reissue_invoice(note(), wish, actor="marie").replacement
    with pytest.raises(InvalidInput, match="encore imputé ou remboursé"):
        refund(company, "50.00", renewed.number)
    assert not open_credit_notes(company)
    assert not bank(company, a_debit("50.00", renewed.number)).recorded


def test_a_debit_that_cites_a_credit_note_pays_it_back_once(company: Company) -> None:
    debits = (a_debit("50.00", "REMB AVOIR AV20260001"), a_debit("800.00", "LOYER", "SCI"))
    report = bank(company, *debits)
    (made,) = report.matched
    assert (made.is_refund, made.payer, report.debits) == (True, "Mairie", 1)
    assert ledger_state(note()) is LedgerState.PAID
    again = bank(company, *debits)
    assert (again.recorded, again.known, again.debits) == (0, 1, 1)
    assert not ledger_gaps(company)


def test_a_debit_that_cites_a_credit_note_and_pays_a_part_waits(company: Company) -> None:
    report = bank(company, a_debit("20.00", "AV-2026-0001"))
    (waiting,) = report.waiting
    assert waiting.match.why == "le virement cite AV-2026-0001, et en rend une partie"
    assert note().paid == 0
    allocate(waiting.payment, dict(waiting.match.shares), actor="marie")
    assert note().paid == Decimal(20)


def test_a_debit_that_only_looks_like_a_refund_is_told_and_not_recorded(company: Company) -> None:
    report = bank(company, a_debit("50.00", "VIR EMIS", note().customer.name))
    assert (report.recorded, report.debits) == (0, 1)
    assert "à rendre à" in report.left_aside[0].why
    assert "wochorus payment refund" in report.left_aside[0].why


def test_money_in_that_cites_a_credit_note_does_not_pay_it_back(company: Company) -> None:
    report = bank(company, an_entry("50.00", details("AV-2026-0001", payer="INCONNU")))
    assert not report.matched
    assert note().paid == 0


@pytest.mark.parametrize(
    "rows",
    [
        "Date;Montant;N° de facture\n24/11/2026;-50,00;AV-2026-0001\n24/11/2026;-3,00;\n",
        "Date;Libellé;Débit;Crédit\n24/11/2026;AV-2026-0001;50,00;\n24/11/2026;FRAIS;-3,00;\n",
    ],
)
def test_a_table_says_what_went_out_by_a_minus_or_a_column(
    company: Company, tmp_path: Path, rows: str
) -> None:
    path = tmp_path / "banque.csv"
    path.write_text(rows, "utf-8")
    for known in (0, 1):
        report = import_payments(company, read_payments(path), PaymentOrigin.TABLE, actor="m")
        assert (report.known, report.debits) == (known, 1)
        assert "aucun avoir à rendre" in report.left_aside[0].why
    assert ledger_state(note()) is LedgerState.PAID


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Date;Montant;Débit\n24/11/2026;5;5\n", "gardez-en un seul"),
        ("Date;Montant;Débit\n24/11/2026;;\n", "valeur obligatoire"),
        ("Date;Montant\n24/11/2026;0\n", "autre que zéro"),
        ("Date;Libellé\n24/11/2026;x\n", "Il manque une colonne : Montant"),
    ],
)
def test_a_row_has_one_amount(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "banque.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_payments(path)


ACTS = st.tuples(st.sampled_from(("set off", "refund", "cancel")), st.integers(1, 6000))


@settings(max_examples=20)
@given(st.lists(ACTS, max_size=8))
def test_whatever_is_set_off_refunded_and_undone_the_ledger_reconciles(
    acts: list[tuple[str, int]],
) -> None:
    with transaction.atomic():
        company = a_company(iban=IBAN)
        invoice = an_invoice(company, "FA-2026-0001")
        credit = an_invoice(
            company, "AV-2026-0001", kind=InvoiceKind.CREDIT_NOTE, amount_due=Decimal("50.00")
        )
        alive: list[Payment] = []
        for act, cents in acts:
            amount = Decimal(cents) / 100
            used = sum((each.amount for each in alive), Decimal(0))
            if act == "cancel":
                if alive:
                    cancel_payment(alive.pop(cents % len(alive)), "essai", actor="m")
                continue
            try:
                if act == "refund":
                    made = refund(company, str(amount))
                else:
                    made = set_against(credit, invoice, on=TODAY, actor="m", amount=amount)
            except InvalidInput:
                assert used + amount > credit.amount_due
            else:
                alive.append(made)
        assert note().paid == sum((each.amount for each in alive), Decimal(0)) <= Decimal(50)
        assert not ledger_gaps(company)
        transaction.set_rollback(True)


def test_a_customer_s_name_tells_no_credit_note_of_another(company: Company) -> None:
    other = a_customer(company, "12345678200028", name="Lycée Zola")
    an_invoice(company, "AV-2", kind=InvoiceKind.CREDIT_NOTE, customer=other, amount_due=Decimal(9))
    report = bank(company, a_debit("9.00", "VIR", "Lycée Zola"))
    assert "Lycée Zola" in report.left_aside[0].why
