"""A batch is cut into flows: nothing lost, nothing doubled, nothing reordered, none too heavy."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from wochorus.deposits.orders.splitting import (
    Bounds,
    Weighed,
    encoded_weight,
    heaviest_file,
    split,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

weights = st.lists(st.integers(0, 500), max_size=60)


@given(weights, st.integers(1, 800), st.integers(1, 20))
def test_the_flows_hold_every_invoice_once_in_order_and_within_bounds(
    weights: list[int], most_bytes: int, most_invoices: int
) -> None:
    items = [Weighed(rank, weight) for rank, weight in enumerate(weights)]
    flows = list(split(items, Bounds(most_bytes, most_invoices)))
    assert [rank for flow in flows for rank in flow] == list(range(len(weights)))
    for flow in flows:
        assert 1 <= len(flow) <= most_invoices
        assert len(flow) == 1 or sum(weights[rank] for rank in flow) <= most_bytes


@given(weights, st.integers(1, 800), st.integers(1, 20))
def test_a_flow_is_as_full_as_it_may_be(
    weights: list[int], most_bytes: int, most_invoices: int
) -> None:
    items = [Weighed(rank, weight) for rank, weight in enumerate(weights)]
    flows = list(split(items, Bounds(most_bytes, most_invoices)))
    for flow, following in pairwise(flows):
        is_full = len(flow) == most_invoices
        with_next = sum(weights[rank] for rank in [*flow, following[0]])
        assert is_full or with_next > most_bytes


@given(st.integers(0, 100_000_000))
def test_the_weight_is_that_of_base64(size: int) -> None:
    assert encoded_weight(size) == (size + 2) // 3 * 4
    assert encoded_weight(heaviest_file(size)) <= size < encoded_weight(heaviest_file(size) + 1)


def test_invoices_are_taken_as_they_come_and_none_waits_for_the_last() -> None:
    taken: list[int] = []

    def coming() -> Iterator[Weighed[int]]:
        for rank in range(6):
            taken.append(rank)
            yield Weighed(rank, 10)

    first = next(split(coming(), Bounds(30, 10)))
    assert first == [0, 1, 2]
    assert taken == [0, 1, 2, 3]
