"""What the workers do for a company again and again, each step by its name.

To add one: import it here, and add a line to ``STEPS``. ``due`` gives, at a moment, the ids of the
companies that it is to be done for; ``run`` does it once, and stops early when ``goes_on`` says no.
A step may be run again at any moment, and beside the other steps of the same company, never beside
itself. It raises `Transient` or `Permanent` when Chorus Pro cannot be asked. One that may take
minutes is given ``LONG_QUEUE``, so that no quick one waits behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.deposits.background.annuaire import companies_to_refresh, refresh_annuaire
from wochorus.deposits.background.archiving import archive_issued, companies_to_archive
from wochorus.deposits.background.comparison import (
    companies_to_compare,
    companies_with_duplicates,
    compare_company,
    look_for_duplicates,
)
from wochorus.deposits.background.due import due_companies
from wochorus.deposits.background.statuses import companies_to_read, read_company
from wochorus.deposits.background.steps import follow_company
from wochorus.deposits.requests.background import companies_with_requests, settle_requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wochorus.accounts.models import Company


STEPS_QUEUE, LONG_QUEUE = "steps", "long_steps"


@dataclass(frozen=True, slots=True)
class CompanyStep:
    """One thing to do for a company: its name in the queue, when it is due, what it does."""

    name: str
    due: Callable[[datetime], set[int]]
    run: Callable[[Company, Callable[[], bool]], object]
    queue: str = STEPS_QUEUE


STEPS = {
    step.name: step
    for step in (
        CompanyStep("follow_flows", due_companies, follow_company),
        CompanyStep("read_statuses", companies_to_read, read_company, LONG_QUEUE),
        CompanyStep("settle_requests", companies_with_requests, settle_requests),
        CompanyStep("look_for_duplicates", companies_with_duplicates, look_for_duplicates),
        CompanyStep("archive_issued", companies_to_archive, archive_issued, LONG_QUEUE),
        CompanyStep("compare", companies_to_compare, compare_company, LONG_QUEUE),
        CompanyStep("refresh_annuaire", companies_to_refresh, refresh_annuaire, LONG_QUEUE),
    )
}
