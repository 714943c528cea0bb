"""What an invoice's life says of its delay of payment."""

from __future__ import annotations

from datetime import date

import pytest

from wochorus.billing.delays import Suspension
from wochorus.deposits.lateness.facts import StatusOn, paid_day, received_day, suspensions_of


def life(*steps: tuple[str, int]) -> list[StatusOn]:
    return [StatusOn(code, date(2026, 3, day)) for code, day in steps]


def day(number: int) -> date:
    return date(2026, 3, number)


def test_the_payer_receives_an_invoice_when_it_is_told_of_it() -> None:
    told = life(("DEPOSEE", 1), ("MISE_A_DISPOSITION", 2), ("MISE_A_DISPOSITION", 9))
    assert received_day(told, day(1)) == day(2)
    assert received_day(life(("MANDATEE", 5)), day(1)) == day(1)


def test_a_suspension_lasts_until_the_invoice_is_completed() -> None:
    told = life(("SUSPENDUE", 3), ("SUSPENDUE", 4), ("COMPLETEE", 8), ("SERVICE_FAIT", 9))
    assert suspensions_of(told) == [Suspension(day(3), day(8))]


def test_a_payer_that_goes_on_without_the_document_lifts_its_suspension() -> None:
    assert suspensions_of(life(("SUSPENDUE", 3), ("MANDATEE", 6))) == [Suspension(day(3), day(6))]


def test_two_suspensions_are_two_and_the_last_may_still_last() -> None:
    told = life(("SUSPENDUE", 3), ("COMPLETEE", 5), ("SUSPENDUE", 7))
    assert suspensions_of(told) == [Suspension(day(3), day(5)), Suspension(day(7))]


@pytest.mark.parametrize(
    ("steps", "paid"),
    [
        ([("MANDATEE", 4)], None),
        ([("MANDATEE", 4), ("MISE_EN_PAIEMENT", 6)], 6),
        ([("MISE_EN_PAIEMENT", 6), ("COMPTABILISEE", 7)], 6),
        ([("MISE_EN_PAIEMENT", 6), ("SUSPENDUE", 7)], None),
        ([("MISE_EN_PAIEMENT", 6), ("REJETEE", 7)], None),
        ([("MISE_EN_PAIEMENT", 6), ("SUSPENDUE", 7), ("MISE_EN_PAIEMENT", 9)], 9),
        ([], None),
    ],
)
def test_a_payment_that_was_told_holds_until_it_is_taken_back(
    steps: list[tuple[str, int]], paid: int | None
) -> None:
    assert paid_day(life(*steps)) == (None if paid is None else day(paid))
