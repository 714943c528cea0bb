"""Faults on demand: what a tired register does to those who ask.

`KIND` or `KIND:count=N,seconds=S` strikes the N next calls (1 by default).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = {
    "throttled": "429, avec Retry-After: seconds",
    "slow": "attendre seconds, puis répondre",
    "status_500": "500",
    "malformed": "une page HTML au lieu du JSON",
    "wrong_shape": "du JSON d'une autre forme",
    "cut": "une réponse coupée au milieu",
    "huge": "une réponse sans fin raisonnable",
}
_ORDER = re.compile(r"(?P<kind>[a-z_0-9]+)(?::(?P<options>[a-z0-9=.,]+))?")
MOST = 10_000


class FaultRefusedError(ValueError):
    """A fault that is not understood. The text is French."""


@dataclass(slots=True)
class Fault:
    """A fault, and how many calls it still strikes."""

    kind: str
    count: int = 1
    seconds: float = 1.0


def read_fault(text: str) -> Fault:
    """Read a fault as it is ordered. Raises `FaultRefusedError`."""
    found = _ORDER.fullmatch(text)
    if not found or found["kind"] not in KINDS:
        raise FaultRefusedError(f"panne inconnue « {text} » ; connues : {', '.join(KINDS)}")
    fault = Fault(found["kind"])
    for option in filter(None, (found["options"] or "").split(",")):
        name, _, value = option.partition("=")
        try:
            _SETTINGS[name](fault, value)
        except (KeyError, ValueError):
            raise FaultRefusedError(
                f"réglage de panne refusé « {option} » : count=N ou seconds=S"
            ) from None
    return fault


def _set_count(fault: Fault, value: str) -> None:
    fault.count = min(int(value), MOST)


def _set_seconds(fault: Fault, value: str) -> None:
    fault.seconds = float(value)


_SETTINGS = {"count": _set_count, "seconds": _set_seconds}


class Faults:
    """The faults that are waiting, the oldest first."""

    def __init__(self, first: tuple[Fault, ...] = ()) -> None:
        self.waiting = list(first)

    def take(self) -> Fault | None:
        """Give the fault of this call, if one strikes it."""
        while self.waiting and self.waiting[0].count < 1:
            self.waiting.pop(0)
        if not self.waiting:
            return None
        self.waiting[0].count -= 1
        return self.waiting[0]
