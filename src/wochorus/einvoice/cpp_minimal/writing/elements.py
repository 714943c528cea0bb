"""Elements that several sections write."""

from __future__ import annotations

import re

from wochorus.einvoice.cpp_minimal.flow import SIRET_TYPE
from wochorus.einvoice.xml_text import escape

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tag(name: str, text: str) -> str:
    """Write a text as ``name``, without the characters that XML forbids."""
    allowed = escape(_FORBIDDEN.sub("", text)).replace("\r", "&#13;")
    return f"<{name}>{allowed}</{name}>"


def party_type() -> str:
    """Say that the identifier that follows is a SIRET."""
    return tag("TypeIdentifiant", SIRET_TYPE)
