"""A submission on the disk: its request and its documents, frozen with their SHA-256.

The request is the file of the flow; it names its documents with their own SHA-256, so that one
number vouches for all. The documents lie in a folder beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import partial
from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent
from wochorus.deposits.packing import MissingFileError, flow_folder, pack, packed_file
from wochorus.deposits.submissions.request import FrozenRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.deposits.models import Flow
    from wochorus.deposits.packing import PackedFile
    from wochorus.deposits.submissions.making import MadeSubmission
    from wochorus.deposits.submissions.request import FrozenDocument

_DOCUMENTS = "documents"


def write_submission(file: BufferedRandom, flow: Flow, made: MadeSubmission) -> None:
    """Write the documents beside ``file``, then the request into it."""
    documents = _folder(flow)
    for document, content in zip(made.request.documents, made.contents, strict=True):
        pack(documents, document.file, partial(_write, content))
    file.write(made.request.to_bytes())


def _write(content: bytes, target: BufferedRandom) -> None:
    target.write(content)


def checked_file(flow: Flow) -> PackedFile:
    """Find the frozen file of ``flow`` again, and make sure that all is as it was frozen.

    Raises `MissingFileError` when something is not there, `Permanent` when it is altered.
    """
    packed = packed_file(flow)
    if flow.is_submission:
        for document in request_of(packed).documents:
            _check(_folder(flow) / document.file, document)
    return packed


def request_of(packed: PackedFile) -> FrozenRequest:
    """Read a frozen request that was checked."""
    return FrozenRequest.from_bytes(packed.path.read_bytes())


def document_path(flow: Flow, document: FrozenDocument) -> Path:
    """Say where a document of a submission lies."""
    return _folder(flow) / document.file


def documents_of(flow: Flow) -> Iterator[Path]:
    """Give the documents that lie beside the request of a flow; one of XML has none."""
    folder = _folder(flow)
    return iter(sorted(folder.iterdir())) if folder.is_dir() else iter(())


def weights_of(flow: Flow) -> list[int]:
    """Weigh what each call of a flow carries, in bytes: its documents, then itself."""
    return [*(path.stat().st_size for path in documents_of(flow)), flow.file_size or 0]


def hand_over_documents(flow: Flow, heir: Flow) -> None:
    """Give ``heir`` the frozen documents of ``flow``: the same bytes, under the same names."""
    for source in documents_of(flow):
        target = _folder(heir) / source.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.link(source, target)
        except OSError:
            # Some disks know no second name of a file.
            shutil.copyfile(source, target)


def _folder(flow: Flow) -> Path:
    return flow_folder(flow) / _DOCUMENTS


def _check(path: Path, document: FrozenDocument) -> None:
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MissingFileError(
            f"Le document {document.name} de cette facture n'est pas dans le dossier des données",
            where=str(path),
            remedy="Rien n'est parti. Chaque machine qui dépose a besoin du même dossier de "
            "données (WOCHORUS_HOME). S'il est perdu, annulez cet ordre, puis déposez à nouveau "
            "ces factures.",
        ) from error
    if sha256 != document.sha256:
        raise Permanent(
            f"Le document {document.name} de cette facture n'est plus celui qui a été préparé",
            where=str(path),
            remedy="Rien n'est parti. Annulez cet ordre, puis déposez à nouveau ces factures.",
        )
