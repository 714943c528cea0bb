"""The WO CHORUS window: what it shows of a selection, and what its button places."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from support.records import UNDEMANDING, a_customer, a_structure, an_invoice
from wochorus.accounts.models import ChorusEnvironment
from wochorus.billing.models import DepositState, Invoice
from wochorus.customers.models import BuyerKind
from wochorus.deposits.models import DepositOrder
from wochorus.deposits.states import DepositMode, OrderState
from wochorus.web.models import Proposal, Selection

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from wochorus.accounts.models import Company

# The checks of the page run in a thread of their own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(company: Company, tmp_path: Path) -> list[Invoice]:
    """Give three sound invoices of a town hall."""
    a_structure(UNDEMANDING)
    return [an_invoice(company, f"FA-{rank}", tmp_path) for rank in (1, 2, 3)]


def _plan(client: Client, company: Company, query: str = "") -> str:
    return client.get(f"/societe/{company.code}/depot/plan/?{query}").content.decode()


def _place(client: Client, company: Company, proposal: object, **fields: str) -> str:
    given = {"proposal": str(proposal), "mode": "batch", "skip_deposited": "on", **fields}
    return client.post(f"/societe/{company.code}/depot/deposer/", given).headers["Location"]


def _proposal(page: str) -> str:
    found = re.search(r'name="proposal" value="([0-9a-f-]+)"', page)
    assert found, page
    return found[1]


def test_everything_that_is_to_leave_is_offered_with_its_count_and_amount(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    private = a_customer(company, UNDEMANDING, code="P", kind=BuyerKind.PRIVATE)
    an_invoice(company, "FA-9", customer=private)
    page = _plan(clerk, company)
    assert "Déposer 3 factures sur Chorus" in page
    assert "360,00" in page
    assert list(Proposal.objects.values_list("invoice_ids", flat=True)) == [
        [each.pk for each in three]
    ]


def test_a_selection_has_an_address_and_holds_what_was_chosen(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    answer = clerk.post(
        f"/societe/{company.code}/journal/vers/deposit/", {"ids": f"{three[0].pk},{three[2].pk}"}
    )
    chosen = Selection.objects.get()
    assert answer.headers["Location"].endswith(f"/depot/?selection={chosen.pk}")
    assert "2 factures choisies" in clerk.get(answer.headers["Location"]).content.decode()
    assert "Déposer 2 factures sur Chorus" in _plan(clerk, company, f"selection={chosen.pk}")


def test_a_selection_of_another_company_does_not_exist(company: Company, clerk: Client) -> None:
    assert clerk.get(f"/societe/{company.code}/depot/?selection=12").status_code == 404
    assert clerk.get(f"/societe/{company.code}/depot/?selection=x").status_code == 404


def test_what_does_not_leave_is_named_with_its_anomaly(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    an_invoice(company, "FA-8", customer=a_customer(company, "12345678200028"))
    page = _plan(clerk, company)
    assert "Déposer 3 factures" in page
    assert re.search(r"FA-8.*?state-blocked", page, re.DOTALL)
    assert "1 facture retenue" in page
    assert three


def test_the_button_places_one_order_however_often_it_is_pressed(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    proposal = _proposal(_plan(clerk, company))
    first = _place(clerk, company, proposal, name="Octobre")
    again = _place(clerk, company, proposal, name="Octobre")
    order = DepositOrder.objects.get()
    assert first == again == f"/societe/{company.code}/depot/ordres/{order.pk}/"
    assert (order.name, order.unattended, order.state) == ("Octobre", True, OrderState.DRAFT)
    assert order.actor == "clerk@propre.example"
    assert order.items.count() == len(three)


def test_a_second_tab_is_led_to_the_order_of_the_first(
    company: Company, clerk: Client, administrator: Client, three: list[Invoice]
) -> None:
    mine, theirs = _proposal(_plan(clerk, company)), _proposal(_plan(administrator, company))
    first = _place(clerk, company, mine)
    assert _place(administrator, company, theirs) == first
    assert DepositOrder.objects.count() == 1
    page = administrator.get(first).content.decode()
    assert "3 factures étaient déjà dans un dépôt" in page
    assert "Rien n'est demandé deux fois" in _plan(administrator, company)
    assert three


def test_the_options_of_both_tabs_are_those_of_the_order(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    proposal = _proposal(_plan(clerk, company, "mode=sequential"))
    options = {"date_choice": "invoice", "wait_ms": "250", "continue_on_error": "on"}
    _place(clerk, company, proposal, **options, mode="sequential")
    order = DepositOrder.objects.get()
    assert (order.mode, order.date_choice) == (DepositMode.SEQUENTIAL, "invoice")
    assert (order.wait_ms, order.continue_on_error) == (250, True)
    assert three


def test_a_refused_option_is_told_beside_its_field_and_places_nothing(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    proposal = _proposal(_plan(clerk, company))
    answer = clerk.post(
        f"/societe/{company.code}/depot/deposer/", {"proposal": proposal, "wait_ms": "-5"}
    )
    assert answer.status_code == 422
    assert "id_wait_ms_error" in answer.content.decode()
    assert not DepositOrder.objects.exists()
    assert three


def test_production_asks_for_a_count_and_an_amount_before_anything_leaves(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    company.environment = ChorusEnvironment.PRODUCTION
    company.save()
    proposal = _proposal(_plan(clerk, company))
    asked = clerk.get(f"/societe/{company.code}/depot/confirmation/?proposal={proposal}")
    assert "3 factures" in asked.content.decode()
    assert "360,00" in asked.content.decode()
    assert _place(clerk, company, proposal).endswith("/depot/?mode=batch")
    assert not DepositOrder.objects.exists()
    assert "/ordres/" in _place(clerk, company, proposal, confirmed=str(len(three)))
    assert DepositOrder.objects.count() == 1


def test_a_reader_sees_the_plan_without_a_button_and_places_nothing(
    company: Company, reader: Client, clerk: Client, three: list[Invoice]
) -> None:
    page = _plan(reader, company)
    assert "Ce qui part" in page
    assert "<button" not in page
    proposal = _proposal(_plan(clerk, company))
    refused = reader.post(f"/societe/{company.code}/depot/deposer/", {"proposal": proposal})
    assert refused.status_code == 403
    assert not DepositOrder.objects.exists()
    assert three


def test_missing_pages_are_asked_for_before_the_deposit(company: Company, clerk: Client) -> None:
    a_structure(UNDEMANDING)
    bare = an_invoice(company, "FA-1")
    page = _plan(clerk, company)
    assert "Demande de ré-archivage" in page
    assert "ni PDF ni lignes" in page
    assert f'<a href="/societe/{company.code}/journal/?facture={bare.pk}">FA-1</a>' in page


def test_without_a_worker_the_page_says_how_to_start_one(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    page = _plan(clerk, company)
    assert "Le service de dépôt ne tourne pas" in page
    order = _place(clerk, company, _proposal(page))
    assert "Le service de dépôt ne tourne pas" in clerk.get(order).content.decode()
    assert three


def test_what_left_meanwhile_is_not_asked_for_again(
    company: Company, clerk: Client, three: list[Invoice]
) -> None:
    proposal = _proposal(_plan(clerk, company))
    Invoice.objects.filter(pk=three[0].pk).update(deposit_state=DepositState.DEPOSITED)
    page = unescape(clerk.get(_place(clerk, company, proposal)).content.decode())
    assert "1 facture est partie ou en cours d'envoi" in page
    assert DepositOrder.objects.get().items.count() == len(three) - 1
