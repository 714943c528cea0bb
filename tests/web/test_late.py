"""Late public payers on screen: the list, the reckoning line by line, the letter, the rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from support.late_payers import a_late_invoice
from support.page_words import words
from support.records import a_company, a_customer, a_siret
from wochorus.billing.delays.models import RefinancingRate
from wochorus.billing.payments.recording import Received, record_payment

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

ROOT = "/societe/propre/retards/"
RECEIVED = ("MISE_A_DISPOSITION", date(2025, 2, 2))


def told(client: Client, rest: str = "", **query: str) -> str:
    answer = client.get(f"{ROOT}{rest}", query)
    assert answer.status_code == 200, answer.content.decode()
    return words(answer.content)


def test_a_late_invoice_is_listed_with_what_is_owed_for_it(clerk: Client, company: Company) -> None:
    a_late_invoice(company)
    shown = told(clerk)
    assert "F1" in shown
    assert "04/03/2025" in shown
    assert "40,00 €" in shown


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [
        ({"recherche": "mairie"}, True),
        ({"recherche": "lycée"}, False),
        ({"jours": "100"}, True),
        ({"jours": "9000"}, False),
    ],
)
def test_the_list_is_filtered_by_its_address(
    clerk: Client, company: Company, query: dict[str, str], is_kept: bool
) -> None:
    invoice = a_late_invoice(company)
    assert (f"/retards/{invoice.pk}/" in _html(clerk, query)) is is_kept


def _html(client: Client, query: dict[str, str]) -> str:
    return client.get(ROOT, query).content.decode()


def test_one_paid_late_is_listed_when_asked(clerk: Client, company: Company) -> None:
    invoice = a_late_invoice(company)
    paid = Received(date(2025, 3, 14), Decimal(120))
    record_payment(company, paid, {invoice.pk: Decimal(120)}, actor="test")
    assert "Aucune facture publique n'est en retard" in told(clerk)
    assert "payée le 14/03/2025" in told(clerk, payees="1")


def test_the_reckoning_is_printed_line_by_line(clerk: Client, company: Company) -> None:
    invoice = a_late_invoice(company)
    part = Received(date(2025, 3, 14), Decimal(20))
    record_payment(company, part, {invoice.pk: Decimal(20)}, actor="test")
    rest = Received(date(2025, 3, 24), Decimal(100))
    record_payment(company, rest, {invoice.pk: Decimal(100)}, actor="test")
    shown = told(clerk, f"{invoice.pk}/")
    assert "(01/01/2025) : 3,15 % + 8 points = 11,15 %" in shown
    # 120 € for ten days, then 100 € for ten days, at 11.15 % of 365 days.
    assert "05/03/2025 14/03/2025 10 120,00 € 0,37 €" in shown
    assert "15/03/2025 24/03/2025 10 100,00 € 0,30 €" in shown
    assert "À réclamer 40,67 €" in shown


def test_interest_that_begins_in_july_takes_the_rate_of_july(
    clerk: Client, company: Company
) -> None:
    # Received on 31 May 2025: thirty days end on 30 June.
    invoice = a_late_invoice(company, "F1", ("MISE_A_DISPOSITION", date(2025, 5, 31)))
    assert "(01/07/2025) : 2,15 % + 8 points" in told(clerk, f"{invoice.pk}/")


def test_a_suspension_is_told_with_its_dates(clerk: Client, company: Company) -> None:
    lifted = (RECEIVED, ("SUSPENDUE", date(2025, 2, 5)), ("COMPLETEE", date(2025, 2, 20)))
    invoice = a_late_invoice(company, "F1", *lifted)
    assert "22/03/2025, reportée par une suspension" in told(clerk, f"{invoice.pk}/")
    waiting = a_late_invoice(company, "F2", RECEIVED, ("SUSPENDUE", date(2025, 2, 5)))
    assert "Suspendue depuis le 05/02/2025" in told(clerk, f"{waiting.pk}/")


def test_the_letter_is_a_pdf(clerk: Client, company: Company) -> None:
    invoice = a_late_invoice(company)
    answer = clerk.get(f"{ROOT}{invoice.pk}/lettre.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_an_invoice_that_is_not_late_says_why_it_has_no_letter(
    clerk: Client, company: Company
) -> None:
    invoice = a_late_invoice(company, "F1", RECEIVED, ("SUSPENDUE", date(2025, 2, 5)))
    answer = clerk.get(f"{ROOT}{invoice.pk}/lettre.pdf", follow=True)
    shown = words(answer.content)
    assert "ne donne droit à aucun intérêt" in shown
    assert "wochorus" not in shown


RECENT = ("MISE_A_DISPOSITION", date(2026, 2, 2))


def test_a_rate_that_is_missing_is_asked_for(
    clerk: Client, administrator: Client, company: Company
) -> None:
    invoice = a_late_invoice(company, "F1", RECENT, issue_date=date(2026, 1, 31))
    assert "Il manque le taux de la Banque centrale européenne au 01/01/2026" in told(clerk)
    assert "Le saisir" not in told(clerk)
    assert "Le saisir" in told(administrator)
    add_rate(administrator)
    assert "2,15 % + 8 points = 10,15 %" in told(clerk, f"{invoice.pk}/")


def add_rate(client: Client, **typed: str) -> Any:
    known = {"semestre": "2026-01-01", "taux": "2,15", "source": "Banque de France"}
    return client.post(f"{ROOT}taux/ajouter/", known | typed, follow=True)


def test_a_rate_that_is_added_is_shown_with_its_source(administrator: Client) -> None:
    shown = words(add_rate(administrator).content)
    assert "01/01/2026 2,15 % 10,15 %" in shown
    assert "Banque de France" in shown


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("semestre", "2026-02-01", "ne commence pas un semestre"),
        ("taux", "215", "n'est pas vraisemblable"),
        ("taux", "beaucoup", "n'est pas un montant"),
    ],
)
def test_a_wrong_rate_is_refused_beside_its_field(
    administrator: Client, field: str, text: str, sentence: str
) -> None:
    answer = add_rate(administrator, **{field: text})
    assert answer.status_code == 422
    error = answer.content.decode().split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert sentence in words(error.encode())
    assert not RefinancingRate.objects.exists()


def test_a_clerk_sees_the_rates_and_adds_none(clerk: Client) -> None:
    assert "Ajouter un taux" not in told(clerk, "taux/")
    assert add_rate(clerk).status_code == 403


def test_the_list_is_a_file_too(clerk: Client, company: Company) -> None:
    a_late_invoice(company)
    answer = clerk.get(f"{ROOT}export.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "F1;" in content
    assert "04/03/2025" in content


def test_the_invoice_of_another_company_does_not_exist(clerk: Client) -> None:
    other = a_company("voisine", a_siret(9))
    invoice = a_late_invoice(other, customer=a_customer(other))
    assert clerk.get(f"{ROOT}{invoice.pk}/").status_code == 404
