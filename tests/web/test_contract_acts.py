"""Contracts on screen beside their lines: orders, copies, files, other days, the calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.contracts import a_clause, a_contract
from support.records import a_customer, a_pdf
from wochorus.contracts.life import suspend_contract
from wochorus.contracts.models import Contract, EngagementUse
from wochorus.contracts.reference_terms import ceiling_of

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

LIST = "/societe/propre/contrats/"
RECORD = f"{LIST}fiche/C-1/"
SPENT = f"{LIST}consomme/C-1/"
TYPED = {"consomme-ht": "1 000,50", "consomme-ttc": "1 200,60", "consomme-jour": "01/03/2026"}


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def beside(answer: Any, field: str) -> str:
    page = answer.content.decode()
    return str(page).split(f'id="id_{field}_error"')[1].split("</div>")[0]


@pytest.fixture
def ordered(company: Company) -> Contract:
    """Give a contract under an order of 10,000 € without VAT."""
    return a_contract(company, engagement="EJ1", ceiling=Decimal(10_000), ceiling_basis="HT")


def test_what_an_order_had_consumed_elsewhere_is_told_and_corrected(
    clerk: Client, ordered: Contract
) -> None:
    assert "Déjà consommé ailleurs sur l'engagement EJ1" in text(clerk, RECORD)
    assert clerk.post(SPENT, TYPED).status_code == 302
    ceiling = ceiling_of(ordered, date(2026, 6, 1))
    assert ceiling is not None
    assert ceiling.left == Decimal("8999.50")
    page = text(clerk, RECORD, onglet="references")
    assert 'value="1000,50"' in page
    assert "Consommé ailleurs : EJ1" in page
    clerk.post(SPENT, {**TYPED, "consomme-ht": "2000", "consomme-ttc": "2400"})
    use = EngagementUse.objects.get(contract=ordered)
    assert (use.without_tax, use.used_on) == (Decimal(2000), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("ht", "", "obligatoire"),
        ("ht", "mille", "un montant comme 1234,56"),
        ("ttc", "12,345", "trois chiffres après le séparateur"),
        ("jour", "32/01/2026", "une date comme"),
    ],
)
def test_a_wrong_consumption_is_told_beside_its_field(
    clerk: Client, ordered: Contract, field: str, value: str, told: str
) -> None:
    answer = clerk.post(SPENT, {**TYPED, f"consomme-{field}": value})
    assert answer.status_code == 422
    assert told in beside(answer, f"consomme-{field}")
    assert "--" not in beside(answer, f"consomme-{field}")
    assert not EngagementUse.objects.filter(contract=ordered).exists()


def test_without_an_order_nothing_is_asked_of_it(clerk: Client, company: Company) -> None:
    a_contract(company)
    assert "consommé ailleurs" not in text(clerk, RECORD)
    answer = clerk.post(SPENT, TYPED)
    assert answer.status_code == 422
    assert "Donnez d&#x27;abord son n° dans les références." in beside(answer, "consomme-jour")


def test_a_contract_is_copied_for_another_customer(clerk: Client, company: Company) -> None:
    a_contract(company)
    other = a_customer(company, code="C2")
    sent = {"numero": "C-2", "jour": "01/01/2027", "client": "C2"}
    assert clerk.post(f"{LIST}copier/C-1/", sent).status_code == 302
    assert Contract.objects.get(number="C-2").customer == other
    refused = clerk.post(f"{LIST}copier/C-1/", {**sent, "numero": "C-3", "client": "C9"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Le client « C9 » n&#x27;existe pas." in page
    assert "wochorus" not in page.split('role="alert">')[1].split("</div>")[0]
    assert not Contract.objects.filter(number="C-3").exists()


def test_a_file_goes_under_the_name_that_the_customer_sees(clerk: Client, company: Company) -> None:
    contract = a_contract(company)
    sent = {"piece-kind": "ANNEXE", "piece-follows": "all", "piece-name": " Bon  1.pdf "}
    page = clerk.get(RECORD)
    sent["piece-kind"] = page.context["file_form"].fields["kind"].choices[0][0]
    file = SimpleUploadedFile("scan0001.pdf", a_pdf(), "application/pdf")
    assert clerk.post(f"{LIST}piece/C-1/", {**sent, "piece-file": file}).status_code == 302
    assert contract.files.get().name == "Bon 1.pdf"
    file = SimpleUploadedFile("scan0001.pdf", a_pdf(), "application/pdf")
    long = {**sent, "piece-file": file, "piece-name": f"{'x' * 60}.pdf"}
    answer = clerk.post(f"{LIST}piece/C-1/", long)
    assert answer.status_code == 422
    assert "50" in beside(answer, "piece-name")
    assert contract.files.count() == 1


def test_the_list_keeps_one_sector(clerk: Client, company: Company) -> None:
    assert 'id="secteur"' not in text(clerk, LIST)
    customer = a_customer(company)
    a_contract(company, "C-1", sector="Écoles", customer=customer)
    a_contract(company, "C-2", sector="Mairies", customer=customer)
    page = text(clerk, LIST, secteur="Mairies")
    assert "<option selected>Mairies</option>" in page
    assert "fiche/C-2/" in page
    assert "fiche/C-1/" not in page


def test_a_revision_is_reckoned_and_applied_from_another_day(
    clerk: Client, company: Company
) -> None:
    contract = a_contract(company)
    a_clause(contract)
    page = text(clerk, RECORD, **{"onglet": "revision", "revision-le": "01/02/2027"})
    assert "Calcul à compter du 01/02/2027" in page
    assert 'name="revision-jour" value="01/02/2027"' in page
    wrong = text(clerk, RECORD, **{"onglet": "revision", "revision-le": "demain"})
    assert "« demain » n&#x27;est pas une date comme 24/11/2026." in wrong
    assert "Appliquer cette révision" not in wrong
    early = text(clerk, RECORD, **{"onglet": "revision", "revision-le": "01/02/2026"})
    assert "ne révise pas les prix avant le 01/01/2027" in early
    clerk.post(f"{LIST}revision/C-1/", {"revision-jour": "01/02/2027"})
    assert contract.revisions.get().effective_on == date(2027, 2, 1)
    again = clerk.post(f"{LIST}revision/C-1/", {"revision-jour": "01/02/2027"})
    told = again.content.decode().split('role="alert">')[1].split("</div>")[0]
    assert told.endswith("Donnez un jour plus tard, ou annulez-la.")


def test_the_calendar_gives_the_periods_to_come(reader: Client, company: Company) -> None:
    contract = a_contract(company)
    suspend_contract(contract, date(2026, 2, 1), date(2026, 2, 28), actor="test")
    page = text(reader, f"{LIST}calendrier/C-1/")
    assert page.count("<tr>") == 25
    assert "suspendue" in page
    assert "1\u202f200,00" in page
    assert reader.get(f"{LIST}calendrier/C-9/").status_code == 404
    ended = a_contract(company, "C-2", duration_months=1, customer=contract.customer)
    ended.next_start = date(2026, 2, 1)
    ended.save()
    assert "plus rien à facturer" in text(reader, f"{LIST}calendrier/C-2/")
