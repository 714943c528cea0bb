"""Reading any file at all: invoices, or one reason; never anything else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chorus_simulator.formats import FlowUnreadableError, read_flow
from chorus_simulator.syntaxes import flow_number
from simulator.speaking import SYNTAX, AnInvoice, a_flow

if TYPE_CHECKING:
    from decimal import Decimal

SOUND = a_flow(AnInvoice())


@given(st.integers(0, len(SOUND)), st.binary(max_size=12), st.integers(0, 40))
@example(0, b"", len(SOUND))
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_is_read_or_refused_but_never_breaks(
    place: int, inserted: bytes, removed: int
) -> None:
    damaged = SOUND[:place] + inserted + SOUND[place + removed :]
    for name in ("flux.xml", "flux.zip", "flux.tar.gz"):
        with suppress(FlowUnreadableError):
            assert read_flow(SYNTAX, name, damaged)


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_amounts_are_read_exactly(amounts: list[Decimal]) -> None:
    flow = a_flow(*(AnInvoice(str(n), net=f"{net:f}") for n, net in enumerate(amounts)))
    assert [invoice.net for invoice in read_flow(SYNTAX, "flux.xml", flow)] == amounts


def test_the_flow_numbers_of_the_reference_follow_the_grammar() -> None:
    assert flow_number("FSO1113A", 3142185) == "CPP0011113000000003142185"
    assert flow_number("FSO1110A", 1557) == "CPP0011110000000000001557"
    assert flow_number("FSO1113A", 44750) == "CPP0011113000000000044750"
