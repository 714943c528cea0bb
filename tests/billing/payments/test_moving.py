"""What was paid under the number of a reissued document goes to its new one, when asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.records import a_company, a_customer, an_invoice
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.billing.payments.models import Payment
from wochorus.billing.payments.moving import move_payments, settled_under
from wochorus.billing.payments.queries import ledger_gaps
from wochorus.billing.payments.recording import Received, allocate, record_payment, set_against
from wochorus.billing.reissue import Corrections, ReissueWish, reissue_invoice, undo_reissue
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.customers.models import Customer

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    """A company with an invoice of 120 €, of which 30 € are paid and 20 € set off."""
    company = a_company()
    invoice = an_invoice(company, "FA-1")
    note = an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE, amount_due=Decimal(50))
    pay(company, "30.00", invoice)
    set_against(note, invoice, on=TODAY, actor="m", amount=Decimal(20))
    return company


def pay(company: Company, amount: str, document: Invoice, *, is_refund: bool = False) -> Payment:
    told = Received(TODAY, Decimal(amount), is_refund=is_refund)
    return record_payment(company, told, {document.pk: Decimal(amount)}, actor="m")


def reissued(number: str, *, moves: bool = False, customer: Customer | None = None) -> Invoice:
    original = Invoice.objects.get(number=number)
    wish = ReissueWish(
        new_numbers(original),
        timezone.localdate(),
        Corrections(customer=customer),
        moves_payments=moves,
    )
    return reissue_invoice(original, wish, actor="m").replacement


def paid(number: str) -> Decimal:
    return Invoice.objects.get(number=number).paid


def move(number: str) -> Decimal:
    return move_payments(Invoice.objects.get(number=number), actor="m").total


def test_a_reissue_leaves_what_was_paid_where_it_was_unless_asked(company: Company) -> None:
    new = reissued("FA-1")
    assert (paid("FA-1"), new.paid) == (Decimal(50), Decimal(0))
    assert settled_under(Invoice.objects.get(number="FA-1")).total == Decimal(50)
    assert move("FA-1") == Decimal(50)
    assert [paid("FA-1"), paid("FA-1-R1"), paid("AV-1")] == [0, 50, 20]
    assert not ledger_gaps(company)


def test_a_reissue_takes_the_payments_along_when_asked(company: Company) -> None:
    reissued("FA-1", moves=True)
    assert [paid("FA-1"), paid("FA-1-R1")] == [0, 50]
    assert not ledger_gaps(company)
    history = Payment.objects.get(amount=30).shares.order_by("pk")
    assert [(each.invoice.number, each.taken_back_at is None) for each in history] == [
        ("FA-1", False),
        ("FA-1-R1", True),
    ]
    with pytest.raises(InvalidInput, match="liée à un règlement"):
        undo_reissue(Invoice.objects.get(number="FA-1"))


def test_payments_go_to_the_last_number_of_a_chain(company: Company) -> None:
    reissued("FA-1")
    reissued("FA-1-R1")
    move("FA-1")
    assert paid("FA-1-R2") == Decimal(50)
    assert not ledger_gaps(company)


def test_a_credit_note_and_its_invoice_both_reissued_are_settled_anew(company: Company) -> None:
    pay(company, "10.00", Invoice.objects.get(number="AV-1"), is_refund=True)
    reissued("FA-1")
    reissued("AV-1")
    assert move("AV-1") == Decimal(30)
    assert [paid("AV-1"), paid("AV-1-R1")] == [0, 30]
    assert (paid("FA-1"), paid("FA-1-R1")) == (Decimal(30), Decimal(20))
    assert move("FA-1") == Decimal(30)
    assert paid("FA-1-R1") == Decimal(50)
    assert not ledger_gaps(company)


def test_one_payment_on_both_numbers_ends_as_one_share(company: Company) -> None:
    payment = Payment.objects.get(amount=30)
    Payment.objects.filter(pk=payment.pk).update(amount=40)
    new = reissued("FA-1")

    payment.refresh_from_db()
    allocate(payment, {new.pk: Decimal(10)}, actor="m")
    move("FA-1")
    live = payment.shares.filter(taken_back_at__isnull=True)
    assert [(each.invoice.number, each.amount) for each in live] == [("FA-1-R1", Decimal(40))]
    assert not ledger_gaps(company)


def test_what_cannot_be_moved_says_why_and_stays(company: Company) -> None:
    with pytest.raises(InvalidInput, match="n'a pas été réémise"):
        move("FA-1")
    new = reissued("FA-1")
    pay(company, "100.00", new)
    with pytest.raises(InvalidInput, match=r"il ne reste que 20,00"):
        move("FA-1")
    assert (paid("FA-1"), paid("FA-1-R1")) == (Decimal(50), Decimal(100))
    an_invoice(company, "FA-2")
    reissued("FA-2")
    with pytest.raises(InvalidInput, match="Aucun règlement"):
        move("FA-2")


def test_the_money_of_one_customer_does_not_pay_another_s_invoice(company: Company) -> None:
    other = a_customer(company, "12345678200028", name="Autre")
    with pytest.raises(InvalidInput, match="pas le même client"):
        reissued("FA-1", moves=True, customer=other)
    assert not Invoice.objects.filter(number="FA-1-R1").exists()
    assert paid("FA-1") == Decimal(50)
