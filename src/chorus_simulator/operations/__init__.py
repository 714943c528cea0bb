"""The operations of the API, one file per family.

An operation is a function that takes a `Call` and gives the JSON object to answer; it refuses by
raising `Refusal`. Its request message is a pydantic class whose fields bear the portal's own
names. A key that the message does not know is refused, as the portal does for a wrong paging key.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from chorus_simulator.accounts import Account
    from chorus_simulator.faults import Fault
    from chorus_simulator.ledger import Entry
    from chorus_simulator.settings import Settings

READ = "TRA_MSG_00.000"
"""Label of a successful reading."""
DONE = "GCU_MSG_01_000"
"""Label of a successful deposit or directory call."""


class Message(BaseModel):
    """A request body; ``idUtilisateurCourant`` is allowed everywhere and has no effect."""

    model_config = ConfigDict(extra="forbid", strict=True)

    idUtilisateurCourant: int | None = None


@dataclass(slots=True)
class Call:
    """What an operation needs to answer."""

    db: sqlite3.Connection
    account: Account
    settings: Settings
    now: float
    entry: Entry
    flow_faults: tuple[Fault, ...] = ()


class Refusal(Exception):
    """A business refusal: ``codeRetour`` other than 0 and its label."""

    def __init__(self, code: int, label: str) -> None:
        super().__init__(label)
        self.code = code
        self.label = label


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API: its request message and what answers it."""

    message: type[Message]
    answer: Callable[[Call, Any], dict[str, Any]]
    method: str = "POST"


def success(label: str, **content: object) -> dict[str, Any]:
    """Build a successful answer."""
    return {"codeRetour": 0, "libelle": label, **content}
