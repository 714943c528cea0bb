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
