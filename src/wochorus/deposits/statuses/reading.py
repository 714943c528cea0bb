"""One round of reading the statuses of a company: the changes first, then the histories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Min, Q, When
from django.utils import timezone

from wochorus.accounts.models import ChorusEnvironment
from wochorus.choruspro import (
    BusinessRefusal,
    IncompleteSearch,
    InvoiceSearch,
    NoAnswer,
    TooLarge,
    UnexpectedAnswer,
)
from wochorus.deposits.heartbeats import database_now, move_cursor, noted_reading
from wochorus.deposits.models import FollowEnd, ReadingKind
from wochorus.deposits.statuses.lives import (
    LivesByRow,
    begin_missing_lives,
    current_lives,
    news_of_life,
)
from wochorus.deposits.statuses.news import Verdict, compare, news_of_row
from wochorus.deposits.statuses.recording import (
    end_silent,
    take_history,
    take_row,
    take_row_alone,
)
from wochorus.deposits.statuses.stopping import DAYS_WITHOUT_NEWS
from wochorus.deposits.statuses.window import CLOCKS_MAY_DIFFER_BY, OVERLAP, end_of, start_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, InvoiceRow
    from wochorus.core.errors import WoChorusError
    from wochorus.deposits.models import InvoiceLife
    from wochorus.deposits.statuses.news import News
    from wochorus.deposits.statuses.recording import Change

DAYS_BETWEEN_LOOKS = 7
"""A watched invoice has its history read so often at least: the search may have passed over it."""
MOST_FAILURES_IN_A_ROW = 5
MOST_SILENCES_IN_A_ROW = 2
"""One invoice may be ill; when the next gets no answer either, it is the portal."""
SHORTEST_SPAN = timedelta(hours=1)
_ABOUT_ONE_INVOICE = (BusinessRefusal, IncompleteSearch, NoAnswer, TooLarge, UnexpectedAnswer)


@dataclass(slots=True)
class StatusRound:
    """What a round has read. ``left`` counts the histories that the next round will read.

    ``troubles`` are pairs of an invoice number and what went wrong with its history. ``others``
    counts the rows that show no invoice of ours.
    """

    changes: list[Change] = field(default_factory=list)
    rows: int = 0
    others: int = 0
    histories: int = 0
    left: int = 0
    troubles: list[tuple[str, str]] = field(default_factory=list)


def read_statuses(
    company: Company,
    client: ChorusClient,
    goes_on: Callable[[], bool] = lambda: True,
    overlap: timedelta = OVERLAP,
    outcome: StatusRound | None = None,
) -> StatusRound:
    """Read what changed since the last reading, and the histories that are to be read.

    It stops between two histories when ``goes_on`` says no. A history that cannot be read stops no
    other. ``outcome`` is filled as it goes, for who wants it after a failure. Raises `Transient` or
    `Permanent` when Chorus Pro cannot be asked at all; what was read is kept, and the next round
    goes on from there.
    """
    outcome = outcome or StatusRound()
    begin_missing_lives(company)
    with noted_reading(company, ReadingKind.STATUSES) as reading:
        start = start_of(reading.read_to, _oldest(company), overlap)
        rows = _changed_rows(client, start)
        shown = _take_rows(company, rows, outcome)
        limit = _latest_possible(company)
        move_cursor(reading, end_of(reading.read_to, (row.status_at for row in rows), limit))
        _read_histories(company, client, shown, goes_on, outcome)
    _end_silent(company)
    return outcome


def _oldest(company: Company) -> datetime | None:
    """Find since when our oldest watched invoice is there; a deposit is a moment of our clock."""
    lives = current_lives(company).filter(end=FollowEnd.NONE)
    known = lives.aggregate(told=Min("status_at"), left=Min("invoice__deposited_at"))
    left = known["left"] and known["left"] - CLOCKS_MAY_DIFFER_BY
    return min((each for each in (known["told"], left) if each), default=None)


def _latest_possible(company: Company) -> datetime | None:
    """Say after when a moment cannot be; the clock of the simulator may be put forward."""
    if company.environment == ChorusEnvironment.SIMULATOR:
        return None
    return timezone.now() + CLOCKS_MAY_DIFFER_BY


def _changed_rows(
    client: ChorusClient, start: datetime | None, end: datetime | None = None
) -> list[InvoiceRow]:
    """Search what changed from ``start`` on; in two halves, when the portal cannot show it all."""
    try:
        return client.search_invoices(InvoiceSearch(changed_from=start, changed_to=end))
    except IncompleteSearch:
        last = end or timezone.now()
        if start is None or last - start < SHORTEST_SPAN:
            raise
        middle = start + (last - start) / 2
        return [*_changed_rows(client, start, middle), *_changed_rows(client, middle, end)]


def _take_rows(
    company: Company, rows: list[InvoiceRow], outcome: StatusRound
) -> dict[int, tuple[InvoiceLife, News]]:
    """Record what the rows show; give what was new of each life, by its id."""
    lives, shown = LivesByRow(company, rows), dict[int, tuple["InvoiceLife", "News"]]()
    for row in rows:
        said, life = news_of_row(row), lives.of_row(row) if row.status else None
        outcome.rows += 1
        if life is None:
            outcome.others += 1
        elif compare(said, news_of_life(life)) in (Verdict.LATER, Verdict.UNCLEAR):
            change = take_row(life, said)
            shown[life.pk] = (life, said)
            outcome.changes += [change] if change else []
    return shown


def lives_to_read(company: Company, now: datetime) -> QuerySet[InvoiceLife]:
    """Give the lives whose history is to be read: never read, changed since, or read long ago.

    One that is watched no more is tried for some days, and left in peace.
    """
    long_ago = now - timedelta(days=DAYS_BETWEEN_LOOKS)
    watched = Q(end=FollowEnd.NONE) & (Q(history_read_at=None) | Q(history_read_at__lt=long_ago))
    ended = ~Q(end=FollowEnd.NONE) & Q(history_read_at=None, seen_at__gt=long_ago)
    return current_lives(company).filter(watched | ended)


def _read_histories(
    company: Company,
    client: ChorusClient,
    shown: dict[int, tuple[InvoiceLife, News]],
    goes_on: Callable[[], bool],
    outcome: StatusRound,
) -> None:
    """Read the histories: those of what changed first, the others in no order.

    So one that always fails does not keep the same others from being read.
    """
    waiting = lives_to_read(company, database_now())
    failures = Failures()
    changed_first = Case(When(pk__in=list(shown), then=0), default=1)
    try:
        for life in waiting.order_by(changed_first, "?"):
            if not goes_on():
                break
            _, said = shown.get(life.pk, (life, None))
            failures.note(_read_or_tell(life, client, said, outcome))
    finally:
        outcome.left = waiting.count()


def _read_or_tell(
    life: InvoiceLife, client: ChorusClient, said: News | None, outcome: StatusRound
) -> WoChorusError | None:
    """Read one history into ``outcome``; give what went wrong with it, if anything did."""
    trouble: WoChorusError | None = None
    try:
        change = _read_history(life, client, said)
        outcome.histories += 1
    except _ABOUT_ONE_INVOICE as failure:
        outcome.troubles.append((life.invoice.number, failure.what))
        change, trouble = take_row_alone(life, said) if said else None, failure
    outcome.changes += [change] if change else []
    return trouble


def _read_history(life: InvoiceLife, client: ChorusClient, said: News | None) -> Change | None:
    asked = database_now()
    history = client.invoice_history(life.chorus_id)
    return take_history(life, history, asked, said)


class Failures:
    """Counts the failures that follow each other, and says when the portal itself is ill."""

    def __init__(self) -> None:
        self._all = self._silences = 0

    def note(self, failure: WoChorusError | None) -> None:
        """Note how the reading of an invoice went. Raises ``failure`` when there are too many."""
        self._all = self._all + 1 if failure else 0
        self._silences = self._silences + 1 if isinstance(failure, NoAnswer) else 0
        if failure and (
            self._all >= MOST_FAILURES_IN_A_ROW or self._silences >= MOST_SILENCES_IN_A_ROW
        ):
            raise failure


def _end_silent(company: Company) -> None:
    long_ago = timezone.now() - timedelta(days=DAYS_WITHOUT_NEWS)
    old = Q(status_at__lt=long_ago) | Q(status_at=None, seen_at__lt=long_ago)
    for life in current_lives(company).filter(old, end=FollowEnd.NONE):
        end_silent(life)
