"""Taking a file in as an attachment: of an invoice or of a contract, by the same rules.

Its name, weight and type are those that Chorus Pro takes, its content is what the name says, and
the virus scanner, when there is one, has looked at it before it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.attachments import LARGEST_ATTACHMENT, attachment_defect
from wochorus.core.errors import InvalidInput
from wochorus.storage.inspection import inspect_file

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.storage.content_store import ContentStore
    from wochorus.storage.virus_scan import Scanner


@dataclass(frozen=True, slots=True)
class TakenFile:
    """An attachment that lies in the store."""

    sha256: str
    size: int
    media_type: str


def take_attachment(
    store: ContentStore, path: Path, name: str, *, where: str, scanner: Scanner | None = None
) -> TakenFile:
    """Control the file at ``path``, which people will see as ``name``, and keep it.

    ``where`` names in the messages what it is for. Raises `InvalidInput` when Chorus Pro would
    refuse its name, type or weight, when it is a PDF that does not open, and when a virus is
    found; `Transient` when the scanner does not answer; `OSError` when it cannot be read. Nothing
    is kept then but, of an unreadable PDF, its bytes.
    """
    where = f"{where}, fichier {name}"
    if defect := attachment_defect(name, path.stat().st_size):
        raise InvalidInput(
            f"La pièce jointe est refusée : {defect}", where=where, remedy="Rien n'a été joint."
        )
    if scanner is not None:
        scanner.check(path, where)
    kept = store.keep(path, largest=LARGEST_ATTACHMENT)
    found = inspect_file(kept.path, name)
    if found.defect:
        raise InvalidInput(
            found.defect, where=where, remedy="Produisez le fichier à nouveau ; rien n'est joint."
        )
    return TakenFile(kept.sha256, kept.size, found.media_type)
