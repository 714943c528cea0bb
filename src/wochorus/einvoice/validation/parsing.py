"""From the bytes of a file to an XML tree, or to the one finding that says why not.

The file may come from anyone. A document type is refused altogether: no invoice needs one, and
every entity attack does. Only encodings in which a ``<`` is a ``<`` are read (and UTF-16, which is
changed to UTF-8 first), so that nothing can be hidden from the checks on bytes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.validation.limits import (
    DEFAULT_LIMITS,
    XmlLimits,
    elements_finding,
    size_finding,
)

if TYPE_CHECKING:
    from lxml.etree import XMLSyntaxError, _Element

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16_STARTS = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\?>")
_DECLARED = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z][\w.-]*)[\"']")
_READABLE = re.compile(
    rb"utf-?8|us-ascii|ascii|iso-?8859-\d+|latin-?\d|windows-125\d|cp125\d", re.IGNORECASE
)
_BEFORE_ROOT = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+(?P<doctype><!DOCTYPE)?+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedXml:
    """A well-formed document, without comments and processing instructions.

    ``content`` is what was parsed, in an encoding of which ASCII is a part.
    """

    root: _Element
    content: bytes

    def text(self) -> str:
        """Give the document as text, with whatever declaration it has."""
        from lxml import etree

        encoding = self.root.getroottree().docinfo.encoding or "UTF-8"
        if encoding.upper() == "UTF-8":
            return self.content.decode("utf-8-sig")
        return etree.tostring(self.root, encoding="unicode")


def parse_xml(content: bytes, limits: XmlLimits = DEFAULT_LIMITS) -> ParsedXml | Finding:
    """Parse an XML file of unknown origin; never raises for what the file holds.

    No entity is expanded and nothing outside is read. Time and memory are bounded by ``limits``:
    at the default limits, less than three seconds and 700 MB for the worst that is known.
    """
    readable = size_finding(content, limits) or _encoding_finding(content) or _as_ascii(content)
    if isinstance(readable, Finding):
        return readable
    refused = elements_finding(readable, limits) or _document_type_finding(readable)
    return refused or _parsed(readable)


def _encoding_finding(content: bytes) -> Finding | None:
    if content.startswith(_UTF32_MARKS) or content.startswith((b"\x00\x00", b"Lo\xa7\x94")):
        return _unreadable("")
    if content.startswith(_UTF16_MARKS) or content[:2] in _UTF16_STARTS:
        return None
    declared = _DECLARED.match(content.removeprefix(codecs.BOM_UTF8).lstrip())
    if declared is None or _READABLE.fullmatch(declared[1]):
        return None
    return _unreadable(declared[1].decode())


def _as_ascii(content: bytes) -> bytes | Finding:
    """Change UTF-16 to UTF-8, leave the rest as it is."""
    encoding = _UTF16_STARTS.get(content[:2])
    if content.startswith(_UTF16_MARKS):
        encoding = "utf-16"
    if encoding is None:
        return content
    try:
        text = content.decode(encoding).encode()
    except UnicodeError:
        return _unreadable("UTF-16")
    return _DECLARATION.sub(b"", text, count=1)


def _document_type_finding(content: bytes) -> Finding | None:
    text = content.removeprefix(codecs.BOM_UTF8)
    found = _BEFORE_ROOT.match(text)
    if found is None or found["doctype"] is None:
        return None
    return _document_type(_end_of(text[: found.start("doctype")]))


def _document_type(place: tuple[int, int]) -> Finding:
    return _finding(
        "XML-DOCTYPE",
        "Le fichier XML déclare un type de document (« DOCTYPE ») : il est refusé, car une telle "
        "déclaration peut cacher une attaque.",
        "Faites retirer cette déclaration par le logiciel qui produit la facture : "
        "aucune facture électronique n'en a besoin.",
        path=_place(*place),
    )


def _parsed(content: bytes) -> ParsedXml | Finding:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return _syntax_finding(content, error)
    except ValueError:
        return _unreadable("")
    if root.getroottree().docinfo.internalDTD is not None:
        return _document_type((1, 1))
    return ParsedXml(root, content)


def _syntax_finding(content: bytes, error: XMLSyntaxError) -> Finding:
    return _finding(
        *_explained(content, error), path=_place(*error.position), detail=str(error.msg)
    )


class _Defect(NamedTuple):
    rule: str
    message: str
    remedy: str


_GENERATE_AGAIN = "Produisez à nouveau le fichier avec votre logiciel de facturation."
_NOT_XML = _Defect(
    "XML-ABSENT",
    "Le fichier n'est pas du XML.",
    "Choisissez le fichier de la facture : Factur-X (PDF), CII, UBL, CPP minimal ou JSON.",
)
_EMPTY = _Defect("XML-VIDE", "Le fichier est vide.", _GENERATE_AGAIN)
_TRUNCATED = _Defect(
    "XML-TRONQUE",
    "Le fichier XML est incomplet : sa fin manque.",
    "Récupérez à nouveau le fichier : il a sans doute été coupé pendant une copie ou un envoi.",
)
_ENCODING = _Defect(
    "XML-ENCODAGE",
    "Le fichier XML contient des caractères qui ne sont pas dans l'encodage annoncé.",
    "Enregistrez le fichier en UTF-8, ou corrigez l'encodage que sa première ligne annonce.",
)
_CHARACTER = _Defect(
    "XML-CARACTERE",
    "Le fichier contient un caractère que le XML interdit.",
    "Retirez ce caractère (souvent un caractère invisible, copié d'un autre document).",
)
_TOO_MUCH = _Defect(
    "XML-DEMESURE",
    "Le fichier XML dépasse une limite de lecture : plus de 256 éléments imbriqués, ou un texte "
    "de plus de dix millions de caractères.",
    "Allégez la pièce jointe qu'il contient, ou vérifiez d'où vient le fichier.",
)
_TAGS = _Defect(
    "XML-BALISES",
    "Le fichier XML est mal formé : une balise ouverte n'est pas fermée par la sienne.",
    _GENERATE_AGAIN,
)
_ENTITY = _Defect(
    "XML-ENTITE",
    "Le fichier XML utilise une abréviation (entité) qui n'est pas définie.",
    "Écrivez le caractère lui-même ; pour « & », écrivez « &amp; ».",
)
_AFTER_END = _Defect(
    "XML-SUITE",
    "Le fichier XML contient autre chose après la fin de la facture.",
    "Gardez une seule facture par fichier, et rien après sa dernière balise.",
)
_MALFORMED = _Defect("XML-MALFORME", "Le fichier XML est mal formé.", _GENERATE_AGAIN)

# Error numbers of libxml2 (xmlerror.h), stable since 2003.
_BY_NUMBER = {
    4: _NOT_XML,  # XML_ERR_DOCUMENT_EMPTY
    5: _AFTER_END,  # XML_ERR_DOCUMENT_END
    8: _CHARACTER,  # XML_ERR_INVALID_CHARREF
    9: _CHARACTER,  # XML_ERR_INVALID_CHAR
    26: _ENTITY,  # XML_ERR_UNDECLARED_ENTITY
    45: _TOO_MUCH,  # XML_ERR_COMMENT_NOT_FINISHED: also a comment beyond ten million characters
    68: _ENTITY,  # XML_ERR_NAME_REQUIRED: a « & » or « < » that begins nothing
    76: _TAGS,  # XML_ERR_TAG_NAME_MISMATCH
    77: _TRUNCATED,  # XML_ERR_TAG_NOT_FINISHED
    81: _ENCODING,  # XML_ERR_INVALID_ENCODING
    110: _TOO_MUCH,  # XML_ERR_NAME_TOO_LONG
    114: _TOO_MUCH,  # XML_ERR_RESOURCE_LIMIT
}
_NEVER_TRUNCATED = {_AFTER_END, _ENCODING, _TAGS}


def _explained(content: bytes, error: XMLSyntaxError) -> _Defect:
    if not content.strip():
        return _EMPTY
    defect = _BY_NUMBER.get(error.code, _MALFORMED)
    at_the_end = error.position >= _end_of(content.rstrip())
    if at_the_end and b"<" in content and defect not in _NEVER_TRUNCATED:
        return _TRUNCATED
    return defect


def _end_of(content: bytes) -> tuple[int, int]:
    """Give the line and the column (in characters) that follow the last byte."""
    last_line = content[content.rfind(b"\n") + 1 :].decode(errors="ignore")
    return content.count(b"\n") + 1, len(last_line) + 1


def _place(line: int, column: int) -> str:
    return f"ligne {line}, colonne {column}"


def _unreadable(encoding: str) -> Finding:
    named = f" ({encoding})" if encoding else ""
    return _finding(
        "XML-ENCODAGE-INCONNU",
        f"L'encodage du fichier XML{named} n'est pas pris en charge.",
        "Enregistrez le fichier en UTF-8.",
    )


def _finding(rule: str, message: str, remedy: str, *, path: str = "", detail: str = "") -> Finding:
    return Finding(Layer.WELL_FORMED, rule, Severity.ERROR, message, remedy, path, detail=detail)
