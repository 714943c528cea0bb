"""Reading any file at all: invoices, or one reason; never anything else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chorus_simulator.formats import FlowUnreadableError, read_flow
from chorus_simulator.formats.readers import READERS
from chorus_simulator.syntaxes import READABLE, flow_number
from simulator.bills import A_PLAIN_PDF, Bill, a_pdf, a_tar, a_zip, coded
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
    assert [invoice.totals.net for invoice in read_flow(SYNTAX, "flux.xml", flow)] == amounts


def test_the_flow_numbers_of_the_reference_follow_the_grammar() -> None:
    assert flow_number("FSO1113A", 3142185) == "CPP0011113000000003142185"
    assert flow_number("FSO1110A", 1557) == "CPP0011110000000000001557"
    assert flow_number("FSO1113A", 44750) == "CPP0011113000000000044750"


def test_every_syntax_that_is_taken_has_a_reader() -> None:
    assert set(READERS) == set(READABLE)


DAMAGED = {
    "IN_DP_E1_CII_16B": Bill(documents=(("a.pdf", coded(A_PLAIN_PDF)),)).cii(),
    "IN_DP_E1_UBL_INVOICE": Bill(documents=(("a.pdf", coded(A_PLAIN_PDF)),)).ubl(),
    "IN_DP_E2_CII_FACTURX": a_pdf({"factur-x.xml": Bill().cii(), "a.txt": b"a"}),
}


@pytest.mark.parametrize("syntax", DAMAGED)
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_invoice_is_read_or_refused_but_never_breaks(
    syntax: str, data: st.DataObject
) -> None:
    sound = DAMAGED[syntax]
    place = data.draw(st.integers(0, len(sound)))
    removed, inserted = data.draw(st.integers(0, 40)), data.draw(st.binary(max_size=12))
    damaged = sound[:place] + inserted + sound[place + removed :]
    with suppress(FlowUnreadableError):
        assert read_flow(syntax, f"a{READERS[syntax].extension}", damaged)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_archive_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    files = {"a.xml": Bill("A").cii(), "b.xml": Bill("B").cii()}
    name, sound = data.draw(st.sampled_from([("l.zip", a_zip(files)), ("l.tar.gz", a_tar(files))]))
    place = data.draw(st.integers(0, len(sound)))
    damaged = sound[:place] + data.draw(st.binary(max_size=12)) + sound[place + 3 :]
    with suppress(FlowUnreadableError):
        assert len(read_flow("IN_DP_E1_CII_16B", name, damaged)) == 2
