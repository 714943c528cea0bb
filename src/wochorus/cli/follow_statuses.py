"""What `wochorus follow` reads of the invoices once they are integrated: their statuses."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rich.markup import escape

from wochorus.accounts.services import chorus_client
from wochorus.cli.invoice.wording import standing_as_json
from wochorus.cli.output import out
from wochorus.cli.plain_output import printable
from wochorus.core.errors import Permanent, Transient
from wochorus.deposits.heartbeats import heartbeat, readings_of
from wochorus.deposits.models import ReadingKind
from wochorus.deposits.statuses.lives import has_integrated
from wochorus.deposits.statuses.reading import StatusRound, read_statuses
from wochorus.deposits.statuses.telling import standing_of

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.core.errors import WoChorusError
    from wochorus.deposits.statuses.telling import Standing

LEAST_SECONDS = 60
"""Time given to the histories, however short the user's patience with the flows is."""


@dataclass(slots=True)
class StatusesRead:
    """What a round gave; ``failure`` is what stopped it."""

    reading: str
    round: StatusRound = field(default_factory=StatusRound)
    failure: WoChorusError | None = None
    standings: list[tuple[Invoice, Standing]] = field(default_factory=list)


def follow_statuses(company: Company, seconds: float, *, quiet: bool) -> StatusesRead | None:
    """Read the statuses once, and histories for ``seconds``; `None` when no invoice has one."""
    if not has_integrated(company):
        return None
    done = StatusesRead("")
    end = time.monotonic() + max(seconds, LEAST_SECONDS)
    try:
        shown = nullcontext() if quiet else out.status("Lecture des statuts…")
        with shown, chorus_client(company) as client:
            read_statuses(company, client, lambda: time.monotonic() < end, outcome=done.round)
    except (Transient, Permanent) as failure:
        done.failure = failure
    changed = {change.invoice.pk: change.invoice for change in done.round.changes}
    for invoice in changed.values():
        invoice.refresh_from_db()
        done.standings.append((invoice, standing_of(invoice)))
    done.reading = heartbeat(readings_of(company).get(ReadingKind.STATUSES), timezone.now())
    return done


def statuses_as_json(done: StatusesRead | None) -> dict[str, Any] | None:
    """Describe a round for programs."""
    if done is None:
        return None
    return {
        "reading": done.reading,
        "trouble": done.failure.what if done.failure else "",
        "changes": [
            {"number": invoice.number, **standing_as_json(standing)}
            for invoice, standing in done.standings
        ],
        "histories_read": done.round.histories,
        "histories_left": done.round.left,
        "unread": [
            {"number": number, "trouble": trouble} for number, trouble in done.round.troubles
        ],
    }


def print_statuses(done: StatusesRead) -> None:
    """Say what changed: one sentence for each invoice to act upon, a count for the others."""
    others = Counter[str]()
    for invoice, standing in done.standings:
        if standing.is_ours_to_act or not standing.is_known:
            _print(f"{invoice.number} : {standing.sentence}")
        else:
            others[standing.label] += 1
    for label, count in others.most_common():
        _print(f"{count} facture(s) : {label}")
    for number, trouble in done.round.troubles:
        _print(f"{number} : son histoire n'a pas pu être lue ({trouble})")
    if done.round.left:
        _print(f"{done.round.left} histoire(s) restent à lire, au prochain relevé.")
    changed = len(done.standings)
    told = f"{changed} statut(s) changé(s)" if changed else "aucun changement"
    _print(f"Statuts : {told} ; {done.reading}.")


def _print(text: str) -> None:
    out.print(escape(printable(text)), soft_wrap=True)
