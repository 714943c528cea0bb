"""SIRETs of public bodies: 9 digits for the body, 5 for the establishment, both with a key."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_SHARES = {"21": 45, "26": 19, "20": 12, "19": 7, "29": 6, "25": 6, "24": 3, "13": 1, "22": 1}
"""How often each kind of body stands in the published directory, in percent."""
_KINDS, _UP_TO = list(_SHARES), list(accumulate(_SHARES.values()))
_MAINLAND = [f"{number:02}" for number in range(1, 96) if number != 20]  # noqa: PLR2004  Corsica
_ESTABLISHMENTS = (1, 1, 1, 1, 1, 2, 2, 3, 5)
_LARGEST_DIGIT = 9


def draw(chance: Random) -> Iterator[str]:
    """Draw SIRETs without end, none twice; one body may have several establishments."""
    bodies: set[str] = set()
    while True:
        kind = chance.choices(_KINDS, cum_weights=_UP_TO)[0]
        middle = f"{chance.choice(_MAINLAND)}{chance.randrange(10_000):04}"
        siren = with_key(kind + middle)
        if siren in bodies:
            continue
        bodies.add(siren)
        for number in range(1, chance.choice(_ESTABLISHMENTS) + 1):
            yield with_key(f"{siren}{number:04}")


def with_key(digits: str) -> str:
    """Add the check digit: with every second digit doubled, the sum is a multiple of 10."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 if place % 2 else 2)
        total += value - _LARGEST_DIGIT if value > _LARGEST_DIGIT else value
    return f"{digits}{-total % 10}"
