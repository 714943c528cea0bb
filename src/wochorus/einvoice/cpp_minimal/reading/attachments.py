"""The documents of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cpp_minimal.flow import ANNEX, Attachment
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from wochorus.einvoice.cpp_minimal.reading.documents import StoredDocument
    from wochorus.einvoice.xml_reading import Node

_LONGEST_NAME = 60


def read_attachments(unit: Node, documents: list[StoredDocument]) -> tuple[Attachment, ...]:
    """Take the documents of an invoice; one that cannot be read is told."""
    found = (_read_attachment(group, documents) for group in unit.children("PJ"))
    return tuple(attachment for attachment in found if attachment is not None)


def _read_attachment(group: Node, documents: list[StoredDocument]) -> Attachment | None:
    place = group.text("Contenu")
    name = group.text("NomPJ")
    role = group.text("TypePJ") or ANNEX
    media_type = group.text("MimeTypePJ") or "application/octet-stream"
    if place is None:
        group.missing("Contenu", "BT-125")
        return None
    opener = _opener(group, documents[int(place)], name or "")
    if opener is None:
        return None
    return Attachment(name or "", media_type, role, opener)


def _opener(group: Node, document: StoredDocument, name: str) -> Callable[[], IO[bytes]] | None:
    shown = name[:_LONGEST_NAME]
    if not document.is_base64:
        _tell(
            group, f"La pièce jointe « {shown} » n'est pas codée en base64 : elle n'est pas reprise"
        )
        return None
    zipped_name = document.zipped_name()
    if zipped_name is None:
        _tell(
            group,
            f"La pièce jointe « {shown} » n'est pas un zip d'un seul fichier : elle est reprise "
            "comme elle est",
        )
        return document.open_as_is
    if zipped_name != name:
        _tell(
            group,
            f"Le fichier du zip s'appelle « {zipped_name[:_LONGEST_NAME]} » et non « {shown} » : "
            "Chorus Pro ne l'ouvre pas",
        )
    return document.unzipping(name)


def _tell(group: Node, message: str) -> None:
    group.log.tell(
        group.element,
        "WO-CPP-PIECE",
        Severity.ERROR,
        message,
        remedy="Zippez chaque document seul, sous le nom de NomPJ, puis codez le zip en base64.",
        term="BT-125",
        below="/Contenu",
    )
