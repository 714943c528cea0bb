"""The attachments of the demonstration: reports of works, and files that the portal refuses."""

from __future__ import annotations

import os
import shutil
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

REFUSED_ANNEX = "IMG_4021.heic"
EMPTY_ANNEX = "plan d'accès.pdf"
LONG_NAMED_ANNEX = "compte rendu de la visite contradictoire de fin de chantier.pdf"
TOO_LARGE_ANNEX = "plan de masse numérisé.bmp"
PHOTOS = tuple(f"photo-{rank:02d}.bmp" for rank in range(1, 14))
"""Each is under the portal's limit of 10 MB; together they pass that of 120 MB."""

_A4_AT_200_DPI, _SQUARE = (1654, 2339), (1796, 1796)
_WHITE = b"\xff"
_HEIC_SIGNATURE = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


def write_awkward_annexes(folder: Path) -> None:
    """Write the attachments that the checks must stop."""
    (folder / REFUSED_ANNEX).write_bytes(_HEIC_SIGNATURE)
    (folder / EMPTY_ANNEX).touch()
    write_blank_scan(folder / TOO_LARGE_ANNEX, *_A4_AT_200_DPI)
    first, *others = (folder / name for name in PHOTOS)
    write_blank_scan(first, *_SQUARE)
    for photo in others:
        _repeat(first, photo)


def write_blank_scan(path: Path, width: int, height: int) -> None:
    """Write a white picture: an uncompressed bitmap of 24 bits a point."""
    row = (_WHITE * 3 * width).ljust((3 * width + 3) // 4 * 4, b"\0")
    size = len(row) * height
    head = struct.pack("<2sIHHI", b"BM", 54 + size, 0, 0, 54)
    details = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, size, 7874, 7874, 0, 0)
    with path.open("wb") as file:
        file.write(head + details)
        for _ in range(height):
            file.write(row)


def _repeat(source: Path, target: Path) -> None:
    """Give a file a second name; copy it where the disk knows no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
