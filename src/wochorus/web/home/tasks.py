"""The numbers of the first page, each with the list that it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.web.addresses import address as address_of

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.deposits.overview import Overview


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``mark`` is the shape beside its number; ``address``, the list it opens.

    ``rest`` is where the number is asked for again, while it is not complete.
    """

    name: str
    count: int
    address: str
    mark: str
    hint: str
    amount: Decimal | None = None
    rest: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        return self.count == 0


def tasks_of(company: Company, found: Overview, correction: Task) -> list[Task]:
    """List the tasks in the order of a month's end."""

    def to(route: str, **query: str) -> str:
        return address_of(company, route, **query)

    return [
        Task(
            "À facturer",
            found.contracts_to_bill,
            to("billing"),
            "waiting",
            "Contrats dont une période est échue",
        ),
        Task("Brouillons", found.drafts, to("billing"), "waiting", "Factures pas encore émises"),
        Task(
            "À déposer",
            found.to_deposit.count,
            to("deposit"),
            "waiting",
            "Factures de clients publics qui ne sont pas encore parties",
            found.to_deposit.amount,
        ),
        correction,
        Task(
            "Incertaines",
            found.ambiguous.count,
            to("flows", etat="ambiguous"),
            "ambiguous",
            "Envoyées, réponse perdue : Chorus Pro sera interrogé, rien ne part deux fois",
            found.ambiguous.amount,
        ),
        Task(
            "Refusées",
            found.refused.count,
            to("journal", etat="refused"),
            "refused",
            "Renvoyées par Chorus Pro à l'intégration\u00a0: à corriger, puis à déposer de nouveau",
            found.refused.amount,
        ),
        Task(
            "Suspendues",
            found.suspended,
            to("journal", statut="SUSPENDUE"),
            "suspended",
            "Le destinataire attend une pièce\u00a0: à compléter",
        ),
        Task(
            "Rejetées",
            found.rejected,
            to("journal", statut="REJETEE"),
            "rejected",
            "Par le destinataire\u00a0: à corriger et à émettre de nouveau",
        ),
        Task(
            "En retard",
            found.late.count,
            to("late"),
            "late",
            "Délai légal de paiement dépassé\u00a0: intérêts et indemnité dus",
            found.late.amount,
        ),
    ]


def correction_task(company: Company, blocked: int, unchecked: int | None) -> Task:
    """Tell how many invoices an anomaly holds back, of those checked so far.

    ``unchecked``: how many are still to be checked; ``None`` when nobody looked yet.
    """
    return Task(
        "À corriger",
        blocked,
        address_of(company, "anomalies"),
        "blocked",
        f"Contrôle en cours, encore {unchecked}…"
        if unchecked
        else "Retenues par une anomalie\u00a0: chacune a son remède",
        rest="" if unchecked == 0 else address_of(company, "home-corrections"),
    )
