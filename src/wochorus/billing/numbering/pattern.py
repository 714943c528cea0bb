"""How a number is written: `FA-{AAAA}-{NNNNN}` gives FA-2026-00042.

Chorus Pro takes 20 characters: letters without accents, digits, `-` `_` `+` `/` and single spaces
(AIFE external specification §3.2.1.4.2, annex G1.05). The largest number of a pattern has the
length of all the others, so a pattern that is accepted never gives a number that is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date

LONGEST = 20
MOST_DIGITS = 9
_TOKEN = re.compile(r"\{([^{}]*)\}")
_RANK = re.compile(r"N+")
_ALLOWED = re.compile(r"[A-Za-z0-9_+/-]+(?: [A-Za-z0-9_+/-]+)*", re.ASCII)
_TOKENS = "{AAAA} ou {AA} pour l'année, {MM} pour le mois, {NNNNN} pour le rang, un N par chiffre"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was checked; make one with `parse_pattern`."""

    text: str
    digits: int

    @property
    def largest(self) -> int:
        """The last rank that it can write."""
        return int("9" * self.digits)

    @property
    def tells_year(self) -> bool:
        """Whether the numbers of two years differ by it: each year may then begin at 1."""
        return "{AAAA}" in self.text or "{AA}" in self.text

    def number(self, rank: int, day: date) -> str:
        """Write the number of ``rank`` for an invoice of ``day``."""
        values = {"AAAA": f"{day.year:04}", "AA": f"{day.year % 100:02}", "MM": f"{day.month:02}"}
        return _TOKEN.sub(
            lambda found: values.get(found[1], f"{rank:0{self.digits}}"),
            self.text,
        )


def parse_pattern(text: str) -> Pattern:
    """Check a pattern. Raises `InvalidInput`, with what to write instead."""
    text = _with_capital_tokens(text.strip())
    tokens = _TOKEN.findall(text)
    ranks = [token for token in tokens if _RANK.fullmatch(token)]
    unknown = [token for token in tokens if token not in {"AAAA", "AA", "MM", *ranks}]
    bare = _TOKEN.sub("0", text)
    if unknown:
        raise _refused(text, f"« {{{unknown[0]}}} » n'est pas connu")
    if len(ranks) != 1:
        raise _refused(text, "il faut le rang, une fois : {NNNNN}")
    digits = len(ranks[0])
    if digits > MOST_DIGITS:
        raise _refused(text, f"{MOST_DIGITS} chiffres au plus pour le rang")
    if not _ALLOWED.fullmatch(bare):
        raise _refused(
            text,
            "Chorus Pro n'accepte que lettres sans accent, chiffres, - _ + / et espaces isolés",
        )
    length = sum(len(token) for token in tokens) + len(_TOKEN.sub("", text))
    if length > LONGEST:
        raise _refused(
            text, f"un numéro aurait {length} caractères, Chorus Pro en accepte {LONGEST}"
        )
    return Pattern(text, digits)


def _with_capital_tokens(text: str) -> str:
    return _TOKEN.sub(lambda found: f"{{{found[1].upper()}}}", text)


def _refused(text: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"Le modèle de numéro « {text} » ne peut pas servir : {why}",
        remedy=f"Écrivez-le comme FA-{{AAAA}}-{{NNNNN}} : {_TOKENS}.",
    )
