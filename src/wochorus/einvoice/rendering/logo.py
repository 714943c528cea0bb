"""The company's logo: which kind of image it is, and whether it is a reasonable one."""

from __future__ import annotations

import struct

from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes

_LARGEST_FILE, _MOST_PIXELS = 2_000_000, 25_000_000
_HEAD = 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SIZE = slice(16, 24)
_KINDS = (
    (_PNG, "logo.png"),
    (b"\xff\xd8\xff", "logo.jpg"),
    (b"<svg", "logo.svg"),
    (b"<?xml", "logo.svg"),
    (b"\xef\xbb\xbf<", "logo.svg"),
    (b"<!--", "logo.svg"),
    (b"<!DOCTYPE svg", "logo.svg"),
)
_SMALLER = "Donnez une image plus petite : elle occupe 8 cm sur 2 au plus."


def logo_name(logo: bytes) -> str:
    """Name the file of a logo by its kind. Raises ``InvalidInput`` on any other content."""
    if len(logo) > _LARGEST_FILE:
        raise InvalidInput(
            f"Le logo pèse plus de {format_megabytes(_LARGEST_FILE)}", remedy=_SMALLER
        )
    start = logo[:_HEAD].lstrip(b" \t\r\n")
    for beginning, name in _KINDS:
        if start.startswith(beginning):
            _check_pixels(logo)
            return name
    raise InvalidInput(
        "Le logo n'est pas une image PNG, JPEG ou SVG",
        remedy="Enregistrez-le dans l'un de ces formats.",
    )


def _check_pixels(logo: bytes) -> None:
    size = logo[_PNG_SIZE]
    if not logo.startswith(_PNG) or len(size) < _PNG_SIZE.stop - _PNG_SIZE.start:
        return
    width, height = struct.unpack(">II", size)
    if width * height > _MOST_PIXELS:
        raise InvalidInput(f"Le logo mesure {width} × {height} pixels", remedy=_SMALLER)
