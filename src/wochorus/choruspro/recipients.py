"""The directory of all public recipients, in one file."""

from __future__ import annotations

from pathlib import Path

from wochorus.choruspro.operations import Operations
from wochorus.choruspro.received_files import DownloadedFile, receive_file

LARGEST_DIRECTORY = 512 * 1024 * 1024
"""Bytes. The weekly file of the same 200 000 structures weighs some 27 MB."""


class RecipientOperations(Operations):
    """Downloads of the directory."""

    def download_directory(
        self, destination: Path | str, *, most_bytes: int = LARGEST_DIRECTORY
    ) -> DownloadedFile:
        """Download the directory of recipients into ``destination``, a ZIP of one XML (FAR37).

        Operation ``telecharger/annuaire/destinataire``. The file is written as it comes in, and
        replaces one already there only once it is whole. Raises `Permanent` beyond
        ``most_bytes``, and `InvalidInput` before anything is asked if it cannot be written there.
        """
        return receive_file(
            self.gateway,
            "transverses",
            "telecharger/annuaire/destinataire",
            {},
            Path(destination),
            # Public integrations have seen the file under both names.
            fields=("fichierResultat", "fichier"),
            most_bytes=most_bytes,
        )
