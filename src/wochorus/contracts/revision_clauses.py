"""The revision clause of a contract: its formula, its indices, when it applies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wochorus.accounts.columns import check_columns
from wochorus.contracts.billed import locked
from wochorus.contracts.history import record
from wochorus.contracts.models import IndexSeries, PriceRevision, RevisionClause, RevisionTerm
from wochorus.contracts.revision import (
    Clause,
    Precision,
    Rounding,
    Term,
    clause_defects,
    formula_text,
    legend_text,
)
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from wochorus.contracts.models import Contract


@dataclass(frozen=True, slots=True)
class IndexShare:
    """An index of a clause as it is typed: its code, its weight, its value of origin."""

    series: str
    weight: Decimal
    initial: Decimal


@transaction.atomic
def set_clause(
    contract: Contract,
    fixed: Decimal,
    shares: Sequence[IndexShare],
    first_on: date,
    *,
    actor: str,
    **fields: Any,  # noqa: ANN401 - fields of any type
) -> RevisionClause:
    """Write the revision clause of a contract, in place of the one it had.

    ``fields`` are those of `RevisionClause`. Raises `InvalidInput` on a formula that cannot be
    used, an unknown index, or a contract that was revised by another clause already.
    """
    contract = locked(contract.pk)
    former = _taken_out(contract)
    clause = RevisionClause(contract=contract, fixed=fixed, first_on=first_on)
    for name, value in fields.items():
        if value is not None:
            setattr(clause, name, value)
    check_columns(clause)
    clause.save()
    for position, share in enumerate(shares, start=1):
        RevisionTerm.objects.create(
            clause=clause,
            position=position,
            series=known_series(share.series),
            weight=share.weight,
            initial=share.initial,
        )
    if defects := clause_defects(formula_of(clause)):
        raise InvalidInput(
            "Formule de révision : " + " ; ".join(defects),
            where=f"contrat {contract.number}",
            remedy="Corrigez-la ; rien n'a été enregistré.",
        )
    changes = {"formule": (former, _told(clause))}
    record(contract, "Clause de révision", actor, changes, first_on)
    return clause


@transaction.atomic
def remove_clause(contract: Contract, *, actor: str) -> None:
    """Take the clause of a contract away: its prices are firm. The history keeps the formula.

    Raises `InvalidInput` when there is none, or when it has revised prices.
    """
    contract = locked(contract.pk)
    former = _taken_out(contract)
    if not former:
        raise InvalidInput(
            "Le contrat n'a pas de clause de révision : ses prix sont fermes",
            where=f"contrat {contract.number}",
        )
    record(contract, "Clause de révision retirée", actor, {"formule": (former, "")})


def _taken_out(contract: Contract) -> str:
    """Delete the clause, and give its formula as it was; nothing when there was none."""
    if applied_revisions(contract):
        raise InvalidInput(
            "Les prix ont déjà été révisés par la clause du contrat : elle ne change plus",
            where=f"contrat {contract.number}",
            remedy="Annulez d'abord ses révisions (contract revise --undo), si rien n'est facturé.",
        )
    clause = RevisionClause.objects.filter(contract=contract).first()
    if clause is None:
        return ""
    told = _told(clause)
    clause.delete()
    return told


def _told(clause: RevisionClause) -> str:
    formula = formula_of(clause)
    return f"{formula_text(formula)} ; {legend_text(formula)}"


def known_series(code: str) -> IndexSeries:
    """Find an index by its code. Raises `InvalidInput` when it is not entered."""
    found = IndexSeries.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(IndexSeries.objects.order_by("code").values_list("code", flat=True)[:20])
        raise InvalidInput(
            f"L'indice « {code} » n'est pas enregistré",
            where=f"indices connus : {known}" if known else "aucun indice n'est enregistré",
            remedy="Enregistrez-le : wochorus contract index add CODE --name …",
        )
    return found


def formula_of(clause: RevisionClause) -> Clause:
    """Give the clause to the arithmetic."""
    terms = clause.terms.select_related("series").order_by("position")
    return Clause(
        clause.fixed,
        tuple(Term(term.weight, term.series.code, term.initial) for term in terms),
        Precision(clause.coefficient_decimals, Rounding(clause.coefficient_rounding)),
        Precision(clause.price_decimals, Rounding(clause.price_rounding)),
        clause.largest_rise,
        clause.largest_fall,
    )


def applied_revisions(contract: Contract) -> list[PriceRevision]:
    """List the revisions in force, the earliest first."""
    return list(contract.revisions.filter(undone_at=None).order_by("effective_on"))
