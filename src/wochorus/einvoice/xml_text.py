"""Values of the model as text of an XML document: what every writer of XML shares.

Writers put each value through :func:`escape` or :func:`escape_attribute`, build one string, and
hand it to :func:`encode`. A character that XML forbids becomes, when escaped, a half of a surrogate
pair: no string that holds one can be encoded, so that finding it costs the writer nothing.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

LONGEST_NUMBER = 40
"""Farthest digit from the point. Chorus Pro takes nineteen in all; the plain writing of a number
with a far exponent would fill the memory.
"""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HALF_A_PAIR = "\ud800"
_REMEDY = "Retirez ce caractère, souvent collé avec le texte d'un autre logiciel."


def escape(text: str) -> str:
    """Write ``text`` as the content of an element.

    A reader of XML turns carriage returns into line feeds, unless they are written as references.
    """
    if text.isalnum():
        return text
    escaped = text
    if "&" in text or "<" in text or ">" in text:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped if text.isprintable() else _printable(escaped)


def escape_attribute(text: str) -> str:
    """Write ``text`` as the value of an attribute between double quotes.

    A reader of XML turns line breaks and tabulations of attributes into spaces, unless they are
    written as references.
    """
    if text.isalnum():
        return text
    escaped = escape(text).replace('"', "&quot;")
    return escaped.replace("\t", "&#9;").replace("\n", "&#10;")


def number(value: Decimal) -> str:
    """Write ``value`` with all its decimals, never with an exponent.

    Raises ``InvalidInput`` for an infinity, for what is no number, and when its first digit lies
    more than ``LONGEST_NUMBER`` places from the point.
    """
    text = str(value)
    if "E" in text or not value.is_finite():
        return _unusual_number(value)
    return text


def encode(document: str, source: object) -> bytes:
    """Give the bytes of ``document``, which was written from ``source``, in UTF-8.

    Raises ``InvalidInput`` on a character that XML 1.0 forbids, and names the field of ``source``
    (a dataclass of the model) that holds it.
    """
    return encode_parts((document,), source)


def encode_parts(parts: Iterable[str], source: object) -> bytes:
    """Give the bytes of a document that comes in parts; see :func:`encode`.

    Python stores a string as wide as its widest character: one « € » or « ’ » in one line of an
    invoice would make all lines slower to join and to encode.
    """
    try:
        return b"".join([part.encode() for part in parts])
    except UnicodeEncodeError:
        raise _refusal(source) from None


def _printable(text: str) -> str:
    return _FORBIDDEN.sub(_HALF_A_PAIR, text.replace("\r", "&#13;"))


def _unusual_number(value: Decimal) -> str:
    if not value.is_finite():
        raise InvalidInput(
            f"« {value} » n'est pas un nombre",
            remedy="Donnez un montant, une quantité ou un taux en chiffres.",
        )
    if abs(value.adjusted()) > LONGEST_NUMBER:
        raise InvalidInput(
            f"Le nombre {value} est trop grand ou trop petit pour une facture",
            remedy="Donnez un nombre d'au plus 19 chiffres.",
        )
    return f"{value:f}"


def _refusal(source: object) -> InvalidInput:
    for path, text in _texts(source, ""):
        found = _FORBIDDEN.search(text)
        if found is not None:
            return InvalidInput(
                f"Le champ {path} contient un caractère que le format XML interdit "
                f"(U+{ord(found[0]):04X})",
                where=_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)[:80],
                remedy=_REMEDY,
            )
    return InvalidInput("La facture contient un caractère que le format XML interdit")


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any field
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for position, entry in enumerate(value):
            yield from _texts(entry, f"{path}[{position}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            here = f"{path}.{field.name}" if path else field.name
            yield from _texts(getattr(value, field.name), here)
