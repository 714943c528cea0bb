"""What the other side really said, kept for the person who has to find out.

An answer that cannot be trusted is never thrown away: its status and the first bytes of its body
travel with the error, cleaned of secrets and of characters that would disturb a terminal.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EXCERPT_BYTES = 500
LONGEST_PAGE = 120
"""Characters told of a web page."""
_WEB_PAGE = re.compile(r"\s*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(head|script|style)\b.*?(</\1\s*>|$)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*(>|$)")
_BEARER = re.compile(r"\b(bearer)\s+[\w.~+/-]{20,}", re.IGNORECASE)
"""A token that the other side, or a proxy, repeats."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The HTTP status if one came, the beginning of the body, and what broke, in French.

    ``raw`` is what the machine said of it, kept and not told. Of a web page, only the words are.
    """

    status: int | None
    body: str
    detail: str
    raw: str = ""

    def __str__(self) -> str:
        status = f"HTTP {self.status}" if self.status is not None else "aucune réponse HTTP"
        return " ; ".join(part for part in (status, self.detail, _told(self.body)) if part)


def _told(body: str) -> str:
    if not _WEB_PAGE.match(body):
        return f"début de la réponse : « {body} »" if body else ""
    words = html.unescape(" ".join(_MARKUP.sub(" ", _UNSEEN.sub(" ", body)).split()))
    if len(words) > LONGEST_PAGE:
        words = f"{words[: LONGEST_PAGE - 1].rstrip()}…"
    return f"une page web : « {words} »" if words else "une page web"


def excerpt(body: bytes, secrets: Iterable[str] = ()) -> str:
    """Show the first bytes of ``body`` on one line, secrets replaced by stars."""
    text = body[: 4 * EXCERPT_BYTES].decode("utf-8", errors="replace")
    for secret in secrets:
        text = text.replace(secret, "***")
    text = _BEARER.sub(r"\1 ***", text)
    text = "".join(char if char.isprintable() else " " for char in text[:EXCERPT_BYTES])
    return " ".join(text.split())
