"""A few typed words lead to what they name, wherever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.records import a_company, a_siret, an_invoice

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company


def found(client: Client, company: Company, words: str) -> str:
    answer = client.get(
        f"/societe/{company.code}/recherche/", {"q": words}, headers={"HX-Request": "true"}
    )
    return str(answer.content.decode())


def test_an_invoice_is_found_by_its_number_and_a_customer_by_its_name(
    company: Company, reader: Client
) -> None:
    an_invoice(company, "FA-2026-117")
    assert "FA-2026-117" in found(reader, company, "2026-117")


def test_a_screen_is_found_without_its_accents(company: Company, reader: Client) -> None:
    assert "Aide" in found(reader, company, "aide")


def test_what_an_administrator_sets_is_not_shown_to_a_reader(
    company: Company, reader: Client
) -> None:
    assert "Réglages" not in found(reader, company, "reglages")


def test_nothing_of_another_company_is_found(company: Company, reader: Client) -> None:
    other = a_company("voisine", a_siret(2))
    an_invoice(other, "FA-VOISINE-1")
    assert "FA-VOISINE-1" not in found(reader, company, "VOISINE").replace("« VOISINE »", "")


def test_one_letter_is_too_few_to_search(company: Company, reader: Client) -> None:
    assert "Écrivez un nom" in found(reader, company, "a")
