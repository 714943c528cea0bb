"""What Chorus Pro says of the status of an invoice, and what is known once it is heard.

Statuses come in any order (AIFE external specification of 30/04/2026 §3.4): only their moments
tell which is the current one. Two voices speak. The search shows the current status to the
millisecond, but its index may lag. The history shows all of them, to the minute only. So:

- a later moment prevails, an earlier one changes nothing;
- in the same minute of a history, or without a moment, nobody can tell by the moments: the history
  is asked, and what it calls the current status prevails;
- an answer prevails so only over what was known when it was asked. One that was overtaken, by
  another program or by its own slowness, changes nothing that it cannot prove to be earlier.

``Known`` is never wrong for long: what could not be decided leaves `history_at` empty, and the
history is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from wochorus.core.text import storable

if TYPE_CHECKING:
    from datetime import datetime

    from wochorus.choruspro import InvoiceHistory, InvoiceRow, StatusChange

STATUS_LENGTH, WHO_LENGTH = 60, 200
_FIRST_YEAR, _END_YEAR = 2000, 2200
HISTORY_MAY_LAG = timedelta(hours=1)
"""After which a history that still lacks the status that the search showed is taken as it is."""


class Verdict(Enum):
    """How what is said stands to what is known."""

    SAME = "same"
    LATER = "later"
    EARLIER = "earlier"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class News:
    """A status, the moment it was given (the portal's), its reason and its author."""

    status: str
    at: datetime | None
    comment: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an invoice. `seen_at` and `history_at` are moments of our database.

    `seen_at`: when the status was first seen. `history_at`: when the history that was stored was
    asked for; empty when it is to be asked for.
    """

    news: News
    seen_at: datetime
    history_at: datetime | None = None


def news_of_row(row: InvoiceRow) -> News:
    """Take the news out of a row of the search."""
    status = storable(row.status)[:STATUS_LENGTH]
    return News(status, possible(row.status_at), storable(row.status_comment))


def news_of_history(history: InvoiceHistory) -> News | None:
    """Take the current status out of a history: what it names so, else its last line.

    The line of a status that came twice is its last one. `None` when it tells no status.
    """
    named = history.status
    lines = [line for line in history.statuses if line.status == named or not named]
    if not lines:
        return News(storable(named)[:STATUS_LENGTH], None) if named else None
    return _news_of_line(max(lines, key=_place))


def _place(line: StatusChange) -> tuple[bool, datetime | int, int]:
    moment, number = possible(line.at), line.chorus_id or 0
    return (moment is not None, moment or 0, number)


def _news_of_line(line: StatusChange) -> News:
    status = storable(line.status)[:STATUS_LENGTH]
    return News(status, possible(line.at), storable(line.comment), who_changed(line))


def who_changed(line: StatusChange) -> str:
    """Name the author of a status: first name and name, else the e-mail."""
    name = f"{line.user_first_name} {line.user_last_name}".strip() or line.user_email
    return storable(name)[:WHO_LENGTH]


def possible(moment: datetime | None) -> datetime | None:
    """Keep a moment of this age of the world; another one is a mistake, and tells nothing."""
    return moment if moment and _FIRST_YEAR <= moment.year < _END_YEAR else None


def compare(said: News, known: News) -> Verdict:
    """Tell whether ``said`` is later than ``known``, as finely as both their moments allow."""
    if said.status == known.status and said.at in (None, known.at):
        return Verdict.SAME
    if not known.status:
        return Verdict.LATER
    if said.at is None or known.at is None:
        return Verdict.UNCLEAR
    mine, theirs = said.at, known.at
    if not (_is_fine(mine) and _is_fine(theirs)):
        mine, theirs = _minute(mine), _minute(theirs)
    if mine == theirs:
        return Verdict.UNCLEAR
    return Verdict.LATER if mine > theirs else Verdict.EARLIER


def _is_fine(moment: datetime) -> bool:
    """Tell whether a moment says more than its minute: those of a history do not."""
    return bool(moment.second or moment.microsecond)


def after_search(known: Known, said: News, now: datetime) -> Known:
    """Say what is known once the search has shown ``said``."""
    verdict = compare(said, known.news)
    if verdict is Verdict.LATER:
        return Known(said, seen_at=now)
    return replace(known, history_at=None) if verdict is Verdict.UNCLEAR else known


def without_history(known: Known, said: News, now: datetime) -> Known:
    """Say what is known when the history refuses to settle what the search left unclear.

    What was said last is believed: a status that is wrong is put right by the next reading, one
    that is passed over is lost.
    """
    if compare(said, known.news) in (Verdict.SAME, Verdict.EARLIER):
        return known
    return Known(said, seen_at=now)


def after_history(
    known: Known, told: News, asked: datetime, now: datetime, shown: News | None = None
) -> Known:
    """Say what is known once the history, asked for at ``asked``, has told its current status.

    ``shown`` is what the search of the same round showed: where both say the same, its moment is
    the finer one.
    """
    told = _refined(told, shown) if shown else told
    overtaken = max(known.seen_at, known.history_at or known.seen_at) > asked
    if told.status == known.news.status:
        news = _same_status(told, known.news)
        return replace(known, news=news, history_at=known.history_at if overtaken else asked)
    verdict = compare(told, known.news)
    if verdict is Verdict.EARLIER:
        is_late = asked - known.seen_at <= HISTORY_MAY_LAG
        return known if overtaken else replace(known, history_at=None if is_late else asked)
    if overtaken and verdict is Verdict.UNCLEAR:
        return known
    return Known(told, seen_at=now, history_at=None if overtaken else asked)


def _same_status(told: News, known: News) -> News:
    verdict = compare(told, known)
    if verdict is Verdict.LATER:
        return told
    if verdict is Verdict.EARLIER:
        return replace(known, comment=known.comment or told.comment, who=known.who or told.who)
    return _refined(told, known)


def _refined(told: News, shown: News) -> News:
    """Give ``told`` the finer moment and the words of ``shown``, when it is the same news."""
    is_same_minute = told.at is None or shown.at is None or _minute(told.at) == _minute(shown.at)
    if told.status != shown.status or not is_same_minute:
        return told
    return News(
        told.status, shown.at or told.at, told.comment or shown.comment, told.who or shown.who
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
