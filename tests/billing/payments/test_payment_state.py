"""Our ledger and Chorus Pro on the same invoice: both states, and their difference."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from support.records import a_structure, a_whole_company, an_invoice
from wochorus.billing.journal import journal_page
from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.billing.payments.queries import LedgerState
from wochorus.billing.payments.state import (
    ChorusPayment,
    PaymentFacts,
    PaymentState,
    payment_state,
    payment_state_of,
    payment_states,
)
from wochorus.directory.models import Structure

DUE = Decimal("1200.00")


def judged(status: str = "", paid: str = "0", **facts: Any) -> PaymentState:
    usual: dict[str, Any] = {"kind": InvoiceKind.INVOICE, "amount_due": DUE, "is_integrated": True}
    return payment_state(PaymentFacts(**(usual | facts), paid=Decimal(paid), chorus_status=status))


@pytest.mark.parametrize(
    ("status", "facts", "said"),
    [
        ("", {"is_integrated": False}, ChorusPayment.ABSENT),
        ("", {}, ChorusPayment.AWAITED),
        ("SUSPENDUE", {}, ChorusPayment.AWAITED),
        ("UN_STATUT_NOUVEAU", {}, ChorusPayment.AWAITED),
        ("MANDATEE", {}, ChorusPayment.ORDERED),
        ("MANDATEE", {"reports_payment": False}, ChorusPayment.NOT_REPORTED),
        ("DEPOSEE", {"reports_payment": False}, ChorusPayment.NOT_REPORTED),
        ("MISE_EN_PAIEMENT", {"reports_payment": False}, ChorusPayment.PAID),
        ("MISE_EN_PAIEMENT", {}, ChorusPayment.PAID),
        ("REJETEE", {}, ChorusPayment.DEAD),
        ("DEPOSEE", {"amount_due": Decimal(0)}, ChorusPayment.NOT_EXPECTED),
        ("MISE_EN_PAIEMENT", {"kind": InvoiceKind.CREDIT_NOTE}, ChorusPayment.NOT_EXPECTED),
    ],
)
def test_what_chorus_says_follows_from_the_status_and_from_what_the_body_reports(
    status: str, facts: dict[str, Any], said: ChorusPayment
) -> None:
    assert judged(status, **facts).chorus is said


@pytest.mark.parametrize(
    ("paid", "facts", "state", "left"),
    [
        ("0", {}, LedgerState.UNPAID, "1200.00"),
        ("200", {}, LedgerState.PARTLY, "1000.00"),
        ("1200", {}, LedgerState.PAID, "0.00"),
        ("0", {"amount_due": Decimal("0.00")}, LedgerState.NOTHING, "0.00"),
        ("0", {"is_cancelled": True}, LedgerState.NOTHING, "0.00"),
    ],
)
def test_what_our_ledger_says_follows_from_what_is_paid(
    paid: str, facts: dict[str, Any], state: LedgerState, left: str
) -> None:
    found = judged("DEPOSEE", paid, **facts)
    assert (found.ledger, found.left) == (state, Decimal(left))


@pytest.mark.parametrize(
    ("status", "paid", "facts", "told"),
    [
        ("MISE_EN_PAIEMENT", "0", {}, "le virement de 1 200,00 €"),
        ("MISE_EN_PAIEMENT", "200", {}, "il manque 1 000,00 €"),
        ("MISE_A_DISPOSITION", "1200", {}, "Chorus Pro ne l'annonce pas"),
        ("MANDATEE", "1200", {}, "Chorus Pro ne l'annonce pas"),
        ("REJETEE", "1200", {}, "rejetée sur Chorus Pro, et pourtant 1 200,00 €"),
        ("REJETEE", "10", {}, "wochorus payment unmatch"),
    ],
)
def test_a_difference_is_one_line_with_what_to_do(
    status: str, paid: str, facts: dict[str, Any], told: str
) -> None:
    line = judged(status, paid, **facts).difference.replace("\u202f", " ").replace("\xa0", " ")
    assert told in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("status", "paid", "facts"),
    [
        ("MISE_EN_PAIEMENT", "1200", {}),
        ("MISE_A_DISPOSITION", "0", {}),
        ("MANDATEE", "1200", {"reports_payment": False}),
        ("MANDATEE", "200", {}),
        ("REJETEE", "0", {}),
        ("REJETEE", "0", {"is_cancelled": True}),
        ("MISE_EN_PAIEMENT", "0", {"kind": InvoiceKind.CREDIT_NOTE}),
        ("", "1200", {"is_integrated": False}),
    ],
)
def test_what_agrees_or_is_not_known_yet_is_no_difference(
    status: str, paid: str, facts: dict[str, Any]
) -> None:
    assert not judged(status, paid, **facts).difference


@pytest.mark.django_db
def test_a_row_of_the_journal_is_judged_as_its_invoice_is() -> None:
    company = a_whole_company()
    for number, status in (("F1", "MISE_EN_PAIEMENT"), ("F2", "MANDATEE"), ("F3", "")):
        an_invoice(company, number)
        Invoice.objects.filter(number=number).update(
            chorus_status=status, deposit_state=DepositState.INTEGRATED
        )
    invoice = Invoice.objects.select_related("customer").first()
    assert invoice is not None
    a_structure(invoice.customer.siret, reports_payment=False)
    Invoice.objects.filter(number="F3").update(deposit_state=DepositState.TO_DEPOSIT)

    rows = journal_page(company).rows
    states = payment_states(rows)

    assert [state.chorus for state in states] == [
        ChorusPayment.PAID,
        ChorusPayment.NOT_REPORTED,
        ChorusPayment.ABSENT,
    ]
    alone = [payment_state_of(each) for each in Invoice.objects.order_by("number")]
    assert alone == states
    Structure.objects.update(reports_payment=True)
    assert payment_states(rows)[1].chorus is ChorusPayment.ORDERED
