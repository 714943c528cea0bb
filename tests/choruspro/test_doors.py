"""Refusals at the door, whatever the operation: what is waited for, replayed, explained, logged."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from choruspro.desk import PASSWORD, SECRET, a_desk, credentials
from choruspro.portal import answers
from wochorus.choruspro import (
    AccessDenied,
    StructureSearch,
    TechnicalAccountRefused,
    TooManyCalls,
)
from wochorus.choruspro.waits import retry_after

NOTHING = answers(200, {"codeRetour": 0, "listeStructures": []})
NOW = "Tue, 24 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "bientôt", "date": NOW}, None),
        ({}, None),
        ({"date": NOW}, None),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:20 GMT", "date": NOW}, 20),
        ({"retry-after": "Tue, 24 Nov 2026 09:00:00 GMT", "date": NOW}, 0),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:20 GMT"}, None),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:20 GMT", "date": "Tue, 24 Nov 2026 10"}, None),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:20 -0000", "date": NOW}, None),
    ],
)
def test_a_quota_says_how_long_to_wait_in_seconds_or_by_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds


@given(st.text(), st.text())
def test_no_header_makes_the_reading_of_a_quota_fail(asked: str, now: str) -> None:
    found = retry_after({"retry-after": asked, "date": now})
    assert found is None or found >= 0


def test_a_quota_that_ends_soon_is_waited_for_and_one_that_ends_late_is_told() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    soon = format_datetime(now.replace(second=30), usegmt=True)
    late = format_datetime(now.replace(hour=11), usegmt=True)
    with a_desk(NOTHING) as desk:
        desk.api.play(answers(429, b"", ("Retry-After", soon), ("Date", NOW)))
        assert desk.client.search_structures(StructureSearch()) == []
        assert desk.time.slept == [30]
        desk.api.play(answers(429, b"", ("Retry-After", late), ("Date", NOW)))
        with pytest.raises(TooManyCalls) as caught:
            desk.client.search_structures(StructureSearch())
    assert caught.value.retry_after == 3600


def test_a_reading_refused_once_is_replayed_with_a_new_token_and_twice_blames_the_account() -> None:
    with a_desk(NOTHING) as desk:
        desk.api.play(answers(401))
        desk.client.search_structures(StructureSearch())
        assert (len(desk.tokens.seen), len(desk.api.seen)) == (2, 2)
    with a_desk(answers(401)) as desk:
        with pytest.raises(TechnicalAccountRefused) as caught:
            desk.client.search_structures(StructureSearch())
        assert len(desk.api.seen) == 2
    for cause in ("mot de passe", "424 jours", "trop vite"):
        assert cause in caught.value.remedy


def test_an_empty_403_names_its_three_causes_for_a_reading_too() -> None:
    with a_desk(answers(403)) as desk:
        with pytest.raises(AccessDenied) as caught:
            desk.client.structure_details(1)
        assert len(desk.api.seen) == 1
    for cause in ("abonnée", "conditions d'utilisation", "raccordement"):
        assert cause in caught.value.remedy


def test_the_headers_of_a_refused_account_are_logged_without_secrets() -> None:
    account = credentials().account_header
    refused = answers(
        401,
        b"",
        ("X-Reason", f"bad {SECRET} {PASSWORD} {account}"),
        ("Set-Cookie", "session=abc"),
    )
    with (
        a_desk(refused, correlation_id="test-7") as desk,
        capture_logs() as lines,
        pytest.raises(TechnicalAccountRefused),
    ):
        desk.client.structure_details(1)
    told = [line for line in lines if line["event"] == "chorus_account_refused"]
    assert len(told) == 2
    assert told[0]["log_level"] == "warning"
    assert told[0]["operation"] == "consulter"
    assert told[0]["correlation_id"] == "test-7"
    assert "x-reason" in told[0]["headers"]
    assert "bad *** *** ***" in told[0]["headers"]
    for secret in (SECRET, PASSWORD, account, "session=abc"):
        assert secret not in str(lines)
