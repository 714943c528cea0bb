"""Lines: added, followed, ended; VAT and reverse charge; sites."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from support.contracts import ME, START, a_contract, a_line, an_empty_contract
from support.records import a_company
from wochorus.contracts.due import coming_bills
from wochorus.contracts.models import Contract
from wochorus.contracts.queries import lines_of
from wochorus.contracts.selling import (
    REVERSE_CHARGE_MENTION,
    add_site,
    change_line,
    end_line,
    order_lines,
    remove_line,
)
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def company() -> Company:
    return a_company()


def billed_to(contract: Contract, day: date) -> Contract:
    Contract.objects.filter(pk=contract.pk).update(next_start=day)
    return Contract.objects.get(pk=contract.pk)


def test_a_line_takes_the_effect_of_the_contract_and_the_category_of_its_rate(
    company: Company,
) -> None:
    line = a_contract(company).lines.get()
    assert (line.starts_on, line.tax_category, line.position) == (START, "S", 1)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"tax_rate": D(0)}, "dites pourquoi il n'y a pas de TVA"),
        ({"tax_rate": D(20), "tax_category": "AE"}, "va avec un taux de 0 %"),
        ({"tax_rate": D(0), "tax_category": "E"}, "le texte qui en dispense"),
        ({"starts_on": date(2025, 12, 31)}, "avant l'effet"),
        ({"ends_on": date(2025, 12, 31)}, "finit avant de commencer"),
        ({"price": D(-5)}, "quantité négative"),
        ({"name": "x" * 256}, "désignation"),
    ],
)
def test_a_line_that_cannot_be_is_refused(
    company: Company, fields: dict[str, Any], told: str
) -> None:
    contract = an_empty_contract(company)
    price = str(fields.pop("price", "10"))
    with pytest.raises(InvalidInput, match=told):
        a_line(contract, price, **fields)
    assert not contract.lines.exists()


def test_the_reverse_charge_is_a_choice_and_carries_its_mention(company: Company) -> None:
    contract = an_empty_contract(company)
    chosen = a_line(contract, tax_rate=D(0), tax_category="AE")
    assert (chosen.exemption_code, chosen.exemption_reason) == (
        "VATEX-EU-AE",
        REVERSE_CHARGE_MENTION,
    )
    own = a_line(contract, tax_rate=D(0), tax_category="AE", exemption=("", "Autoliquidation"))
    assert (own.exemption_code, own.exemption_reason) == ("", "Autoliquidation")
    back = change_line(chosen, START, actor=ME, tax_rate=D(20))
    assert (back.tax_category, back.exemption_reason, back.exemption_code) == ("S", "", "")


def test_a_price_changed_from_a_day_splits_the_period_and_bills_both(company: Company) -> None:
    contract = a_contract(company)
    line = contract.lines.get()
    follower = change_line(line, date(2026, 1, 17), actor="anne", price=D(1200))
    line.refresh_from_db()
    assert (line.ends_on, line.price) == (date(2026, 1, 16), D(1000))
    assert (follower.previous, follower.starts_on) == (line, date(2026, 1, 17))
    january = next(coming_bills(contract, 1))
    # 1 000 × 16 / 31 = 516.13, then 1 200 × 15 / 31 = 580.65.
    assert [billed.amount for billed in january.lines] == [D("516.13"), D("580.65")]
    last = contract.history.last()
    assert last
    assert last.changes["prix unitaire HT"] == ["1000", "1200"]
    assert "quantité" not in last.changes


def test_a_line_is_corrected_on_its_own_first_day(company: Company) -> None:
    contract = a_contract(company)
    change_line(contract.lines.get(), START, actor=ME, name="Autre")
    assert contract.lines.get().name == "Autre"


def test_what_is_billed_is_not_touched(company: Company) -> None:
    contract = billed_to(a_contract(company), date(2026, 4, 1))
    line = contract.lines.get()
    for attempt in (
        lambda: change_line(line, date(2026, 3, 31), actor=ME, price=D(1)),
        lambda: end_line(line, date(2026, 3, 30), actor=ME),
        lambda: remove_line(line, actor=ME),
        lambda: a_line(contract, starts_on=date(2026, 3, 31)),
    ):
        with pytest.raises(InvalidInput, match="facturé jusqu'au 31/03/2026"):
            attempt()
    assert end_line(line, date(2026, 3, 31), actor=ME).ends_on == date(2026, 3, 31)


def test_a_line_out_of_force_is_neither_changed_nor_ended(company: Company) -> None:
    contract = a_contract(company)
    line = end_line(contract.lines.get(), date(2026, 3, 31), actor=ME)
    with pytest.raises(InvalidInput, match="n'est pas en vigueur le 01/04/2026"):
        change_line(line, date(2026, 4, 1), actor=ME, price=D(1))
    with pytest.raises(InvalidInput, match="n'est pas en vigueur"):
        end_line(line, date(2026, 4, 1), actor=ME)


def test_a_follower_removed_opens_again_the_line_before_it(company: Company) -> None:
    contract = a_contract(company)
    line = contract.lines.get()
    follower = change_line(line, date(2026, 6, 1), actor=ME, price=D(1200))
    with pytest.raises(InvalidInput, match="suit celle-ci"):
        remove_line(line, actor=ME)
    remove_line(follower, actor=ME)
    assert contract.lines.get().ends_on is None


def test_a_line_is_removed_as_it_is_now_and_only_once(company: Company) -> None:
    contract = a_contract(company)
    first = contract.lines.get()
    follower = change_line(first, date(2026, 6, 1), actor=ME, price=D(20))
    end_line(follower, date(2026, 9, 30), actor=ME)
    assert follower.ends_on is None
    remove_line(follower, actor=ME)
    assert contract.lines.get().ends_on == date(2026, 9, 30)
    for gone in (
        lambda: remove_line(follower, actor=ME),
        lambda: end_line(follower, date(2026, 8, 31), actor=ME),
    ):
        with pytest.raises(InvalidInput, match="vient d'être retirée"):
            gone()


def test_a_site_is_made_by_its_name_and_completed_by_the_same(company: Company) -> None:
    contract = an_empty_contract(company)
    line = a_line(contract, chantier="École Jean-Moulin")
    site = add_site(contract, "École Jean-Moulin", actor=ME, siret="12345678200051", town="Lyon")
    assert line.chantier == site
    assert contract.chantiers.get().town == "Lyon"
    with pytest.raises(InvalidInput, match="n'a pas 14 chiffres"):
        add_site(contract, "Mairie", actor=ME, siret="123")


def test_a_line_and_the_one_that_it_followed_move_together(company: Company) -> None:
    contract = an_empty_contract(company)
    first, second = a_line(contract, name="Un"), a_line(contract, name="Deux")
    change_line(first, date(2026, 7, 1), actor=ME, price=D(1100))
    order_lines(contract, [second.position, first.position], actor=ME)
    assert [line.name for line in lines_of(contract)] == ["Deux", "Un", "Un"]
    before = contract.history.count()
    order_lines(contract, [line.position for line in lines_of(contract)], actor=ME)
    assert contract.history.count() == before
