"""The run on screen: what is due, looked at, issued by count and amount, undone or not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from support.contracts import ME, a_contract
from support.page_words import words
from support.records import a_company, a_customer, a_siret
from wochorus.billing.models import Invoice
from wochorus.billing.payments.recording import Received, record_payment
from wochorus.billing.runs.models import BillingRun, ItemState, RunState
from wochorus.billing.runs.proposing import RunWish, propose

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from wochorus.accounts.models import Company

JANUARY = date(2026, 1, 31)
PERIOD = {"date": "2026-01-31", "au": "2026-01-31"}


@pytest.fixture
def run(company: Company) -> BillingRun:
    """Propose January of two contracts, of 1,200 € each."""
    for number in ("C-1", "C-2"):
        a_contract(company, number)
    return propose(company, RunWish(JANUARY, JANUARY), actor=ME)


def page(client: Client, rest: str, **query: str) -> str:
    answer = client.get(f"/societe/propre/facturation/{rest}", query)
    assert answer.status_code == 200, answer.content.decode()
    return words(answer.content)


def issue(client: Client, run: BillingRun, seen: str = "2 2400.00") -> None:
    answer = client.post(f"/societe/propre/facturation/lots/{run.pk}/emettre/", {"vu": seen})
    assert answer.status_code in (200, 302)


def test_the_page_tells_how_many_contracts_may_be_due(clerk: Client, company: Company) -> None:
    a_contract(company)
    assert "1 contrat a peut-être une période" in page(clerk, "", **PERIOD)
    assert "Aucun contrat n'a de période" in page(clerk, "du/", date="2025-12-31", au="2025-12-31")


def test_what_is_proposed_is_shown_with_its_amounts(clerk: Client, company: Company) -> None:
    a_contract(company, customer=a_customer(company, a_siret(1), name="Mairie de Nuits"))
    answer = clerk.post("/societe/propre/facturation/proposer/", PERIOD, follow=True)
    told = words(answer.content)
    assert "Mairie de Nuits" in told
    assert "Émettre 1 facture pour 1 200,00 €" in told


def test_an_unknown_customer_is_refused_beside_its_field(clerk: Client, company: Company) -> None:
    a_contract(company)
    answer = clerk.post("/societe/propre/facturation/proposer/", {**PERIOD, "client": "Z"})
    assert answer.status_code == 422
    assert "Aucun client n'a le code « Z »" in words(answer.content)
    assert not BillingRun.objects.exists()


def test_a_date_that_is_no_date_is_refused_in_words(clerk: Client) -> None:
    answer = clerk.post("/societe/propre/facturation/proposer/", {**PERIOD, "date": "hier"})
    assert answer.status_code == 422
    assert "Une date s'écrit 24/11/2026." in words(answer.content)


def test_a_contract_is_left_out_then_taken_back(clerk: Client, run: BillingRun) -> None:
    address = f"/societe/propre/facturation/lots/{run.pk}/choisir/"
    told = words(clerk.post(address, {"contrat": "C-1"}).content)
    assert "Émettre 1 facture pour 1 200,00 €" in told
    told = words(clerk.post(address, {"contrat": "C-1", "garde": "1"}).content)
    assert "Émettre 2 factures pour 2 400,00 €" in told


def test_all_that_has_an_anomaly_is_left_out_at_once(clerk: Client, run: BillingRun) -> None:
    run.items.filter(position=1).update(anomalies=["le client n'a pas de SIRET"])
    clerk.post(f"/societe/propre/facturation/lots/{run.pk}/choisir/", {"troubles": "1"})
    assert list(run.items.order_by("position").values_list("state", flat=True)) == [
        ItemState.EXCLUDED,
        ItemState.PROPOSED,
    ]


def test_no_command_line_is_told_on_screen(clerk: Client, run: BillingRun) -> None:
    run.items.update(anomalies=["le contrat signé n'est pas noté comme restitué (contract return)"])
    told = page(clerk, f"lots/{run.pk}/")
    assert "pas noté comme restitué" in told
    assert "contract return" not in told


def test_the_confirmation_names_the_count_and_the_amount(clerk: Client, run: BillingRun) -> None:
    assert "Émettre 2 factures pour 2 400,00 € ?" in page(clerk, f"lots/{run.pk}/emettre/")


def test_an_issued_run_names_its_numbers_and_what_follows(clerk: Client, run: BillingRun) -> None:
    issue(clerk, run)
    told = page(clerk, f"lots/{run.pk}/")
    assert "2 factures émises pour 2 400,00 € , FA-2026-00001 à FA-2026-00002" in told
    assert "Défaire" in told


def test_what_changed_since_it_was_looked_at_is_not_issued(clerk: Client, run: BillingRun) -> None:
    issue(clerk, run, seen="1 1200.00")
    assert not Invoice.objects.exists()


def test_a_run_is_undone_while_nothing_follows(clerk: Client, run: BillingRun) -> None:
    issue(clerk, run)
    assert "Défaire 2 factures pour 2 400,00 € ?" in page(clerk, f"lots/{run.pk}/defaire/")
    clerk.post(f"/societe/propre/facturation/lots/{run.pk}/defaire/")
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert not Invoice.objects.exists()


def test_asking_whether_a_run_may_be_undone_changes_nothing(clerk: Client, run: BillingRun) -> None:
    issue(clerk, run)
    page(clerk, f"lots/{run.pk}/defaire/")
    run.refresh_from_db()
    assert run.state == RunState.ISSUED
    assert Invoice.objects.count() == 2


def test_a_run_of_which_an_invoice_is_paid_says_why_it_stays(
    clerk: Client, run: BillingRun, company: Company
) -> None:
    issue(clerk, run)
    paid = Invoice.objects.order_by("pk")[0]
    record_payment(
        company, Received(JANUARY, paid.amount_due), {paid.pk: paid.amount_due}, actor=ME
    )
    told = page(clerk, f"lots/{run.pk}/defaire/")
    assert "FA-2026-00001 est payée" in told
    assert "wochorus" not in told.replace("WO CHORUS", "")
    clerk.post(f"/societe/propre/facturation/lots/{run.pk}/defaire/")
    assert Invoice.objects.count() == 2


def test_a_run_that_is_not_issued_is_given_up(clerk: Client, run: BillingRun) -> None:
    clerk.post(f"/societe/propre/facturation/lots/{run.pk}/defaire/")
    run.refresh_from_db()
    assert run.state == RunState.DROPPED


def test_a_reader_sees_a_run_and_issues_nothing(reader: Client, run: BillingRun) -> None:
    assert "Émettre" not in page(reader, f"lots/{run.pk}/")
    answer = reader.post(f"/societe/propre/facturation/lots/{run.pk}/emettre/", {"vu": "2 2400.00"})
    assert answer.status_code == 403


def test_the_run_of_another_company_does_not_exist(clerk: Client) -> None:
    other = a_company("voisine", a_siret(9))
    a_contract(other)
    run = propose(other, RunWish(JANUARY, JANUARY), actor=ME)
    assert clerk.get(f"/societe/propre/facturation/lots/{run.pk}/").status_code == 404


def test_a_run_asks_few_questions(
    clerk: Client, run: BillingRun, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        page(clerk, f"lots/{run.pk}/")
