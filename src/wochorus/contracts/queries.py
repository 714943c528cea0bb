"""Reading contracts: one by its number, many by what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.contracts.models import Contract, ContractLine
from wochorus.contracts.terms import ContractState, state_on
from wochorus.core.errors import InvalidInput
from wochorus.customers.folding import contains_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """Which contracts are wanted; what is empty asks nothing."""

    text: str = ""
    customer: str = ""
    sector: str = ""
    salesperson: str = ""
    states: tuple[ContractState, ...] = ()
    due_by: date | None = None


def contract_by_number(company: Company, number: str) -> Contract:
    """Find a contract. Raises `InvalidInput` with the closest numbers when there is none."""
    found = (
        Contract.objects.select_related("customer", "company")
        .filter(company=company, number=number)
        .first()
    )
    if found is not None:
        return found
    alike = Contract.objects.filter(company=company, number__contains=number[:8])
    near = ", ".join(alike.order_by("number").values_list("number", flat=True)[:5])
    raise InvalidInput(
        f"Le contrat « {number} » n'existe pas",
        where=f"société {company.code}",
        remedy=f"Voulez-vous dire {near} ?" if near else "Voyez : wochorus contract list",
    )


def state_of(contract: Contract, day: date) -> ContractState:
    """Tell where a contract stands on ``day``."""
    suspensions = [(one.starts_on, one.ends_on) for one in contract.suspensions.all()]
    return state_on(day, contract.term, suspensions, is_draft=contract.is_draft)


def contracts_matching(
    company: Company, wanted: ContractFilter, day: date
) -> list[tuple[Contract, ContractState]]:
    """List the contracts that ``wanted`` keeps, by number, with their state on ``day``."""
    stated = ((contract, state_of(contract, day)) for contract in contracts_found(company, wanted))
    kept = [pair for pair in stated if not wanted.states or pair[1] in wanted.states]
    return [pair for pair in kept if _is_due(pair[0], wanted.due_by)]


def contracts_found(company: Company, wanted: ContractFilter) -> QuerySet[Contract]:
    """Find the contracts that ``wanted`` keeps, by number, whatever their state.

    What is due is only told roughly: `contracts_matching` judges it, and the states.
    """
    found = (
        Contract.objects.filter(company=company)
        .select_related("customer")
        .prefetch_related("suspensions")
        .order_by("number")
    )
    if wanted.text:
        found = found.filter(contains_words(wanted.text, "searchable", "customer__searchable"))
    for column, value in (
        ("customer__code", wanted.customer),
        ("sector", wanted.sector),
        ("salesperson", wanted.salesperson),
    ):
        if value:
            found = found.filter(**{f"{column}__iexact": value})
    if wanted.due_by:
        found = found.filter(next_start__lte=wanted.due_by, is_draft=False)
    return found


def sectors_of(company: Company) -> list[str]:
    """List the sectors that the contracts of a company have."""
    named = Contract.objects.filter(company=company).exclude(sector="")
    return list(named.order_by("sector").values_list("sector", flat=True).distinct())


def _is_due(contract: Contract, day: date | None) -> bool:
    if day is None:
        return True
    from wochorus.contracts.calendar import Timing

    period = contract.next_period
    return period is not None and period.due(Timing(contract.timing)) <= day


def line_at(contract: Contract, rank: int) -> ContractLine:
    """Find a line by its number in `lines_of`. Raises `InvalidInput` when there is none."""
    lines = lines_of(contract)
    if not 1 <= rank <= len(lines):
        raise InvalidInput(
            f"Le contrat n'a pas de ligne {rank}",
            where=f"contrat {contract.number}",
            remedy=f"Ses lignes vont de 1 à {len(lines)} : contract show {contract.number}."
            if lines
            else "Il n'a aucune ligne : contract line add.",
        )
    return lines[rank - 1]


def lines_of(contract: Contract) -> list[ContractLine]:
    """List all the lines of a contract, those of the past too, as they are numbered on screen."""
    return list(contract.lines.select_related("chantier").order_by("position", "starts_on", "id"))


def in_force(lines: Iterable[ContractLine], day: date) -> list[ContractLine]:
    """Keep the lines in force on ``day``."""
    return [
        line
        for line in lines
        if line.starts_on <= day and (line.ends_on is None or line.ends_on >= day)
    ]
