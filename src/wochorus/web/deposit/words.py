"""What services say to the command line, put for people who have screens."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.;!?])\s+|(?<=[.;])$|\s:\s(?=(?:« )?wochorus)")
_NOTE = re.compile(r"\s*\(« wochorus [^»]*»\)")


def on_screen(text: str) -> str:
    """Take the commands out of ``text``: a note in brackets, else the sentence that names one."""
    kept = [
        part for part in _SENTENCE.split(_NOTE.sub("", text)) if part and "wochorus" not in part
    ]
    return " ".join(kept).rstrip(" ;:")
