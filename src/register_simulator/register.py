"""The register: finding companies by what is typed, or one establishment by its SIRET."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from register_simulator.units import Establishment, Unit

Match = tuple["Unit", list["Establishment"]]
"""A company, and those of its establishments that answer the question."""


class Register:
    """The companies, in the order they were given."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = list(units)
        self._texts = [_text(unit) for unit in self.units]
        self._places = {
            unit.siret(place): (unit, place) for unit in self.units for place in unit.establishments
        }

    def by_siret(self, siret: str) -> tuple[Unit, Establishment] | None:
        """Find one establishment."""
        return self._places.get(siret)

    def search(self, text: str) -> list[Match]:
        """Find the companies that hold every word of ``text``, or whose number it is."""
        digits = text.replace(" ", "")
        if digits.isdigit() and len(digits) == 14:  # noqa: PLR2004 - a SIRET
            found = self.by_siret(digits)
            return [(found[0], [found[1]])] if found else []
        words = plain(text).split()
        hits = [
            unit
            for unit, known in zip(self.units, self._texts, strict=True)
            if words and all(word in known for word in words)
        ]
        return [(unit, list(unit.establishments)) for unit in hits]


def plain(text: str) -> str:
    """Take off accents, capitals and hyphens."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(c for c in bare if not unicodedata.combining(c)).lower().replace("-", " ")


def _text(unit: Unit) -> str:
    """Join what a search looks at; a natural person who asked for it is not found by name."""
    name = "" if unit.is_partly_disclosed else f"{unit.full_name} {unit.acronym}"
    places = " ".join(
        f"{place.sign} {place.commune} {place.postcode}" for place in unit.establishments
    )
    return plain(f"{unit.siren} {name} {places}")
