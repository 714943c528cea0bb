"""The pace of a technical account holds across the programs that share it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from wochorus.accounts.models import CallTurn
from wochorus.accounts.pace import AccountPace, account_name


@pytest.mark.django_db
def test_two_programs_of_one_account_wait_for_each_other_and_another_account_does_not() -> None:
    waits: list[float] = []
    here, there = (AccountPace("simulator:TECH_1", 10.0, waits.append) for _ in range(2))
    other = AccountPace("simulator:TECH_2", 10.0, waits.append)
    here.wait_turn()
    assert waits == []
    there.wait_turn()
    here.wait_turn()
    assert [round(wait) for wait in waits] == [10, 20]
    other.wait_turn()
    assert len(waits) == 2


@pytest.mark.django_db
def test_no_pace_costs_nothing(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        AccountPace("simulator:TECH_1", 0.0, lambda _: None).wait_turn()
    assert not CallTurn.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_each_of_many_threads_gets_a_turn_of_its_own() -> None:
    waits: list[float] = []

    def call() -> None:
        try:
            for _ in range(3):
                AccountPace("simulator:TECH_1", 1000.0, waits.append).wait_turn()
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turns = sorted(round(wait, -3) for wait in waits)
    assert turns == [1000.0 * rank for rank in range(1, 12)], "the first call did not wait"


def test_the_same_login_is_another_account_elsewhere() -> None:
    assert account_name("qualification", "TECH_1") != account_name("production", "TECH_1")
