"""Faults on demand: what a network and a tired portal do to a caller, at the caller's choice.

A fault names a kind and the operations it touches (a pattern such as ``*deposer/flux``); it
fires a number of times, at random with a probability, or during a window of the portal's time.
The random draw depends only on the fault's seed and on how many draws it made, so a run can be
played again, even after a restart.

The way of a fault: `orders` reads what somebody wants → `draws` finds what strikes a call →
`damage` does the harm → the ledger tells it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN_OPERATION = "oauth/token"  # noqa: S105  the name of a call, not a secret
DEPOSIT_OPERATION = "factures/v1/deposer/flux"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that strikes the present call.

    ``seconds`` is a wait, or Retry-After for a 429; ``value`` a code or a number, by the kind.
    """

    kind: str
    seconds: float = 0.0
    recorded: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Strikes:
    """What strikes one call: at most one fault on its answer, any number on its flow.

    ``settings`` are those that differ for this call alone.
    """

    answer: Fault | None = None
    flow: tuple[Fault, ...] = field(default=())
    settings: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """The kinds that act by their settings."""
