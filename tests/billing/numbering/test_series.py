"""Series of numbers: unbroken, chronological, and never the same number twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connections, transaction

from support.contracts import ME
from support.records import SUPPLIER, a_company, a_siret, an_invoice
from support.sales import DAY, a_content
from wochorus.billing.issuing.issue import issue_invoices
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.billing.numbering.models import IssuedInvoice, NumberSeries
from wochorus.billing.numbering.series import (
    next_number,
    series_listed,
    series_of,
    set_next,
    set_pattern,
    take_numbers,
)
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

FA, AV = InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE


def issue(company: Company, count: int = 1, day: date = DAY) -> list[str]:
    content = a_content(company)
    return [each.number for each in issue_invoices(company, [content] * count, day, actor=ME)]


@pytest.mark.django_db
def test_numbers_follow_each_other_and_begin_again_each_year() -> None:
    company = a_company()
    assert issue(company, 2, date(2025, 12, 31)) == ["FA-2025-00001", "FA-2025-00002"]
    assert issue(company, 2) == ["FA-2026-00001", "FA-2026-00002"]
    assert issue(company, 1, date(2025, 12, 31)) == ["FA-2025-00003"]
    assert issue(company) == ["FA-2026-00003"]


@pytest.mark.django_db
def test_a_pattern_without_the_year_goes_on_from_one_year_to_the_next() -> None:
    company = a_company()
    set_pattern(company, FA, 2025, "F{NNNNNN}")
    set_next(company, FA, 2025, 4000)
    assert issue(company, 2, date(2025, 6, 1)) == ["F004000", "F004001"]
    assert issue(company) == ["F004002"]
    with pytest.raises(InvalidInput, match="ne peut pas le suivre"):
        issue(company, 1, date(2025, 12, 31))


@pytest.mark.django_db
def test_a_year_prepared_early_still_goes_on_where_the_former_stopped() -> None:
    company = a_company()
    set_pattern(company, FA, 2025, "F{NNNNNN}")
    set_pattern(company, FA, 2026, "G{NNNNNN}")
    set_pattern(company, FA, 2026, "F{NNNNNN}")
    assert issue(company, 2, date(2025, 6, 1)) == ["F000001", "F000002"]
    assert issue(company) == ["F000003"]


@pytest.mark.django_db
def test_the_dates_of_a_series_never_go_back() -> None:
    company = a_company()
    issue(company)
    with pytest.raises(InvalidInput, match="24/11/2026") as refused:
        issue(company, 1, date(2026, 11, 23))
    assert "ne reculent pas" in refused.value.remedy
    assert issue(company) == ["FA-2026-00002"]


@pytest.mark.django_db
def test_a_date_far_ahead_is_refused() -> None:
    with pytest.raises(InvalidInput, match="plus d'un mois à l'avance"):
        issue(a_company(), 1, date(2199, 1, 1))


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_hole() -> None:
    company = a_company()
    issue(company)
    with transaction.atomic():
        issue(company, 5)
        transaction.set_rollback(True)
    assert issue(company) == ["FA-2026-00002"]


@pytest.mark.django_db
def test_an_imported_number_is_told_with_the_command_that_goes_past_it() -> None:
    company = a_company()
    issue(company)
    an_invoice(company, "fa-2026-00003")
    an_invoice(company, "FA-2026-00004")
    with pytest.raises(InvalidInput, match="FA-2026-00003 est déjà porté") as refused:
        issue(company, 2)
    assert "Émettez d'abord 1 document(s)" in refused.value.remedy
    assert "billing series next 5 --kind invoice --year 2026" in refused.value.remedy
    with pytest.raises(InvalidInput, match="FA-2026-00002 manquerait"):
        set_next(company, FA, 2026, 5)
    issue(company)
    set_next(company, FA, 2026, 5)
    assert issue(company) == ["FA-2026-00005"]


@pytest.mark.django_db
def test_the_next_number_is_chosen_before_the_series_begins_and_not_after() -> None:
    company = a_company()
    set_next(company, FA, 2026, 120)
    assert issue(company) == ["FA-2026-00120"]
    with pytest.raises(InvalidInput, match="émis jusqu'au rang 120"):
        set_next(company, FA, 2026, 120)
    with pytest.raises(InvalidInput, match="FA-2026-00121 manquerait"):
        set_next(company, FA, 2026, 122)
    with pytest.raises(InvalidInput, match="ne s'écrit pas"):
        set_next(company, FA, 2026, 100_000)


@pytest.mark.django_db
def test_a_series_that_served_keeps_its_pattern_until_the_next_year() -> None:
    company = a_company()
    set_pattern(company, FA, 2026, "W{AAAA}{NNNN}")
    assert issue(company) == ["W20260001"]
    with pytest.raises(InvalidInput, match="a déjà servi"):
        set_pattern(company, FA, 2026, "X{AAAA}{NNNN}")
    set_pattern(company, FA, 2027, "X{AAAA}{NNNN}")
    assert next_number(series_of(company, FA, 2028), date(2028, 1, 1)) == "X20280001"


@pytest.mark.django_db
def test_two_series_of_one_seller_are_never_written_alike() -> None:
    company = a_company()
    set_pattern(company, FA, 2026, "F{AAAA}-{NNNN}")
    with pytest.raises(InvalidInput, match="s'écrit déjà"):
        set_pattern(company, AV, 2026, "F{AAAA}-{NNNN}")
    agency = a_company("agence", f"{SUPPLIER[:9]}00082")
    with pytest.raises(InvalidInput, match="société propre"):
        set_pattern(agency, FA, 2026, "f{AAAA}-{NNNN}")
    other = a_company("autre", a_siret(3))
    assert set_pattern(other, FA, 2026, "F{AAAA}-{NNNN}").pattern == "F{AAAA}-{NNNN}"


@pytest.mark.django_db
def test_two_companies_of_one_seller_never_give_the_same_number() -> None:
    company, agency = a_company(), a_company("agence", f"{SUPPLIER[:9]}00082")
    issue(company)
    with pytest.raises(InvalidInput, match="société propre"):
        issue(agency)


@pytest.mark.django_db
def test_a_series_that_is_full_says_so() -> None:
    company = a_company()
    set_pattern(company, FA, 2026, "F{AAAA}{NN}")
    issue(company, 99)
    with pytest.raises(InvalidInput, match="n'a plus assez de numéros"):
        issue(company)


@pytest.mark.django_db
def test_the_series_of_the_year_are_listed_before_they_serve() -> None:
    company = a_company()
    listed = [(each.kind, each.pattern, each.next_rank) for each in series_listed(company, 2026)]
    assert listed == [("380", "FA-{AAAA}-{NNNNN}", 1), ("381", "AV-{AAAA}-{NNNNN}", 1)]


@pytest.mark.django_db(transaction=True)
def test_programs_that_issue_at_once_leave_no_hole_and_no_double() -> None:
    company = a_company()
    content = a_content(company)

    def work(turn: int) -> list[str]:
        try:
            with transaction.atomic():
                made = issue_invoices(company, [content] * (1 + turn % 3), DAY, actor=ME)
                if turn % 4 == 3:
                    transaction.set_rollback(True)
                    return []
            return [each.number for each in made]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for some in pool.map(work, range(16)) for number in some]
    assert sorted(numbers) == [f"FA-2026-{rank:05}" for rank in range(1, len(numbers) + 1)]
    ranks = IssuedInvoice.objects.order_by("rank").values_list("rank", flat=True)
    assert list(ranks) == list(range(1, len(numbers) + 1))
    assert NumberSeries.objects.get().next_rank == len(numbers) + 1
    assert Invoice.objects.count() == len(numbers)


@pytest.mark.django_db
def test_numbers_are_taken_by_the_block() -> None:
    taken = take_numbers(a_company(), FA, DAY, 3)
    assert taken.ranked == [(1, "FA-2026-00001"), (2, "FA-2026-00002"), (3, "FA-2026-00003")]
