"""The revision clause on the record of a contract: typed, changed, taken away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from support.contracts import a_clause, a_contract
from wochorus.contracts.indices import add_series
from wochorus.contracts.models import Contract, RevisionClause
from wochorus.contracts.revised_prices import apply_revision

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

RECORD = "/societe/propre/contrats/fiche/C-1/?onglet=revision"
CLAUSE = "/societe/propre/contrats/formule/C-1/"
FIRST_DAY = date(2027, 1, 1)


def typed(**changes: str) -> dict[str, str]:
    """Give what a browser sends: two indices, the third left empty, but for ``changes``."""
    settings = {
        "fixed": "0,15",
        "first_on": "01/01/2027",
        "every_months": "12",
        "choice": "month_lag",
        "lag_months": "4",
        "coefficient_decimals": "4",
        "coefficient_rounding": "half_up",
        "price_decimals": "2",
        "price_rounding": "down",
        "largest_rise": "3",
        "largest_fall": "",
    }
    shares = {
        "indice-1-series": "FEP",
        "indice-1-weight": "0,60",
        "indice-1-initial_value": "110",
        "indice-2-series": "SAL",
        "indice-2-weight": "0,25",
        "indice-2-initial_value": "98,4",
        "indice-3-series": "",
        "indice-3-weight": "",
        "indice-3-initial_value": " ",
    }
    return {f"formule-{name}": value for name, value in {**settings, **shares, **changes}.items()}


def beside(answer: Any, field: str) -> str:
    page = answer.content.decode()
    return str(page).split(f'id="id_formule-{field}_error"')[1].split("</div>")[0]


@pytest.fixture
def contract(company: Company) -> Contract:
    add_series("FEP", "Frais et services", "month")
    add_series("SAL", "Salaires", "quarter")
    return a_contract(company)


def test_a_formula_of_two_indices_is_typed_with_its_roundings_and_bounds(
    clerk: Client, contract: Contract
) -> None:
    assert "Saisir une formule" in clerk.get(RECORD).content.decode()
    answer = clerk.post(CLAUSE, typed())
    assert answer.status_code == 302
    assert answer["Location"] == RECORD
    clause = RevisionClause.objects.get(contract=contract)
    assert (clause.fixed, clause.first_on, clause.lag_months) == (Decimal("0.15"), FIRST_DAY, 4)
    assert (clause.price_rounding, clause.largest_rise) == ("down", Decimal(3))
    assert clause.largest_fall is None
    terms = [(term.series.code, term.weight, term.initial) for term in clause.terms.all()]
    assert terms == [
        ("FEP", Decimal("0.6"), Decimal(110)),
        ("SAL", Decimal("0.25"), Decimal("98.4")),
    ]
    page = clerk.get(RECORD).content.decode()
    assert "P = P0 × (0,15 + 0,6 × I₁ / I₁0 + 0,25 × I₂ / I₂0)" in page
    assert "I₁ : FEP, I₁0 = 110 ; I₂ : SAL, I₂0 = 98,4" in page
    assert "hausse limitée à 3 %" in page
    last = contract.history.latest("id")
    assert last.actor == "clerk@propre.example"
    assert "0,6 × I₁" in last.changes["formule"][1]


def test_the_page_sends_back_the_formula_as_it_shows_it(clerk: Client, contract: Contract) -> None:
    clerk.post(CLAUSE, typed())
    before = RevisionClause.objects.values().get()
    entry = clerk.get(RECORD).context["clause_entry"]
    assert len(entry.shares) == 3
    shown = {
        field.html_name: str(field.value() or "")
        for form in (entry.form, *entry.shares)
        for field in form
    }
    assert clerk.post(CLAUSE, shown).status_code == 302
    after = RevisionClause.objects.get(contract=contract)
    assert {**before, "id": 0} == {**RevisionClause.objects.values().get(), "id": 0}
    assert after.terms.count() == 2


def test_an_index_that_is_emptied_leaves_the_formula(clerk: Client, contract: Contract) -> None:
    clerk.post(CLAUSE, typed())
    emptied = {f"indice-2-{name}": "" for name in ("series", "weight", "initial_value")}
    answer = clerk.post(CLAUSE, typed(**emptied, fixed="0,4"))
    assert answer.status_code == 302
    clause = RevisionClause.objects.get(contract=contract)
    assert [term.series.code for term in clause.terms.all()] == ["FEP"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("fixed", "0,20", "La part fixe et les poids font 1,05, et non 1."),
        ("fixed", "", "obligatoire"),
        ("fixed", "beaucoup", "une part comme 0,85"),
        ("first_on", "demain", "une date comme"),
        ("every_months", "0", "un nombre entier de 1 à 120"),
        ("lag_months", "37", "un nombre entier de 0 à 36"),
        ("largest_rise", "-1", "un pourcentage positif"),
        ("coefficient_decimals", "7", "un nombre entier de 0 à 6"),
        ("choice", "au hasard", "n’en fait pas partie"),
        ("indice-1-series", "ZZZ", "Cet indice n&#x27;est pas enregistré."),
        ("indice-2-series", "FEP", "Un même indice y figure deux fois."),
        ("indice-2-series", "", "Choisissez l&#x27;indice."),
        ("indice-1-weight", "1,2", "une part de 0 à 1"),
        ("indice-2-weight", "0", "les poids des indices sont positifs"),
        ("indice-1-initial_value", "0", "une valeur positive"),
        ("indice-1-initial_value", "", "obligatoire"),
    ],
)
def test_a_formula_that_cannot_be_used_is_told_beside_its_field(
    clerk: Client, contract: Contract, field: str, value: str, told: str
) -> None:
    answer = clerk.post(CLAUSE, typed(**{field: value}))
    assert answer.status_code == 422
    assert told in beside(answer, field)
    assert not RevisionClause.objects.filter(contract=contract).exists()


def test_a_formula_without_an_index_asks_for_one(clerk: Client, contract: Contract) -> None:
    names = ("series", "weight", "initial_value")
    emptied = {f"indice-{rank}-{name}": "" for rank in (1, 2) for name in names}
    answer = clerk.post(CLAUSE, typed(**emptied, fixed="1"))
    assert answer.status_code == 422
    assert "Choisissez l&#x27;indice." in beside(answer, "indice-1-series")
    assert 'id="id_formule-indice-2-series_error"' not in answer.content.decode()
    assert not RevisionClause.objects.filter(contract=contract).exists()


def test_a_formula_is_taken_away_and_the_history_keeps_it(
    clerk: Client, contract: Contract
) -> None:
    clerk.post(CLAUSE, typed())
    assert clerk.post(CLAUSE, {"retirer": "1"}).status_code == 302
    assert not RevisionClause.objects.filter(contract=contract).exists()
    page = clerk.get(RECORD).content.decode()
    assert "Prix fermes" in page
    assert "Clause de révision retirée" in page
    assert "I₁ : FEP, I₁0 = 110" in page
    again = clerk.post(CLAUSE, {"retirer": "1"})
    assert again.status_code == 422
    assert "pas de clause de révision" in again.content.decode()


def test_a_formula_that_revised_prices_stands(clerk: Client, company: Company) -> None:
    contract = a_contract(company)
    a_clause(contract)
    add_series("FEP", "Frais et services", "month")
    add_series("SAL", "Salaires", "quarter")
    apply_revision(contract, FIRST_DAY, actor="test")
    page = clerk.get(RECORD).content.decode()
    assert "elle ne change plus" in page
    assert "Retirer la formule" not in page
    for sent in (typed(), {"retirer": "1"}):
        answer = clerk.post(CLAUSE, sent)
        assert answer.status_code == 422
        told = answer.content.decode()
        assert "Annulez d&#x27;abord ses révisions, si rien n&#x27;est facturé." in told
    assert RevisionClause.objects.get(contract=contract).terms.get().series.code == "FICTIF"


def test_without_any_index_the_page_leads_to_them(clerk: Client, company: Company) -> None:
    a_contract(company)
    page = clerk.get(RECORD).content.decode()
    assert "enregistrez d'abord un indice" in page
    assert "Part fixe" not in page


def test_a_reader_changes_no_formula(reader: Client, contract: Contract) -> None:
    page = reader.get(RECORD).content.decode()
    assert "Part fixe" not in page
    assert reader.post(CLAUSE, typed()).status_code == 403
    assert not RevisionClause.objects.filter(contract=contract).exists()
