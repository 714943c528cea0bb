"""The portal says no in two ways, HTTP 200 and HTTP 400: the client tells the same of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contract.operations import OPERATIONS
from contract.refused import NEVER_REFUSE, REFUSED
from wochorus.choruspro import BusinessRefusal, FlowNotFoundYet
from wochorus.core.errors import Permanent, Transient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract.operation import Operation
    from contract.place import Place
    from contract.refused import Asking

PAIRS = [
    pytest.param(OPERATIONS[name], asking, id=f"{name}-{why}")
    for name, askings in REFUSED.items()
    for why, asking in askings.items()
]


def test_every_operation_that_can_refuse_is_refused_here() -> None:
    assert set(REFUSED) | NEVER_REFUSE == set(OPERATIONS)


@pytest.fixture(params=[200, 400])
def style(place: Place, request: pytest.FixtureRequest) -> Iterator[int]:
    admin = place.simulator.admin
    usual = admin.settings()
    admin.settings(
        business_refusal_status=request.param, size_limit=200_000, attachment_size_limit=200_000
    )
    yield request.param
    admin.settings(**usual)


@pytest.mark.parametrize(("operation", "asking"), PAIRS)
def test_a_refusal_keeps_its_code_and_its_label(
    place: Place, style: int, operation: Operation, asking: Asking
) -> None:
    operation.prepare(place)
    held, line = place.witness.holdings(), place.witness.last_line()
    error = refusal_of(lambda: asking(place.patient, place))
    [received] = place.witness.lines_since(line)
    assert received.operation == operation.path
    assert received.http_status in (style, 400)
    assert (error.code, error.label) == (received.code_retour, received.libelle)
    assert str(error.code) in error.what
    assert error.label in error.what
    assert error.remedy
    assert place.witness.holdings() == held
    assert place.slept == []


def refusal_of(asking: Callable[[], Any]) -> BusinessRefusal | FlowNotFoundYet:
    """Make a call that must be refused; nothing else may come of it."""
    with pytest.raises((Permanent, Transient)) as caught:
        asking()
    error = caught.value
    assert isinstance(error, BusinessRefusal | FlowNotFoundYet)
    return error


@pytest.mark.parametrize("http_status", [200, 400])
def test_the_end_of_recycling_is_told_with_what_to_do(place: Place, http_status: int) -> None:
    admin = place.simulator.admin
    admin.settings(recycling_withdrawn=True, business_refusal_status=http_status)
    try:
        recycling = OPERATIONS["recycle_invoice"]
        error = refusal_of(lambda: recycling.call(place.patient, place, recycling.prepare(place)))
    finally:
        admin.settings(recycling_withdrawn=False, business_refusal_status=200)
    assert (error.code, error.label[:14]) == (20004, "SIM_MSG_05.010")
