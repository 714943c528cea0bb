"""A file in a request: base64 in, bytes out, within its limit."""

from __future__ import annotations

import binascii
import hashlib
from typing import TYPE_CHECKING

from chorus_simulator.operations import MalformedRefusal

if TYPE_CHECKING:
    from chorus_simulator.ledger import Entry
    from chorus_simulator.operations import Refusal


def decoded(text: str, limit: int, too_large: Refusal) -> bytes:
    """Decode a file of at most ``limit`` bytes; ``too_large`` is raised for a larger one."""
    if len(text) // 4 * 3 - 2 > limit:
        raise too_large
    try:
        content = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedRefusal(
            "SIM_MSG_00.005 - Le contenu du fichier n'est pas du base64."
        ) from error
    if not content:
        raise MalformedRefusal("SIM_MSG_00.006 - Le fichier est vide.")
    if len(content) > limit:
        raise too_large
    return content


def note_in_ledger(entry: Entry, name: str, content: bytes) -> None:
    """Note a received file in the ledger line of its call."""
    entry.file_name = name[:200]
    entry.size = len(content)
    entry.sha256 = hashlib.sha256(content).hexdigest()
