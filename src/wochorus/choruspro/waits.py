"""``Retry-After``: how long a quota asks to wait."""

from __future__ import annotations

import math
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT_WAIT_SECONDS = 30
"""A longer wait is left to the caller, who can show it and be interrupted."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read the seconds of ``Retry-After`` (RFC 9110 §10.2.3), a number or a date.

    A date is compared with the answer's own ``Date``, so that a clock that is wrong here does no
    harm; it gives ``None`` without one.
    """
    asked = headers.get("retry-after", "")
    try:
        seconds = float(asked)
    except ValueError:
        return _until(asked, headers.get("date", ""))
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _until(moment: str, now: str) -> float | None:
    try:
        distance = parsedate_to_datetime(moment) - parsedate_to_datetime(now)
    except (ValueError, TypeError):
        return None
    return max(distance.total_seconds(), 0.0)
