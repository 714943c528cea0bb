"""How long an absence on the portal must last before it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from wochorus.accounts.models import ChorusEnvironment

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an absence must last before it is believed.

    ``delay`` runs from the sending; ``between`` separates the two askings.
    """

    delay: timedelta
    between: timedelta


SIMULATOR_PATIENCE = Patience(timedelta(seconds=20), timedelta(seconds=1))
PORTAL_PATIENCE = Patience(timedelta(hours=1), timedelta(minutes=5))
"""The real portal takes seconds to minutes; an hour of absence, asked twice, is believed."""


def patience_for(company: Company) -> Patience:
    """Say how long an absence on Chorus Pro must last before it is believed."""
    on_simulator = company.environment == ChorusEnvironment.SIMULATOR
    return SIMULATOR_PATIENCE if on_simulator else PORTAL_PATIENCE
