"""Texts that XML can bear: a caller's text may hold control characters, which it cannot."""

from __future__ import annotations

import re

_UNBEARABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def bearable(text: str) -> str:
    """Put a space in the place of what XML cannot bear."""
    return _UNBEARABLE.sub(" ", text)
