"""Which news of a status is the later: the decisions, with no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.choruspro import InvoiceHistory, InvoiceRow
from wochorus.deposits.statuses.news import (
    Known,
    News,
    Verdict,
    after_history,
    after_search,
    compare,
    news_of_history,
    news_of_row,
    without_history,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def known(status: str, moment: datetime | None, *, history_at: datetime | None = None) -> Known:
    return Known(News(status, moment), seen_at=at(0), history_at=history_at)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (News("SUSPENDUE", at(0)), Verdict.SAME),
        (News("SUSPENDUE", None), Verdict.SAME),
        (News("SUSPENDUE", at(0.5)), Verdict.UNCLEAR),
        (News("COMPLETEE", at(0.9)), Verdict.UNCLEAR),
        (News("COMPLETEE", None), Verdict.UNCLEAR),
        (News("COMPLETEE", at(1)), Verdict.LATER),
        (News("SUSPENDUE", at(1)), Verdict.LATER),
        (News("MISE_EN_PAIEMENT", at(-1)), Verdict.EARLIER),
    ],
)
def test_news_are_compared_by_the_minute_with_those_of_a_history(
    said: News, verdict: Verdict
) -> None:
    assert compare(said, News("SUSPENDUE", at(0))) is verdict


def test_two_rows_of_the_search_are_compared_to_the_millisecond() -> None:
    assert compare(News("COMPLETEE", at(0.9)), News("SUSPENDUE", at(0.2))) is Verdict.LATER
    assert compare(News("COMPLETEE", at(0.1)), News("SUSPENDUE", at(0.2))) is Verdict.EARLIER


def test_earlier_news_of_the_search_change_nothing() -> None:
    now_known = known("REJETEE", at(5), history_at=at(6))
    assert after_search(now_known, News("SUSPENDUE", at(2)), at(9)) is now_known


def test_the_history_settles_what_happened_in_one_minute() -> None:
    asked_for = after_search(
        known("SUSPENDUE", at(0), history_at=at(0)), News("COMPLETEE", at(0.4)), at(9)
    )
    assert (asked_for.news.status, asked_for.history_at) == ("SUSPENDUE", None)
    told = after_history(asked_for, News("COMPLETEE", at(0)), at(9.1), at(9.2))
    assert (told.news.status, told.history_at) == ("COMPLETEE", at(9.1))


def test_a_history_that_was_overtaken_does_not_settle_it() -> None:
    """Another program saw the status after this history was asked for."""
    overtaken = Known(News("COMPLETEE", at(0.5)), seen_at=at(10))
    assert after_history(overtaken, News("SUSPENDUE", at(0)), at(9), at(11)) == overtaken


def test_a_history_later_than_what_is_known_prevails_and_is_asked_again_when_overtaken() -> None:
    overtaken = Known(News("SUSPENDUE", at(0)), seen_at=at(10))
    told = after_history(overtaken, News("REJETEE", at(3), "faux", "Mme B"), at(9), at(11))
    assert told.news == News("REJETEE", at(3), "faux", "Mme B")
    assert told.history_at is None


def test_a_history_that_lags_leaves_the_status_and_is_asked_again_for_an_hour() -> None:
    shown = Known(News("REJETEE", at(5)), seen_at=at(6))
    late = News("DEPOSEE", at(1))
    assert after_history(shown, late, at(7), at(7)) == shown
    settled = after_history(shown, late, at(6 + 61), at(6 + 61))
    assert (settled.news.status, settled.history_at) == ("REJETEE", at(67))


def test_the_history_gives_the_reason_and_the_author_and_the_search_the_finer_moment() -> None:
    seen = Known(News("SUSPENDUE", at(0.25)), seen_at=at(1))
    told = after_history(seen, News("SUSPENDUE", at(0), "bon absent", "Mme B"), at(2), at(2))
    assert told == Known(
        News("SUSPENDUE", at(0.25), "bon absent", "Mme B"), seen_at=at(1), history_at=at(2)
    )


def test_the_same_status_given_again_is_news() -> None:
    again = after_search(known("SUSPENDUE", at(0)), News("SUSPENDUE", at(30)), at(31))
    assert (again.news.at, again.seen_at) == (at(30), at(31))


def test_without_a_history_what_was_said_last_is_believed() -> None:
    believed = without_history(known("SUSPENDUE", at(0)), News("INCONNU_42", None), at(1))
    assert believed.news.status == "INCONNU_42"
    kept = known("SUSPENDUE", at(5))
    assert without_history(kept, News("DEPOSEE", at(1)), at(9)) is kept


def a_history(*lines: tuple[int | None, str, str], current: str = "") -> InvoiceHistory:
    """Write a history of (number, status, moment) lines as the portal does."""
    statuses = [
        {"histoStatutId": number, "histoStatutCode": status, "histoStatutDatePassage": moment}
        for number, status, moment in lines
    ]
    payload = {"statutCourantCode": current, "historiquesDesStatuts": {"histoStatut": statuses}}
    return InvoiceHistory.read(payload)


def test_the_current_status_of_a_history_is_the_one_that_it_names() -> None:
    history = a_history(
        (1, "SUSPENDUE", "2026-11-24 09:05"),
        (2, "COMPLETEE", "2026-11-24 09:05"),
        (3, "SUSPENDUE", "2026-11-24 09:05"),
        current="COMPLETEE",
    )
    told = news_of_history(history)
    assert told is not None
    assert told.status == "COMPLETEE"


def test_of_a_history_that_names_none_the_last_line_is_the_current_status() -> None:
    history = a_history(
        (7, "SUSPENDUE", "2026-11-24 09:05"),
        (9, "REJETEE", "2026-11-24 09:05"),
        (8, "COMPLETEE", "2026-11-24 09:05"),
        (10, "DEPOSEE", "illisible"),
    )
    told = news_of_history(history)
    assert told is not None
    assert told.status == "REJETEE"
    assert news_of_history(a_history()) is None
    assert news_of_history(a_history(current="NEUF")) == News("NEUF", None)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00", "hier"])
def test_a_moment_that_cannot_be_is_none(moment: str) -> None:
    row = InvoiceRow.read({"statut": "REJETEE\x00", "dateHeureEtatCourant": moment})
    assert news_of_row(row) == News("REJETEE", None)


# An independent portal: what it was told to be, in order. It knows nothing of how we compare.


@dataclass
class PlayedPortal:
    """Statuses given one after the other; a late index; a history to the minute."""

    clock: datetime = START
    given: list[tuple[str, datetime]] = field(default_factory=lambda: [("DEPOSEE", START)])

    def give(self, status: str, seconds: int) -> None:
        self.clock += timedelta(seconds=seconds)
        self.given.append((status, self.clock))

    def row(self, lag: int, *, dated: bool) -> News:
        status, moment = self.given[max(len(self.given) - 1 - lag, 0)]
        return News(status, moment if dated else None)

    def history(self) -> News:
        status, moment = self.given[-1]
        return News(status, moment.replace(second=0, microsecond=0))


_STATUS = st.sampled_from(["SUSPENDUE", "COMPLETEE", "REJETEE", "MISE_EN_PAIEMENT", "INCONNU_9"])
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), _STATUS, st.integers(1, 90)),
        st.tuples(st.just("search"), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("ask"), st.integers(0, 2)),
        st.tuples(st.just("answer"), st.integers(0, 2)),
    ),
    max_size=30,
)


@given(steps=_STEPS)
def test_whatever_the_order_of_statuses_and_readings_the_last_status_is_known(
    steps: Sequence[tuple[object, ...]],
) -> None:
    """Three programs read at once, their answers come late, the index lags: all end alike."""
    portal = PlayedPortal()
    our_clock = START + timedelta(days=3)  # no clock agrees with another
    now_known = Known(portal.row(0, dated=True), seen_at=our_clock)
    asked: dict[object, tuple[datetime, News]] = {}
    for step in steps:
        our_clock += timedelta(seconds=1)
        match step:
            case ("give", str(status), int(seconds)):
                portal.give(status, seconds)
            case ("search", int(lag), bool(dated)):
                now_known = after_search(now_known, portal.row(lag, dated=dated), our_clock)
            case ("ask", who):
                asked[who] = (our_clock, portal.history())
            case ("answer", who) if who in asked:
                asked_at, told = asked.pop(who)
                now_known = after_history(now_known, told, asked_at, our_clock)
        status, moment = now_known.news.status, now_known.news.at
        assert status in [each for each, _ in portal.given]
        assert moment is not None
    for _ in range(3):
        our_clock += timedelta(seconds=1)
        now_known = after_search(now_known, portal.row(0, dated=True), our_clock)
        if now_known.history_at is None:
            now_known = after_history(now_known, portal.history(), our_clock, our_clock)
    last, since = portal.given[-1]
    assert now_known.news.status == last
    assert now_known.news.at is not None
    assert now_known.news.at.replace(second=0, microsecond=0) == since.replace(
        second=0, microsecond=0
    )


@given(steps=_STEPS)
def test_what_is_known_never_goes_back_to_an_earlier_minute(
    steps: Sequence[tuple[object, ...]],
) -> None:
    portal = PlayedPortal()
    now_known = Known(portal.row(0, dated=True), seen_at=START)
    asked: dict[object, tuple[datetime, News]] = {}
    for rank, step in enumerate(steps, start=1):
        our_clock, before = START + timedelta(seconds=rank), now_known.news.at
        match step:
            case ("give", str(status), int(seconds)):
                portal.give(status, seconds)
            case ("search", int(lag), bool(dated)):
                now_known = after_search(now_known, portal.row(lag, dated=dated), our_clock)
            case ("ask", who):
                asked[who] = (our_clock, portal.history())
            case ("answer", who) if who in asked:
                asked_at, told = asked.pop(who)
                now_known = after_history(now_known, told, asked_at, our_clock)
        assert now_known.news.at is not None
        assert before is not None
        assert now_known.news.at >= before.replace(second=0, microsecond=0)
