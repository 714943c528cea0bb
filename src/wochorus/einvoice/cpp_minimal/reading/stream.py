"""Take the file of a flow apart while it streams by: small trees, and documents set aside.

Each child of the root, and each child of ``CPPFactures``, is one part: a tree without the content
of its documents, which goes into the store as it comes. The text of ``Contenu`` is replaced by the
number of its document. Nothing else of the file stays in memory. A document type is refused, so
that no entity can be declared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from wochorus.einvoice.cpp_minimal.reading.documents import (
    Base64Decoder,
    DocumentStore,
    StoredDocument,
)
from wochorus.einvoice.findings import Finding, Layer, Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from lxml.etree import _Element

    from wochorus.einvoice.cpp_minimal.reading.limits import ReadingLimits

ROOT = "CPPFactureMixte"
INVOICES = "CPPFactures"
_CHUNK = 1 << 16
_ORDER = "NumOrdre"
_READABLE_ENCODING = re.compile(
    r"utf-8|utf-16(le|be)?|(us-)?ascii|iso-8859-([1-9]|1[013-6])|windows-125[0-8]", re.IGNORECASE
)
"""Encodings of one byte that Python knows; of several, only the Unicode ones are read."""


class Stopped(Exception):
    """The reading cannot go on; ``finding`` says why. What was read before stays."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class FlowStream:
    """The parts of a flow, given one by one to ``on_part`` with their documents.

    ``on_part`` gets whether the part stands among the invoices. ``stated_count`` is the number of
    invoices that the file announces.
    """

    def __init__(
        self,
        store: DocumentStore,
        limits: ReadingLimits,
        on_part: Callable[[_Element, list[StoredDocument], bool], None],
    ) -> None:
        from lxml import etree

        self.stated_count: str | None = None
        self._store, self._limits, self._on_part = store, limits, on_part
        self._make_root, self._make_child = etree.Element, etree.SubElement
        self._depth = 0
        self._is_among_invoices = False
        self._part: _Element | None = None
        self._current: _Element | None = None
        self._documents: list[StoredDocument] = []
        self._decoder: Base64Decoder | None = None
        self._text: list[str] = []
        self._elements = self._characters = 0

    def read(self, source: BinaryIO) -> None:
        """Read the whole source. Raises :class:`Stopped`."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters_of
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.XmlDeclHandler = self._refuse_other_encodings
        size = 0
        try:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                self._check(size, self._limits.size, "octets")
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Stopped(_malformed(error)) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._check(self._depth, self._limits.depth, "niveaux d'éléments")
        name, attributes = _checked_name(name), self._checked_attributes(attributes)
        if self._depth == 1:
            if name != ROOT:
                raise Stopped(_not_a_flow(name))
        elif self._part is not None:
            self._start_within_part(name, attributes)
        elif self._depth == 2 and name == INVOICES:  # noqa: PLR2004 - below the root
            self._is_among_invoices = True
            self.stated_count = attributes.get("Compteur")
        else:
            self._start_part(name, attributes)

    def _checked_attributes(self, attributes: dict[str, str]) -> dict[str, str]:
        """Leave out namespaces, and the order of an element, which its place tells already."""
        self._check(len(attributes), self._limits.attributes, "attributs sur un élément")
        return {
            _checked_name(name): value
            for name, value in attributes.items()
            if name != _ORDER and not name.startswith("xmlns")
        }

    def _start_part(self, name: str, attributes: dict[str, str]) -> None:
        self._elements = self._characters = 0
        self._documents = []
        self._text.clear()
        self._part = self._current = self._make_root(name, attributes)

    def _start_within_part(self, name: str, attributes: dict[str, str]) -> None:
        above = self._current
        if above is None:
            return
        self._elements += 1
        self._check(self._elements, self._limits.elements, "éléments dans une facture")
        self._text.clear()
        self._current = self._make_child(above, name, attributes)
        if name == "Contenu" and above.tag == "PJ":
            self._decoder = Base64Decoder(self._store)

    def _characters_of(self, text: str) -> None:
        if self._decoder is not None:
            self._decoder.feed(text)
            limit = self._limits.document_size
            self._check(self._decoder.size, limit, "octets dans une pièce jointe")
        elif self._current is not None:
            self._characters += len(text)
            limit = self._limits.characters
            self._check(self._characters, limit, "caractères dans une facture")
            self._text.append(text)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        element = self._current
        if element is None:
            self._is_among_invoices = False
            return
        if self._decoder is not None and element.tag == "Contenu":
            element.text = str(len(self._documents))
            self._documents.append(self._decoder.finish())
            self._decoder = None
        elif not len(element):
            element.text = "".join(self._text)
        self._text.clear()
        self._current = element.getparent()
        if self._current is None:
            self._part = None
            self._on_part(element, self._documents, self._is_among_invoices)

    def _check(self, value: int, most: int, what: str) -> None:
        if value > most:
            raise too_much(most, what)

    def _refuse_other_encodings(
        self, _version: str, encoding: str | None, _standalone: int
    ) -> None:
        if encoding is not None and not _READABLE_ENCODING.fullmatch(encoding):
            raise Stopped(_unknown_encoding(encoding))

    def _refuse_document_type(self, *_declaration: object) -> None:
        raise Stopped(
            _stop(
                Layer.WELL_FORMED,
                "WO-CPP-DOCTYPE",
                "Le fichier déclare un type de document (DOCTYPE), ce que Chorus Pro n'accepte pas",
                "Retirez cette déclaration.",
            )
        )


def _checked_name(name: str) -> str:
    """Drop the prefix of a name; XML allows names that are but a prefix, a tree does not."""
    local = name.rpartition(":")[2]
    if not local:
        raise Stopped(_not_a_name(name))
    return local


def _not_a_name(name: str) -> Finding:
    return _stop(
        Layer.WELL_FORMED,
        "WO-CPP-XML",
        f"Le fichier n'est pas du XML bien formé : « {name[:60]} » n'est pas un nom d'élément",
        "Les factures placées avant sont lues ; demandez un fichier entier à son émetteur.",
    )


def _unknown_encoding(encoding: str) -> Finding:
    return _stop(
        Layer.WELL_FORMED,
        "WO-CPP-ENCODAGE",
        f"L'encodage annoncé par le fichier (« {encoding[:60]} ») n'est pas pris en charge",
        "Demandez à l'émetteur un fichier en UTF-8.",
    )


def _malformed(error: expat.ExpatError) -> Finding:
    return _stop(
        Layer.WELL_FORMED,
        "WO-CPP-XML",
        f"Le fichier n'est pas du XML bien formé : erreur à la ligne {error.lineno}, "
        f"colonne {error.offset + 1}",
        "Les factures placées avant sont lues ; demandez un fichier entier à son émetteur.",
        detail=expat.ErrorString(error.code),
    )


def _not_a_flow(name: str) -> Finding:
    return _stop(
        Layer.READING,
        "WO-LECTURE-FORMAT",
        f"Le fichier n'est pas un flux CPP minimal : il commence par « {name[:60]} »",
        f"Donnez un fichier qui commence par {ROOT}.",
    )


def too_much(most: int, what: str) -> Stopped:
    """Make the end of a reading that goes beyond a limit."""
    return Stopped(
        _stop(
            Layer.LIMITS,
            "WO-CPP-LIMITE",
            f"Le fichier a plus de {most} {what} : la lecture s'arrête là",
            "Découpez le flux en plusieurs fichiers.",
        )
    )


def _stop(layer: Layer, rule: str, message: str, remedy: str, *, detail: str = "") -> Finding:
    return Finding(
        layer=layer,
        rule=rule,
        severity=Severity.ERROR,
        message=f"{message}.",
        remedy=remedy,
        detail=detail,
    )
