"""Changing the portal on which a company deposits.

What was deposited on a portal for trials has reached nobody. When the company leaves that portal,
those invoices are free again: a journal that showed them as deposited would lose them.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from wochorus.accounts.models import ChorusEnvironment, Company
from wochorus.accounts.services import change_company, lock_company
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import tell_lines
from wochorus.deposits.requests.orphans import give_up_requests
from wochorus.deposits.reservation import take_over_orphans
from wochorus.deposits.states import LIVE_LINE_STATES, LineState
from wochorus.deposits.voice import voice

TRIAL_ENVIRONMENTS = (ChorusEnvironment.SIMULATOR, ChorusEnvironment.QUALIFICATION)
"""Portals whose invoices are paid by nobody. `other` may be a way to the real one."""


def deposit_on(company: Company, environment: str, **fields: object) -> int:
    """Have ``company`` deposit on ``environment`` from now on; count the invoices freed by it.

    ``fields`` are corrected with it, as `change_company` does. Raises `Transient` when a deposit
    is running, `InvalidInput` on a refused value; nothing is changed then.
    """
    if environment == company.environment:
        change_company(company, **fields)
        return 0
    with voice(company), transaction.atomic():
        lock_company(company)
        take_over_orphans(company)
        freed = _end_trials(company, environment)
        change_company(company, environment=environment, **fields)
    return freed


def _end_trials(company: Company, environment: str) -> int:
    left = FlowLine.objects.filter(
        flow__company=company, flow__environment__in=TRIAL_ENVIRONMENTS, state__in=LIVE_LINE_STATES
    ).exclude(flow__environment=environment)
    by_flow: defaultdict[Flow, list[FlowLine]] = defaultdict(list)
    for line in left.select_related("flow", "invoice").order_by("flow", "position"):
        by_flow[line.flow].append(line)
    for flow, lines in by_flow.items():
        place = ChorusEnvironment(flow.environment).label
        message = f"Déposée sur l'environnement « {place} » seulement, que la société a quitté."
        told = {line.pk: message for line in lines}
        tell_lines(flow, told, LineState.RELEASED, "released")
        for line in lines:
            give_up_requests(line.invoice, message)
    return sum(map(len, by_flow.values()))
