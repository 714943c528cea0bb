from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from choruspro.desk import Time, a_desk
from choruspro.portal import answers
from wochorus.choruspro import UncertainDeposit
from wochorus.choruspro.pacing import Pace
from wochorus.core.errors import Transient


@given(st.integers(0, 5000), st.lists(st.floats(0, 10), max_size=30))
def test_calls_start_at_least_one_interval_apart(interval: int, works: list[float]) -> None:
    time = Time()
    pace = Pace(interval, time.clock, time.sleep)
    starts = []
    for work in works:
        pace.wait_turn()
        starts.append(time.now)
        time.now += work
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert all(gap >= interval / 1000 - 1e-6 for gap in gaps)


def test_no_wait_is_added_when_the_work_took_longer() -> None:
    time = Time()
    pace = Pace(1000, time.clock, time.sleep)
    pace.wait_turn()
    time.now += 2
    pace.wait_turn()
    assert time.slept == []


def test_threads_take_different_turns() -> None:
    slept: list[float] = []
    pace = Pace(1000, lambda: 0.0, slept.append)
    threads = [threading.Thread(target=pace.wait_turn) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [1, 2, 3, 4]


def test_one_second_passes_between_two_calls_unless_told_otherwise() -> None:
    with a_desk(interval_ms=1000) as desk:
        for _ in range(3):
            desk.deposit()
        assert desk.time.slept == [1, 1]
        desk.client.with_correlation_id("other").deposit_flow("lot.xml", b"x", "S")
        assert desk.time.slept == [1, 1, 1]


class SharedTurns:
    """A pace kept elsewhere: counts the turns it gives, or has none to give."""

    def __init__(self, left: int) -> None:
        self.left = left

    def wait_turn(self) -> None:
        if not self.left:
            raise Transient("la cadence partagée ne répond pas")
        self.left -= 1


def test_a_pace_kept_elsewhere_replaces_the_clients_own() -> None:
    turns = SharedTurns(5)
    with a_desk(interval_ms=60_000, pace=turns) as desk:
        desk.deposit()
        desk.api.play(answers(401))
        desk.client.with_correlation_id("other").health()
        assert desk.time.slept == []
        assert len(desk.api.seen) == 3
    assert turns.left == 2


def test_a_turn_that_is_not_given_sends_nothing_and_leaves_no_doubt() -> None:
    with a_desk(pace=SharedTurns(0)) as desk:
        with pytest.raises(Transient, match="cadence") as caught:
            desk.deposit()
        assert desk.api.seen == []
    assert not isinstance(caught.value, UncertainDeposit)
