"""``Retry-After``: how long a quota asks to wait."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT_WAIT_SECONDS = 30
"""A longer wait is left to the caller, who can show it and be interrupted."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read the seconds of ``Retry-After``; a date, which needs a wall clock, gives ``None``."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
