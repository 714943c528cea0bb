"""Reading Chorus Pro now, because a person asks, instead of at the pace of the workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.accounts.services import chorus_client
from wochorus.deposits.duplicates import unconcluded
from wochorus.deposits.follow_up import FollowUp, follow_once, open_flows
from wochorus.deposits.patience import patience_for
from wochorus.deposits.reservation import take_over_if_alone

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


def follow_now(company: Company) -> FollowUp:
    """Ask Chorus Pro once about every open flow of ``company``; with none, it is not called.

    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked at all.
    """
    take_over_if_alone(company)
    if not open_flows(company) and not unconcluded(company):
        return FollowUp()
    with chorus_client(company) as client:
        return follow_once(company, client, patience_for(company))
