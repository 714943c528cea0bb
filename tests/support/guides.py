"""The examples of the guides: code blocks, what they are and what is expected of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(
    r"^```(?P<kind>\w+)(?: (?P<facts>[^\n]*))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Example:
    """A block of a guide. Beside its kind stand a file's name, or facts (``code=1``)."""

    kind: str
    file: str
    facts: dict[str, str]
    text: str


def examples_of(page: str) -> list[Example]:
    """List the examples of a page of the documentation in their order."""
    text = (DOCS / page).read_text("utf-8")
    return [_example(match) for match in _BLOCK.finditer(text)]


def _example(match: re.Match[str]) -> Example:
    words = (match["facts"] or "").split()
    facts = dict(word.split("=", 1) for word in words if "=" in word)
    file = next((word for word in words if "=" not in word), "")
    return Example(match["kind"], file, facts, match["text"])
