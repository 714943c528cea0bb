"""Attachments of the CPP minimal format: a file, zipped alone, then base64.

The entry of the zip must bear the name given beside it. Rules of size, name and extension are
the portal's; a wrong attachment makes the whole flow irrecevable, as the technical controls come
first.
"""

from __future__ import annotations

import binascii
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from chorus_simulator.formats import FlowUnreadableError, shown
from chorus_simulator.formats.limits import USUAL, megabytes
from chorus_simulator.formats.viruses import LENGTH, is_infected
from chorus_simulator.formats.zips import check_directory

if TYPE_CHECKING:
    from typing import IO

    from chorus_simulator.formats.limits import Limits

MAIN, ANNEX = "01", "02"
NAME_MAXIMUM = 50
FLOW_MAXIMUM = 1_000_000_000
"""Unpacked bytes read at most for one flow, so that a bomb costs a bounded time."""
_EXTENSIONS = (
    "bmp fax gif jpeg jpg png svg tif tiff pdf txt rtf csv xml htm html xhtml doc docx odt"
    " xls xlsx xlm xlc ods ppt pptx pps odp zip gz gzip tgz bz2 p7s"
)
EXTENSIONS = frozenset(_EXTENSIONS.split())
_SPACE = re.compile(r"\s")
_CHUNK = 1 << 18
UNREADABLE_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


@dataclass(slots=True)
class Budget:
    """What may still be read in this flow: the limits of each part, and unpacked bytes in all."""

    limits: Limits = USUAL
    left: int = FLOW_MAXIMUM


def check_attachment(name: str, text: str, *, main: bool, budget: Budget) -> int:
    """Check an attachment; give its size in bytes, unpacked (FlowUnreadableError)."""
    check_name(name)
    content = decode(name, text)
    try:
        check_directory(content)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _check_content(archive, name, main=main, budget=budget)
    except UNREADABLE_ZIP as error:
        raise FlowUnreadableError(
            "IRR_EXTRAC", f"le contenu de la pièce « {name} » n'est pas un zip lisible."
        ) from error


def decode(name: str, text: str) -> bytes:
    """Decode base64, whose lines may be folded."""
    try:
        return binascii.a2b_base64(_unfolded(text), strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise FlowUnreadableError(
            "IRR_EXTRAC", f"le contenu de la pièce « {name} » n'est pas du base64."
        ) from error


def _unfolded(text: str) -> str:
    return "".join(text.split()) if _SPACE.search(text) else text


def check_name(name: str) -> None:
    """Check the name of an attachment and its extension."""
    stem, dot, extension = name.rpartition(".")
    if len(name) > NAME_MAXIMUM or not stem or not dot:
        raise FlowUnreadableError(
            "IRR_NOM_PJ",
            f"le nom de pièce « {shown(name)} » doit avoir {NAME_MAXIMUM} caractères au plus, "
            "extension comprise.",
        )
    if extension.lower() not in EXTENSIONS:
        raise FlowUnreadableError(
            "IRR_EXT_DOC", f"l'extension de la pièce « {name} » n'est pas acceptée."
        )


def _check_content(archive: zipfile.ZipFile, name: str, *, main: bool, budget: Budget) -> int:
    entries = archive.infolist()
    if len(entries) != 1 or entries[0].filename != name:
        raise FlowUnreadableError(
            "IRR_NOM_PJ",
            f"le zip de la pièce « {name} » doit contenir ce seul fichier, sous ce nom.",
        )
    head, size = measured(archive, entries[0], budget)
    check_size(name, size, budget)
    check_health(name, head)
    if main and not head.startswith(b"%PDF"):
        raise not_a_pdf(name)
    return size


def not_a_pdf(name: str) -> FlowUnreadableError:
    """Build the refusal of a main document that is not a PDF."""
    return FlowUnreadableError(
        "IRR_FORM", f"la pièce principale « {shown(name)} » n'est pas un fichier PDF."
    )


def measured(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> tuple[bytes, int]:
    """Unpack an entry without keeping it; give its first bytes and its size, up to the limit."""
    with archive.open(entry) as stream:
        return _measure(stream, min(budget.limits.attachment, budget.left))


def check_size(name: str, size: int, budget: Budget) -> None:
    """Check the size of an attachment and take it from the budget."""
    budget.left -= size
    if size == 0:
        raise FlowUnreadableError("IRR_VID_PJ", f"la pièce « {name} » est vide.")
    if size > budget.limits.attachment or budget.left < 0:
        raise FlowUnreadableError(
            "IRR_TAILLE_PJ", f"la pièce « {name} » dépasse {megabytes(budget.limits.attachment)}."
        )


def check_health(name: str, head: bytes) -> None:
    """Check the first bytes of an attachment for the test virus."""
    if is_infected(head):
        raise FlowUnreadableError("IRR_ANTIVIRUS", f"un virus est dans la pièce « {name} ».")


def _measure(stream: IO[bytes], maximum: int) -> tuple[bytes, int]:
    """Read to the end or just beyond ``maximum``; give the first bytes and the size read."""
    head, size = b"", 0
    while size <= maximum and (chunk := stream.read(_CHUNK)):
        head = head or chunk[:LENGTH]
        size += len(chunk)
    return head, size
