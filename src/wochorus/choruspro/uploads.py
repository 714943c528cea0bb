"""Files put beside invoices: an attachment is first added, then named by its number."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import TYPE_CHECKING

from wochorus.choruspro.bodies import FileBody
from wochorus.choruspro.deposits import check_file_name
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.uploads import AddedFile
from wochorus.choruspro.operations import Operations
from wochorus.choruspro.readings import read, understand, unexpected
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_NAME = 50
LARGEST_BYTES = 10_000_000
"""Chorus Pro says "10 Mo"; the smaller reading of it never fails."""

_MEDIA_TYPES = mimetypes.MimeTypes()
"""The types built into Python: those of the machine would make requests differ."""


class UploadOperations(Operations):
    """Additions of files, which submit nothing."""

    def add_file(
        self, name: str, content: Path | str | bytes, *, media_type: str = ""
    ) -> AddedFile:
        """Give Chorus Pro a file (``ajouter/fichier``), and get the number to name it by.

        ``content`` is a path (or its text), streamed without being loaded, or the bytes: at most
        10 MB. ``name`` has an extension, no folder, at most 50 characters. ``media_type`` is
        guessed from the name unless given.

        A lost answer is asked for again, as a reading's: the file belongs to no invoice until
        another call names its number, so one sent twice submits nothing twice. The first is
        merely left unused. Raises `InvalidInput` before anything is sent; never an `Ambiguous`
        error.
        """
        check_file_name(name, LONGEST_NAME)
        others = {
            "pieceJointeNom": name,
            "pieceJointeTypeMime": media_type or _media_type(name),
            "pieceJointeExtension": PurePath(name).suffix.removeprefix(".").upper(),
        }
        body = FileBody(content, "pieceJointeFichier", others)
        _check_size(body.file_size, name)
        call = Call(
            operation="ajouter/fichier",
            path="/cpro/transverses/v1/ajouter/fichier",
            body=body,
            wait=self.gateway.timeouts.upload,
        )
        payload = read(self.gateway, call)
        added = understand(AddedFile, payload, self.gateway.address(call))
        if added.file_id is None:
            raise unexpected(payload, self.gateway.address(call))
        return added


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.guess_type(name)[0] or "application/octet-stream"


def _check_size(size: int, name: str) -> None:
    if size > LARGEST_BYTES:
        raise InvalidInput(
            "Cette pièce jointe est trop grosse : Chorus Pro les prend jusqu'à 10 Mo",
            where=name,
            remedy="Réduisez-la, ou partagez-la en plusieurs fichiers",
        )
