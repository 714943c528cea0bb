"""The words of a name or of a search, made comparable: ``Saint-Étienne`` and ``st etienne``.

`fold` says what is compared; here the same is done by one table look-up per letter, because a
whole directory goes through it: a quarter of the time.
"""

from __future__ import annotations

from functools import lru_cache

from wochorus.core.text import fold

_LAST_LATIN_LETTER = 0x17F
TOWN_HALL_WORDS = ("commune", "mairie", "ville")
"""Words by which a town hall is named: three for one thing."""
WEAK_WORDS = frozenset(
    {
        *("a", "au", "aux", "d", "de", "des", "du", "en", "et"),
        *("l", "la", "le", "les", "sous", "sur"),
        *TOWN_HALL_WORDS,
    }
)
"""Words that nearly every name holds."""
_LONG_FORMS = {"st": "saint", "ste": "sainte"}


def _spaced(folded: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in folded)


_TABLE = {code: _spaced(fold(chr(code))) or " " for code in range(_LAST_LATIN_LETTER + 1)}


def words(text: str) -> list[str]:
    """Split ``text`` into words of small letters and digits, without accents."""
    plain = text.translate(_TABLE)
    if not plain.isascii():
        plain = _spaced(fold(plain))
    return plain.split()


def strong_words(text: str) -> str:
    """Write the words that tell one name from another, or all of them if none does.

    The short forms of *saint* are written out.
    """
    found = words(text)
    strong = [_LONG_FORMS.get(word, word) for word in found if word not in WEAK_WORDS]
    return " ".join(strong or found)


def searchable_text(name: str, town: str, postcode: str) -> str:
    """Join what a search looks at; a town that the name tells already is not repeated.

    Without its weak words a directory takes a third less time to index.
    """
    told, place, code = strong_words(name), _place(town), _place(postcode)
    return f"{told} {code}".rstrip() if place in told else f"{told} {place} {code}".rstrip()


_place = lru_cache(maxsize=65_536)(strong_words)
"""France has 35,000 communes: each is read once."""
