"""Text made comparable."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Reduce ``text`` to what a search compares: no accents, lower case, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.lower().split())


def storable(text: str) -> str:
    """Remove what PostgreSQL keeps in no text: the character of code 0, halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
