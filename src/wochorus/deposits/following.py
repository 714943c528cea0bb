"""Reading Chorus Pro now, because a person asks, instead of at the pace of the workers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.accounts.services import chorus_client
from wochorus.deposits.duplicates import unconcluded
from wochorus.deposits.follow_up import FollowUp, follow_once, open_flows
from wochorus.deposits.patience import patience_for
from wochorus.deposits.reservation import take_over_if_alone
from wochorus.deposits.statuses.lives import has_integrated
from wochorus.deposits.statuses.reading import StatusRound, read_statuses

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

SECONDS_OF_HISTORIES = 60
"""No history is begun after so long: a person waits, and the workers read the others."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a reading found: of the flows, and of the invoices that are on the portal."""

    flows: FollowUp = field(default_factory=FollowUp)
    statuses: StatusRound | None = None
    """None when no invoice is there, so that nothing was read."""


def follow_now(company: Company) -> Followed:
    """Ask Chorus Pro once about every open flow of ``company``, then about its invoices there.

    With neither, it is not called. Raises `Transient` or `Permanent` when Chorus Pro cannot be
    asked at all.
    """
    take_over_if_alone(company)
    has_flows = bool(open_flows(company) or unconcluded(company))
    if not has_flows and not has_integrated(company):
        return Followed()
    with chorus_client(company) as client:
        flows = follow_once(company, client, patience_for(company)) if has_flows else FollowUp()
        if not has_integrated(company):
            return Followed(flows)
        end = time.monotonic() + SECONDS_OF_HISTORIES
        return Followed(flows, read_statuses(company, client, lambda: time.monotonic() < end))
