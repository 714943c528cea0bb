"""A file inside an answer: base64 in one field of a JSON object, taken out while it comes in.

The answer to a download is a small JSON around a text of up to 160 MB. Read whole, it would stand
in memory three or four times over. Here its bytes pass once: the file is decoded block by block
and written away, what remains is the small JSON with an empty text in that field.
"""

from __future__ import annotations

import binascii
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_STRUCTURE = re.compile(rb'["{}\[\],:]')
_END_OF_TEXT = re.compile(rb'["\\]')
_BEGUN_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_BLANKS = b" \t\r\n"
_LONGEST_NAME = 200

_NOT_BASE64 = "le fichier contenu dans la réponse est mal codé (base64)"


class FileField:
    """Takes the value of one top-level field out of a JSON object, whichever of ``names`` it has.

    The decoded bytes go to ``write``. Raises ``ValueError``, in French, when the value is not
    base64 or comes twice.
    """

    def __init__(self, names: Collection[str], write: Callable[[bytes], None]) -> None:
        self._names = names
        self._decoder: _Base64 | None = None
        self._write = write
        self._depth = 0
        self._name = bytearray()
        self._after_colon = False
        self._escaped = False
        self._step: Callable[[bytes, int], tuple[int, bytes]] = self._outside

    def take(self, block: bytes) -> bytes:
        """Read the next bytes of the JSON and give back those that are not of the file."""
        position, kept = 0, bytearray()
        while position < len(block):
            position, left = self._step(block, position)
            kept += left
        return bytes(kept)

    def _outside(self, block: bytes, start: int) -> tuple[int, bytes]:
        found = _STRUCTURE.search(block, start)
        if found is None:
            return len(block), block[start:]
        mark = found.group()
        if mark == b'"':
            self._open_text()
        else:
            self._depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(mark, 0)
            self._after_colon = mark == b":"
        return found.end(), block[start : found.end()]

    def _open_text(self) -> None:
        is_value = self._after_colon and self._depth == 1
        if is_value and self._name.decode("utf-8", "replace") in self._names:
            if self._decoder is not None:
                raise ValueError("la réponse contient deux fichiers au lieu d'un")
            self._decoder = _Base64(self._write)
            self._step = self._in_file
            return
        if not self._after_colon:
            self._name.clear()
        self._step = self._in_text

    def _in_text(self, block: bytes, start: int) -> tuple[int, bytes]:
        """Pass over a text; outside of values, remember it as the name of what follows."""
        if self._escaped:
            self._escaped = False
            return start + 1, block[start : start + 1]
        found = _END_OF_TEXT.search(block, start)
        end = found.start() if found else len(block)
        if not self._after_colon and len(self._name) < _LONGEST_NAME:
            self._name += block[start:end]
        if found is None:
            return end, block[start:]
        self._escaped = found.group() == b"\\"
        if not self._escaped:
            self._step = self._outside
        return found.end(), block[start : found.end()]

    def _in_file(self, block: bytes, start: int) -> tuple[int, bytes]:
        decoder: Any = self._decoder
        end = block.find(b'"', start)
        if end < 0:
            decoder.feed(block[start:])
            return len(block), b""
        decoder.feed(block[start:end])
        decoder.close()
        self._step = self._outside
        return end + 1, b'"'


class _Base64:
    """Decodes the text of a JSON value, escapes and line breaks included, block by block."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._escape = b""
        self._waiting = b""
        self._is_over = False

    def feed(self, raw: bytes) -> None:
        """Decode all whole groups of four characters; the rest waits for the next block."""
        characters = self._waiting + self._unescaped(self._escape + raw).translate(None, _BLANKS)
        whole = len(characters) // 4 * 4
        self._waiting = characters[whole:]
        if not whole:
            return
        if self._is_over:
            raise ValueError(_NOT_BASE64)
        self._is_over = characters[whole - 1 : whole] == b"="
        try:
            content = binascii.a2b_base64(characters[:whole], strict_mode=True)
        except binascii.Error as error:
            raise ValueError(_NOT_BASE64) from error
        self._write(content)

    def close(self) -> None:
        """Check that nothing is missing at the end."""
        if self._waiting or self._escape:
            raise ValueError(_NOT_BASE64)

    def _unescaped(self, raw: bytes) -> bytes:
        """Undo JSON's escapes: a slash or ``=`` may come as one, a line break must."""
        begun = _BEGUN_ESCAPE.search(raw)
        self._escape = begun.group() if begun else b""
        raw = raw.removesuffix(self._escape)
        if b"\\" not in raw:
            return raw
        try:
            text: str = json.loads(f'"{raw.decode("ascii")}"', strict=False)
            return text.encode("ascii")
        except ValueError as error:
            raise ValueError(_NOT_BASE64) from error
