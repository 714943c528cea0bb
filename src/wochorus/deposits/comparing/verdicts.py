"""What a comparison may find of an invoice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.entries import Ours
    from wochorus.deposits.comparing.likeness import Differences
    from wochorus.deposits.models import Side


class What(models.TextChoices):
    """The finding, in one word for programs and one phrase for people."""

    TO_DEPOSIT = "to_deposit", "à déposer"
    REFUSED = "refused", "refusée, à corriger"
    ON_ITS_WAY = "on_its_way", "encore en route"
    UNCERTAIN = "uncertain", "incertaine"
    NOT_SHOWN = "not_shown", "déposée, mais introuvable"

    DRAFT = "draft", "brouillon du portail"
    TYPED_THERE = "typed_there", "saisie sur le portail"
    UNKNOWN_HERE = "unknown_here", "inconnue du journal"
    OTHER_ESTABLISHMENT = "other_establishment", "d'un autre établissement"
    NOT_KEPT = "not_kept", "non conforme"
    SAME_NUMBER = "same_number", "même n° qu'une autre"

    LOST = "lost", "à reprendre"
    REFUSED_YET_THERE = "refused_yet_there", "refusée ici, enregistrée là-bas"
    NUMBER_TAKEN = "number_taken", "n° déjà pris"
    INTERNAL = "internal", "interne, mais déposée"
    ELSEWHERE = "elsewhere", "déposée sur un autre environnement"
    DATA_DIFFER = "data_differ", "données différentes"
    NEWS = "news", "nouvelles à prendre"


INFORMATION = frozenset({What.ON_ITS_WAY, What.OTHER_ESTABLISHMENT, What.NEWS, What.ELSEWHERE})
"""Nothing to be done by a person: the follow-up or nobody takes care of it."""
ADOPTABLE = frozenset({What.LOST, What.REFUSED_YET_THERE})
"""The portal has the very invoice that we believe free."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One invoice that is not the same on both sides. ``message`` and ``remedy`` are French."""

    side: Side
    what: What
    message: str
    remedy: str
    ours: Ours | None = None
    row: InvoiceRow | None = None
    differences: Differences = field(default_factory=dict)
