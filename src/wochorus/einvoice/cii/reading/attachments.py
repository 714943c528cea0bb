"""Supporting documents and the files inside them, zipped in the samples of 2018."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.elements import attribute_of
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import AttachedFile, SupportingDocument
from wochorus.einvoice.unzipping import UnreadableZip, Unzipper, ZipTooLarge

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading import Node

_BEGINNING_OF_A_ZIP = b"PK\x03\x04"
_ZIP = "application/zip"


def read_supporting_document(reference: Node, unzipper: Unzipper) -> SupportingDocument | None:
    """Read a supporting document (BG-24). One ``unzipper`` serves all those of an invoice."""
    number = reference.needed_text("ram:IssuerAssignedID", "BT-122")
    if number is None:
        return None
    return SupportingDocument(
        reference=number,
        description=reference.text("ram:Name"),
        location=reference.text("ram:URIID"),
        file=_read_file(reference, number, unzipper),
    )


def _read_file(reference: Node, number: str, unzipper: Unzipper) -> AttachedFile | None:
    element = reference.take("ram:AttachmentBinaryObject")
    if element is None:
        return None
    text = reference.text_of(element, "mimeCode", "filename")
    content = None if text is None else _content(reference, element, text)
    if content is None:
        return None
    media_type = attribute_of(element, "mimeCode")
    name = attribute_of(element, "filename")
    if name is None and media_type != _ZIP and content.startswith(_BEGINNING_OF_A_ZIP):
        content = _unzipped(reference, element, content, unzipper)
        name = number
    if content is None:
        return None
    return AttachedFile(
        content=content,
        media_type=media_type or _assumed(reference, element, "mimeCode", "application/pdf"),
        file_name=name or _assumed(reference, element, "filename", number),
    )


def _assumed(reference: Node, element: _Element, attribute: str, value: str) -> str:
    reference.log.tell(
        element,
        "WO-LECTURE-DEFAUT",
        Severity.WARNING,
        f"Le « fichier joint » (BT-125) n'a pas d'attribut « {attribute} » : « {value} » est pris "
        "à sa place",
        remedy="Vérifiez cette valeur.",
        term="BT-125",
        below=f"/@{attribute}",
    )
    return value


def _content(reference: Node, element: _Element, text: str) -> bytes | None:
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        _tell_bad_file(reference, element, "n'est pas codé en base64")
        return None


def _unzipped(
    reference: Node, element: _Element, content: bytes, unzipper: Unzipper
) -> bytes | None:
    """Give the file that a zip holds; an office document is a zip of many files, and stays."""
    try:
        return unzipper.unzip(content)[1]
    except ZipTooLarge:
        _tell_bad_file(reference, element, "est trop lourd une fois décompressé")
        return None
    except UnreadableZip:
        return content


def _tell_bad_file(reference: Node, element: _Element, what: str) -> None:
    reference.log.tell(
        element,
        "WO-LECTURE-VALEUR",
        Severity.ERROR,
        f"Le « fichier joint » (BT-125) {what} : il n'est pas repris",
        remedy="Demandez ce document à l'émetteur de la facture.",
        term="BT-125",
    )
