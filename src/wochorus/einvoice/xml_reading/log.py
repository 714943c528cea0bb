"""What a reading has to tell: values that cannot be read, content that is not taken over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.terms import labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading.node import Node

MOST_PLACES = 100
"""Places of the document that are told one by one; the rest is counted."""

LONGEST_EXCERPT = 60
_TEXTS_LOOKED_AT = 20
_LOOK_AT_ORIGINAL = (
    "Vérifiez que ce n'est pas utile ; le fichier d'origine garde cette information."
)


@dataclass(slots=True)
class _Told:
    finding: Finding
    times: int = 1

    def finding_with_count(self) -> Finding:
        times = f" ({self.times} fois)" if self.times > 1 else ""
        return replace(self.finding, message=f"{self.finding.message}{times}.")


class ReadingLog:
    """All that one reading has to tell. ``prefixes`` gives the usual prefix of each namespace."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.names: dict[object, str] = {}
        self.nodes: list[Node] = []
        self._prefixes = prefixes
        self._given_up: set[_Element] = set()
        self._told: dict[tuple[str, str], _Told] = {}
        self._untold = 0
        self._above = ""
        self._root_position = ""

    def name(self, tag: object) -> str:
        """Give the usual name of a tag (``cbc:ID``); empty for comments and instructions."""
        known = self.names.get(tag)
        if known is None:
            known = self.names[tag] = self._usual_name(tag) if isinstance(tag, str) else ""
        return known

    def _usual_name(self, tag: str) -> str:
        namespace, _, local = tag.rpartition("}")
        prefix = self._prefixes.get(namespace[1:], namespace[1:])
        return f"{prefix}:{local}" if prefix else local

    def unread(self, element: _Element, *, repeated: bool) -> None:
        """Tell content that the model has no place for, or no second place for."""
        name = self.name(element.tag)
        excerpt = excerpt_of(element)
        value = f" (« {excerpt} »)" if excerpt else ""
        if repeated:
            message = (
                f"« {name} » figure plusieurs fois : seul le premier est repris, pas les autres"
            )
        else:
            message = f"« {name} » n'a pas de place dans une facture EN 16931 : il n'est pas repris"
        rule = "WO-LECTURE-REPETE" if repeated else "WO-LECTURE-INCONNU"
        self.tell(element, rule, Severity.WARNING, message + value, remedy=_LOOK_AT_ORIGINAL)

    def unread_attribute(self, element: _Element, attribute: str, value: str) -> None:
        """Tell an attribute that the model has no place for."""
        self.tell(
            element,
            "WO-LECTURE-ATTRIBUT",
            Severity.INFORMATION,
            f"L'attribut « {attribute} » de « {self.name(element.tag)} » n'est pas repris"
            f" (« {value[:LONGEST_EXCERPT]} »)",
            remedy="Rien à faire : il ne change pas le sens de la facture.",
            below=f"/@{attribute}",
        )

    def bad_value(
        self, element: _Element, value: str, term: str, *, is_no: str, remedy: str
    ) -> None:
        """Tell a value that cannot be read: ``is_no`` says what it should be (``une date``)."""
        self.tell(
            element,
            "WO-LECTURE-VALEUR",
            Severity.ERROR,
            f"« {value[:LONGEST_EXCERPT]} » n'est pas {is_no} : {named(term)} n'est pas repris",
            remedy=remedy,
            term=term,
        )

    def missing(self, group: _Element, name: str, term: str) -> None:
        """Tell that ``group`` lacks an element without which it cannot be held.

        What else it contains goes with it: that is not told again.
        """
        self._given_up.add(group)
        self.tell(
            group,
            "WO-LECTURE-MANQUE",
            Severity.ERROR,
            f"Il manque {named(term)} : ce groupe de la facture n'est pas repris",
            remedy="Complétez le fichier, ou demandez-en un complet à son émetteur.",
            term=term,
            below=f"/{name}",
        )

    def assumed(self, group: _Element, name: str, term: str, value: str) -> None:
        """Tell that ``group`` lacks an element, and what was taken in its place."""
        self.tell(
            group,
            "WO-LECTURE-DEFAUT",
            Severity.WARNING,
            f"Il manque {named(term)} : « {value} » est pris à sa place",
            remedy="Vérifiez cette valeur.",
            term=term,
            below=f"/{name}",
        )

    def leave_unread_untold(self) -> None:
        """Tell nothing of what was not taken: the document could not be held at all."""
        self.nodes.clear()

    def findings(self) -> tuple[Finding, ...]:
        """Give all that was told, after having looked for what no one took."""
        self.settle()
        return tuple(self._all_told())

    def settle(self) -> None:
        """Tell what no one took of the groups opened so far, and let go of them.

        A reader of a large file calls this after each part, so that memory does not grow.
        """
        for node in self.nodes:
            if not self._is_given_up(node.element):
                node.tell_unread()
        self.nodes.clear()
        self._given_up.clear()

    def begin_part(self, above: str, position: int | None = None) -> None:
        """Say where in the whole file the next tree stands: under ``above``, the n-th of its kind.

        Only for a reader that takes a file apart: a tree read whole needs none of this.
        """
        self._above = above
        self._root_position = "" if position is None else f"[{position}]"

    def _is_given_up(self, element: _Element) -> bool:
        given_up = self._given_up
        return bool(given_up) and (
            element in given_up or any(above in given_up for above in element.iterancestors())
        )

    def _all_told(self) -> Iterator[Finding]:
        for told in self._told.values():
            yield told.finding_with_count()
        if self._untold:
            yield Finding(
                layer=Layer.READING,
                rule="WO-LECTURE-INCONNU",
                severity=Severity.WARNING,
                message=f"{self._untold} autres constats ne sont pas détaillés.",
                remedy="Le fichier contient trop d'éléments inattendus : vérifiez son origine.",
            )

    def tell(
        self,
        element: _Element,
        rule: str,
        severity: Severity,
        message: str,
        *,
        remedy: str,
        term: str = "",
        below: str = "",
    ) -> None:
        """Tell something of ``element``; the same of a like element later is only counted.

        ``message`` has no final full stop; ``below`` is the end of the path, for an attribute or
        for a child that is missing.
        """
        key = rule, f"{self.pattern(element)}{below}"
        told = self._told.get(key)
        if told is not None:
            told.times += 1
        elif len(self._told) >= MOST_PLACES:
            self._untold += 1
        else:
            finding = Finding(
                layer=Layer.READING,
                rule=rule,
                severity=severity,
                message=message,
                remedy=remedy,
                path=f"{self.place(element)}{below}",
                term=term,
            )
            self._told[key] = _Told(finding)

    def pattern(self, element: _Element) -> str:
        """Give the path of ``element`` by names alone: the same for the same field of all lines."""
        names = [self.name(element.tag)]
        names += (self.name(above.tag) for above in element.iterancestors())
        return f"{self._above}/{'/'.join(reversed(names))}"

    def place(self, element: _Element) -> str:
        """Give the path of ``element``, with its position among those of the same name."""
        steps = []
        current: _Element | None = element
        while current is not None:
            above = current.getparent()
            position = self._root_position if above is None else _position(current)
            steps.append(f"{self.name(current.tag)}{position}")
            current = above
        return f"{self._above}/{'/'.join(reversed(steps))}"


def named(term: str) -> str:
    """Name a business term for users: its French label, and its code."""
    label = labels().get(term)
    return f"« {label} » ({term})" if label else term


def excerpt_of(element: _Element) -> str:
    """Give the first text of ``element`` or of what it contains, cut to fit a line."""
    for text in islice(element.itertext(), _TEXTS_LOOKED_AT):
        compact = " ".join(text[: 2 * LONGEST_EXCERPT].split())
        if compact:
            return compact[:LONGEST_EXCERPT] + ("…" if len(compact) > LONGEST_EXCERPT else "")
    return ""


def _position(element: _Element) -> str:
    tag = str(element.tag)
    before = sum(1 for _ in element.itersiblings(tag, preceding=True))
    alone = not before and next(element.itersiblings(tag), None) is None
    return "" if alone else f"[{before + 1}]"
