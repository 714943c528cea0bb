"""Where invoices are made: here for a few, elsewhere for many; one that fails fails alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil
import pytest

from deposits import workshop_jobs
from wochorus.core.errors import InvalidInput
from wochorus.deposits.workshop import Workshop
from wochorus.einvoice.workers import WorkerDiedError

if TYPE_CHECKING:
    from collections.abc import Iterator


def own_workers() -> list[psutil.Process]:
    here = psutil.Process().children(recursive=True)
    return [each for each in here if "spawn_main" in " ".join(each.cmdline())]


def test_a_few_are_done_here_and_many_elsewhere() -> None:
    with Workshop(few=2, processes=1) as workshop:
        workshop.expect(2)
        here = [result for _, result in workshop.outcomes(workshop_jobs.process_id, range(2))]
        workshop.expect(3)
        elsewhere = [result for _, result in workshop.outcomes(workshop_jobs.process_id, range(3))]
    assert set(here) == {os.getpid()}
    assert os.getpid() not in elsewhere
    assert own_workers() == []


@pytest.mark.parametrize("few", [10, 0])
def test_a_job_that_is_refused_stops_no_other(few: int) -> None:
    with Workshop(few=few, processes=1) as workshop:
        workshop.expect(3)
        outcomes = dict(workshop.outcomes(workshop_jobs.refuse_the_second, [1, 2, 3]))
    refused = outcomes[2]
    assert isinstance(refused, InvalidInput)
    assert (refused.what, refused.where) == ("Refusée", "2")
    assert (outcomes[1], outcomes[3]) == (1, 3)


def test_a_job_that_brings_its_process_down_is_told_and_stops_no_other() -> None:
    with Workshop(few=0, processes=1) as workshop:
        workshop.expect(3)
        outcomes = dict(workshop.outcomes(workshop_jobs.die_at_the_second, [1, 2, 3]))
    assert isinstance(outcomes[2], WorkerDiedError)
    assert (outcomes[1], outcomes[3]) == (1, 3)


def test_jobs_are_taken_as_they_can_be_done_and_ctrl_c_leaves_no_process() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[int]:
        for rank in range(1000):
            taken.append(rank)
            yield rank

    def interrupted() -> None:
        with Workshop(few=0, processes=1) as workshop:
            workshop.expect(1000)
            for job, _ in workshop.outcomes(workshop_jobs.process_id, jobs()):
                if job == 20:
                    raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(taken) < 40, "a thousand invoices would lie in memory"
    assert own_workers() == []
