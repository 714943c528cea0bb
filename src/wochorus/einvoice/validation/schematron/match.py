"""XSLT match patterns, as far as the official rules use them, turned into conditions.

``//a/b[p]`` asks of an element named ``b`` that ``p`` holds and that its parent is an ``a``.
A predicate that fails with an error means to XSLT that nothing matches, not even by another path of
the pattern, while an error in a condition would end the run: predicates that may fail are told
apart, so that the writer can guard them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.validation.schematron.source import UnknownShape

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING, _CLOSING = "([", ")]"
_ENCLOSING = re.compile(r"[\[\]()'\"]")
_STEP = re.compile(r"(?P<name>(?:[\w-]+:)?(?:[\w.-]+|\*))\s*(?P<predicates>(?:\[.*\])?)", re.DOTALL)

# What cannot raise an error whatever the document: names, paths, comparisons of untyped values
# with strings, boolean words and the functions below. Numbers are absent on purpose: a number as
# predicate is a position.
_HARMLESS = re.compile(
    r"""(?> \s++ | '[^']*+' | "[^"]*+"
      | (?:not|exists|empty) (?= \s*+ \( )
      | ends-with \( name\(\), \s*+ '[^']*+' \)
      | upper-case \( normalize-space \( \.? \) \)
      | normalize-space \( \.? \)
      | (?:self|ancestor|parent)::
      | @?+ [A-Za-z_][\w.-]*+ (?: : (?:[A-Za-z_][\w.-]*+ | \*) )?+ (?! \s*+ \( | : )
      | \$ [A-Za-z_]\w*+
      | != | [/.,*=()\[\]|] )*+""",
    re.VERBOSE,
)
_SUFFIX = re.compile(r"ends-with\(name\(\),\s*'(\w+)'\)")


@dataclass(frozen=True, slots=True)
class Step:
    """An element name with predicates."""

    name: str
    predicates: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.name + "".join(f"[{predicate}]" for predicate in self.predicates)

    @property
    def harmless(self) -> Step:
        return Step(self.name, tuple(filter(is_harmless, self.predicates)))


@dataclass(frozen=True, slots=True)
class Alternative:
    """One path of a match pattern, the element last; ``from_root``: the path begins at the root."""

    steps: tuple[Step, ...]
    from_root: bool

    @property
    def name(self) -> str:
        """The name of the elements that may match (``*`` and ``ram:*`` are wildcards)."""
        return self.steps[-1].name

    @property
    def is_harmless(self) -> bool:
        """No predicate can fail with an error."""
        return all(is_harmless(entry) for step in self.steps for entry in step.predicates)

    def condition(self) -> str:
        """Say in XPath that the current element matches; it may raise an error."""
        return self._path([step.text for step in self.steps])

    def harmless_condition(self, name: str) -> str:
        """Say what can be said without risk, of an element already known to be a ``name``."""
        *above, last = [step.harmless for step in self.steps]
        own = [f"({predicate})" for predicate in _of_name(last, name)]
        if last.name not in {name, "*"} and not name.startswith(last.name[:-1]):
            own.insert(0, f"self::{last.name}")
        chain = self._parents([step.text for step in above])
        return " and ".join([*own, *([chain.removeprefix("/")] if chain else [])]) or "true()"

    def may_match(self, name: str) -> bool:
        """Tell whether an element of this name may match, as far as its name decides."""
        if name == "*":
            return self.name.endswith("*")
        if self.name != name and not _covers(self.name, name):
            return False
        suffixes = (
            suffix for entry in self.steps[-1].predicates for suffix in _needed_suffixes(entry)
        )
        return all(name.partition(":")[2].endswith(suffix) for suffix in suffixes)

    def _path(self, steps: list[str]) -> str:
        return f"self::{steps[-1]}{self._parents(steps[:-1])}"

    def _parents(self, above: list[str]) -> str:
        chain = "".join(f"/parent::{step}" for step in reversed(above))
        return f"{chain}/parent::document-node()" if self.from_root else chain


def alternatives(match: str) -> tuple[Alternative, ...]:
    """Take a match pattern apart; raises :class:`UnknownShape` for what is not known here."""
    return tuple(
        alternative for path in split(match, "|") for alternative in _alternatives(path.strip())
    )


def split(text: str, separator: str) -> list[str]:
    """Split an XPath at a character, outside quotes, predicates and parentheses."""
    if not _ENCLOSING.search(text):
        return text.split(separator)
    parts, start = [], 0
    for position, character, depth in _unquoted(text):
        if character == separator and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def closing(text: str) -> int:
    """Find where the parenthesis or bracket that opens ``text`` closes."""
    for position, character, depth in _unquoted(text):
        if character in _CLOSING and depth == 0:
            return position
    raise UnknownShape(text)


def _unquoted(text: str) -> Iterator[tuple[int, str, int]]:
    """Give each character outside quotes with the depth of brackets around it."""
    depth, quote = 0, ""
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth -= character in _CLOSING
            yield position, character, depth
            depth += character in _OPENING


def is_harmless(predicate: str) -> bool:
    """Tell whether a predicate is a condition that can never raise an error."""
    return _HARMLESS.fullmatch(predicate) is not None


def _alternatives(path: str) -> Iterator[Alternative]:
    group = _first_group(path)
    if group is None:
        yield _alternative(path)
        return
    before, inside, after = group
    for choice in split(inside, "|"):
        yield from _alternatives(f"{before}{choice.strip()}{after}")


def _first_group(path: str) -> tuple[str, str, str] | None:
    """Find a parenthesised choice of steps, ``(a|b)/c`` or ``a/(b|c)``."""
    position = 0
    for step in split(path, "/"):
        if step.startswith("("):
            end = closing(step)
            return path[:position], step[1:end], path[position + end + 1 :]
        position += len(step) + 1
    return None


def _alternative(path: str) -> Alternative:
    from_root = path.startswith("/") and not path.startswith("//")
    steps = split(path.removeprefix("//") if not from_root else path[1:], "/")
    return Alternative(tuple(_step(step.strip()) for step in steps), from_root)


def _step(text: str) -> Step:
    found = _STEP.fullmatch(text)
    if found is None:
        raise UnknownShape(text)
    return Step(found["name"], tuple(_predicates(found["predicates"])))


def _predicates(text: str) -> Iterator[str]:
    rest = text.strip()
    while rest:
        end = closing(rest)
        predicate = rest[1:end]
        if re.search(r"\b(position|last)\s*\(|^\s*\d+\s*$", predicate):
            raise UnknownShape(predicate)
        yield predicate
        rest = rest[end + 1 :].strip()


def _covers(wildcard: str, name: str) -> bool:
    return wildcard == "*" or (wildcard.endswith(":*") and name.startswith(wildcard[:-1]))


def _needed_suffixes(predicate: str) -> Iterator[str]:
    if re.search(r"\bor\b", predicate):
        return
    for part in re.split(r"\band\b", predicate):
        found = _SUFFIX.fullmatch(part.strip())
        if found is not None:
            yield found[1]


def _of_name(step: Step, name: str) -> Iterator[str]:
    """Give the predicates of a step that the name of the element does not decide already."""
    for predicate in step.predicates:
        if name != "*" and _SUFFIX.fullmatch(predicate.strip()):
            continue
        yield predicate
