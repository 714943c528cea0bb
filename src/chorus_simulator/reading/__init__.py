"""Reading deposited flows beside the portal, in a process of their own.

A flow is read (unpacked, checked, judged by the official rules) as soon as it has been received,
while the portal goes on answering; what was read waits in memory until the flow is due, and is
recorded then. What a hostile file can do, it does to a process that holds nothing and is started
again: the flow is then an incident, as it would be on the real portal.

    desk (which flow next, what was read) → process (the other end) → worker (reads)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chorus_simulator.formats.limits import Limits
    from chorus_simulator.formats.record import DepositedInvoice


@dataclass(frozen=True, slots=True)
class Job:
    """A flow to read, within which limits, and whether the official rules apply."""

    syntax: str
    file_name: str
    content: bytes
    limits: Limits
    rules: bool


@dataclass(frozen=True, slots=True)
class Read:
    """The invoices of a flow."""

    invoices: list[DepositedInvoice]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The flow is refused whole: what to write in ``listeErreurTechnique``."""

    report: dict[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """Reading failed, for a reason that is the simulator's: the flow is an incident."""

    why: str


Reading = Read | Unreadable | Broken
