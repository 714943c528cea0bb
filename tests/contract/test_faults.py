"""Every operation in every fault: one outcome of four, and the portal agrees with it.

A success is what the portal holds. After a transient or a permanent error it holds nothing new.
Only a call that changes something may end in doubt, and such a call is never sent twice by the
client once it may have been received.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from contract.cases import A_SHORT_WAIT, CASES
from contract.essence import says_nothing_false
from contract.leaks import leaks_in
from contract.operation import Nature
from contract.operations import OPERATIONS
from contract.readings import LISTS
from wochorus.choruspro import BusinessRefusal, TooManyCalls
from wochorus.core.errors import Ambiguous, Permanent, Transient, WoChorusError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract.cases import Case
    from contract.operation import Operation
    from contract.place import Place
    from contract.witness import Line

PATIENCE = 30.0
PAIRS = [
    pytest.param(operation, case, id=f"{operation.name}-{case.name}")
    for operation in OPERATIONS.values()
    for case in CASES
    if operation not in LISTS and case.concerns(operation)
]
OF_LISTS = [case for case in CASES if case.concerns(LISTS[0])]


def test_every_kind_of_fault_is_in_the_table(place: Place) -> None:
    kinds = {each["kind"] for each in place.simulator.admin.ask("GET", "faults/kinds")["kinds"]}
    assert kinds == {case.kind for case in CASES}


@pytest.mark.parametrize(("operation", "case"), PAIRS)
def test_an_operation_in_a_fault_keeps_the_law(
    place: Place, operation: Operation, case: Case
) -> None:
    assert_it_keeps_the_law(place, operation, case)


@pytest.mark.parametrize("case", OF_LISTS, ids=[case.name for case in OF_LISTS])
def test_every_reference_list_in_a_fault_keeps_the_law(place: Place, case: Case) -> None:
    for operation in LISTS:
        with naming(operation):
            assert_it_keeps_the_law(place, operation, case)
        place.simulator.admin.clear_faults()


@contextmanager
def naming(operation: Operation) -> Iterator[None]:
    """Say in a failure which operation it was."""
    try:
        yield
    except AssertionError as failure:
        failure.add_note(operation.name)
        raise


def assert_it_keeps_the_law(place: Place, operation: Operation, case: Case) -> None:
    """Make one call in one fault, and compare its outcome with what the portal received."""
    about = operation.prepare(place)
    usual = usual_answer(place, operation, about)
    with_token(place, fresh=case.strikes_token or operation.nature is Nature.TOKEN)
    before = Portal.at(place, operation, about)
    place.simulator.admin.fault(case.kind, **case.order(operation))
    client = place.impatient if case.hurries else place.patient
    with capture_logs() as logs:
        error, answer = outcome_of(lambda: operation.call(client, place, about))
    received = struck(place, case, before.line)
    after = Portal.at(place, operation, about)

    assert (None if error is None else type(error)) in case.allowed(operation), error
    assert leaks_in(error, logs, place) == []
    sendings = sum(line.passed_the_door for line in received if line.operation == operation.path)
    assert_the_law(operation, error, after.times - before.times, sendings)
    if changes_nothing(operation, error):
        assert after.holdings == before.holdings
    if operation.nature is Nature.READING and error is None:
        told = operation.told(answer)
        assert says_nothing_false(told, usual) if case.may_hide else told == usual or case.alters
    if isinstance(error, BusinessRefusal):
        assert (error.code, error.label) == (received[-1].code_retour, received[-1].libelle)
    if case.kind == "status_429":
        assert_the_quota_is_respected(place, case, error)


def assert_the_quota_is_respected(place: Place, case: Case, error: WoChorusError | None) -> None:
    """The wait that the portal asks for is waited out if it is short, told if it is not."""
    asked = case.details["seconds"]
    assert (asked in place.slept) == (asked == A_SHORT_WAIT)
    assert error is None or (isinstance(error, TooManyCalls) and error.retry_after == asked)


@dataclass(frozen=True, slots=True)
class Portal:
    """What the portal holds at a moment, and how often it has done what is asked."""

    holdings: dict[str, Any]
    times: int
    line: int

    @classmethod
    def at(cls, place: Place, operation: Operation, about: Any) -> Portal:
        """Look, once everything that a change has set going is over."""
        if operation.nature is Nature.CHANGING:
            place.settle()
        witness = place.witness
        return cls(witness.holdings(), operation.done(place, about), witness.last_line())


def changes_nothing(operation: Operation, error: WoChorusError | None) -> bool:
    """Whether all that the portal holds must be as it was, invoices and flows first of all."""
    if operation.nature is not Nature.CHANGING:
        return True
    return error is not None and not isinstance(error, Ambiguous)


def assert_the_law(
    operation: Operation, error: WoChorusError | None, times: int, sendings: int
) -> None:
    """Compare an outcome with how often the portal did it, and how often it was asked."""
    match operation.nature:
        case Nature.CHANGING:
            assert times <= sendings <= 1
            assert isinstance(error, Ambiguous) or times == (error is None)
        case Nature.ADDING:
            assert error is not None or times
    assert not isinstance(error, Ambiguous) or operation.nature is Nature.CHANGING
    if error is not None:
        assert sum(isinstance(error, kind) for kind in (Transient, Permanent, Ambiguous)) == 1
        assert error.what
        assert error.remedy


def with_token(place: Place, *, fresh: bool) -> None:
    """Have a token at hand, or none: the call then asks for one."""
    if fresh:
        place.forget_token()
    else:
        place.patient.obtain_token()
    place.slept.clear()


def usual_answer(place: Place, operation: Operation, about: Any) -> Any:
    """Ask a reading in fair weather, once for the module."""
    if operation.nature is not Nature.READING:
        return None
    if operation.name not in place.usual:
        place.usual[operation.name] = operation.told(operation.call(place.patient, place, about))
    return place.usual[operation.name]


def outcome_of(call: Any) -> tuple[WoChorusError | None, Any]:
    """Make a call; give its error, or its answer. Any other error fails the test."""
    try:
        return None, call()
    except WoChorusError as error:
        return error, None


def struck(place: Place, case: Case, line: int) -> list[Line]:
    """Read what the portal received, once it has written that the fault struck."""
    end = time.monotonic() + PATIENCE
    while True:
        received = place.witness.lines_since(line)
        if any(case.kind in (each.fault or "") for each in received):
            return received
        assert time.monotonic() < end, f"{case.kind} never struck: {received}"
        time.sleep(0.005)
