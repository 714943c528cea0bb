"""What a body is, by the first digits of its SIRET: its name, its services, what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from chorus_simulator.generator.places import Town

_HEROES = (
    *("JULES FERRY", "VICTOR HUGO", "MARIE CURIE", "JEAN MOULIN", "LOUIS PASTEUR", "JEAN JAURÈS"),
    *("SIMONE VEIL", "MOLIÈRE", "JACQUES PRÉVERT", "LES TILLEULS", "LES GLYCINES", "BELLEVUE"),
)
_OF_TOWN = {
    "11": ("PRÉFECTURE DE", "TRIBUNAL JUDICIAIRE DE", "DIRECTION DÉPARTEMENTALE DE"),
    "13": ("AGENCE RÉGIONALE DE", "CHAMBRE DE MÉTIERS DE", "CHAMBRE D'AGRICULTURE DE"),
    "18": ("ÉTABLISSEMENT PUBLIC DE", "CHAMBRE DE COMMERCE ET D'INDUSTRIE DE"),
    "20": ("COMMUNAUTÉ DE COMMUNES DU PAYS DE", "PÔLE D'ÉQUILIBRE TERRITORIAL DE"),
    "21": ("COMMUNE DE", "COMMUNE DE", "COMMUNE DE", "MAIRIE DE"),
    "22": ("DÉPARTEMENT - MAISON DES SOLIDARITÉS DE", "DÉPARTEMENT - ARCHIVES DE"),
    "23": ("RÉGION - ANTENNE DE",),
    "24": ("COMMUNAUTÉ D'AGGLOMÉRATION DE", "COMMUNAUTÉ DE COMMUNES DE"),
    "25": ("SYNDICAT INTERCOMMUNAL DES EAUX DE", "SIVOM DE", "SYNDICAT MIXTE DE"),
    "26": ("CENTRE COMMUNAL D'ACTION SOCIALE DE", "CENTRE HOSPITALIER DE", "CAISSE DES ÉCOLES DE"),
    "29": ("OFFICE DE TOURISME DE", "RÉGIE DES TRANSPORTS DE", "ASSOCIATION FONCIÈRE DE"),
}
_OF_SCHOOLS = ("LYCÉE", "COLLÈGE", "COLLÈGE", "LYCÉE PROFESSIONNEL")
_ANNEXES = ("EAU ET ASSAINISSEMENT", "LOTISSEMENT", "TRANSPORTS", "CAMPING MUNICIPAL", "FORÊT")
_HOMES = ("EHPAD RÉSIDENCE", "EHPAD")
_SHARE_OF_HOMES = 0.25
_SCHOOL, _TOWN_HALL, _HEALTH = "19", "21", "26"
_SERVICES = {
    "COMPTA": "Service comptabilité",
    "FINANCES": "Direction des finances",
    "TECHNIQUE": "Services techniques",
    "SCOLAIRE": "Affaires scolaires",
    "MARCHES": "Commande publique",
    "ACHATS": "Cellule achats",
    "RH": "Ressources humaines",
    "INFORMATIQUE": "Systèmes d'information",
    "VOIRIE": "Voirie et réseaux",
    "CULTURE": "Affaires culturelles",
    "SPORTS": "Sports et jeunesse",
    "CUISINE": "Cuisine centrale",
}
_CODES = list(_SERVICES)
_WITH_SERVICES, _WITH_ENGAGEMENT, _CLOSED, _WITH_RESERVED = 0.25, 0.12, 0.04, 0.1
"""Shares; the published directory has some 80,000 services for 200,000 structures."""
RESERVED = ("FACTURES_PUBLIQUES", "Factures entre entités publiques")


@dataclass(frozen=True, slots=True)
class DrawnService:
    """A service of a body: its code, its name, what it asks for."""

    code: str
    name: str
    engagement_required: bool = False
    active: bool = True


def name_of(siret: str, town: Town, chance: Random) -> str:
    """Name an establishment of a body; ``chance`` is that of the body, not of one of them."""
    kind, establishment = siret[:2], int(siret[9:13])
    name = town.of(_words(kind, chance))
    if establishment <= 1:
        return name
    if kind == _TOWN_HALL:
        return f"{name} - BUDGET {_ANNEXES[establishment % len(_ANNEXES)]}"
    return f"{name} - ANTENNE {establishment}"


def _words(kind: str, chance: Random) -> str:
    if kind == _SCHOOL:
        return f"{chance.choice(_OF_SCHOOLS)} {chance.choice(_HEROES)} DE"
    if kind == _HEALTH and chance.random() < _SHARE_OF_HOMES:
        return f"{chance.choice(_HOMES)} {chance.choice(_HEROES)} DE"
    return chance.choice(_OF_TOWN.get(kind, ("ÉTABLISSEMENT PUBLIC DE",)))


def services_of(chance: Random) -> list[DrawnService]:
    """Draw the services of a body; most have none."""
    if chance.random() > _WITH_SERVICES:
        return []
    codes = chance.sample(_CODES, chance.choice((1, 1, 1, 2, 3)))
    found = [
        DrawnService(
            code,
            _SERVICES[code],
            engagement_required=chance.random() < _WITH_ENGAGEMENT,
            active=chance.random() > _CLOSED,
        )
        for code in codes
    ]
    if chance.random() < _WITH_RESERVED:
        found.append(DrawnService(*RESERVED))
    return found
