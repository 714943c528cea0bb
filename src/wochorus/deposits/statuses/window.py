"""From when on the changes are asked for, and up to when they are known.

The moments are the portal's own: its clock is not ours. A window begins well before the end of the
last one, for its index may show a change late; what is read twice changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

OVERLAP = timedelta(hours=1)
"""As long as an absence must last on the portal before it is believed."""
CLOCKS_MAY_DIFFER_BY = timedelta(days=1)


def start_of(
    read_to: datetime | None, oldest: datetime | None, overlap: timedelta
) -> datetime | None:
    """Say from when on to ask: before ``read_to``, at first before the ``oldest`` invoice.

    `None` when nothing is known: ask for everything.
    """
    since = read_to or oldest
    return since - overlap if since else None


def end_of(
    read_to: datetime | None, moments: Iterable[datetime | None], limit: datetime | None
) -> datetime | None:
    """Say up to when everything is known, once rows of these ``moments`` are recorded.

    A moment after ``limit`` is a mistake of the portal: the cursor that followed it would pass
    over all that happens until then.
    """
    heard = [each for each in moments if each and (limit is None or each <= limit)]
    return max([*heard, *([read_to] if read_to else [])], default=None)
