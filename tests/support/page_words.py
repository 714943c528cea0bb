"""What a page says, without its markup."""

from __future__ import annotations

import html
import re


def words(content: bytes) -> str:
    """Give the words of a page, every space of any kind as one."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", content.decode()))
    return re.sub(r"[\s\u202f\u00a0]+", " ", text)
