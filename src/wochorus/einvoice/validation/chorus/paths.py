"""The values that stand at a path of the model, all those of a repeated group included."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from wochorus.einvoice.terms import term_uses, terms_by_path

if TYPE_CHECKING:
    from collections.abc import Iterator


def texts_at(group: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield each text at ``path`` (``lines.item.description``) with its exact place.

    An identifier counts as its value.
    """
    yield from _texts(group, path.split("."), "")


_POSITION = re.compile(r"\[\d+\]")


def term_at(path: str) -> str:
    """Return the business term at an exact place, empty when the place has none of its own."""
    use = terms_by_path().get(_POSITION.sub("", path))
    return use.code if use is not None else ""


def place(path: str) -> str:
    """Say in French what stands at an exact place: ``prix unitaire HT, BT-146``."""
    use = terms_by_path().get(_POSITION.sub("", path))
    return f"{use.label}, {use.code}" if use is not None else path


@cache
def paths_of(term: str) -> tuple[str, ...]:
    """List the paths of a business term in the model."""
    return tuple(use.path for use in term_uses() if use.code == term)


def _texts(value: object, parts: list[str], place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        for position, entry in enumerate(value):
            yield from _texts(entry, parts, f"{place}[{position}]")
    elif isinstance(value, str):
        yield place, value
    elif parts:
        inner = f"{place}.{parts[0]}" if place else parts[0]
        yield from _texts(getattr(value, parts[0], None), parts[1:], inner)
    elif value is not None:
        yield from _texts(getattr(value, "value", None), [], f"{place}.value")
