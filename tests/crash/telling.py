"""A whole trial: prepared, conducted, judged, and told in a table."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from crash.campaign import STEPS, VICTIMS, Campaign
from crash.ground import LOSSES, a_ground
from crash.judge import Verdict, judge, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crash.ground import Ground

_SHOWN = 10
_TOLD = 3


def conduct(campaign: Campaign, echo: Callable[[str], None]) -> bool:
    """Conduct a trial and tell it; give whether nothing is wrong."""
    begun = time.monotonic()
    numbers = campaign.numbers()
    wanted = [number for listed in numbers.values() for number in listed]
    with a_ground(numbers, campaign.seed, hurried=campaign.hurried) as ground:
        campaign.run(ground)
        verdict = judge(ground, wanted, campaign.false)
        calls = ground.simulator.admin.ledger("*deposer/flux")
        stories = _stories(ground, verdict)
    lost_answers = sum(1 for call in calls if LOSSES & set((call["fault"] or "").split("+")))
    for line in _table(campaign):
        echo(line)
    for line in _told(campaign, verdict, len(wanted), lost_answers, time.monotonic() - begun):
        echo(line)
    for line in stories:
        echo(line)
    return verdict.is_clean and not campaign.stuck


def _stories(ground: Ground, verdict: Verdict) -> list[str]:
    """Tell the life of the first invoices about which something is wrong."""
    wrong = [*verdict.twice, *verdict.lost, *verdict.received_again, *verdict.untruthful]
    numbers = list(dict.fromkeys(each.split(" ", maxsplit=1)[0] for each in wrong))
    return [line for number in numbers[:_TOLD] for line in ["", number, *story(ground, number)]]


def _table(campaign: Campaign) -> Iterator[str]:
    """Lay out who was killed at which step."""
    victims = list(dict.fromkeys(VICTIMS))
    yield f"\n{'tué à l’étape':<20}" + "".join(f"{victim:>10}" for victim in victims)
    for step in STEPS:
        counts = (campaign.kills[(victim, step)] for victim in victims)
        yield f"{step:<20}" + "".join(f"{count:>10}" for count in counts)
    totals = (sum(n for (who, _), n in campaign.kills.items() if who == v) for v in victims)
    yield f"{'en tout':<20}" + "".join(f"{count:>10}" for count in totals)


def _told(
    campaign: Campaign, verdict: Verdict, wanted: int, lost_answers: int, seconds: float
) -> Iterator[str]:
    """Tell the counts, then the first of what is wrong."""
    yield f"\n{campaign.kills.total()} programmes tués, {campaign.missed.total()} coups manqués"
    yield f"{verdict.flows} flux reçus par le portail, {lost_answers} réponses abîmées ou perdues"
    yield f"{campaign.workers_ended_alone} services arrêtés d’eux-mêmes avec la base"
    yield f"{verdict.recorded} factures enregistrées sur {wanted}"
    wrong = {
        "enregistrées deux fois": verdict.twice,
        "perdues": verdict.lost,
        "reçues à nouveau une fois enregistrées": verdict.received_again,
        "dans un état faux": verdict.untruthful,
        "restées bloquées": campaign.stuck,
    }
    for what, found in wrong.items():
        yield f"{what:<45} {len(found)}"
        yield from (f"    {each}" for each in found[:_SHOWN])
    yield f"{seconds:.0f} s"
