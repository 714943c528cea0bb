"""Supporting documents and the files inside them, zipped in the historical minimal variant."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import AttachedFile, SupportingDocument
from wochorus.einvoice.unzipping import UnreadableZip, Unzipper, ZipTooLarge

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading import Node

_ZIP = "application/zip"
_KINDS = {"01": "LISIBLE", "02": "DOCUMENT_ANNEXE"}
"""What the historical minimal variant writes as type of document, in the words of BR-FR-17."""


def read_supporting_document(
    reference: Node, code: _Element | None, unzipper: Unzipper
) -> SupportingDocument | None:
    """Read a supporting document (BG-24).

    ``code`` is its code of type, which EN 16931 leaves out; the historical minimal variant has
    there the media type of the file that it zips. One ``unzipper`` serves all those of an invoice.
    """
    number = reference.needed_text("cbc:ID", "BT-122")
    attachment = reference.child("cac:Attachment")
    if number is None:
        return None
    external = None if attachment is None else attachment.child("cac:ExternalReference")
    kind = _media_type_of(reference, code)
    file = None if attachment is None else _read_file(attachment, number, kind, unzipper)
    return SupportingDocument(
        reference=number,
        description=_description(reference),
        location=None if external is None else external.text("cbc:URI"),
        file=file,
    )


def _media_type_of(reference: Node, code: _Element | None) -> str | None:
    text = None if code is None else reference.text_of(code)
    if code is not None and text is not None and "/" not in text:
        reference.log.unread(code, repeated=False)
        return None
    return text


def _description(reference: Node) -> str | None:
    description = reference.text("cbc:DocumentDescription")
    element = reference.take("cbc:DocumentType")
    kind = None if element is None else _KINDS.get(reference.text_of(element) or "")
    if element is not None and (kind is None or description is not None):
        reference.log.unread(element, repeated=False)
    return description or kind


def _read_file(
    attachment: Node, number: str, zipped_type: str | None, unzipper: Unzipper
) -> AttachedFile | None:
    element = attachment.take("cbc:EmbeddedDocumentBinaryObject")
    if element is None:
        return None
    text = attachment.text_of(element, "mimeCode", "filename") or ""
    try:
        content = b64decode("".join(text.split()), validate=True)
    except ValueError:
        _tell_bad_file(attachment, element, "n'est pas codé en base64")
        return None
    media_type = (element.get("mimeCode") or "").strip()
    if media_type == _ZIP and zipped_type is not None:
        unzipped = _unzipped(attachment, element, content, unzipper)
        if unzipped is None:
            return None
        name, content = unzipped
        return AttachedFile(content=content, media_type=zipped_type, file_name=name)
    return AttachedFile(
        content=content,
        media_type=media_type or attachment.assume("@mimeCode", "BT-125", "application/pdf"),
        file_name=(element.get("filename") or "").strip()
        or attachment.assume("@filename", "BT-125", number),
    )


def _unzipped(
    attachment: Node, element: _Element, content: bytes, unzipper: Unzipper
) -> tuple[str, bytes] | None:
    try:
        return unzipper.unzip(content)
    except ZipTooLarge:
        _tell_bad_file(attachment, element, "est trop lourd une fois décompressé")
    except UnreadableZip:
        _tell_bad_file(attachment, element, "n'est pas un zip d'un seul fichier lisible")
    return None


def _tell_bad_file(attachment: Node, element: _Element, what: str) -> None:
    attachment.log.tell(
        element,
        "WO-LECTURE-VALEUR",
        Severity.ERROR,
        f"Le « fichier joint » (BT-125) {what} : il n'est pas repris",
        remedy="Demandez ce document à l'émetteur de la facture.",
        term="BT-125",
    )
