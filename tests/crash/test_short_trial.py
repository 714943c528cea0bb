"""The trial of `make crash`, short: real programs and the real database killed a few times."""

from __future__ import annotations

from crash.campaign import Campaign
from crash.telling import conduct

SEED, KILLS, INVOICES = 274, 10, 60


def test_programs_killed_at_every_step_deposit_each_invoice_once_and_say_the_truth() -> None:
    told: list[str] = []
    campaign = Campaign(SEED, KILLS, INVOICES, tell=told.append, hurried=True)
    assert conduct(campaign, told.append), "\n".join(told)
    assert campaign.kills.total() >= KILLS // 2, "most victims ended before they were killed"
