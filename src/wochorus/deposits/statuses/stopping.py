"""When an invoice is watched no more: the rule, and nothing else.

The usual way ends with the payment: SERVICE_FAIT, MANDATEE, MISE_A_DISPOSITION_COMPTABLE,
COMPTABILISEE, MISE_EN_PAIEMENT. Many public bodies never tell the last one; the annuaire says
which (``GestionStatutMiseEnPaiement``). Of those, the payment order is the last news to expect.
A body may change its mind: what the search shows of an ended invoice is recorded, and the rule
applied anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wochorus.choruspro.catalogue import PAYMENT_ORDERED
from wochorus.deposits.models import FollowEnd

if TYPE_CHECKING:
    from datetime import datetime

DAYS_WITHOUT_NEWS = 180

FINAL = frozenset(
    {
        "MISE_EN_PAIEMENT",
        "REJETEE",
        "REFUSEE_1",
        "REFUSEE_2",
        "NON_CONFORME",
        "ABANDONNEE",
        "SUPPRIMEE",
        "REMPLACEE_PAR_A22",
        "DUPLIQUE_APRES_REFUS",
    }
)
"""Paid; or dead, and another invoice takes its place."""

LAST_WITHOUT_PAYMENT = frozenset({"COMPTABILISEE"})
"""The last of a credit note, or of an invoice paid before: no transfer follows."""


def follow_end(
    status: str,
    *,
    reports_payment: bool,
    awaits_payment: bool,
    last_news: datetime,
    now: datetime,
) -> FollowEnd:
    """Say whether an invoice in ``status`` is watched no more, and why.

    ``reports_payment`` is true of a body that nobody knows: it may. ``awaits_payment`` is false
    when nothing is left to pay.
    """
    if status in FINAL or (not awaits_payment and status in LAST_WITHOUT_PAYMENT):
        return FollowEnd.FINAL
    if not reports_payment and awaits_payment and status in PAYMENT_ORDERED:
        return FollowEnd.NO_PAYMENT_NEWS
    if now - last_news > timedelta(days=DAYS_WITHOUT_NEWS):
        return FollowEnd.SILENT
    return FollowEnd.NONE
