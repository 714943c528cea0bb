"""The clause of a contract, revisions applied to its lines, the latest undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from support.contracts import ME, a_clause, a_contract, a_line
from support.records import a_company
from wochorus.contracts.index_values import DatedValue
from wochorus.contracts.indices import add_value
from wochorus.contracts.models import Contract, IndexSeries
from wochorus.contracts.revised_prices import (
    apply_revision,
    coefficient_on,
    next_revision_on,
    plan_revision,
    undo_latest_revision,
)
from wochorus.contracts.revision_clauses import IndexShare, remove_clause, set_clause
from wochorus.contracts.selling import change_line
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db
D = Decimal
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def company() -> Company:
    return a_company()


@pytest.fixture
def contract(company: Company) -> Contract:
    made = a_contract(company)
    a_clause(made)
    return made


def prices(contract: Contract) -> list[tuple[str, str, str]]:
    return [
        (line.name, f"{line.starts_on:%d/%m/%y}", f"{line.price.normalize():f}")
        for line in contract.lines.order_by("position", "starts_on")
    ]


def test_a_revision_follows_each_line_at_its_new_price(contract: Contract) -> None:
    a_line(contract, "50", name="Fournitures", is_revised=False)
    assert next_revision_on(contract) == NEW_YEAR
    applied = apply_revision(contract, NEW_YEAR, actor="anne")
    # 0.15 + 0.85 × 113.2 / 110 = 1.0247 once rounded.
    assert prices(contract) == [
        ("Entretien courant", "01/01/26", "1000"),
        ("Entretien courant", "01/01/27", "1024.7"),
        ("Fournitures", "01/01/26", "50"),
    ]
    former = contract.lines.get(name="Entretien courant", starts_on=date(2026, 1, 1))
    assert former.ends_on == date(2026, 12, 31)
    assert applied.steps[-1] == "Entretien courant : 1000 × 1,0247 = 1024,7 €"
    assert (coefficient_on(contract, date(2026, 12, 31)), coefficient_on(contract, NEW_YEAR)) == (
        D(1),
        D("1.0247"),
    )
    assert next_revision_on(contract) == date(2028, 1, 1)


def test_the_next_revision_starts_again_from_the_price_of_origin(contract: Contract) -> None:
    apply_revision(contract, NEW_YEAR, actor=ME)
    series = IndexSeries.objects.get()
    add_value(series, DatedValue(date(2027, 7, 1), D("115.5"), date(2027, 12, 20)))
    late = change_line(contract.lines.last(), date(2027, 6, 1), actor=ME, price=D(1100))  # type: ignore[arg-type]
    apply_revision(contract, date(2028, 1, 1), actor=ME)
    # The price of June 2027 was set at 1.0247: 1 100 × 1.0425 / 1.0247 = 1 119.108…
    assert prices(contract)[-1] == ("Entretien courant", "01/01/28", "1119.11")
    late.refresh_from_db()
    assert late.ends_on == date(2027, 12, 31)


def test_undoing_gives_the_lines_back_and_keeps_the_history(contract: Contract) -> None:
    before = prices(contract)
    apply_revision(contract, NEW_YEAR, actor=ME)
    undone = undo_latest_revision(contract, actor="anne")
    assert prices(contract) == before
    assert contract.lines.get().ends_on is None
    assert undone.undone_by == "anne"
    assert contract.revisions.count() == 1
    apply_revision(contract, NEW_YEAR, actor=ME)
    assert len(prices(contract)) == 2


def test_a_change_and_a_revision_of_the_same_day_are_both_undone_one_by_one(
    contract: Contract,
) -> None:
    change_line(contract.lines.get(), NEW_YEAR, actor=ME, quantity=D(2))
    apply_revision(contract, NEW_YEAR, actor=ME)
    assert prices(contract)[1] == ("Entretien courant", "01/01/27", "1024.7")
    undo_latest_revision(contract, actor=ME)
    assert prices(contract)[1] == ("Entretien courant", "01/01/27", "1000")


def test_a_price_set_for_the_day_of_a_revision_stays_as_it_was_set(contract: Contract) -> None:
    change_line(contract.lines.get(), NEW_YEAR, actor=ME, price=D(1050))
    apply_revision(contract, NEW_YEAR, actor=ME)
    assert prices(contract)[1][2] == "1050"


def test_what_was_billed_is_neither_revised_nor_undone(contract: Contract) -> None:
    apply_revision(contract, NEW_YEAR, actor=ME)
    Contract.objects.filter(pk=contract.pk).update(next_start=date(2027, 2, 1))
    with pytest.raises(InvalidInput, match="a servi à facturer"):
        undo_latest_revision(contract, actor=ME)
    with pytest.raises(InvalidInput, match="facturé au-delà du 15/01/2027"):
        apply_revision(contract, date(2027, 1, 15), actor=ME)


def test_a_revision_that_cannot_be_says_why(company: Company, contract: Contract) -> None:
    firm = a_contract(company, "C-2")
    with pytest.raises(InvalidInput, match="prix sont fermes"):
        plan_revision(firm, NEW_YEAR)
    with pytest.raises(InvalidInput, match="avant le 01/01/2027"):
        plan_revision(contract, date(2026, 12, 31))
    shares = [IndexShare("FICTIF", D("0.85"), D(110))]
    set_clause(firm, D("0.15"), shares, date(2026, 12, 1), actor=ME)
    with pytest.raises(InvalidInput, match="Aucune valeur de l'indice FICTIF"):
        plan_revision(firm, date(2026, 12, 1))
    apply_revision(contract, NEW_YEAR, actor=ME)
    with pytest.raises(InvalidInput, match="s'applique déjà depuis le 01/01/2027"):
        plan_revision(contract, NEW_YEAR)
    with pytest.raises(InvalidInput, match="ne change plus"):
        set_clause(contract, D("0.15"), shares, NEW_YEAR, actor=ME)


def test_a_clause_is_taken_away_while_it_has_revised_nothing(contract: Contract) -> None:
    apply_revision(contract, NEW_YEAR, actor=ME)
    with pytest.raises(InvalidInput, match="elle ne change plus"):
        remove_clause(contract, actor=ME)
    undo_latest_revision(contract, actor=ME)
    remove_clause(contract, actor="anne")
    assert next_revision_on(contract) is None
    last = contract.history.latest("id")
    told = "P = P0 × (0,15 + 0,85 × I / I0) ; I : FICTIF, I0 = 110"
    assert (last.actor, last.changes) == ("anne", {"formule": [told, ""]})
    with pytest.raises(InvalidInput, match="n'a pas de clause"):
        remove_clause(contract, actor=ME)


@pytest.mark.parametrize(
    ("fixed", "shares", "told"),
    [
        ("0.20", [IndexShare("FICTIF", D("0.85"), D(110))], "font 1,05, et non 1"),
        ("0.15", [IndexShare("INCONNU", D("0.85"), D(110))], "n'est pas enregistré"),
    ],
)
def test_a_clause_that_cannot_be_used_leaves_the_former(
    contract: Contract, fixed: str, shares: list[IndexShare], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        set_clause(contract, D(fixed), shares, NEW_YEAR, actor=ME)
    assert plan_revision(contract, NEW_YEAR).revision.coefficient == D("1.0247")
