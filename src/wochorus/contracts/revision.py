"""Price revision: P = P0 × (a + b·I/I0 + …), reckoned and shown step by step.

A clause has a fixed part and one or several indices with their weights; all add up to 1, so that
prices stay where they are as long as the indices do (the fixed part and the indices that a public
contract states: CCP R2112-13). The coefficient is rounded first, as the contract says, then each
price. What an index is worth comes in as dated values: nothing is looked up here, no clock is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wochorus.contracts.index_values import ChosenValue

ONE = Decimal(1)
MOST_DECIMALS = 6


class Rounding(StrEnum):
    """How the last decimal of a coefficient or a price is settled."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"

    @property
    def label(self) -> str:
        """The French words."""
        return _ROUNDING_LABELS[self]


_ROUNDING_LABELS = {
    Rounding.HALF_UP: "arrondi au plus proche",
    Rounding.UP: "arrondi au supérieur",
    Rounding.DOWN: "tronqué",
}
_MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.UP: ROUND_UP,
    Rounding.DOWN: ROUND_DOWN,
}


@dataclass(frozen=True, slots=True)
class Precision:
    """How many decimals are kept, and how the last one is settled."""

    decimals: int
    rounding: Rounding = Rounding.HALF_UP

    def apply(self, exact: Fraction) -> Decimal:
        """Round an exact positive value.

        A tie is a tie, and what is above a step by any amount is above it: the fraction is never
        made a decimal first.
        """
        scaled = exact * 10**self.decimals
        whole, rest = divmod(scaled.numerator, scaled.denominator)
        if self.rounding is Rounding.UP:
            whole += rest > 0
        elif self.rounding is Rounding.HALF_UP:
            whole += 2 * rest >= scaled.denominator
        return Decimal(whole).scaleb(-self.decimals)


@dataclass(frozen=True, slots=True)
class Term:
    """One index of a clause: its weight ``b``, and its value ``I0`` when the prices were set."""

    weight: Decimal
    series: str
    initial: Decimal


@dataclass(frozen=True, slots=True)
class Clause:
    """The formula of a contract.

    ``largest_rise`` and ``largest_fall`` bound one revision, in per cent of the coefficient that
    was in force; `None` leaves it free.
    """

    fixed: Decimal
    terms: tuple[Term, ...]
    coefficient: Precision = Precision(4)
    price: Precision = Precision(2)
    largest_rise: Decimal | None = None
    largest_fall: Decimal | None = None


def clause_defects(clause: Clause) -> list[str]:
    """Say in French why a clause cannot be used."""
    defects = []
    total = clause.fixed + sum((term.weight for term in clause.terms), ZERO)
    if not clause.terms:
        defects.append("la formule ne cite aucun indice : les prix sont fermes")
    if clause.fixed < ZERO or any(term.weight <= ZERO for term in clause.terms):
        defects.append("la part fixe est positive ou nulle, les poids des indices sont positifs")
    if total != ONE:
        defects.append(f"la part fixe et les poids font {_number(total)}, et non 1")
    if any(term.initial <= ZERO for term in clause.terms):
        defects.append("une valeur d'origine (I0) est nulle ou négative")
    if len({term.series for term in clause.terms}) < len(clause.terms):
        defects.append("un même indice y figure deux fois")
    for name, bound in (("hausse", clause.largest_rise), ("baisse", clause.largest_fall)):
        if bound is not None and bound < ZERO:
            defects.append(f"la {name} maximale est un pourcentage positif ou nul")
    if any(not 0 <= kept.decimals <= MOST_DECIMALS for kept in (clause.coefficient, clause.price)):
        defects.append(f"de 0 à {MOST_DECIMALS} décimales se gardent")
    return defects


@dataclass(frozen=True, slots=True)
class Revision:
    """The outcome of a clause on a date: the coefficient, its steps, whether it may still move."""

    clause: Clause
    values: tuple[ChosenValue, ...]
    previous: Decimal
    coefficient: Decimal
    steps: tuple[str, ...]

    @property
    def is_provisional(self) -> bool:
        """Tell whether one of the values is not final yet."""
        return any(value.is_provisional for value in self.values)

    def price(self, initial: Decimal, base: Decimal = ONE) -> Decimal:
        """Revise a price set when the coefficient was ``base`` (1 for the prices of the start)."""
        exact = Fraction(initial) * Fraction(self.coefficient) / Fraction(base)
        rounded = self.clause.price.apply(abs(exact))
        return rounded if exact >= 0 else -rounded

    def price_step(self, name: str, initial: Decimal, base: Decimal = ONE) -> str:
        """Write how one price is revised."""
        divided = "" if base == ONE else f" / {_number(base)}"
        return (
            f"{name} : {_number(initial)} × {_number(self.coefficient)}{divided} = "
            f"{_number(self.price(initial, base))} €"
        )


def revise(clause: Clause, values: Sequence[ChosenValue], previous: Decimal = ONE) -> Revision:
    """Reckon the coefficient of ``clause`` with one value for each of its terms, in their order.

    ``previous`` is the coefficient in force, 1 before the first revision. Raises `ValueError` on a
    clause with a defect or values that do not match.
    """
    if defects := clause_defects(clause):
        raise ValueError("; ".join(defects))
    if [value.series for value in values] != [term.series for term in clause.terms]:
        raise ValueError([value.series for value in values])
    steps = [formula_text(clause)]
    exact = Fraction(clause.fixed)
    for term, value in zip(clause.terms, values, strict=True):
        exact += Fraction(term.weight) * Fraction(value.value) / Fraction(term.initial)
        steps.append(_index_step(term, value))
    rounded = clause.coefficient.apply(exact)
    steps.append(_coefficient_step(clause, values, rounded))
    bounded, bound_step = _bounded(clause, rounded, previous)
    steps += [bound_step] if bound_step else []
    return Revision(clause, tuple(values), previous, bounded, tuple(steps))


def _bounded(clause: Clause, coefficient: Decimal, previous: Decimal) -> tuple[Decimal, str]:
    """Keep the variation within its bounds; say so when it leaves them."""
    for bound, sign, word in (
        (clause.largest_rise, 1, "hausse"),
        (clause.largest_fall, -1, "baisse"),
    ):
        if bound is None:
            continue
        exact = Fraction(previous) * (1 + sign * Fraction(bound) / 100)
        limit = clause.coefficient.apply(max(exact, Fraction(0)))
        if (coefficient - limit) * sign > 0:
            return limit, (
                f"La {word} est limitée à {_number(bound)} % du coefficient en vigueur "
                f"({_number(previous)}) : {_number(limit)}"
            )
    return coefficient, ""


def formula_text(clause: Clause) -> str:
    """Write the formula: `P = P0 × (0,15 + 0,85 × I / I0)`."""
    letters = "".join(
        f" + {_number(term.weight)} × {_symbol(rank, clause)} / {_symbol(rank, clause)}0"
        for rank, term in enumerate(clause.terms, start=1)
    )
    return f"P = P0 × ({_number(clause.fixed)}{letters})"


def legend_text(clause: Clause) -> str:
    """Write what stands for each letter: `I : FEP, I0 = 110`."""
    return " ; ".join(
        f"{_symbol(rank, clause)} : {term.series}, "
        f"{_symbol(rank, clause)}0 = {_number(term.initial)}"
        for rank, term in enumerate(clause.terms, start=1)
    )


def _symbol(rank: int, clause: Clause) -> str:
    return "I" if len(clause.terms) == 1 else f"I{'₁₂₃₄₅₆₇₈₉'[rank - 1] if rank < 10 else rank}"  # noqa: PLR2004 - one digit


def _index_step(term: Term, value: ChosenValue) -> str:
    state = " (provisoire)" if value.is_provisional else ""
    return (
        f"{term.series} : valeur {value.label}{state} {_number(value.value)}, "
        f"valeur d'origine {_number(term.initial)}"
    )


def _coefficient_step(clause: Clause, values: Sequence[ChosenValue], rounded: Decimal) -> str:
    terms = "".join(
        f" + {_number(term.weight)} × {_number(value.value)} / {_number(term.initial)}"
        for term, value in zip(clause.terms, values, strict=True)
    )
    kept = clause.coefficient
    return (
        f"Coefficient = {_number(clause.fixed)}{terms} = {_number(rounded)} "
        f"({kept.decimals} décimales, {kept.rounding.label})"
    )


def _number(value: Decimal) -> str:
    """Write a number in French, without the zeros that say nothing."""
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",")
