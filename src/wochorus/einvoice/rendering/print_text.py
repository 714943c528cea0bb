"""Make texts fit for setting: no control characters, no word wider than its column."""

from __future__ import annotations

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_LONG_WORD = re.compile(r"\S{31,}")
_PIECE = re.compile(r"\S{1,24}")
_BREAK_HERE = "\u200b"


def printable(value: Any) -> Any:  # noqa: ANN401 - the values of a template are JSON
    """Return a template value with every text in it fit for setting.

    Long words (codes, addresses of the web) get places where the line may break.
    """
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, list):
        return [printable(entry) for entry in value]
    if isinstance(value, dict):
        return {key: printable(entry) for key, entry in value.items()}
    return value


def _printable_text(text: str) -> str:
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    if len(text) > _LONGEST_WORD and _LONG_WORD.search(text):
        return _LONG_WORD.sub(_broken, text)
    return text


def _broken(word: re.Match[str]) -> str:
    return _BREAK_HERE.join(_PIECE.findall(word[0]))


_LONGEST_WORD = 30
