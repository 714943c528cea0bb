"""Contracts created, changed and copied; what they refuse; what their history keeps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from support.contracts import ME, START, a_contract, a_line, an_empty_contract
from support.records import a_company, a_customer
from wochorus.contracts.billed import billed_until
from wochorus.contracts.copying import copy_contract
from wochorus.contracts.models import Contract
from wochorus.contracts.reference_terms import set_references
from wochorus.contracts.selling import add_site
from wochorus.contracts.services import change_contract
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def billed_to(contract: Contract, day: date) -> Contract:
    Contract.objects.filter(pk=contract.pk).update(next_start=day)
    return Contract.objects.get(pk=contract.pk)


def test_a_contract_begins_its_periods_and_its_billing_with_its_effect(company: Company) -> None:
    contract = an_empty_contract(company, starts_on=date(2026, 8, 31), duration_months=6)
    assert (contract.anchor, contract.anchor_day) == (date(2026, 8, 31), 31)
    assert contract.ends_on == date(2027, 2, 27)
    period = contract.next_period
    assert period
    assert str(period.billed) == "du 31/08/2026 au 29/09/2026"
    assert billed_until(contract) is None
    assert contract.history.get().action == "Création"


def test_a_contract_taken_over_is_billed_until_the_eve_of_its_next_invoice(
    company: Company,
) -> None:
    contract = an_empty_contract(
        company, starts_on=date(2010, 9, 1), duration_months=None, next_start=date(2019, 2, 1)
    )
    assert billed_until(contract) == date(2019, 1, 31)
    period = contract.next_period
    assert period
    assert str(period.billed) == "du 01/02/2019 au 28/02/2019"


def test_quarters_are_set_on_the_calendar_by_their_anchor(company: Company) -> None:
    contract = an_empty_contract(
        company,
        starts_on=date(2026, 11, 15),
        every_months=3,
        anchor=date(2026, 10, 1),
        anchor_day=1,
    )
    period = contract.next_period
    assert period
    assert (str(period.billed), period.is_partial) == ("du 15/11/2026 au 31/12/2026", True)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"duration_months": None, "renewal_months": 12}, "durée indéterminée"),
        ({"cadre": "A3"}, "Cadre de facturation inconnu"),
        ({"next_start": date(2025, 12, 31)}, "avant l'effet"),
        ({"subject": "x" * 256}, "objet"),
        ({"every_months": 0}, "de 1 à 120 mois"),
        ({"engagement": "E" * 51}, "51 caractères"),
        ({"ceiling": Decimal(100)}, "n° d'engagement"),
        ({"references_from": date(2025, 1, 1), "engagement": "E"}, "précèdent l'effet"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_kept(
    company: Company, fields: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        an_empty_contract(company, **fields)
    assert not Contract.objects.exists()


def test_a_number_is_used_once_in_a_company(company: Company) -> None:
    an_empty_contract(company)
    with pytest.raises(InvalidInput, match="C-1 est déjà celui d'un contrat"):
        an_empty_contract(company)
    an_empty_contract(a_company("autre", "12345678200028"))


def test_a_customer_of_another_company_is_refused(company: Company) -> None:
    contract = a_contract(company)
    stranger = a_customer(a_company("autre", "12345678200028"))
    with pytest.raises(InvalidInput, match="autre société"):
        change_contract(contract, actor=ME, customer=stranger)


def test_only_what_is_given_changes_and_the_history_tells_both_values(company: Company) -> None:
    contract = a_contract(company, salesperson="Gérard", sector="Nord")
    change_contract(contract, actor="anne", salesperson="Lucie", sector=None, signed_on=START)
    contract.refresh_from_db()
    assert (contract.salesperson, contract.sector) == ("Lucie", "")
    last = contract.history.last()
    assert last
    assert (last.actor, last.changes) == (
        "anne",
        {"VRP": ["Gérard", "Lucie"], "secteur": ["Nord", ""]},
    )
    change_contract(contract, actor="anne", salesperson="Lucie")
    assert contract.history.last() == last


def test_the_effect_moves_as_long_as_nothing_is_billed(company: Company) -> None:
    contract = an_empty_contract(company)
    moved = change_contract(contract, actor=ME, starts_on=date(2026, 2, 1))
    assert (moved.next_start, moved.anchor, moved.ends_on) == (
        date(2026, 2, 1),
        date(2026, 2, 1),
        date(2028, 1, 31),
    )
    billed = billed_to(moved, date(2026, 3, 1))
    with pytest.raises(InvalidInput, match="déjà facturé"):
        change_contract(billed, actor=ME, starts_on=date(2026, 2, 15))


def test_the_rhythm_changes_where_the_next_period_begins_on_a_boundary(company: Company) -> None:
    contract = billed_to(a_contract(company), date(2026, 4, 1))
    assert change_contract(contract, actor=ME, every_months=3).every_months == 3
    contract = billed_to(a_contract(company, "C-2"), date(2026, 3, 1))
    with pytest.raises(InvalidInput, match="au milieu d'une période") as refusal:
        change_contract(contract, actor=ME, every_months=3)
    assert "--anchor 01/03/2026 --anchor-day 1" in refusal.value.remedy
    changed = change_contract(contract, actor=ME, every_months=3, anchor=date(2026, 3, 1))
    period = changed.next_period
    assert period
    assert str(period.billed) == "du 01/03/2026 au 31/05/2026"


def test_a_copy_is_a_draft_at_the_prices_of_now(company: Company) -> None:
    contract = an_empty_contract(company, engagement="E1", kind="ENT LOCAUX + E")
    add_site(contract, "École", actor=ME, town="Lyon")
    a_line(contract, chantier="École")
    a_line(contract, "50", name="Vitres", ends_on=date(2026, 6, 30))
    fresh = copy_contract(contract, "C-2", date(2028, 1, 1), actor=ME)
    assert (fresh.is_draft, fresh.kind, fresh.ends_on) == (
        True,
        "ENT LOCAUX + E",
        date(2029, 12, 31),
    )
    line = fresh.lines.get()
    assert line.chantier
    assert (line.name, line.starts_on, line.base_on) == (
        "Entretien courant",
        date(2028, 1, 1),
        date(2028, 1, 1),
    )
    assert (line.chantier.town, line.chantier.contract) == ("Lyon", fresh)
    assert not fresh.references.exists()
    assert contract.lines.count() == 2


def test_the_amount_of_an_order_is_taken_away_only_when_it_is_named(company: Company) -> None:
    contract = a_contract(company, engagement="E-1", ceiling=Decimal(5000))
    set_references(contract, actor=ME, marche="M-1")
    assert contract.references.get().ceiling == Decimal(5000)
    set_references(contract, actor=ME, emptied=["ceiling", "marche"])
    kept = contract.references.get()
    assert (kept.ceiling, kept.marche) == (None, "M-1")
