"""The shapes of a call and of its answer, between the web server and the gateway."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON_TYPE = "application/json;charset=utf-8"


@dataclass(slots=True)
class Received:
    """A call as it came in. ``body`` is None when it was larger than what is read."""

    method: str
    operation: str
    headers: Mapping[str, str]
    body: bytearray | None


@dataclass(slots=True)
class Reply:
    """What goes back: an answer, sent after ``wait`` seconds, or a cut connection.

    A cut is a reset of the connection, its plain closing, or a reset after half of the answer.
    """

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    cut: Literal["", "reset", "close", "half"] = ""


def json_reply(status: int, content: object, headers: dict[str, str] | None = None) -> Reply:
    """Answer with a JSON body."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, {"Content-Type": JSON_TYPE} | (headers or {}))
