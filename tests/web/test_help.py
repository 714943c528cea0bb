"""The help: codes explained, the guide readable, the way and the dates that suit a company."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from wochorus.accounts.reform_dates import CompanySize, direct_deposit, legal_dates
from wochorus.web.help import pages
from wochorus.web.help.anomaly_rows import anomaly_rows

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def text_at(client: Client, company: Company, rest: str) -> str:
    answer = client.get(f"/societe/{company.code}/aide/{rest}")
    assert answer.status_code == HTTPStatus.OK
    return str(answer.content.decode())


def test_a_message_of_chorus_is_explained_with_what_to_do(company: Company, reader: Client) -> None:
    page = text_at(reader, company, "?code=A_RECYCLER")
    assert "Doit agir" in page
    assert "statut d&#x27;une facture" in page


def test_the_training_is_found_by_those_who_may_deposit(
    company: Company, clerk: Client, reader: Client
) -> None:
    address = f"/societe/{company.code}/reglages/entrainement/"
    assert address in text_at(clerk, company, "")
    assert clerk.get(address).status_code == HTTPStatus.OK
    assert address not in text_at(reader, company, "")


def test_an_anomaly_has_its_page_with_its_remedy(company: Company, reader: Client) -> None:
    assert "Que faire" in text_at(reader, company, "anomalies/SERVICE_CLOSED/")
    assert len(anomaly_rows()) > 30


def test_a_code_that_nobody_knows_is_said_to_be_unknown(company: Company, reader: Client) -> None:
    answer = reader.get(f"/societe/{company.code}/aide/codes/INCONNU_42/")
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "page", [each for found in pages.contents().values() for each in found], ids=lambda p: p.name
)
def test_every_link_of_the_guide_leads_to_a_page(page: pages.Page) -> None:
    links = _Links()
    links.feed(pages.drawn(page, "/aide/"))
    for link in links.found:
        if link.startswith("/aide/"):
            chapter, name = link.removeprefix("/aide/").split("/")[:2]
            assert pages.find(chapter, name), link


def test_a_page_that_a_program_writes_is_listed_and_opened_by_its_title() -> None:
    page = pages.find("reference", "journal")
    assert page is not None
    assert page.title == "Le fichier du journal de facturation"
    assert pages.drawn(page, "/aide/").startswith(f"<h1>{page.title}</h1>")


def test_no_file_outside_the_guide_can_be_read(company: Company, reader: Client) -> None:
    answer = reader.get(
        f"/societe/{company.code}/aide/decisions/0001-the-data-folder-and-its-server/"
    )
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_small_company_issues_by_a_platform_a_year_after_a_large_one(
    company: Company, reader: Client
) -> None:
    assert legal_dates(CompanySize.SMALL)[1].day == date(2027, 9, 1)
    assert legal_dates(CompanySize.LARGE)[1].day == date(2026, 9, 1)
    assert "reste permis" in direct_deposit(CompanySize.SMALL, date(2026, 11, 24))
    assert "reste permis" not in direct_deposit(CompanySize.LARGE, date(2026, 11, 24))
    page = text_at(reader, company, "voies-et-dates/?size=SMALL&monthly=300")
    assert "01/09/2027" in page
    assert "flux XML" in page
