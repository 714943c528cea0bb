"""The structures and the services in the XML that Chorus Pro gives of its whole directory.

The tree of that file (FAR37) is not published; the titles of the published tables are. So an
element is known by what it holds, whatever it is called and however deep it lies: a structure by
its flag ``StructureActive``, a service by ``ServiceActif``. Elements in between, an address for
example, lend what they hold to the one above. A service without an identifier of its own is of the
structure around it. No document type is accepted, so that no entity can be declared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from wochorus.core.errors import InvalidInput
from wochorus.directory.columns import COLUMNS, plain_title

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from wochorus.directory.columns import Kind

    Row = dict[str, str]

_CHUNK = 1 << 16
_DEEPEST = 40
_LONGEST_VALUE = 1000
"""Characters: beyond what any column takes, so that the importer refuses the cell."""
_MOST_SERVICES = 100_000
"""Of one structure."""
_KEYS: dict[Kind, str] = {"structures": "StructureActive", "services": "ServiceActif"}
_TITLES = {plain_title(column.title): column.title for kind in COLUMNS for column in COLUMNS[kind]}
INSTEAD = (
    "L'annuaire d'ici est inchangé. Importez les fichiers publiés : "
    "wochorus directory import FICHIER_STRUCTURES FICHIER_SERVICES"
)


def unreadable(why: str, where: str) -> InvalidInput:
    """Say that the file of the portal cannot be read, and what to do instead."""
    return InvalidInput(
        f"Format inconnu : l'annuaire donné par Chorus Pro ne peut pas être lu, {why}",
        where=where,
        remedy=INSTEAD,
    )


@dataclass(slots=True)
class _Element:
    name: str
    is_leaf: bool = True
    text: list[str] = field(default_factory=list)
    length: int = 0
    row: Row = field(default_factory=dict)
    """What its leaves say, by published title."""
    services: list[Row] = field(default_factory=list)
    """Those within it whose structure is not known yet."""


class PortalXml:
    """Reads one file; each row goes to ``on_row`` with its kind, by published title."""

    def __init__(self, name: str, on_row: Callable[[Kind, Row], None]) -> None:
        self._name, self._on_row = name, on_row
        self._stack: list[_Element] = []
        self._elements_seen: dict[str, None] = {}

    def read(self, source: BinaryIO) -> None:
        """Read the whole source. Raises `InvalidInput` on what is no directory."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        try:
            while chunk := source.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError) as error:
            raise unreadable(f"ce n'est pas du XML correct ({error})", self._name) from error

    @property
    def names(self) -> list[str]:
        """The first names of elements that were met, for the message of a refusal."""
        return list(self._elements_seen)

    def _refuse_document_type(self, *_: object) -> None:
        raise unreadable("il déclare un type de document, ce qui est refusé", self._name)

    def _start(self, name: str, _: dict[str, str]) -> None:
        if self._stack:
            self._stack[-1].is_leaf = False
        local = name.rpartition(":")[2]
        if len(self._elements_seen) < 40:  # noqa: PLR2004 - enough to recognise a format by
            self._elements_seen[local[:60]] = None
        self._stack.append(_Element(local))
        if len(self._stack) > _DEEPEST:
            raise unreadable(f"plus de {_DEEPEST} niveaux d'éléments", self._name)

    def _characters(self, text: str) -> None:
        element = self._stack[-1]
        if element.length <= _LONGEST_VALUE:
            element.text.append(text)
            element.length += len(text)

    def _end(self, _: str) -> None:
        element = self._stack.pop()
        above = self._stack[-1] if self._stack else None
        if element.is_leaf:
            self._end_of_leaf(element, above)
        elif _KEYS["structures"] in element.row:
            self._end_of_structure(element)
        elif _KEYS["services"] in element.row:
            self._end_of_service(element, above)
        elif above is not None:
            above.row = element.row | above.row
            self._hold(above, element.services)
        elif element.services:
            raise unreadable("des services n'y sont d'aucune structure", self._name)

    def _end_of_leaf(self, element: _Element, above: _Element | None) -> None:
        title = _TITLES.get(plain_title(element.name))
        if title is not None and above is not None:
            above.row[title] = " ".join("".join(element.text)[: _LONGEST_VALUE + 1].split())

    def _end_of_structure(self, element: _Element) -> None:
        self._on_row("structures", element.row)
        identity = {title: element.row.get(title, "") for title in ("Identifiant", "RaisonSociale")}
        for service in element.services:
            self._on_row("services", identity | service)

    def _end_of_service(self, element: _Element, above: _Element | None) -> None:
        if "Identifiant" in element.row or above is None:
            self._on_row("services", element.row)
            return
        self._hold(above, [element.row])

    def _hold(self, above: _Element, services: list[Row]) -> None:
        above.services += services
        if len(above.services) > _MOST_SERVICES:
            raise unreadable(f"plus de {_MOST_SERVICES} services d'une structure", self._name)
