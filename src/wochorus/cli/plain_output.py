"""Terminals and files that do not know every character: a close one is written in its place.

A Windows console or a redirection to a file may take Windows-1252 or ASCII only. A command that
has deposited invoices must not fail there because it cannot write a tick.
"""

from __future__ import annotations

import codecs
import io
import unicodedata

_CLOSE = str.maketrans(
    {
        "☑": "x",
        "☐": ".",
        "→": ">",
        "–": "-",
        "—": "-",
        "…": ".",
        "’": "'",
        "«": '"',
        "»": '"',
        "·": "-",
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "€": "EUR",
        "°": "o",
    }
)
_HANDLER = "wochorus_close"


def write_close_characters(stream: object) -> None:
    """Let ``stream`` replace what its encoding lacks instead of failing."""
    if isinstance(stream, io.TextIOWrapper) and not speaks_unicode(stream):
        stream.reconfigure(errors=_HANDLER)


def speaks_unicode(stream: object) -> bool:
    """Tell whether any character may be written on ``stream``."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name.startswith("utf")


def printable(text: str) -> str:
    """Keep what a terminal would obey (escape codes) out of what is printed on it."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or _is_space(c) else " " for c in text)


def _is_space(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) == "Zs"


def _close(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].translate(_CLOSE)
    decomposed = unicodedata.normalize("NFKD", lacking)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.encode("ascii", "replace").decode("ascii"), error.end


codecs.register_error(_HANDLER, _close)
