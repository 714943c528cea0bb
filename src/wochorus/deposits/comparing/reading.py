"""One comparison, from the portal's answer to the stored outcome.

The portal is read before the journal: an invoice deposited meanwhile is then one that just left,
never one that the portal has and we ignore.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.core.errors import InvalidInput
from wochorus.deposits.comparing.compare import Outcome, View, compare
from wochorus.deposits.comparing.journal_side import expected, other_sirets, that_rows_may_show
from wochorus.deposits.comparing.pairing import pair
from wochorus.deposits.comparing.portal_side import (
    MOST_ASKED_BY_NUMBER,
    once,
    rows_numbered,
    rows_of,
)
from wochorus.deposits.comparing.storing import store
from wochorus.deposits.comparing.verdicts import What
from wochorus.deposits.heartbeats import noted_reading
from wochorus.deposits.models import ReadingKind, Side

if TYPE_CHECKING:
    from datetime import datetime

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, InvoiceRow
    from wochorus.deposits.comparing.portal_side import Period
    from wochorus.deposits.models import Comparison
    from wochorus.deposits.patience import Patience


def compare_with_portal(
    company: Company, client: ChorusClient, period: Period, patience: Patience
) -> Comparison:
    """Compare the journal with the portal for a period, and store what was found.

    The absence of an invoice deposited less than ``patience.delay`` ago proves nothing yet. Raises
    `InvalidInput` for a company without SIRET; `Transient` or `Permanent` when Chorus Pro cannot
    be asked or answers in part: nothing is stored then, but why.
    """
    if not company.siret:
        raise InvalidInput(
            "La société n'a pas de SIRET : rien ne dit quelles factures du portail sont à elle",
            where=f"société {company.code}",
            remedy="Donnez-le : wochorus company set --siret …",
        )
    with noted_reading(company, ReadingKind.COMPARISON):
        believed_before = timezone.now() - patience.delay
        rows = rows_of(client, period)
        outcome = _outcome(company, client, period, rows, believed_before)
        return store(company, period, outcome)


def _outcome(
    company: Company,
    client: ChorusClient,
    period: Period,
    rows: list[InvoiceRow],
    believed_before: datetime,
) -> Outcome:
    view = View(company.siret, believed_before, other_sirets(company))
    ours = expected(company, period)
    first = compare(ours, rows, view)
    alone = [each.row for each in first.findings if each.row and each.side == Side.THERE]
    # One that the list of the period hides may have another date on the portal.
    hidden = [each.ours for each in first.findings if each.ours and each.what is What.NOT_SHOWN]
    asked = hidden[:MOST_ASKED_BY_NUMBER]
    answers = rows_numbered(client, [mine.number for mine in asked])
    found = [row for _, row in pair(asked, answers).pairs]
    if not alone and not found:
        return first
    more = that_rows_may_show(company, [*alone, *found], ours)
    return compare([*ours, *more], once([*rows, *found]), view)
