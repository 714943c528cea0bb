"""The journal read anywhere: whatever was read before, a block is the same."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from support.records import a_company, a_customer, an_invoice
from wochorus.billing import journal_blocks
from wochorus.billing.journal_blocks import (
    all_rows,
    journal_block,
    journal_counts,
    note_length,
    totals_of,
)
from wochorus.billing.journal_filter import EVERYTHING, JournalFilter, invoices_matching
from wochorus.billing.journal_order import NEWEST_FIRST, OLDEST_FIRST, SORTS, JournalSort
from wochorus.billing.journal_places import MOST_PLACES, Places, forget_places
from wochorus.billing.models import DepositState, Invoice, InvoiceKind, Reissue

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

MANY = 130


@pytest.fixture
def company(db: None) -> Company:  # noqa: ARG001 - the tables
    """Give a company with invoices of which several share a day."""
    forget_places()
    company = a_company()
    customer = a_customer(company)
    Invoice.objects.bulk_create(
        Invoice(
            company=company,
            customer=customer,
            number=f"FA-{rank}",
            issue_date=date(2026, 1, 1) + timedelta(days=rank // 7),
            kind=InvoiceKind.INVOICE,
            total_without_tax=Decimal(rank % 11),
            total_tax=0,
            total_with_tax=Decimal(rank % 11),
            amount_due=Decimal(rank % 11),
        )
        for rank in range(MANY)
    )
    return company


def numbers(company: Company, sort: JournalSort, offset: int, limit: int) -> list[str]:
    return [
        row.number for row in journal_block(company, EVERYTHING, sort, offset=offset, limit=limit)
    ]


@pytest.mark.parametrize("sort", [NEWEST_FIRST, OLDEST_FIRST])
@pytest.mark.parametrize("is_counted", [False, True])
def test_blocks_read_in_any_order_are_those_of_the_whole_list(
    company: Company, sort: JournalSort, is_counted: bool
) -> None:
    whole = [row.number for row in all_rows(invoices_matching(company), sort)]
    assert len(whole) == MANY
    if is_counted:
        note_length(company, EVERYTHING, MANY)
    random = Random(4)  # noqa: S311 - a shuffle
    for _ in range(60):
        offset, limit = random.randrange(MANY + 20), random.randrange(1, 30)
        assert numbers(company, sort, offset, limit) == whole[offset : offset + limit]


@pytest.mark.parametrize("by", SORTS)
def test_every_column_sorts_both_ways(company: Company, by: str) -> None:
    up = numbers(company, JournalSort(by), 0, MANY)
    down = numbers(company, JournalSort(by, descending=True), 0, MANY)
    assert up == down[::-1]
    assert len(set(up)) == MANY


def test_what_came_in_since_the_count_is_still_reached(company: Company) -> None:
    note_length(company, EVERYTHING, MANY)
    numbers(company, OLDEST_FIRST, MANY - 10, 10)
    an_invoice(company, "FA-LATER", issue_date=date(2027, 1, 1))
    assert numbers(company, OLDEST_FIRST, MANY, 10) == ["FA-LATER"]


def test_the_places_known_stay_few() -> None:
    places = Places()
    for rank in range(MOST_PLACES + 10):
        places.note(rank, (date(2026, 1, 1), str(rank)))
    assert places.before(MOST_PLACES + 9)[0] == MOST_PLACES - 1


def test_a_long_journal_tells_a_bound_first(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_blocks, "COUNTED_AT_ONCE", 100)
    matching, total = journal_counts(company, EVERYTHING, read=100, asked=100)
    assert (matching.count, matching.is_exact, total.is_exact) == (100, False, False)
    some = JournalFilter(number_from="FA-1", number_to="FA-120")
    matching, _ = journal_counts(company, some, read=100, asked=100)
    assert (matching.count, matching.is_exact) == (100, False)
    matching, _ = journal_counts(company, some, read=21, asked=100)
    assert (matching.count, matching.is_exact) == (21, True)


def test_a_short_journal_is_counted_at_once(company: Company) -> None:
    some = JournalFilter(number_from="FA-0", number_to="FA-9")
    matching, total = journal_counts(company, some, read=5, asked=5)
    assert (matching.count, matching.is_exact) == (10, True)
    assert (total.count, total.is_exact) == (MANY, True)


def test_nothing_is_owed_under_a_number_that_was_cancelled(company: Company) -> None:
    before = totals_of(invoices_matching(company)).left
    old = an_invoice(company, "FA-OLD")
    note = an_invoice(
        company, "FA-OLD-AV", kind=InvoiceKind.CREDIT_NOTE, deposit_state=DepositState.INTERNAL
    )
    new = an_invoice(company, "FA-OLD-R1")
    Reissue.objects.create(original=old, credit_note=note, replacement=new, actor="test")
    assert totals_of(invoices_matching(company)).left == before + new.amount_due
