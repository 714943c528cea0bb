"""What an answer says: its declared fields, without what stands beside them."""

from __future__ import annotations

from typing import Any

from wochorus.choruspro import DownloadedFile
from wochorus.choruspro.messages.base import Message


def essence(answer: Any) -> Any:
    """Reduce messages to their fields, and files to their bytes."""
    match answer:
        case Message():
            return {name: essence(getattr(answer, name)) for name in type(answer).model_fields}
        case list() | tuple():
            return [essence(each) for each in answer]
        case DownloadedFile():
            return (answer.media_type, answer.path.read_bytes())
    return answer


def says_nothing_false(told: Any, true: Any) -> bool:
    """Whether each field says what is true, or is empty; a list must have all its rows."""
    if isinstance(told, dict) and isinstance(true, dict):
        return all(says_nothing_false(told[name], true[name]) for name in true)
    if isinstance(told, list) and isinstance(true, list):
        same_length = len(told) == len(true)
        return same_length and all(map(says_nothing_false, told, true))
    return told == true or told in (None, "")
