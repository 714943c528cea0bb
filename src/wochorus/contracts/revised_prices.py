"""The revisions of a contract: reckoned, applied, and the latest undone.

A revision ends each revisable line on an eve and has it followed at the new price: what is billed
keeps its price. Nothing of a revision changes afterwards; undone, it stays in the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wochorus.contracts.billed import locked
from wochorus.contracts.calendar import Rhythm
from wochorus.contracts.history import record, told
from wochorus.contracts.index_values import Choice, ChosenValue, Step, choose
from wochorus.contracts.models import (
    Contract,
    ContractLine,
    PriceRevision,
    RevisionClause,
    RevisionTerm,
)
from wochorus.contracts.revision import (
    ONE,
    Revision,
    revise,
)
from wochorus.contracts.revision_clauses import applied_revisions, formula_of
from wochorus.contracts.selling import followed_by
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a revision does to a line."""

    line: ContractLine
    price: Decimal
    step: str


@dataclass(frozen=True, slots=True)
class RevisionPlan:
    """A revision reckoned and not applied."""

    contract: Contract
    effective_on: date
    revision: Revision
    prices: tuple[NewPrice, ...]

    @property
    def steps(self) -> list[str]:
        """The whole calculation, ready to print."""
        return [*self.revision.steps, *(new.step for new in self.prices)]


def coefficient_on(contract: Contract, day: date) -> Decimal:
    """Give the coefficient in force on ``day``: 1 before the first revision."""
    latest = contract.revisions.filter(undone_at=None, effective_on__lte=day).last()
    return latest.coefficient if latest else ONE


def next_revision_on(contract: Contract) -> date | None:
    """Give the day of the revision that comes after those applied; none without a clause."""
    clause = RevisionClause.objects.filter(contract=contract).first()
    if clause is None:
        return None
    rhythm = Rhythm(clause.every_months, clause.first_on, clause.first_on.day)
    revisions = applied_revisions(contract)
    if not revisions:
        return clause.first_on
    return rhythm.boundary(rhythm.rank_of(revisions[-1].effective_on) + 1)


def plan_revision(contract: Contract, day: date) -> RevisionPlan:
    """Reckon the revision of ``contract`` from ``day`` on, without applying it.

    Raises `InvalidInput` when the contract has no clause, when a value is not out yet, or when
    ``day`` is not after the latest revision.
    """
    where = f"contrat {contract.number}"
    clause = RevisionClause.objects.filter(contract=contract).first()
    if clause is None:
        raise InvalidInput(
            "Le contrat n'a pas de clause de révision : ses prix sont fermes",
            where=where,
            remedy="Saisissez-la : wochorus contract revision-clause …",
        )
    revisions = applied_revisions(contract)
    if revisions and day <= revisions[-1].effective_on:
        raise InvalidInput(
            f"Une révision s'applique déjà depuis le {format_date(revisions[-1].effective_on)}",
            where=where,
            remedy="Donnez un jour plus tard, ou annulez-la : contract revise --undo.",
        )
    if day < clause.first_on:
        raise InvalidInput(
            f"La clause ne révise pas les prix avant le {format_date(clause.first_on)}",
            where=where,
            remedy="Donnez un jour à partir de celui-là.",
        )
    values = [_value(term, clause, day) for term in clause.terms.select_related("series")]
    previous = revisions[-1].coefficient if revisions else ONE
    revision = revise(formula_of(clause), values, previous)
    return RevisionPlan(contract, day, revision, _prices(contract, day, revision))


def _value(term: RevisionTerm, clause: RevisionClause, day: date) -> ChosenValue:
    series = term.series
    step = Step(series.step)
    dated = [value.dated for value in series.values.all()]
    found = choose(dated, step, day, Choice(clause.choice), clause.lag_months)
    if found is None:
        raise InvalidInput(
            f"Aucune valeur de l'indice {series.code} ne convient à une révision du "
            f"{format_date(day)} ({Choice(clause.choice).label})",
            where=f"contrat {clause.contract.number}",
            remedy="Saisissez-la quand elle paraît : wochorus contract index value "
            f"{series.code} …",
        )
    return ChosenValue(
        series.code, step.period_name(found.period), found.value, found.is_provisional
    )


def _prices(contract: Contract, day: date, revision: Revision) -> tuple[NewPrice, ...]:
    """Revise the lines in force; a price that was set for ``day`` itself stays as it was set."""
    lines = (
        contract.lines.filter(is_revised=True, starts_on__lte=day, base_on__lt=day)
        .filter(Q(ends_on=None) | Q(ends_on__gte=day))
        .order_by("position", "id")
    )
    return tuple(
        _new_price(line, revision, coefficient_on(contract, line.base_on)) for line in lines
    )


def _new_price(line: ContractLine, revision: Revision, base: Decimal) -> NewPrice:
    price = revision.price(line.base_price, base)
    return NewPrice(line, price, revision.price_step(line.name, line.base_price, base))


@transaction.atomic
def apply_revision(contract: Contract, day: date, *, actor: str) -> PriceRevision:
    """Revise the prices of a contract from ``day`` on.

    Raises `InvalidInput` as `plan_revision`, and when ``day`` is billed already.
    """
    contract = locked(contract.pk)
    if contract.next_start > day and contract.next_start > contract.starts_on:
        raise InvalidInput(
            f"Le contrat est facturé au-delà du {format_date(day)} : cette révision changerait ce "
            "qui l'est",
            where=f"contrat {contract.number}",
            remedy=f"Révisez à partir du {format_date(contract.next_start)}, et facturez l'écart "
            "en travaux complémentaires.",
        )
    plan = plan_revision(contract, day)
    revision = plan.revision
    applied = PriceRevision.objects.create(
        contract=contract,
        effective_on=day,
        previous_coefficient=revision.previous,
        coefficient=revision.coefficient,
        is_provisional=revision.is_provisional,
        values=[
            {
                "series": value.series,
                "period": value.label,
                "value": str(value.value),
                "is_provisional": value.is_provisional,
            }
            for value in revision.values
        ],
        steps=plan.steps,
        actor=actor,
    )
    for new in plan.prices:
        if new.line.starts_on == day:
            line, line.price_before = new.line, new.line.price
        else:
            line = followed_by(new.line, day)
        line.price, line.revision = new.price, applied
        line.save()
    changes = {"coefficient": (told(revision.previous), told(revision.coefficient))}
    record(contract, "Révision de prix", actor, changes, day)
    return applied


@transaction.atomic
def undo_latest_revision(contract: Contract, *, actor: str) -> PriceRevision:
    """Undo the latest revision of a contract, which stays in its history as undone.

    Raises `InvalidInput` when there is none, when days at its prices are billed, or when a line
    that it made was followed by another since.
    """
    contract = locked(contract.pk)
    where = f"contrat {contract.number}"
    revisions = applied_revisions(contract)
    if not revisions:
        raise InvalidInput(
            "Aucune révision n'est à annuler",
            where=where,
            remedy="Voyez ce qui est révisé : contract show.",
        )
    latest = revisions[-1]
    if contract.next_start > latest.effective_on:
        raise InvalidInput(
            f"La révision du {format_date(latest.effective_on)} a servi à facturer",
            where=where,
            remedy="Corrigez les factures par un avoir, puis révisez de nouveau.",
        )
    made = list(ContractLine.objects.filter(revision=latest).select_related("previous"))
    if ContractLine.objects.filter(previous__in=made).exists():
        raise InvalidInput(
            "Une ligne de cette révision a été modifiée depuis",
            where=where,
            remedy="Retirez d'abord cette modification : contract line remove.",
        )
    for line in made:
        _take_back(line)
    latest.undone_at, latest.undone_by = timezone.now(), actor
    latest.save(update_fields=["undone_at", "undone_by"])
    changes = {"coefficient": (told(latest.coefficient), told(latest.previous_coefficient))}
    record(contract, "Révision de prix annulée", actor, changes, latest.effective_on)
    return latest


def _take_back(line: ContractLine) -> None:
    """Open again the line that was followed, or give its price back to one revised in place."""
    if line.price_before is not None:
        line.price, line.price_before, line.revision = line.price_before, None, None
        line.save()
    elif line.previous is not None:
        former, former.ends_on = line.previous, line.ends_on
        line.delete()
        former.save(update_fields=["ends_on"])
