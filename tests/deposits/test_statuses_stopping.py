"""When an invoice is watched no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wochorus.choruspro.catalogue import INVOICE_STATUSES, PAYMENT_ORDERED
from wochorus.core.dates import time_since
from wochorus.deposits.models import FollowEnd
from wochorus.deposits.statuses.stopping import FINAL, follow_end
from wochorus.deposits.statuses.window import end_of, start_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def ended(status: str, **facts: Any) -> FollowEnd:
    usual = {"reports_payment": True, "awaits_payment": True, "last_news": NOW, "now": NOW}
    return follow_end(status, **{**usual, **facts})


@pytest.mark.parametrize("status", ["MISE_EN_PAIEMENT", "REJETEE"])
def test_a_payment_and_a_rejection_are_final_for_every_body(status: str) -> None:
    assert ended(status) is FollowEnd.FINAL
    assert ended(status, reports_payment=False) is FollowEnd.FINAL


@pytest.mark.parametrize("status", ["MANDATEE", "MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE"])
def test_a_body_that_never_tells_the_payment_ends_at_its_order(status: str) -> None:
    assert ended(status, reports_payment=False) is FollowEnd.NO_PAYMENT_NEWS
    assert ended(status) is FollowEnd.NONE


@pytest.mark.parametrize("status", ["DEPOSEE", "MISE_A_DISPOSITION", "SERVICE_FAIT", "SUSPENDUE"])
def test_before_the_order_to_pay_every_body_is_watched(status: str) -> None:
    assert ended(status, reports_payment=False) is FollowEnd.NONE


def test_a_credit_note_ends_when_it_is_booked() -> None:
    assert ended("COMPTABILISEE", awaits_payment=False) is FollowEnd.FINAL
    assert ended("MANDATEE", awaits_payment=False, reports_payment=False) is FollowEnd.NONE


def test_an_invoice_without_news_for_half_a_year_is_silent_and_a_final_one_is_not() -> None:
    long_ago = NOW - timedelta(days=181)
    assert ended("MISE_A_DISPOSITION", last_news=long_ago) is FollowEnd.SILENT
    assert ended("MISE_A_DISPOSITION", last_news=NOW - timedelta(days=179)) is FollowEnd.NONE
    assert ended("REJETEE", last_news=long_ago) is FollowEnd.FINAL


def test_an_unknown_status_is_never_final() -> None:
    assert ended("STATUT_DE_2031", reports_payment=False) is FollowEnd.NONE


def test_the_rule_names_statuses_of_the_catalogue() -> None:
    assert set(INVOICE_STATUSES) >= FINAL
    assert set(INVOICE_STATUSES) >= PAYMENT_ORDERED


def test_a_window_begins_before_the_last_one_ended() -> None:
    hour, oldest = timedelta(hours=1), NOW - timedelta(days=9)
    assert start_of(None, None, hour) is None
    assert start_of(None, oldest, hour) == oldest - hour
    assert start_of(NOW, oldest, hour) == NOW - hour


def test_the_cursor_goes_forward_only_and_not_after_what_can_be() -> None:
    before, after = NOW - timedelta(hours=1), NOW + timedelta(days=400)
    assert end_of(None, [], None) is None
    assert end_of(NOW, [before, None], None) == NOW
    assert end_of(before, [NOW, after], NOW + timedelta(days=1)) == NOW
    assert end_of(before, [NOW, after], None) == after


@pytest.mark.parametrize(
    ("elapsed", "said"),
    [
        (timedelta(seconds=-5), "à l'instant"),
        (timedelta(seconds=59), "à l'instant"),
        (timedelta(minutes=3), "il y a 3 min"),
        (timedelta(hours=47), "il y a 47 h"),
        (timedelta(days=4, hours=5), "il y a 4 jours"),
    ],
)
def test_the_age_of_a_reading_is_told_in_french(elapsed: timedelta, said: str) -> None:
    assert time_since(NOW - elapsed, NOW) == said
