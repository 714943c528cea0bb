"""What the pages of deposits write: weights, the words of services, what a flow number says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django import template

from wochorus.choruspro.flow_number import flow_number_meaning
from wochorus.core.sizes import format_size
from wochorus.deposits.orders.fates import Word
from wochorus.web.deposit import words

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()

_MARKS = {
    Word.DEPOSITED: "deposited",
    Word.REFUSED: "refused",
    Word.WAITING: "waiting",
    Word.UNCERTAIN: "ambiguous",
}


@register.filter
def on_screen(text: str) -> str:
    """Leave out what names a command."""
    return words.on_screen(text or "")


@register.filter
def weight(size: int) -> str:
    """Write « 12,3 Mo »."""
    return format_size(size)


@register.filter
def mark(word: Word) -> str:
    """Name the shape beside one of the four words."""
    return _MARKS[word]


@register.filter
def flow_meaning(text: str) -> str:
    """Say what the flow number that a report begins with means; nothing when there is none."""
    return flow_number_meaning(text.split(" ", 1)[0]) if text else ""


@register.filter
def as_json(report: Mapping[str, object]) -> str:
    """Write a report as it came, for people."""
    return json.dumps(report, ensure_ascii=False, indent=2)
