"""A guard before Python opens a zip: its directory must be of a sensible size.

The directory is read whole into memory at opening, an object for each entry, so a small file can
cost hundreds of megabytes. Nothing here needs 64-bit zips, whose sizes stand elsewhere.
"""

from __future__ import annotations

import struct
import zipfile

DIRECTORY_MAXIMUM = 1_000_000
"""Bytes of the largest directory read: 500 entries with very long names."""
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _COMMENT_MAXIMUM = 22, 65_535
_SIZE_PLACE = 12


def check_directory(content: bytes) -> None:
    """Refuse a zip whose directory is missing, in 64 bits, or huge (BadZipFile)."""
    end = content.rfind(_END, max(0, len(content) - _END_SIZE - _COMMENT_MAXIMUM))
    if end < 0 or len(content) < end + _END_SIZE:
        raise zipfile.BadZipFile
    (size,) = struct.unpack_from("<L", content, end + _SIZE_PLACE)
    if size > DIRECTORY_MAXIMUM or content[max(0, end - 20) : end].startswith(_END_64):
        raise zipfile.BadZipFile
