"""Credit notes: whole, by an amount, by lines; to the cent, and never beyond their invoice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from support.contracts import ME, a_contract
from support.records import a_company, a_detailed_invoice, an_invoice
from support.sales import DAY, a_sale, an_issued
from wochorus.billing.credits.left import RateLeft, credit_notes_of, left_of
from wochorus.billing.credits.services import CreditMade, CreditWish, issue_credit
from wochorus.billing.credits.spreading import spread
from wochorus.billing.models import DepositState, Invoice, TaxBreakdown
from wochorus.billing.payments.recording import Received, record_payment
from wochorus.billing.reissue import ReissueWish, reissue_invoice
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.billing.runs.issuing import issue_run
from wochorus.billing.runs.proposing import RunWish, propose
from wochorus.contracts.reference_terms import ceiling_of, set_references
from wochorus.core.errors import InvalidInput
from wochorus.core.money import to_cents

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

D = Decimal


@pytest.fixture
def company() -> Company:
    return a_company()


def credit(invoice: Invoice, **wished: Any) -> CreditMade:
    known = {"day": DAY, "reason": "prestation non faite"}
    return issue_credit(invoice, CreditWish(**{**known, **wished}), actor=ME)


def sums(invoice: Invoice) -> list[tuple[str, str, str]]:
    rows = TaxBreakdown.objects.filter(invoice=invoice).order_by("-rate")
    return [(f"{row.rate:f}", str(row.taxable_amount), str(row.tax_amount)) for row in rows]


@pytest.mark.django_db
def test_a_whole_credit_copies_the_lines_and_cites_its_invoice(company: Company) -> None:
    invoice = an_issued(company, a_sale("Vitrerie", "3", "33.33"), a_sale("Sols", "1", "50", "10"))
    made = credit(invoice)
    note = made.credit_note
    assert (note.number, note.kind) == ("AV-2026-00001", "381")
    assert (note.preceding_invoice, note.preceding_invoice_date) == (invoice.number, DAY)
    assert note.due_date is None
    assert sums(note) == sums(invoice) == [("20.00", "99.99", "20.00"), ("10.00", "50.00", "5.00")]
    copied = note.invoice_lines.order_by("position").values_list("name", "quantity", "net_amount")
    assert list(copied) == [("Vitrerie", D(3), D("99.99")), ("Sols", D(1), D(50))]
    assert note.subject == f"Avoir sur {invoice.number} : prestation non faite"
    assert left_of(invoice).is_nothing


@pytest.mark.django_db
def test_a_credit_is_set_against_what_its_invoice_still_owes(company: Company) -> None:
    invoice = an_issued(company, a_sale("Vitrerie", "1", "100"))
    record_payment(company, Received(DAY, D(90)), {invoice.pk: D(90)}, actor=ME)
    made = credit(invoice)
    assert made.payment is not None
    assert made.payment.amount == D(30)
    invoice.refresh_from_db()
    assert invoice.paid == invoice.amount_due
    assert made.credit_note.amount_due - made.credit_note.paid == D(90)


@pytest.mark.django_db
def test_a_credit_note_that_was_reissued_counts_once(company: Company) -> None:
    invoice = an_issued(company, a_sale("Vitrerie", "1", "100"))
    note = credit(invoice, amount=D(48), sets_off=False).credit_note
    done = reissue_invoice(note, ReissueWish(new_numbers(note), DAY), actor=ME)
    assert left_of(invoice).with_tax == D(72)
    assert credit_notes_of(invoice) == [done.replacement]
    rest = credit(invoice, sets_off=False).credit_note
    assert rest.total_with_tax == D(72)
    with pytest.raises(InvalidInput, match="Il ne reste rien"):
        credit(invoice)


@pytest.mark.django_db
def test_a_credit_may_be_left_open_for_a_refund(company: Company) -> None:
    invoice = an_issued(company, a_sale("Vitrerie", "1", "100"))
    made = credit(invoice, sets_off=False)
    assert made.payment is None
    assert made.credit_note.paid == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        # 174.99 TTC are left: 119.99 at 20 %, 55.00 at 10 %.
        ("174.99", [("20.00", "99.99", "20.00"), ("10.00", "50.00", "5.00")]),
        ("100.00", [("20.00", "57.14", "11.43"), ("10.00", "28.57", "2.86")]),
        ("0.01", [("20.00", "0.01", "0.00")]),
        ("0.03", [("20.00", "0.02", "0.00"), ("10.00", "0.01", "0.00")]),
    ],
)
def test_an_amount_is_spread_on_the_rates_to_the_cent(
    company: Company, amount: str, expected: list[tuple[str, str, str]]
) -> None:
    invoice = an_issued(company, a_sale("Vitrerie", "3", "33.33"), a_sale("Sols", "1", "50", "10"))
    note = credit(invoice, amount=D(amount)).credit_note
    assert sums(note) == expected
    assert note.total_with_tax == D(amount)
    names = note.invoice_lines.order_by("position").values_list("name", flat=True)
    assert names[0] == f"Avoir sur la facture {invoice.number} à 20 %"


@pytest.mark.django_db
def test_parts_of_lines_take_back_all_the_vat_in_the_end(company: Company) -> None:
    # 3 × 33.33 + 0.04: base 100.03, VAT 20.01; half of it twice would give 10.00 + 10.00.
    invoice = an_issued(company, a_sale("Vitrerie", "2", "50.015"))
    assert sums(invoice) == [("20.00", "100.03", "20.01")]
    first = credit(invoice, lines={"1": D(1)}).credit_note
    assert sums(first) == [("20.00", "50.02", "10.00")]
    rest = credit(invoice).credit_note
    assert sums(rest) == [("20.00", "50.01", "10.01")]
    with pytest.raises(InvalidInput, match="Il ne reste rien"):
        credit(invoice)


@pytest.mark.django_db
def test_a_credit_never_goes_beyond_a_line_a_rate_or_the_invoice(company: Company) -> None:
    invoice = an_issued(company, a_sale("Vitrerie", "3", "10"), a_sale("Sols", "1", "50", "10"))
    with pytest.raises(InvalidInput, match="91,01"):
        credit(invoice, amount=D("91.01"))
    with pytest.raises(InvalidInput, match="4 sur la ligne 1 demandé, 3 au plus"):
        credit(invoice, lines={"1": D(4)})
    with pytest.raises(InvalidInput, match="pas de ligne 9"):
        credit(invoice, lines={"9": D(1)})
    credit(invoice, lines={"1": D(2)})
    with pytest.raises(InvalidInput, match="2 sur la ligne 1 demandé, 1 au plus"):
        credit(invoice, lines={"1": D(2)})
    credit(invoice, amount=D(67))
    assert left_of(invoice).is_nothing
    assert Invoice.objects.filter(kind="381").count() == 2


@pytest.mark.django_db
def test_a_discount_line_is_taken_back_with_its_sign(company: Company) -> None:
    invoice = an_issued(company, a_sale("Vitrerie", "3", "100"), a_sale("Remise", "-1", "30"))
    note = credit(invoice, lines={"1": D(1), "2": D(1)}).credit_note
    assert note.total_without_tax == D(70)
    assert left_of(invoice).with_tax == D(240)


@pytest.mark.django_db
def test_credit_notes_from_elsewhere_count_too(company: Company) -> None:
    invoice = an_invoice(company, "ERP-1", issue_date=date(2026, 11, 1))
    an_invoice(
        company,
        "ERP-AV",
        kind="381",
        issue_date=date(2026, 11, 2),
        preceding_invoice="ERP-1",
        total_without_tax=D(50),
        total_tax=D(10),
        total_with_tax=D(60),
        amount_due=D(60),
    ).tax_breakdown.update(taxable_amount=D(50), tax_amount=D(10))
    made = credit(invoice)
    assert made.credit_note.total_with_tax == D(60)


@pytest.mark.django_db
def test_what_cannot_be_credited_is_refused(company: Company) -> None:
    invoice = a_detailed_invoice(company, "FA-1")
    note = credit(invoice).credit_note
    with pytest.raises(InvalidInput, match="pas un avoir"):
        credit(note)
    rejected = a_detailed_invoice(company, "FA-2", chorus_status="REJETEE")
    with pytest.raises(InvalidInput, match="a rejeté cette facture"):
        credit(rejected)
    internal = a_detailed_invoice(company, "FA-3", deposit_state=DepositState.INTERNAL)
    with pytest.raises(InvalidInput, match="annulation interne"):
        credit(internal)
    other = a_detailed_invoice(company, "FA-4")
    with pytest.raises(InvalidInput, match="motif"):
        credit(other, reason=" ")
    with pytest.raises(InvalidInput, match="avant sa facture"):
        credit(other, day=date(2026, 10, 1))
    with pytest.raises(InvalidInput, match="positif"):
        credit(other, amount=D(-5))
    assert Invoice.objects.filter(kind="381").count() == 1


@pytest.mark.django_db
def test_a_credit_gives_back_to_the_order_of_the_contract(company: Company) -> None:
    contract = a_contract(company)
    set_references(contract, actor=ME, engagement="ENG", ceiling=D(5000))
    run = propose(company, RunWish(date(2026, 1, 31), date(2026, 1, 31)), actor=ME)
    (issued,) = issue_run(run, actor=ME).issued
    credit(Invoice.objects.get(pk=issued.invoice_id), amount=D(600))
    ceiling = ceiling_of(contract, date(2026, 1, 1))
    assert ceiling is not None
    assert ceiling.left == D(4500)


RATES = st.sampled_from(["20", "10", "5.5", "2.1", "0"])
CENTS = st.integers(0, 10_000_00).map(lambda cents: D(cents) / 100)


@given(st.dictionaries(RATES, CENTS, min_size=1), st.data())
def test_a_spread_amount_is_exact_and_within_each_rate(
    bases: dict[str, Decimal], data: st.DataObject
) -> None:
    left = [
        RateLeft(D(rate), "S", base, to_cents(base * D(rate) / 100)) for rate, base in bases.items()
    ]
    total = sum((rate.with_tax for rate in left), D(0))
    if not total:
        return
    amount = data.draw(st.integers(1, int(total * 100))) * D("0.01")
    parts = spread(amount, left)
    assert sum((part.with_tax for part in parts), D(0)) == amount
    of = {rate.key: rate for rate in left}
    for part in parts:
        whole = of[part.key]
        assert 0 <= part.base <= whole.base
        assert 0 <= part.tax <= whole.tax
        assert abs(part.tax - part.base * part.rate / 100) < D("0.02")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_credit_at_once_never_go_beyond_the_invoice(company: Company) -> None:
    invoice = an_issued(company)
    start = threading.Barrier(3)

    def work(_: int) -> bool:
        try:
            start.wait()
            credit(invoice, amount=D(50))
        except InvalidInput:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, range(3))) == [False, True, True]
    assert left_of(invoice).with_tax == D(20)
    invoice.refresh_from_db()
    assert invoice.paid == D(100)
