"""The first page: each number is true, and opens its list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from support.late_payers import a_late_invoice
from support.page_words import words
from support.records import SERVICE_REQUIRED, UNDEMANDING, a_customer, a_structure, an_invoice
from wochorus.billing.models import DepositState
from wochorus.customers.models import BuyerKind
from wochorus.deposits.overview import overview_of
from wochorus.deposits.workshop import FEW
from wochorus.deposits.yearly_figures import deposits_by_month, late_by_age

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company


def test_an_invoice_that_has_not_left_is_to_deposit_with_its_amount(
    company: Company, clerk: Client
) -> None:
    an_invoice(company, "FA-1")
    found = overview_of(company, date(2026, 11, 24))
    assert (found.to_deposit.count, found.to_deposit.amount) == (1, Decimal("120.00"))
    page = clerk.get(f"/societe/{company.code}/").content.decode()
    assert "À déposer" in page
    assert "120,00" in page


def test_private_customers_owe_nothing_to_the_portal(company: Company) -> None:
    private = a_customer(company, UNDEMANDING, kind=BuyerKind.PRIVATE)
    an_invoice(company, "FA-1", customer=private)
    assert overview_of(company, date(2026, 11, 24)).to_deposit.count == 0


def test_an_uncertain_invoice_is_counted_apart(company: Company) -> None:
    an_invoice(company, "FA-1", deposit_state=DepositState.AMBIGUOUS)
    found = overview_of(company, date(2026, 11, 24))
    assert (found.to_deposit.count, found.ambiguous.count) == (0, 1)


def test_months_without_a_deposit_are_shown_empty(company: Company, clerk: Client) -> None:
    months = deposits_by_month(company, date(2026, 9, 15))
    assert [(each.month.day, each.count) for each in months[:2]] == [(1, 0), (1, 0)]
    answer = clerk.get(f"/societe/{company.code}/accueil/figures/")
    assert "Factures déposées par mois" in answer.content.decode()


def test_invoices_that_an_anomaly_holds_back_are_counted_some_at_a_time(
    company: Company, clerk: Client
) -> None:
    """The page does not wait for the checks: it asks for their number until it is whole."""
    a_structure()
    demanding = a_customer(company, SERVICE_REQUIRED)
    for number in range(FEW + 2):
        an_invoice(company, f"FA-{number}", customer=demanding)
    whole = f"/societe/{company.code}/accueil/a-corriger/"

    page = clerk.get(f"/societe/{company.code}/").content.decode()
    assert f'hx-get="{whole}"' in page

    first = clerk.get(whole).content.decode()
    assert "encore 2" in first
    assert f'<span class="task-count">{FEW}</span>' in first
    assert f'hx-get="{whole}"' in first

    second = clerk.get(whole).content.decode()
    assert f'<span class="task-count">{FEW + 2}</span>' in second
    assert "hx-get" not in second
    assert f'href="/societe/{company.code}/anomalies/"' in second


@pytest.mark.parametrize(
    ("today", "counts"),
    [
        (date(2025, 3, 4), []),
        (date(2025, 4, 3), [1, 0, 0, 0]),
        (date(2025, 4, 4), [0, 1, 0, 0]),
        (date(2026, 4, 4), [0, 0, 0, 1]),
    ],
)
def test_what_is_late_is_shared_out_by_its_age(
    company: Company, today: date, counts: list[int]
) -> None:
    """Due on 4 March 2025: thirty days late on 3 April, the last of its first age."""
    a_late_invoice(company)
    found = late_by_age(company, today)
    assert [each.share.count for each in found] == counts
    assert sum(each.share.amount for each in found) == (120 if counts else 0)


def test_late_amounts_have_their_chart(company: Company, clerk: Client) -> None:
    charts = f"/societe/{company.code}/accueil/figures/"
    assert "en retard" not in words(clerk.get(charts).content)
    a_late_invoice(company)
    assert "91 jours et plus 120,00 € (1 facture)" in words(clerk.get(charts).content)


def test_the_connection_to_try_is_that_of_the_portal_in_use(
    company: Company, administrator: Client
) -> None:
    page = administrator.get(f"/societe/{company.code}/").content.decode()
    assert f'href="/societe/{company.code}/reglages/connexion/{company.environment}/"' in page
