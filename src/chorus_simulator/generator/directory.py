"""Drawing whole structures and services, as rows of the directory."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

from chorus_simulator.generator.bodies import name_of, services_of
from chorus_simulator.generator.places import CHIEF_TOWNS, Town, towns_of
from chorus_simulator.store.directory import Service, Structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STREETS = (
    *("PLACE DE LA MAIRIE", "RUE DE LA RÉPUBLIQUE", "GRANDE RUE", "RUE DU GÉNÉRAL DE GAULLE"),
    *("AVENUE DE LA GARE", "RUE DES ÉCOLES", "PLACE DE L'ÉGLISE", "RUE VICTOR HUGO"),
    *("CHEMIN DES VIGNES", "BOULEVARD JEAN JAURÈS", "RUE DU MOULIN", "ALLÉE DES TILLEULS"),
)
_FICTION = ("019900", "026191", "035301", "046571", "053649")
"""The numbers that the French regulator keeps for works of fiction, one series for each region."""
_OF_A_DEPARTMENT = frozenset({"21", "22", "26", "29"})
"""Kinds of bodies whose SIREN bears their department after these two digits."""
_ENGAGEMENT, _SERVICE, _EITHER = 0.14, 0.10, 0.05
_INACTIVE, _PAYMENT, _WORKS, _WORKS_ONLY, _EDI = 0.03, 0.7, 0.12, 0.01, 0.2
"""Shares of structures; the real ones are not published."""


def draw(sirets: Iterable[str], seed: int) -> Iterator[tuple[Structure, list[Service]]]:
    """Draw a structure and its services for each SIRET; the same seed draws the same."""
    for siret in sirets:
        chance = Random(f"{seed}:{siret}")  # noqa: S311  a game
        body = Random(f"{seed}:{siret[:9]}")  # noqa: S311  same; alike for its establishments
        town = _town_of(siret, seed, body)
        name = name_of(siret, town, body)
        services = services_of(chance)
        yield (
            _structure(siret, name, town, chance, has_services=bool(services)),
            [
                Service(
                    siret,
                    each.code,
                    each.name,
                    engagement_required=each.engagement_required,
                    active=each.active,
                    postcode=town.postcode,
                    town=town.name,
                )
                for each in services
            ],
        )


def _town_of(siret: str, seed: int, chance: Random) -> Town:
    """Give the town of a body, in the department that its SIREN names if it does."""
    said = siret[2:4] if siret[:2] in _OF_A_DEPARTMENT else ""
    department = said if said in CHIEF_TOWNS else chance.choice(list(CHIEF_TOWNS))
    return chance.choice(_towns(department, seed))


@cache
def _towns(department: str, seed: int) -> list[Town]:
    return towns_of(department, seed)


def _structure(
    siret: str, name: str, town: Town, chance: Random, *, has_services: bool
) -> Structure:
    asks = chance.random()
    works = chance.random()
    return Structure(
        siret,
        name,
        active=chance.random() > _INACTIVE,
        engagement_required=asks < _ENGAGEMENT,
        # A body that wants a service code has services.
        service_required=has_services and _ENGAGEMENT / 2 < asks < _ENGAGEMENT + _SERVICE,
        service_or_engagement=has_services and asks > 1 - _EITHER,
        reports_payment=chance.random() < _PAYMENT,
        works=works < _WORKS,
        works_only=works < _WORKS_ONLY,
        edi_receiver=chance.random() < _EDI,
        address=f"{chance.randrange(1, 120)} {chance.choice(_STREETS)}",
        postcode=town.postcode,
        town=town.name,
        telephone=f"{chance.choice(_FICTION)}{chance.randrange(10_000):04}",
    )
