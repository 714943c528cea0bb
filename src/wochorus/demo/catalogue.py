"""What the company of the demonstration sells, and how a bill is made of it. All is invented."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.demo.invoices import REVERSE_CHARGE, Line

if TYPE_CHECKING:
    from random import Random

NORMAL, INTERMEDIATE, REDUCED = Decimal(20), Decimal(10), Decimal("5.5")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something sold: quantities are drawn between two bounds, the price is in euros HT."""

    designation: str
    detail: str
    unit: str
    quantities: tuple[int, int]
    unit_price: str
    rate: Decimal = NORMAL

    def line(self, draw: Random) -> Line:
        """Make a line with a quantity drawn at random."""
        quantity = Decimal(draw.randint(*self.quantities))
        price = Decimal(self.unit_price)
        return Line(self.designation, self.detail, quantity, self.unit, price, self.rate)


DAILY_CLEANING = Offer(
    "Entretien courant des locaux",
    "Passages du lundi au vendredi, avant l'ouverture",
    "h",
    (18, 160),
    "24.60",
)
WINDOWS = Offer(
    "Nettoyage de la vitrerie", "Deux faces, encadrements compris", "m²", (40, 420), "1.85"
)
FLOORS = Offer(
    "Lavage mécanisé des sols", "Autolaveuse, produits écolabel", "m²", (120, 900), "0.92"
)
SUPPLIES = Offer("Consommables sanitaires", "Savon, essuie-mains, papier", "lot", (1, 9), "38.40")
WASTE = Offer(
    "Sortie et évacuation des déchets ménagers",
    "Bacs triés",
    "rotation",
    (8, 24),
    "12.75",
    INTERMEDIATE,
)
HYGIENE = Offer(
    "Protections périodiques en libre-service",
    "Recharge des distributeurs",
    "recharge",
    (2, 14),
    "21.30",
    REDUCED,
)
CONTRACT_OFFERS = (WINDOWS, FLOORS, SUPPLIES, WASTE, HYGIENE)

EXTRA_WORK = (
    Offer("Remise en état après travaux", "Équipe de trois agents", "h", (12, 48), "29.80"),
    Offer("Décapage et pose d'émulsion", "Sols plastiques, deux couches", "m²", (60, 380), "4.35"),
    Offer("Désinfection après dégât des eaux", "Protocole complet", "forfait", (1, 3), "486.00"),
    Offer("Nettoyage de façade", "Nacelle comprise", "m²", (45, 260), "7.90"),
    Offer("Débarras et enlèvement", "Tri et évacuation en centre agréé", "m³", (3, 22), "54.00"),
)

SITE_CLEANING = Line(
    "Nettoyage de fin de chantier",
    "En sous-traitance du lot menuiserie, avant réception",
    Decimal(36),
    "h",
    Decimal("29.80"),
    Decimal(0),
    REVERSE_CHARGE,
)
"""Work for a builder that goes with his own: he pays the VAT (CGI, art. 283, 2 nonies)."""

ROOMS = ("Salle de classe", "Sanitaires", "Couloir", "Réfectoire", "Bureau", "Salle des maîtres")


def contract_lines(draw: Random) -> tuple[Line, ...]:
    """Make the lines of a month of contract: the daily cleaning, and one to three extras."""
    extras = draw.sample(CONTRACT_OFFERS, draw.randint(1, 3))
    return tuple(offer.line(draw) for offer in (DAILY_CLEANING, *extras))


def extra_work_lines(draw: Random) -> tuple[Line, ...]:
    """Make the lines of works ordered apart."""
    return tuple(offer.line(draw) for offer in draw.sample(EXTRA_WORK, draw.randint(1, 2)))


def room_by_room_lines(draw: Random, count: int) -> tuple[Line, ...]:
    """Make a long bill, one line for each room, that does not fit on one page."""
    return tuple(
        Line(
            f"{ROOMS[rank % len(ROOMS)]} n° {rank // len(ROOMS) + 1}",
            "Nettoyage approfondi de fin de période",
            Decimal(draw.randint(18, 95)),
            "m²",
            Decimal("2.15"),
            NORMAL,
        )
        for rank in range(count)
    )
