"""The files of recorded invoices: their PDF, or the pivot XML that recipients receive.

``telecharger/groupe``, AIFE external specification, API annex.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wochorus.choruspro.errors import TooLarge
from wochorus.choruspro.operations import Operations
from wochorus.choruspro.received_files import LARGEST_FILE, DownloadedFile, receive_file
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Collection


class InvoiceFileFormat(Enum):
    """What to download. The values are Chorus Pro's codes."""

    PDF = "PDF"
    PIVOT = "PIVOT"


class InvoiceFileOperations(Operations):
    """Downloads of recorded invoices."""

    def download_invoices(
        self,
        chorus_ids: Collection[int],
        destination: Path | str,
        file_format: InvoiceFileFormat = InvoiceFileFormat.PDF,
        *,
        with_attachments: bool = True,
        most_bytes: int = LARGEST_FILE,
    ) -> DownloadedFile:
        """Download the files of invoices (``telecharger/groupe``) into ``destination``.

        One PDF comes as it is, several as a ZIP with one folder per invoice; the pivot is one XML
        with its attachments inside. ``with_attachments`` bears on PDF only. The file is written as
        it comes in, and replaces one already there only once it is whole.

        Raises `TooLarge` when Chorus Pro refuses so much at once (more than 120 MB), `Permanent`
        beyond ``most_bytes``, `InvalidInput` before anything is asked.
        """
        if not chorus_ids:
            raise InvalidInput("Aucune facture à télécharger", remedy="Donnez au moins une facture")
        request = _request(chorus_ids, file_format, with_attachments=with_attachments)
        try:
            return receive_file(
                self.gateway,
                "factures",
                "telecharger/groupe",
                request,
                Path(destination),
                most_bytes=most_bytes,
            )
        except TooLarge as refusal:
            raise _too_large(len(chorus_ids), refusal) from refusal


def _request(
    chorus_ids: Collection[int], file_format: InvoiceFileFormat, *, with_attachments: bool
) -> dict[str, Any]:
    request: dict[str, Any] = {
        "listeFacture": [{"idFacture": chorus_id} for chorus_id in chorus_ids],
        "format": file_format.value,
    }
    if file_format is InvoiceFileFormat.PDF:
        request["avecPiecesJointesComplementaires"] = "OUI" if with_attachments else "NON"
    return request


def _too_large(count: int, refusal: TooLarge) -> TooLarge:
    one = "Téléchargez cette facture sans ses pièces jointes, ou depuis le portail"
    several = "Téléchargez moins de factures à la fois, ou sans leurs pièces jointes"
    return TooLarge(
        "Chorus Pro refuse ce téléchargement : il dépasse 120 Mo",
        where=refusal.where,
        remedy=f"Rien n'a été modifié. {one if count == 1 else several}",
    )
