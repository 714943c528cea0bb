"""The journal as a screen reads it: some rows anywhere in it, how many there are, what they add to.

The rows come at once, however long the journal; over `COUNTED_AT_ONCE` invoices their number and
their sums take longer and are asked for apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, DecimalField, F, Q, Sum, Value, When

from wochorus.billing.journal import ROW_FIELDS, JournalRow
from wochorus.billing.journal_filter import EVERYTHING, JournalFilter, invoices_matching
from wochorus.billing.journal_order import NEWEST_FIRST, JournalSort
from wochorus.billing.journal_places import Key, places_of
from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from wochorus.accounts.models import Company

COUNTED_AT_ONCE = 20_000
"""Up to so many invoices of a company everything is counted with the first rows, in some ms."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, or at least how many while ``is_exact`` is false."""

    count: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class JournalTotals:
    """What invoices add to, in euros, credit notes taken off. ``left``: see `JournalRow.left`."""

    count: int = 0
    without_tax: Decimal = ZERO
    tax: Decimal = ZERO
    with_tax: Decimal = ZERO
    left: Decimal = ZERO


def journal_block(
    company: Company,
    wanted: JournalFilter = EVERYTHING,
    sort: JournalSort = NEWEST_FIRST,
    *,
    offset: int = 0,
    limit: int = 100,
) -> list[JournalRow]:
    """Read ``limit`` rows after the first ``offset`` ones, in the order of ``sort``."""
    invoices = invoices_matching(company, wanted)
    if sort.is_by_date:
        return rows_of(_ids_by_date(company, wanted, sort, invoices, offset, limit))
    return rows_of(sort.of(invoices).values_list("pk", flat=True)[offset : offset + limit])


def rows_of(ids: Iterable[int]) -> list[JournalRow]:
    """Read the rows of these invoices, in their order."""
    wanted = list(ids)
    found = Invoice.objects.filter(pk__in=wanted).values_list(*ROW_FIELDS)
    rows = {row.id: row for row in (JournalRow(*values) for values in found)}
    return [rows[pk] for pk in wanted if pk in rows]


def all_rows(invoices: QuerySet[Invoice], sort: JournalSort) -> Iterator[JournalRow]:
    """Read every row in turn: memory does not grow with the journal."""
    found = sort.of(invoices).values_list(*ROW_FIELDS)
    return (JournalRow(*values) for values in found.iterator(chunk_size=2000))


def _ids_by_date(
    company: Company,
    wanted: JournalFilter,
    sort: JournalSort,
    invoices: QuerySet[Invoice],
    offset: int,
    limit: int,
) -> list[int]:
    places = places_of((company.pk, wanted, sort))
    last = offset + limit - 1
    if places.length is not None:
        last = min(last, places.length - 1)
    below, above = places.before(offset), places.after(last)
    if above is not None and above[0] - last < offset - below[0] and last >= offset:
        rank, key = above
        found = _read(invoices, sort.reversed, key, rank - last, last - offset + 1)[::-1]
    else:
        rank, key = below
        found = _read(invoices, sort, key, offset - rank, limit)
    if found:
        places.note(offset, found[0][1:])
        places.note(offset + len(found) - 1, found[-1][1:])
    return [pk for pk, *_ in found]


def _read(
    invoices: QuerySet[Invoice], sort: JournalSort, key: Key | None, skipped: int, limit: int
) -> list[tuple[int, date, str]]:
    """Read ids and keys from the row ``key`` on, that row included, after ``skipped`` rows."""
    if key is not None:
        day, number = key
        way = "lt" if sort.descending else "gt"
        # The first condition repeats what the others say, for the index.
        invoices = invoices.filter(
            Q(**{f"issue_date__{way}e": day}),
            Q(**{f"issue_date__{way}": day}) | Q(**{f"number__{way}e": number}),
        )
    rows = sort.of(invoices).values_list("pk", "issue_date", "number")
    return list(rows[skipped : skipped + limit])


def journal_counts(
    company: Company, wanted: JournalFilter, *, read: int, asked: int
) -> tuple[Counted, Counted]:
    """Count what ``wanted`` keeps, and what the company has, as far as that takes no time.

    ``read`` rows came when ``asked`` were wanted from the top: fewer are all there are.
    """
    total = _counted(Invoice.objects.filter(company=company), COUNTED_AT_ONCE)
    if wanted == EVERYTHING:
        return total, total
    if read < asked:
        return Counted(read, is_exact=True), total
    if total.is_exact:
        return _counted(invoices_matching(company, wanted), COUNTED_AT_ONCE), total
    return Counted(read, is_exact=False), total


def _counted(invoices: QuerySet[Invoice], most: int) -> Counted:
    found = invoices.order_by().values("pk")[: most + 1].count()
    return Counted(min(found, most), found <= most)


def journal_length(company: Company) -> int:
    """Count all the invoices of ``company``."""
    return Invoice.objects.filter(company=company).count()


def totals_of(invoices: QuerySet[Invoice]) -> JournalTotals:
    """Count ``invoices`` and add them up."""
    is_owed = Q(reissue=None) & ~Q(deposit_state=DepositState.INTERNAL)
    found = invoices.order_by().aggregate(
        count=Count("pk"),
        without_tax=_sum(F("total_without_tax")),
        tax=_sum(F("total_tax")),
        with_tax=_sum(F("total_with_tax")),
        left=_sum(Case(When(is_owed, then=F("amount_due") - F("paid")), default=Value(ZERO))),
    )
    count = found.pop("count")
    return JournalTotals(count, **{name: value or ZERO for name, value in found.items()})


def note_length(company: Company, wanted: JournalFilter, length: int) -> None:
    """Remember how long a list is, so that its end is read from its end."""
    for sort in (NEWEST_FIRST, NEWEST_FIRST.reversed):
        places_of((company.pk, wanted, sort)).length = length


def _sum(amount: Combinable) -> Sum:
    signed = Case(
        When(kind=InvoiceKind.CREDIT_NOTE, then=-1 * amount),
        default=amount,
        output_field=DecimalField(max_digits=19, decimal_places=2),
    )
    return Sum(signed)
