"""The validator, who comes before the recipient of a subcontractor's or co-contractor's invoice.

The validator has 15 days to approve or refuse; silence approves (AIFE external specification of
30/04/2026, tables 9 to 11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.clock import DAY
from chorus_simulator.store.statuses import VALIDATOR, Sequel, Stage

if TYPE_CHECKING:
    from chorus_simulator.store.statuses import Life

TO_VALIDATE, VALIDATED, REFUSED = "A_VALIDER_1", "VALIDEE_1", "REFUSEE_1"
SILENCE = "ABSENCE_VALIDATION_1_HORS_DELAI"
DAYS_TO_ANSWER = 15


def silent(then: Life, delay: float) -> Life:
    """Ask the validator, who does not act; a person may all the same."""
    return (Stage(after=delay / 2, status=TO_VALIDATE), *waiting(then))


def waiting(then: Life) -> Life:
    """Wait for a validator who was asked: 15 days, then go on without."""
    return (Sequel(VALIDATED, then), Stage(after=DAYS_TO_ANSWER * DAY, status=SILENCE), *then)


def approved(then: Life, delay: float, days: float) -> Life:
    """Have the validator approve after so many days."""
    return (
        Stage(after=delay / 2, status=TO_VALIDATE),
        Sequel(VALIDATED, then),
        Stage(after=days * DAY, status=VALIDATED, actor=VALIDATOR),
        *then,
    )


def refused(then: Life, delay: float, days: float, comment: str) -> Life:
    """Have the validator refuse after so many days; ``then`` is for a person who approves."""
    return (
        Stage(after=delay / 2, status=TO_VALIDATE),
        Sequel(VALIDATED, then),
        Stage(after=days * DAY, status=REFUSED, actor=VALIDATOR, comment=comment),
    )
