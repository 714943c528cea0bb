"""Terminated, renewed, suspended, resumed, returned, confirmed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from support.contracts import ME, START, a_contract, an_empty_contract
from support.records import a_company
from wochorus.contracts.due import coming_bills, due_bills
from wochorus.contracts.life import (
    confirm_contract,
    mark_returned,
    renew_contract,
    resume_contract,
    suspend_contract,
    terminate_contract,
)
from wochorus.contracts.models import Contract
from wochorus.contracts.queries import state_of
from wochorus.contracts.terms import ContractState
from wochorus.contracts.warnings import contract_warnings
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def test_a_contract_terminated_bills_its_last_days_and_no_more(company: Company) -> None:
    contract = terminate_contract(
        a_contract(company), date(2026, 2, 14), actor=ME, reason="déménagement"
    )
    bills = list(coming_bills(contract, 10))
    assert [(str(bill.period.billed), bill.without_tax) for bill in bills] == [
        ("du 01/01/2026 au 31/01/2026", Decimal(1000)),
        ("du 01/02/2026 au 14/02/2026", Decimal(500)),
    ]
    assert state_of(contract, date(2026, 2, 15)) is ContractState.ENDED
    assert terminate_contract(contract, None, actor=ME).term.last_day == date(2027, 12, 31)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2028, 1, 1)])
def test_a_termination_is_within_the_life_of_the_contract(company: Company, day: date) -> None:
    contract = a_contract(company)
    with pytest.raises(InvalidInput, match="C-1"):
        terminate_contract(contract, day, actor=ME)


def test_days_billed_beyond_the_end_are_told(company: Company) -> None:
    contract = a_contract(company)
    Contract.objects.filter(pk=contract.pk).update(next_start=date(2026, 7, 1))
    ended = terminate_contract(contract, date(2026, 5, 31), actor=ME)
    assert ended.next_period is None
    told = contract_warnings(ended, date(2026, 8, 1))
    assert len(told) == 1
    assert "établissez un avoir" in told[0]


def test_an_express_renewal_goes_on_from_the_end(company: Company) -> None:
    contract = renew_contract(a_contract(company), 12, actor=ME)
    assert contract.term.last_day == date(2028, 12, 31)
    assert contract.duration_months == 36
    again = a_contract(company, "C-2", duration_months=12, renewal_months=12, most_renewals=1)
    assert renew_contract(again, 6, actor=ME).term.last_day == date(2028, 6, 30)


def test_a_renewal_without_sense_says_why(company: Company) -> None:
    for number, fields, told in (
        ("A", {"duration_months": None}, "durée indéterminée"),
        ("B", {"renewal_months": 12}, "de lui-même"),
    ):
        with pytest.raises(InvalidInput, match=told):
            renew_contract(a_contract(company, number, **fields), 12, actor=ME)
    ended = terminate_contract(a_contract(company), date(2026, 5, 31), actor=ME)
    with pytest.raises(InvalidInput, match="résilié au 31/05/2026"):
        renew_contract(ended, 12, actor=ME)


def test_suspended_days_owe_nothing_and_a_whole_period_is_skipped(company: Company) -> None:
    contract = a_contract(company)
    suspend_contract(contract, date(2026, 1, 17), date(2026, 2, 28), actor=ME, reason="travaux")
    january, february, march = coming_bills(contract, 3)
    assert january.without_tax == Decimal("516.13")
    assert february.is_suspended
    assert march.without_tax == 1000
    assert state_of(contract, date(2026, 2, 1)) is ContractState.SUSPENDED


def test_a_suspension_without_end_is_resumed(company: Company) -> None:
    contract = a_contract(company)
    suspend_contract(contract, date(2026, 2, 1), actor=ME)
    with pytest.raises(InvalidInput, match="déjà suspendu à partir du 01/02/2026"):
        suspend_contract(contract, date(2026, 5, 1), actor=ME)
    resume_contract(contract, date(2026, 4, 1), actor=ME)
    assert contract.suspensions.get().ends_on == date(2026, 3, 31)
    with pytest.raises(InvalidInput, match="n'est pas suspendu"):
        resume_contract(contract, date(2026, 5, 1), actor=ME)


def test_billed_days_are_not_suspended(company: Company) -> None:
    contract = a_contract(company)
    Contract.objects.filter(pk=contract.pk).update(next_start=date(2026, 7, 1))
    with pytest.raises(InvalidInput, match="facturé jusqu'au 30/06/2026"):
        suspend_contract(contract, date(2026, 6, 30), actor=ME)


def test_a_draft_owes_nothing_until_it_is_confirmed_with_a_line(company: Company) -> None:
    draft = a_contract(company, is_draft=True)
    assert list(due_bills(draft, date(2026, 12, 31))) == []
    confirmed = confirm_contract(draft, actor=ME)
    assert len(list(due_bills(confirmed, date(2026, 12, 31)))) == 12
    with pytest.raises(InvalidInput, match="aucune ligne"):
        confirm_contract(an_empty_contract(company, "C-2", is_draft=True), actor=ME)


def test_the_signed_copy_that_came_back_is_noted(company: Company) -> None:
    contract = a_contract(company, returned_on=None)
    assert any("restitué" in told for told in contract_warnings(contract, START))
    returned = mark_returned(contract, date(2026, 1, 9), actor=ME)
    assert not any("restitué" in told for told in contract_warnings(returned, START))
