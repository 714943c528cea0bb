"""What services say to the command line, put for people who have screens."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.;!?])\s+|(?<=[.;])$|\s:\s(?=wochorus)")


def on_screen(text: str) -> str:
    """Take out of ``text`` the sentences that name a command: the page has a button for it."""
    kept = [part for part in _SENTENCE.split(text) if part and "wochorus" not in part]
    return " ".join(kept).rstrip(" ;:")
