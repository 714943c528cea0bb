"""What a line of the table of operations is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from contract.essence import essence

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.place import Place
    from wochorus.choruspro import ChorusClient, UncertainOutcome

TOKEN = "oauth/token"
INVOICES, SHARED, STRUCTURES = "factures/v1", "transverses/v1", "structures/v1"


class Nature(Enum):
    """What a call does to the portal."""

    TOKEN = auto()
    READING = auto()
    ADDING = auto()
    """Keeps a file that no invoice names yet: it may be sent again like a reading."""
    CHANGING = auto()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of the client on one operation of the portal.

    ``prepare`` gives what the call is about, which ``call`` and ``done`` take. ``done`` counts on
    the portal's side how often it was done. ``told`` is what the answer says that the portal is
    bound to say again.
    """

    method: str
    path: str
    call: Callable[[ChorusClient, Place, Any], Any]
    nature: Nature = Nature.READING
    prepare: Callable[[Place], Any] = lambda _: None
    done: Callable[[Place, Any], int] = lambda _place, _about: 0
    doubt: type[UncertainOutcome] | None = None
    told: Callable[[Any], Any] = essence
    variant: str = ""

    @property
    def name(self) -> str:
        """The name of the operation in a test."""
        return f"{self.method}-{self.variant}" if self.variant else self.method
