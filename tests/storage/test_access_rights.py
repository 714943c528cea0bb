"""Access control lists: one user gains what it needs, nobody else gains or loses."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.storage.access_rights import (
    LIMITED_BY_MASK,
    MASK,
    NAMED_GROUP,
    NAMED_USER,
    NO_ID,
    OTHERS,
    OWNER,
    OWNING_GROUP,
    TRAVERSE,
    Entry,
    grant,
    rights_of,
    with_rights,
)
from wochorus.storage.server_user import ServerUser

if TYPE_CHECKING:
    from pathlib import Path

GUEST = 1234
rights = st.integers(0, 7)


@st.composite
def lists(draw: st.DrawFn) -> list[Entry]:
    entries = [Entry(tag, NO_ID, draw(rights)) for tag in (OWNER, OWNING_GROUP, OTHERS)]
    holders = st.tuples(st.sampled_from((NAMED_USER, NAMED_GROUP)), st.integers(1, 9))
    named: dict[tuple[int, int], int] = draw(st.dictionaries(holders, rights))
    entries += [Entry(tag, number, held) for (tag, number), held in named.items()]
    with_mask: bool = draw(st.booleans())
    if named or with_mask:
        entries.append(Entry(MASK, NO_ID, draw(rights)))
    return sorted(entries)


def effective(entries: list[Entry]) -> dict[tuple[int, int], int]:
    mask = next((entry.rights for entry in entries if entry.tag == MASK), 7)
    return {
        (entry.tag, entry.id): entry.rights & mask if entry.tag in LIMITED_BY_MASK else entry.rights
        for entry in entries
        if entry.tag != MASK
    }


@given(lists(), rights)
def test_the_guest_has_the_rights_given_and_everyone_else_what_they_had(
    entries: list[Entry], given_rights: int
) -> None:
    before = effective(entries)
    after = effective(with_rights(entries, GUEST, given_rights))
    assert after.pop((NAMED_USER, GUEST)) == given_rights
    assert after == before


@given(lists(), rights)
def test_a_list_stays_in_the_order_that_the_kernel_wants(entries: list[Entry], held: int) -> None:
    tags = [entry.tag for entry in with_rights(entries, GUEST, held)]
    assert tags == sorted(tags)
    assert tags.count(MASK) == 1
    assert NAMED_GROUP in tags or NAMED_GROUP not in [entry.tag for entry in entries]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="lists are a matter of Linux")
def test_a_granted_passage_is_read_back_from_the_file_system(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    guest, stranger = ServerUser(GUEST, GUEST, "guest"), ServerUser(4321, 4321, "stranger")
    grant(folder, guest, TRAVERSE)
    assert rights_of(folder, guest) == TRAVERSE
    assert rights_of(folder, stranger) == 0
    grant(folder, stranger, TRAVERSE)
    assert rights_of(folder, guest) == rights_of(folder, stranger) == TRAVERSE


def test_a_passage_that_exists_already_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    before = folder.stat()
    grant(folder, ServerUser(GUEST, GUEST, "guest"), TRAVERSE)
    assert folder.stat().st_ctime_ns == before.st_ctime_ns
