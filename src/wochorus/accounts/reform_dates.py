"""Which dates of the e-invoicing reform apply to a company, from its size.

Sources: ordonnance 2021-1190, loi 2023-1322 article 91 (dates), décrets 2022-1299 and 2024-266
(mentions), AIFE external specification "FE - Chorus Pro" v1.1 of 30/04/2026 (public buyers).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class CompanySize(Enum):
    """The categories of décret 2008-1354, gathered as the reform does."""

    SMALL = "micro-entreprise, TPE ou PME"
    LARGE = "ETI ou grande entreprise"


@dataclass(frozen=True, slots=True)
class LegalDate:
    """One date, and what it asks for, in a French sentence."""

    day: date
    sentence: str

    def has_come(self, today: date) -> bool:
        """Whether it applies on ``today``."""
        return self.day <= today


RECEIVING = date(2026, 9, 1)
ISSUING = {CompanySize.LARGE: date(2026, 9, 1), CompanySize.SMALL: date(2027, 9, 1)}

_RECEIVE = (
    "Pouvoir recevoir les factures de ses fournisseurs par une plateforme agréée, quelle que soit "
    "la taille de l'entreprise."
)
_ISSUE = (
    "Émettre ses factures par une plateforme agréée, celles au secteur public comprises, et y "
    "porter les quatre nouvelles mentions : SIREN du client, adresse de livraison des biens si "
    "elle diffère, catégorie de l'opération, option pour la TVA d'après les débits."
)
_UNTIL_THEN = (
    "Jusque-là, le dépôt direct sur Chorus Pro reste permis. Les textes officiels ne disent pas "
    "tous la même chose des entreprises qui ont déjà un contrat avec une plateforme : en cas de "
    "doute, demandez à l'AIFE."
)
_AFTER = (
    "La date est passée : le dépôt direct ne vaut plus que pour les cas que les plateformes ne "
    "prennent pas. Demandez à l'AIFE si le vôtre en est un."
)


def legal_dates(size: CompanySize) -> tuple[LegalDate, ...]:
    """List the dates that apply to a company of ``size``, in order."""
    return (LegalDate(RECEIVING, _RECEIVE), LegalDate(ISSUING[size], _ISSUE))


def direct_deposit(size: CompanySize, today: date) -> str:
    """Say what becomes of the direct deposit on Chorus Pro for a company of ``size``."""
    return _UNTIL_THEN if today < ISSUING[size] else _AFTER
