"""Lives drawn at random, close to what is known of public bodies.

Nobody publishes how often invoices are suspended or rejected: the shares below are ours, chosen so
that a month of invoices shows some of each. The delays turn around the legal ones: 30 days, 50 for
public health establishments (French public procurement code, R2192-10 and R2192-11). The steps
are those of the usual path (AIFE external specification of 30/04/2026 §3.4); bodies that do not
report payment stop before.

Each draw depends on the seed and on the invoice's own identity alone, not on the order of the
deposits.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chorus_simulator.clock import DAY
from chorus_simulator.lives import validation
from chorus_simulator.store.statuses import AVAILABLE, RECIPIENT, ROUTED, Sequel, Stage

if TYPE_CHECKING:
    from chorus_simulator.lives.circumstances import Circumstances
    from chorus_simulator.settings import Settings
    from chorus_simulator.store.statuses import Life

USUAL_DAYS, HOSPITAL_DAYS = 30.0, 50.0
_SPREAD = 0.3
"""Of the logarithm of the delay: nine in ten lie between 0.6 and 1.6 times the median."""
_SUSPENDED, _REJECTED, _RECYCLED = 0.06, 0.04, 0.02
_VALIDATOR_REFUSES, _VALIDATOR_SILENT = 0.06, 0.24
_REJECTION_WEIGHTS = {
    "EJ_ERR": 40,
    "SE_ERR": 15,
    "MONTANT_ERR": 10,
    "FACT_NON_CONFORME": 10,
    "LIVR_INCOMP": 8,
    "DOUBLE_FACT": 8,
    "CREANCIER_ERR": 4,
    "MARCHE_TERM": 3,
    "AUTRE": 2,
}
_WORDS = {
    "EJ_ERR": "le numéro d'engagement n'est pas celui de la commande",
    "SE_ERR": "la facture relève d'un autre service",
    "MONTANT_ERR": "le montant ne correspond pas au bon de commande",
    "FACT_NON_CONFORME": "mentions obligatoires incomplètes",
    "LIVR_INCOMP": "la prestation n'est pas achevée",
    "DOUBLE_FACT": "déjà reçue sous un autre numéro",
    "MARCHE_TERM": "le marché a pris fin",
    "AUTRE": "voir avec le service acheteur",
}
_MISSING = (
    "merci de joindre le bon de livraison signé",
    "merci de joindre le procès-verbal de réception",
    "le détail des heures est attendu",
    "merci de joindre le bon de commande",
)
_SERVICE_DONE, _BOOKED = 0.6, 0.5
"""Share of the bodies that say these two optional steps."""
_STOPS = {"MANDATEE": 50, "SERVICE_FAIT": 20, AVAILABLE: 30}
"""Where the bodies that do not report payment stop."""


def life_for(circumstances: Circumstances, settings: Settings) -> Life:
    """Draw the life of an invoice."""
    chance = random.Random(_seed(circumstances, settings))  # noqa: S311  a game
    routing = _routing(chance)
    then = (*routing, *_treatment(chance, circumstances, settings))
    if not circumstances.validated:
        return then
    return _validated(chance, then, settings.routing_delay)


def _seed(circumstances: Circumstances, settings: Settings) -> str:
    """Name the draw; an invoice that comes again has another life."""
    again = f"#{circumstances.attempt}" if circumstances.attempt > 1 else ""
    return f"{settings.lives_seed}:{circumstances.identity}{again}"


def _routing(chance: random.Random) -> Life:
    """Draw the way to the recipient: some minutes, some hours."""
    minutes = chance.uniform(2, 240)
    return (
        Stage(after=minutes * 20, status=ROUTED),
        Stage(after=minutes * 40, status=AVAILABLE),
    )


def _validated(chance: random.Random, then: Life, delay: float) -> Life:
    fate = chance.random()
    days = chance.uniform(1, validation.DAYS_TO_ANSWER - 1)
    if fate < _VALIDATOR_REFUSES:
        return validation.refused(then, delay, days, "travaux non conformes au contrat")
    if fate < _VALIDATOR_REFUSES + _VALIDATOR_SILENT:
        return validation.silent(then, delay)
    return validation.approved(then, delay, days)


def _treatment(
    chance: random.Random, circumstances: Circumstances, settings: Settings
) -> tuple[Stage | Sequel, ...]:
    """Draw what the recipient does, from MISE_A_DISPOSITION on."""
    days = _days_to_payment(chance, circumstances)
    paid = _payment(chance, circumstances, days)
    fate = chance.random()
    if fate < _SUSPENDED:
        reason = chance.choice(_MISSING)
        suspended = _refusal(days * chance.uniform(0.1, 0.4), "SUSPENDUE", "JUSTIF_ABS", reason)
        return (suspended, Sequel("COMPLETEE", paid))
    if fate < _SUSPENDED + _REJECTED + _RECYCLED:
        code = chance.choices(list(_REJECTION_WEIGHTS), list(_REJECTION_WEIGHTS.values()))[0]
        alive = not settings.recycling_withdrawn and circumstances.attempt == 1
        recycled = alive and fate >= _SUSPENDED + _REJECTED
        if recycled:
            code = chance.choice(("EJ_ERR", "SE_ERR"))
        status = "A_RECYCLER" if recycled else "REJETEE"
        return (_refusal(days * chance.uniform(0.1, 0.6), status, code, _WORDS.get(code)),)
    return paid


def _refusal(days: float, status: str, code: str, words: str | None) -> Stage:
    return Stage(
        after=days * DAY,
        status=status,
        actor=RECIPIENT,
        reason=code,
        comment=words,
    )


def _days_to_payment(chance: random.Random, circumstances: Circumstances) -> float:
    usual = HOSPITAL_DAYS if circumstances.hospital else USUAL_DAYS
    return chance.lognormvariate(math.log(usual), _SPREAD)


@dataclass(frozen=True, slots=True)
class _Point:
    """A step of the usual path: when, as a share of the way to payment."""

    share: float
    status: str
    mandate: str | None = None


def _payment(chance: random.Random, circumstances: Circumstances, days: float) -> tuple[Stage, ...]:
    """Draw the usual path, as far as the recipient tells it."""
    stages: list[Stage] = []
    former = 0.0
    for point in _told(chance, circumstances):
        stages.append(
            Stage(
                after=(point.share - former) * days * DAY,
                status=point.status,
                actor=RECIPIENT,
                mandate=point.mandate,
            )
        )
        former = point.share
    return tuple(stages)


def _told(chance: random.Random, circumstances: Circumstances) -> list[_Point]:
    """Draw the points of the path; every draw is made whether it serves or not."""
    done, booked = chance.random() < _SERVICE_DONE, chance.random() < _BOOKED
    stop = chance.choices(list(_STOPS), list(_STOPS.values()))[0]
    mandate = str(chance.randrange(1, 40_000))
    points = [
        _Point(chance.uniform(0.15, 0.45), "SERVICE_FAIT"),
        _Point(chance.uniform(0.5, 0.75), "MANDATEE", mandate),
        _Point(chance.uniform(0.76, 0.85), "MISE_A_DISPOSITION_COMPTABLE"),
        _Point(chance.uniform(0.86, 0.97), "COMPTABILISEE"),
        _Point(1.0, "MISE_EN_PAIEMENT"),
    ]
    left_out = set()
    if not done:
        left_out.add("SERVICE_FAIT")
    if not booked and circumstances.to_pay:
        left_out.add("COMPTABILISEE")
    if not circumstances.to_pay:
        left_out.add("MISE_EN_PAIEMENT")
    if not circumstances.reports_payment:
        kept = {"MANDATEE": 2, "SERVICE_FAIT": 1, AVAILABLE: 0}[stop]
        points = points[:kept]
    return [point for point in points if point.status not in left_out]
