"""Walk the structure of a PDF that may lie: wrong types, loops and endless trees are expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\ud800-\udfff]")
_Node = pikepdf.Dictionary | pikepdf.Stream


class Budget:
    """How many objects may still be visited, shared by all that look into one PDF."""

    def __init__(self, objects: int) -> None:
        self._left = objects

    @property
    def is_spent(self) -> bool:
        return self._left <= 0

    def take(self) -> bool:
        """Count one more object; tell whether it may be visited."""
        self._left -= 1
        return self._left >= 0


def value(holder: object, key: str) -> object:
    """Return ``holder[key]``, or ``None`` if the holder has no keys or not this one."""
    if not isinstance(holder, _Node):
        return None
    return holder.get(key)


def dictionary(holder: object, key: str) -> pikepdf.Dictionary | None:
    """Return ``holder[key]`` if it is a dictionary."""
    found = value(holder, key)
    return found if isinstance(found, pikepdf.Dictionary) else None


def stream(holder: object, key: str) -> pikepdf.Stream | None:
    """Return ``holder[key]`` if it is a stream."""
    found = value(holder, key)
    return found if isinstance(found, pikepdf.Stream) else None


def items(holder: object, key: str) -> list[object]:
    """Return the entries of the array ``holder[key]``, none if it is no array."""
    found = value(holder, key)
    return list(found) if isinstance(found, pikepdf.Array) else []


def members(holder: object) -> list[object]:
    """Return all values of a dictionary, whatever their keys are named."""
    # By pairs: a key that is not UTF-8 cannot be asked for again.
    return [entry for _, entry in holder.items()] if isinstance(holder, _Node) else []


def text(holder: object, key: str) -> str:
    """Return ``holder[key]`` as text if it is a string, else an empty text."""
    found = value(holder, key)
    return shown(str(found)) if isinstance(found, pikepdf.String | str) else ""


def name(holder: object, key: str) -> str:
    """Return ``holder[key]`` without its slash if it is a name, else an empty text."""
    found = value(holder, key)
    return shown(str(found)).removeprefix("/") if isinstance(found, pikepdf.Name) else ""


def shown(foreign: str) -> str:
    """Replace what must not reach a screen or a file: control characters, broken Unicode."""
    return foreign if foreign.isprintable() else _NOT_SHOWN.sub("\ufffd", foreign)


def identity(node: object) -> tuple[int, int] | None:
    """Number an indirect object; a direct one has no identity."""
    if not isinstance(node, pikepdf.Object):
        return None
    number = (int(node.objgen[0]), int(node.objgen[1]))
    return number if number[0] else None


def name_tree(root: object, budget: Budget) -> Iterator[tuple[str, object]]:
    """Yield the names of a name tree with their values, each node once, in the file's order."""
    waiting, seen = [root], set[tuple[int, int]]()
    while waiting and budget.take():
        node = waiting.pop()
        number = identity(node)
        if number in seen or not isinstance(node, pikepdf.Dictionary):
            continue
        if number is not None:
            seen.add(number)
        pairs = items(node, "/Names")
        for key, entry in zip(pairs[::2], pairs[1::2], strict=False):
            if not budget.take():
                return
            yield shown(str(key)), entry
        waiting.extend(reversed(items(node, "/Kids")))
