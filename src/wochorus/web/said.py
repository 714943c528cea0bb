"""What services say, put for people who have screens: no command line in it."""

from __future__ import annotations

import re

from wochorus.core.errors import InvalidInput

_GROUPS = "(?:contract|customer|billing|payment|invoice)"
_NOTES = re.compile(rf"\s*\((?:wochorus|{_GROUPS}|--)[^)]*\)")
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_OPTION = re.compile(rf"(?:,? ou)?\s*:?\s*(?:\b{_GROUPS}(?: [\w-]+)* )?--[\w-]+[^.;]*")
_COMMAND = re.compile(rf"\s*:\s*{_GROUPS} [a-z][\w -]*(?=[.;]|$)")


def without_commands(text: str) -> str:
    """Take commands and options out of a French text; a sentence that is but a command goes."""
    told = _NOTES.sub("", text)
    parts = [part for part in _SENTENCES.split(told) if "wochorus" not in part]
    kept = [_COMMAND.sub("", _OPTION.sub("", part)) for part in parts]
    return " ".join(part for part in kept if part.strip(" .;:")).strip()


def on_screen(error: InvalidInput, remedy: str = "") -> InvalidInput:
    """Give the same refusal with ``remedy``, else with what its own says without commands."""
    shown = remedy or without_commands(error.remedy)
    return InvalidInput(without_commands(error.what), where=error.where, remedy=shown)
