"""Writing what is heard of one invoice: its life, the journal's columns, the event, all or nothing.

Programs that hear the same thing at once wait for each other at the row of the invoice; the second
finds that nothing is new.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.choruspro.catalogue import invoice_status
from wochorus.core.dates import format_moment
from wochorus.core.identifiers import compact_identifier
from wochorus.deposits.events import record_invoice_event
from wochorus.deposits.heartbeats import database_now
from wochorus.deposits.models import FollowEnd, InvoiceLife
from wochorus.deposits.statuses.histories import store_entries
from wochorus.deposits.statuses.lives import news_of_life
from wochorus.deposits.statuses.news import (
    Known,
    after_history,
    after_search,
    news_of_history,
    without_history,
)
from wochorus.deposits.statuses.stopping import follow_end
from wochorus.directory.queries import structure_by_siret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wochorus.choruspro import InvoiceHistory
    from wochorus.deposits.statuses.news import News

ALREADY_PAID = "A2"


@dataclass(frozen=True, slots=True)
class Change:
    """A status that an invoice has taken: what it was before, and the news."""

    invoice: Invoice
    before: str
    news: News


def take_row(life: InvoiceLife, said: News) -> Change | None:
    """Record what the search shows of an invoice; give the change, if it is one."""
    with _held(life) as held:
        now = database_now()
        return _write(held, after_search(_known(held), said, now), now)


def take_history(
    life: InvoiceLife, history: InvoiceHistory, asked: datetime, shown: News | None
) -> Change | None:
    """Store a history, asked for at ``asked``; give the change that it tells, if any.

    ``shown``: what the search of the same round showed.
    """
    with _held(life) as held:
        now = database_now()
        store_entries(held, history)
        told = news_of_history(history)
        known = _known(held)
        if told is None:
            held.history_read_at = asked
            held.save(update_fields=["history_read_at"])
            return None
        return _write(held, after_history(known, told, asked, now, shown), now)


def take_row_alone(life: InvoiceLife, said: News) -> Change | None:
    """Record what the search shows of an invoice whose history cannot be read."""
    with _held(life) as held:
        now = database_now()
        return _write(held, without_history(_known(held), said, now), now)


def end_silent(life: InvoiceLife) -> bool:
    """Stop watching an invoice of which nothing was heard for too long; tell if it is one."""
    with _held(life) as held:
        now = database_now()
        if held.end or _end_of(held, now) is not FollowEnd.SILENT:
            return False
        held.end = FollowEnd.SILENT
        held.save(update_fields=["end"])
        message = "Chorus Pro n'en dit plus rien : elle n'est plus relue d'office."
        record_invoice_event(held.invoice, "follow_end", message=message)
        return True


@contextmanager
def _held(life: InvoiceLife) -> Iterator[InvoiceLife]:
    """Keep every other program from writing about an invoice; always its own row first."""
    with transaction.atomic():
        invoice = Invoice.objects.select_for_update(of=("self",)).select_related("customer")
        locked = invoice.get(pk=life.invoice_id)
        held = InvoiceLife.objects.select_for_update().get(pk=life.pk)
        held.invoice = locked
        yield held


def _known(life: InvoiceLife) -> Known:
    return Known(news_of_life(life), life.seen_at, life.history_read_at)


def _write(life: InvoiceLife, known: Known, now: datetime) -> Change | None:
    before = _known(life)
    news = known.news
    life.status, life.status_at, life.comment, life.who = (
        news.status,
        news.at,
        news.comment,
        news.who,
    )
    life.seen_at, life.history_read_at = known.seen_at, known.history_at
    end = _end_of(life, now)
    if known == before and end == life.end:
        return None
    life.end = end
    life.save()
    if news != before.news:
        _show_in_journal(life)
    if known.seen_at == before.seen_at:
        return None
    _tell(life, before.news.status)
    return Change(life.invoice, before.news.status, news)


def _end_of(life: InvoiceLife, now: datetime) -> FollowEnd:
    invoice = life.invoice
    structure = structure_by_siret(compact_identifier(invoice.customer.siret))
    return follow_end(
        life.status,
        reports_payment=structure is None or structure.reports_payment,
        awaits_payment=invoice.kind != InvoiceKind.CREDIT_NOTE and invoice.cadre != ALREADY_PAID,
        last_news=life.status_at or life.seen_at,
        now=now,
    )


def _show_in_journal(life: InvoiceLife) -> None:
    """Show the status in the journal, unless the invoice has another life there by now."""
    Invoice.objects.filter(
        pk=life.invoice_id, chorus_id=life.chorus_id, deposit_state=DepositState.INTEGRATED
    ).update(
        chorus_status=life.status,
        chorus_status_at=life.status_at,
        chorus_comment=life.comment,
        updated_at=timezone.now(),
    )


def _tell(life: InvoiceLife, before: str) -> None:
    since = format_moment(timezone.localtime(life.status_at)) if life.status_at else ""
    words = (f"{life.status} : {invoice_status(life.status).label}", life.comment, life.who, since)
    payload = {
        "status": life.status,
        "at": life.status_at and life.status_at.isoformat(),
        "before": before,
        "chorus_id": life.chorus_id,
    }
    message = " — ".join(filter(None, words))
    record_invoice_event(life.invoice, "status", message=message, payload=payload)
