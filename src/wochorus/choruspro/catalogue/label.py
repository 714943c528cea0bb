"""How a refusal label is recognised: by the element that it names, never by its whole sentence.

A label names an element of the deposited file by its path (``FichierXml.….BuyerReference.value``).
The sentence around it changes from one release to another, and is often cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family
from wochorus.core.text import fold

REDEPOSIT = "puis redéposez la facture sous le même numéro : elle n'a pas été enregistrée."
WHOLE_PATH = "/"
"""Begins a tag that must be the whole path: UBL's ``ID`` ends many others."""

_PATH = re.compile(r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)*", re.ASCII)
_ROOT, _LEAF = "FichierXml", "value"
_TELLING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelMeaning(Entry):
    """A kind of refusal.

    ``tags`` are the ends of the paths that it may name, one per format; ``wording`` is a regular
    expression on the folded text. A label must show one of the tags, when there are some, and the
    wording, when there is one.
    """

    tags: tuple[str, ...] = ()
    wording: str = ""

    def fits(self, message: str) -> bool:
        """Tell whether ``message`` is of this kind."""
        paths = _paths(message)
        named = not self.tags or any(_ends_with(path, tag) for path in paths for tag in self.tags)
        return named and self._has_wording(message)

    def may_fit(self, message: str) -> bool:
        """Tell whether ``message``, cut inside its last path, may be of this kind."""
        last = _without_leaf(_paths(message)[-1]) if _paths(message) else []
        return any(_is_begun(last, tag) for tag in self.tags) and self._has_wording(message)

    def _has_wording(self, message: str) -> bool:
        return re.search(self.wording, fold(message.replace("’", "'"))) is not None


def refusal(
    code: str,
    label: str,
    remedy: str,
    *tags: str,
    wording: str = "",
    actor: Actor = Actor.SUPPLIER,
) -> LabelMeaning:
    """Describe a kind of refusal; without tags it is recognised by words alone: a guess."""
    return LabelMeaning(
        Family.REFUSAL_LABEL,
        code,
        label,
        actor,
        remedy,
        is_inferred=not tags,
        tags=tags,
        wording=wording,
    )


def _paths(message: str) -> list[list[str]]:
    """Give the names of elements in a message, without the words that frame them."""
    return [_bare(found.group().split(".")) for found in _PATH.finditer(message)]


def _bare(names: list[str]) -> list[str]:
    if names[0] == _ROOT:
        names = names[1:]
    return names[:-1] if names[-1:] == [_LEAF] else names


def _without_leaf(path: list[str]) -> list[str]:
    """Drop a last name that is the beginning of ``value``."""
    return path[:-1] if path and _LEAF.startswith(path[-1]) else path


def _ends_with(path: list[str], tag: str) -> bool:
    names = tag.removeprefix(WHOLE_PATH).split(".")
    if tag.startswith(WHOLE_PATH):
        return path == names
    return path[-len(names) :] == names


def _is_begun(path: list[str], tag: str) -> bool:
    """Tell whether a path that was cut inside its last name may be that of ``tag``."""
    names = tag.removeprefix(WHOLE_PATH).split(".")
    return any(_is_cut_there(path, names, count) for count in range(1, len(names) + 1))


def _is_cut_there(path: list[str], names: list[str], count: int) -> bool:
    """Compare the end of ``path`` with the first ``count`` names, the last one begun only.

    A single name must be long enough to be one: many begin alike.
    """
    seen = path[-count:]
    if len(seen) < count or (count == 1 and len(seen[0]) < _TELLING):
        return False
    return seen[:-1] == names[: count - 1] and names[count - 1].startswith(seen[-1])
