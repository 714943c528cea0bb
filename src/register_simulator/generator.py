"""Invented companies: the same ones for the same seed, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from register_simulator.units import Establishment, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_SIREN = 21_000_000
_TOWNS = (
    ("45000", "ORLEANS", "45234"),
    ("37000", "TOURS", "37261"),
    ("42000", "SAINT-ETIENNE", "42218"),
    ("94800", "VILLEJUIF", "94076"),
    ("69500", "BRON", "69029"),
    ("29200", "BREST", "29019"),
    ("67000", "STRASBOURG", "67482"),
    ("33000", "BORDEAUX", "33063"),
)
_STREETS = (
    ("RUE", "DES LILAS"),
    ("AVENUE", "JEAN JAURES"),
    ("PLACE", "DE LA REPUBLIQUE"),
    ("BOULEVARD", "VOLTAIRE"),
    ("CHEMIN", "DU MOULIN"),
)
_FAMILY, _FIRST = ("MARTIN", "BERNARD", "PETIT", "DURAND"), ("ANNE", "PAUL", "ZOE", "KARIM")


@dataclass(frozen=True, slots=True)
class _Profile:
    """A sort of company that is drawn: its name holds its town or its rank."""

    name: str
    legal_category: str
    ape: str
    ape_2025: str
    is_administration: bool = False
    is_person: bool = False


_PROFILES = (
    _Profile("COMMUNE DE {town}", "7210", "84.11Z", "84.11Y", is_administration=True),
    _Profile("NETTOYAGE {rank} SARL", "5499", "81.21Z", "81.21Y"),
    _Profile("CENTRE HOSPITALIER DE {town}", "7364", "86.10Z", "86.10Y", is_administration=True),
    _Profile("", "1000", "81.22Z", "81.22Y", is_person=True),
    _Profile("RESTAURATION {rank} SAS", "5710", "56.10A", "56.11H"),
    _Profile("REGIE DES TRANSPORTS DE {town}", "4110", "49.31Z", "49.31Y"),
    _Profile("ASSOCIATION SPORTIVE DE {town}", "9220", "93.12Z", "93.12Y"),
    _Profile("CHAMBRE DE METIERS DE {town}", "7381", "94.11Z", "94.11Y", is_administration=True),
)


def invented(count: int, seed: int = 1) -> Iterator[Unit]:
    """Invent ``count`` companies."""
    return (_unit(rank, seed) for rank in range(count))


def _unit(rank: int, seed: int) -> Unit:
    chance = Random(f"{seed}/{rank}")  # noqa: S311 - a draw that can be made again, no secret
    profile = _PROFILES[rank % len(_PROFILES)]
    siren = with_check_digit(f"{_FIRST_SIREN + seed * 1_000_003 % 50_000_000 + rank}"[:8])
    homes = [chance.choice(_TOWNS) for _ in range(chance.choice((1, 1, 2, 3)))]
    name = profile.name.format(town=homes[0][1], rank=rank)
    return Unit(
        siren=siren,
        name=chance.choice(_FAMILY) if profile.is_person else name,
        first_name=chance.choice(_FIRST) if profile.is_person else "",
        legal_category=profile.legal_category,
        ape=profile.ape,
        ape_2025=profile.ape_2025,
        is_administration=profile.is_administration,
        is_partly_disclosed=profile.is_person and chance.random() < 0.5,  # noqa: PLR2004 - one in two
        establishments=tuple(
            _establishment(siren, place, home, chance) for place, home in enumerate(homes, start=1)
        ),
    )


def _establishment(
    siren: str, place: int, home: tuple[str, str, str], chance: Random
) -> Establishment:
    postcode, commune, code = home
    kind, street = chance.choice(_STREETS)
    opened = date(1995, 1, 1) + timedelta(days=chance.randrange(9000))
    is_closed = place > 1 and chance.random() < 0.4  # noqa: PLR2004 - four in ten
    return Establishment(
        nic=with_check_digit(f"{siren}{place:04d}")[9:],
        number=str(chance.randrange(1, 200)),
        street_kind=kind,
        street=street,
        postcode=postcode,
        commune=commune,
        commune_code=code,
        opened_on=opened,
        closed_on=opened + timedelta(days=900) if is_closed else None,
    )


def with_check_digit(digits: str) -> str:
    """Add the Luhn digit to ``digits``."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if position % 2 else 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the digits of a product
    return f"{digits}{-total % 10}"
