"""What an invoice's life on Chorus Pro says of the delay of payment.

The invoice is received when the recipient is told of it (MISE_A_DISPOSITION), else when Chorus Pro
took it. SUSPENDUE stops the clock until the supplier has completed the invoice, or until the
recipient goes on without it. MISE_EN_PAIEMENT is the payment (French public procurement code,
R2192-12, R2192-27 to R2192-29, R2192-32).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.billing.delays import Suspension
from wochorus.choruspro.catalogue import DEAD, PAID

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_RECEIVED, _SUSPENDED = "MISE_A_DISPOSITION", "SUSPENDUE"
_TAKEN_BACK = DEAD | {_SUSPENDED}


@dataclass(frozen=True, slots=True)
class StatusOn:
    """A status, and the day on which the invoice took it, in France."""

    code: str
    on: date


def received_day(statuses: Sequence[StatusOn], deposited_on: date) -> date:
    """Say when the payer received the invoice; ``statuses`` are in the order of time."""
    return next((each.on for each in statuses if each.code == _RECEIVED), deposited_on)


def suspensions_of(statuses: Sequence[StatusOn]) -> list[Suspension]:
    """List the suspensions; one that is not lifted has no end."""
    found: list[Suspension] = []
    since: date | None = None
    for status in statuses:
        if status.code == _SUSPENDED:
            since = since or status.on
        elif since is not None:
            found.append(Suspension(since, status.on))
            since = None
    if since is not None:
        found.append(Suspension(since))
    return found


def paid_day(statuses: Sequence[StatusOn]) -> date | None:
    """Say when the transfer was ordered, if it was told and not taken back since.

    Recipients set statuses in any order: bookkeeping that follows the payment takes nothing back.
    """
    told: date | None = None
    for status in statuses:
        if status.code == PAID:
            told = status.on
        elif status.code in _TAKEN_BACK:
            told = None
    return told
