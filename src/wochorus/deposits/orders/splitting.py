"""Cutting a batch into flows: by the weight of the encoded file, and by the number of invoices.

An invoice and its documents are never separated. The order of the invoices is kept: the first
flow holds the first ones, as many as fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Item = TypeVar("_Item")

_BASE64_IN, _BASE64_OUT = 3, 4
NEAR_LIMIT = 0.9
"""Share of the portal's limit from which a flow's weight is worth a warning."""


def encoded_weight(size: int) -> int:
    """Give what a file of ``size`` bytes weighs in the request that carries it: base64."""
    return -(-size // _BASE64_IN) * _BASE64_OUT


def heaviest_file(limit: int) -> int:
    """Give the size, in bytes, of the largest file whose encoded weight stays within ``limit``."""
    return limit // _BASE64_OUT * _BASE64_IN


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a flow may hold: ``most_bytes`` for its file before encoding, ``most_invoices``."""

    most_bytes: int
    most_invoices: int


@dataclass(frozen=True, slots=True)
class Weighed(Generic[_Item]):
    """Something to be put in a flow, and the bytes that it adds to the file, or a little more."""

    item: _Item
    weight: int


def split(items: Iterable[Weighed[_Item]], bounds: Bounds) -> Iterator[list[_Item]]:
    """Cut ``items`` into groups within ``bounds``, in order.

    One that is too heavy on its own gets a group of its own: the caller has looked before.
    """
    group: list[_Item] = []
    weight = 0
    for weighed in items:
        is_full = len(group) == bounds.most_invoices or weight + weighed.weight > bounds.most_bytes
        if group and is_full:
            yield group
            group, weight = [], 0
        group.append(weighed.item)
        weight += weighed.weight
    if group:
        yield group
