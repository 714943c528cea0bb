from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.choruspro import IncompleteSearch
from wochorus.choruspro.messages.base import Identifier, Row, chorus
from wochorus.choruspro.paging import MOST_PAGES, Page, read_pages
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class Item(Row):
    number: Identifier = chorus("numero")

    @property
    def key(self) -> Hashable:
        return self.number


def items(numbers: range) -> list[Item]:
    return [Item.read({"numero": number}) for number in numbers]


def served(
    count: int,
    size: int,
    total: int | None,
    pages: int | None,
    asked: list[int],
    *,
    says_size: bool = False,
) -> Callable[[int], Page[Item]]:
    def fetch(number: int) -> Page[Item]:
        asked.append(number)
        shown = range(count)[(number - 1) * size : number * size]
        return Page(items(shown), total, pages, size if says_size else None)

    return fetch


@given(st.integers(0, 60), st.integers(1, 20), st.booleans(), st.booleans())
def test_everything_is_read_once_in_order_with_no_page_too_many(
    count: int, size: int, has_total: bool, has_pages: bool
) -> None:
    pages = -(-count // size)
    asked: list[int] = []
    fetch = served(count, size, count if has_total else None, pages if has_pages else None, asked)
    found = read_pages(fetch, "rechercher", "choses")
    assert [item.number for item in found] == list(range(count))
    least = max(pages, 1)
    assert asked == list(range(1, (least if has_total or has_pages else pages + 1) + 1))


@given(st.integers(1, 60), st.integers(1, 20), st.integers(-70, 70).filter(bool))
def test_a_wrong_total_never_hides_a_row_unless_it_falls_between_two_pages(
    count: int, size: int, error: int
) -> None:
    total = max(count + error, 0)
    fetch = served(count, size, total, None, [])
    if total > count:
        with pytest.raises(IncompleteSearch, match=f"{count} sur {total}"):
            read_pages(fetch, "rechercher", "choses")
    elif total % size or total == 0:
        assert len(read_pages(fetch, "rechercher", "choses")) == count


@given(st.integers(1, 60), st.integers(1, 20), st.integers(-70, -1))
def test_a_total_that_is_too_small_hides_no_row_where_pages_tell_their_size(
    count: int, size: int, error: int
) -> None:
    fetch = served(count, size, max(count + error, 0), None, [], says_size=True)
    assert len(read_pages(fetch, "rechercher", "choses")) == count


@given(st.integers(0, 60), st.integers(1, 20))
def test_one_more_page_is_asked_after_a_full_last_one(count: int, size: int) -> None:
    asked: list[int] = []
    fetch = served(count, size, count, None, asked, says_size=True)
    assert len(read_pages(fetch, "rechercher", "choses")) == count
    assert len(asked) == count // size + 1


def test_the_last_total_told_is_the_one_that_counts() -> None:
    pages = [Page(items(range(2)), 3), Page(items(range(2, 3)), None), Page(items(range(0)), None)]
    assert len(read_pages(lambda number: pages[number - 1], "rechercher", "choses")) == 3
    growing = [Page(items(range(2)), 3), Page(items(range(2, 4)), 4)]
    assert len(read_pages(lambda number: growing[number - 1], "rechercher", "choses")) == 4


def test_pages_without_end_are_stopped_with_what_to_do() -> None:
    asked: list[int] = []
    fetch: Any = served(10**9, 1, None, None, asked)
    with pytest.raises(Permanent, match="trop de résultats") as caught:
        read_pages(fetch, "rechercher", "choses")
    assert len(asked) == MOST_PAGES
    assert "Précisez" in caught.value.remedy
