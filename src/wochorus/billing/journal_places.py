"""Where rows of a long list were seen: the next ones are read from there, not from its beginning.

To skip half a million rows takes some hundred milliseconds, to go on from a known row takes one.
The places are those of the last minute and of this process: rows that came in meanwhile shift what
lies far down by as many, as they do for whoever scrolls while others work.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

Key = tuple["date", str]
"""The date and the number of a row."""
Place = tuple[int, Key | None]
"""How many rows come before a row, and its key; no key is an end of the list."""

KEPT_SECONDS = 60.0
MOST_LISTS = 64
MOST_PLACES = 20_000


class Places:
    """The known rows of one list."""

    def __init__(self) -> None:
        """Know nothing but the beginning."""
        self.born = time.monotonic()
        self.length: int | None = None
        self._ranks: list[int] = []
        self._keys: dict[int, Key] = {}

    def note(self, rank: int, key: Key) -> None:
        """Remember that ``rank`` rows come before the row ``key``."""
        if rank in self._keys or len(self._ranks) >= MOST_PLACES:
            return
        self._keys[rank] = key
        self._ranks.insert(bisect_left(self._ranks, rank), rank)

    def before(self, rank: int) -> Place:
        """Give the nearest known row at ``rank`` or before it."""
        at = bisect_right(self._ranks, rank) - 1
        return (self._ranks[at], self._keys[self._ranks[at]]) if at >= 0 else (0, None)

    def after(self, rank: int) -> Place | None:
        """Give the nearest known row at ``rank`` or after it, else the last row, if known."""
        at = bisect_left(self._ranks, rank)
        if at < len(self._ranks):
            return self._ranks[at], self._keys[self._ranks[at]]
        return (self.length - 1, None) if self.length and self.length > rank else None


_known: OrderedDict[Hashable, Places] = OrderedDict()
_lock = threading.Lock()


def places_of(which: Hashable) -> Places:
    """Give what is known of a list, for a minute."""
    with _lock:
        found = _known.pop(which, None)
        if found is None or time.monotonic() - found.born > KEPT_SECONDS:
            found = Places()
        _known[which] = found
        while len(_known) > MOST_LISTS:
            _known.popitem(last=False)
        return found


def forget_places() -> None:
    """Read every list from its beginning again."""
    with _lock:
        _known.clear()
