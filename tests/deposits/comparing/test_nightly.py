"""The comparison of each night: once, after a missed night too, and again when it failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.manual_entries import type_on_the_portal
from wochorus.accounts.services import change_company
from wochorus.billing.models import DepositState
from wochorus.core.errors import Transient
from wochorus.deposits.background.company_steps import LONG_QUEUE, STEPS
from wochorus.deposits.background.comparison import (
    companies_to_compare,
    companies_with_duplicates,
    compare_company,
    last_night,
    look_for_duplicates,
)
from wochorus.deposits.models import Comparison, Flow, PortalReading, ReadingKind
from wochorus.deposits.patience import PORTAL_PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal

THIS_MONTH = timezone.localdate().replace(day=1)

BETWEEN = timedelta(hours=1, minutes=1)


def deposited_yesterday() -> None:
    Flow.objects.update(created_at=timezone.now() - timedelta(days=1))


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2026, 11, 24, 0, 59, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC)),
        (datetime(2026, 11, 24, 1, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
        (datetime(2026, 11, 24, 20, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
        (datetime(2026, 7, 1, 0, tzinfo=UTC), datetime(2026, 7, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_night_begins_at_two_in_paris(now: datetime, night: datetime) -> None:
    assert last_night(now) == night


def test_a_company_is_compared_once_a_night(portal: Portal, tmp_path: Path) -> None:
    now = timezone.now()
    assert companies_to_compare(now) == set(), "nothing was ever deposited"
    portal.invoices(tmp_path, 1)
    portal.deposit()
    assert companies_to_compare(now) == set(), "its first deposit is not over"
    deposited_yesterday()
    assert companies_to_compare(now) == {portal.company.pk}
    compare_company(portal.company)
    assert Comparison.objects.get().actor == "comparaison de la nuit"
    assert companies_to_compare(timezone.now()) == set()
    next_night = last_night(timezone.now()) + timedelta(days=1)
    assert companies_to_compare(next_night - timedelta(seconds=1)) == set()
    assert companies_to_compare(next_night + BETWEEN) == {portal.company.pk}
    assert companies_to_compare(next_night + timedelta(days=3)) == {portal.company.pk}
    change_company(portal.company, environment="qualification")
    assert companies_to_compare(next_night + BETWEEN) == set(), "nothing was deposited there"


def test_a_comparison_that_failed_is_tried_again_an_hour_later(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    deposited_yesterday()
    portal.admin.fault("maintenance", count=99)
    with pytest.raises(Transient):
        compare_company(portal.company)
    now = timezone.now()
    assert companies_to_compare(now) == set()
    assert companies_to_compare(now + BETWEEN) == {portal.company.pk}
    portal.admin.clear_faults()
    compare_company(portal.company)
    reading = PortalReading.objects.get(kind=ReadingKind.COMPARISON)
    assert reading.trouble == ""


def test_the_workers_look_again_for_a_duplicate_that_was_not_shown(
    portal: Portal, tmp_path: Path
) -> None:
    portal.admin.fault("late_index", seconds=3600, operation="*soumettre")
    type_on_the_portal(portal, "FA-0001", THIS_MONTH)
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow(PORTAL_PATIENCE)
    assert portal.states() == {"FA-0001": DepositState.REFUSED}
    assert companies_with_duplicates(timezone.now()) == set(), "just asked"
    later = timezone.now() + timedelta(minutes=1)
    assert companies_with_duplicates(later) == {portal.company.pk}
    portal.admin.advance(3601)
    look_for_duplicates(portal.company)
    assert portal.states() == {"FA-0001": DepositState.INTEGRATED}
    assert companies_with_duplicates(later) == set()
    assert Flow.objects.filter(is_adopted=True).count() == 1


def test_the_workers_know_both_steps() -> None:
    assert STEPS["compare"].queue == LONG_QUEUE
    assert STEPS["look_for_duplicates"].run is look_for_duplicates
