"""The ledger of payments and the invoices always agree."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from support.records import a_company, a_customer, an_invoice
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.billing.payments.models import Payment
from wochorus.billing.payments.queries import (
    LedgerState,
    ledger_gaps,
    ledger_state,
    open_invoices,
    unmatched,
)
from wochorus.billing.payments.recording import (
    Received,
    allocate,
    cancel_payment,
    given,
    record_payment,
    set_against,
    take_back,
)
from wochorus.billing.reissue import ReissueWish, reissue_invoice
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def pay(company: Company, amount: str, **shares: str) -> Payment:
    ids = dict(Invoice.objects.values_list("number", "pk"))
    given = {ids[number]: Decimal(share) for number, share in shares.items()}
    return record_payment(company, Received(TODAY, Decimal(amount)), given, actor="marie")


def state(number: str) -> LedgerState:
    return ledger_state(Invoice.objects.get(number=number))


def test_an_invoice_paid_in_two_times_is_paid(company: Company) -> None:
    an_invoice(company, "F1")
    pay(company, "50.00", F1="50.00")
    assert state("F1") is LedgerState.PARTLY
    assert [row.left for row in open_invoices(company)] == [Decimal("70.00")]
    pay(company, "70.00", F1="70.00")
    assert state("F1") is LedgerState.PAID
    assert not open_invoices(company)
    assert not ledger_gaps(company)


def test_one_payment_pays_several_invoices_and_what_is_left_waits(company: Company) -> None:
    for number in ("F1", "F2"):
        an_invoice(company, number)
    payment = pay(company, "300.00", F1="120.00", F2="120.00")
    (waiting,) = unmatched(company)
    assert waiting.pk == payment.pk
    assert waiting.amount - given(waiting) == Decimal("60.00")
    assert payment.customer_id == a_customer(company).pk


@pytest.mark.parametrize(
    ("amount", "share"), [("200.00", "120.01"), ("100.00", "110.00"), ("0.00", "1.00")]
)
def test_more_than_is_owed_or_came_in_is_refused_whole(
    company: Company, amount: str, share: str
) -> None:
    an_invoice(company, "F1")
    with pytest.raises(InvalidInput):
        pay(company, amount, F1=share)
    assert not Payment.objects.exists()
    assert state("F1") is LedgerState.UNPAID


def test_half_a_cent_is_no_amount(company: Company) -> None:
    an_invoice(company, "F1")
    with pytest.raises(InvalidInput, match="centime"):
        pay(company, "10.005", F1="10.00")


def test_a_share_given_to_the_wrong_invoice_is_taken_back(company: Company) -> None:
    for number in ("F1", "F2"):
        an_invoice(company, number)
    payment = pay(company, "120.00", F1="120.00")
    wrong, right = Invoice.objects.get(number="F1"), Invoice.objects.get(number="F2")
    assert take_back(payment, [wrong.pk], actor="marie") == Decimal("120.00")
    allocate(payment, {right.pk: Decimal("120.00")}, actor="marie")
    assert (state("F1"), state("F2")) == (LedgerState.UNPAID, LedgerState.PAID)
    assert payment.shares.count() == 2
    assert not ledger_gaps(company)
    with pytest.raises(InvalidInput, match="ne paie pas"):
        take_back(payment, [wrong.pk], actor="marie")


def test_a_cancelled_payment_stays_with_its_reason_and_pays_nothing(company: Company) -> None:
    an_invoice(company, "F1")
    payment = pay(company, "120.00", F1="120.00")
    with pytest.raises(InvalidInput, match="motif"):
        cancel_payment(payment, " ", actor="marie")
    cancel_payment(payment, "chèque sans provision", actor="marie")
    assert payment.cancelled_why == "chèque sans provision"
    assert state("F1") is LedgerState.UNPAID
    assert not unmatched(company)
    with pytest.raises(InvalidInput, match="annulé"):
        cancel_payment(payment, "encore", actor="marie")
    with pytest.raises(InvalidInput, match="annulé"):
        allocate(payment, {Invoice.objects.get().pk: Decimal(1)}, actor="marie")


def test_a_credit_note_pays_its_invoice_and_is_used_up(company: Company) -> None:
    invoice = an_invoice(company, "F1")
    credit = an_invoice(company, "A1", kind=InvoiceKind.CREDIT_NOTE, amount_due=Decimal("50.00"))
    payment = set_against(credit, invoice, on=TODAY, actor="marie")
    assert (state("F1"), state("A1")) == (LedgerState.PARTLY, LedgerState.PAID)
    with pytest.raises(InvalidInput, match="positif"):
        set_against(credit, invoice, on=TODAY, actor="marie")
    cancel_payment(payment, "mauvaise facture", actor="marie")
    assert (state("F1"), state("A1")) == (LedgerState.UNPAID, LedgerState.UNPAID)
    assert not ledger_gaps(company)


def test_a_credit_note_of_another_customer_is_refused(company: Company) -> None:
    invoice = an_invoice(company, "F1")
    other = a_customer(company, "12345678200028", name="Autre")
    credit = an_invoice(company, "A1", kind=InvoiceKind.CREDIT_NOTE, customer=other)
    with pytest.raises(InvalidInput, match="même client"):
        set_against(credit, invoice, on=TODAY, actor="marie")
    with pytest.raises(InvalidInput, match="ne peut pas être imputé"):
        set_against(invoice, credit, on=TODAY, actor="marie")


def test_an_internal_cancellation_gives_nothing_back(company: Company) -> None:
    customer = a_customer(company)
    rejected = an_invoice(company, "FA-1", customer=customer)
    other = an_invoice(company, "FA-2", customer=customer)
    wish = ReissueWish(new_numbers(rejected), timezone.localdate())
    cancellation = reissue_invoice(rejected, wish, actor="claire").credit_note
    with pytest.raises(InvalidInput, match="annulation interne"):
        set_against(cancellation, other, on=TODAY, actor="claire")
    assert state("FA-2") is LedgerState.UNPAID
    assert [row.number for row in open_invoices(company)] == ["FA-2", "FA-1-R1"]


def test_a_credit_note_of_another_currency_is_refused(company: Company) -> None:
    customer = a_customer(company)
    invoice = an_invoice(company, "FA-1", customer=customer)
    kind = InvoiceKind.CREDIT_NOTE
    note = an_invoice(company, "AV-1", customer=customer, kind=kind, currency="USD")
    with pytest.raises(InvalidInput, match="en USD, la facture FA-1 en EUR"):
        set_against(note, invoice, on=TODAY, actor="claire")


def test_nothing_is_paid_under_a_number_that_was_reissued(company: Company) -> None:
    customer = a_customer(company)
    rejected = an_invoice(company, "FA-1", customer=customer)
    note = an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE, customer=customer)
    wish = ReissueWish(new_numbers(rejected), timezone.localdate())
    counter = reissue_invoice(note, ReissueWish(new_numbers(note), wish.day), actor="claire")
    reissue_invoice(rejected, wish, actor="claire")
    with pytest.raises(InvalidInput, match="réémise sous le numéro FA-1-R1"):
        pay(company, "120.00", **{"FA-1": "120.00"})
    with pytest.raises(InvalidInput, match="réémise sous le numéro FA-1-R1"):
        set_against(counter.replacement, rejected, on=TODAY, actor="claire")
    with pytest.raises(InvalidInput, match="annulation interne"):
        pay(company, "120.00", **{counter.credit_note.number: "120.00"})
    pay(company, "120.00", **{"FA-1-R1": "120.00"})
    assert state("FA-1-R1") is LedgerState.PAID
    assert Payment.objects.count() == 1


def test_a_credit_note_is_not_spent_again_under_its_new_number(company: Company) -> None:
    customer = a_customer(company)
    invoice = an_invoice(company, "FA-1", customer=customer)
    half: dict[str, Any] = {"customer": customer, "amount_due": Decimal(50)}
    note = an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE, **half)
    spent = set_against(note, invoice, on=TODAY, actor="marie")
    for _ in range(2):
        wish = ReissueWish(new_numbers(note), timezone.localdate())
        note = reissue_invoice(note, wish, actor="marie").replacement
    with pytest.raises(InvalidInput, match="remplace AV-1, qui est encore imputé"):
        set_against(note, invoice, on=TODAY, actor="marie")
    cancel_payment(spent, "l'avoir est rejeté", actor="marie")
    assert set_against(note, invoice, on=TODAY, actor="marie").amount == Decimal(50)
    assert not ledger_gaps(company)


def test_money_received_pays_no_credit_note(company: Company) -> None:
    an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE)
    with pytest.raises(InvalidInput, match="AV-1 est un avoir"):
        pay(company, "120.00", **{"AV-1": "120.00"})
    assert not Payment.objects.exists()


def test_euros_pay_no_invoice_of_another_currency(company: Company) -> None:
    customer = a_customer(company)
    invoice = an_invoice(company, "FA-1", customer=customer, currency="CHF")
    with pytest.raises(InvalidInput, match="en CHF, le règlement en EUR"):
        pay(company, "120.00", **{"FA-1": "120.00"})
    kind = InvoiceKind.CREDIT_NOTE
    note = an_invoice(company, "AV-1", customer=customer, kind=kind, currency="CHF")
    assert set_against(note, invoice, on=TODAY, actor="claire").currency == "CHF"
    assert state("FA-1") is LedgerState.PAID


def test_an_invoice_of_another_company_is_not_paid(company: Company) -> None:
    other = a_company("autre", "12345678200077")
    an_invoice(other, "F1", customer=a_customer(other))
    with pytest.raises(InvalidInput, match="n'existe plus"):
        pay(company, "120.00", F1="120.00")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_pay_the_last_euro_at_once_pay_it_once(company: Company) -> None:
    an_invoice(company, "F1")

    def pay_all(_: int) -> bool:
        try:
            pay(company, "120.00", F1="120.00")
        except InvalidInput:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as people:
        done = list(people.map(pay_all, range(4)))
    assert done.count(True) == 1
    assert state("F1") is LedgerState.PAID
    assert not ledger_gaps(company)
