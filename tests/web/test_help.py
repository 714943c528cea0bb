"""The help: codes explained, the guide readable, the way and the dates that suit a company."""

from __future__ import annotations

import re
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

ALL_PAGES = [page for found in pages.contents().values() for page in found]
PICTURES = sorted(path.name for path in (pages.documentation() / "images").glob("*.png"))
_PICTURE = re.compile(r'<img class="img-fluid" src="([^"]+)" alt="([^"]+)"')


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


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_every_link_of_the_guide_leads_to_a_page(page: pages.Page) -> None:
    links = _Links()
    links.feed(pages.drawn(page, "/aide/"))
    for link in links.found:
        if link.startswith("/aide/") and not link.startswith("/aide/images/"):
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


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_every_picture_of_the_guide_is_there_with_words_for_who_cannot_see_it(
    page: pages.Page,
) -> None:
    for address, words in pictures_of(page):
        assert pages.picture(address.removeprefix("/aide/images/")), address
        assert len(words) > 20, address


def pictures_of(page: pages.Page) -> list[tuple[str, str]]:
    html = pages.drawn(page, "/aide/")
    assert html.count("<img") == html.count('alt="') == len(_PICTURE.findall(html))
    return _PICTURE.findall(html)


def test_the_pictures_are_light_and_every_one_has_its_place_in_the_guide() -> None:
    shown = {address for page in ALL_PAGES for address, _ in pictures_of(page)}
    assert shown == {f"/aide/images/{name}" for name in PICTURES}
    for name in PICTURES:
        picture = pages.picture(name)
        assert picture is not None
        assert picture.stat().st_size < 120_000, name


def test_a_picture_shows_in_the_help_under_the_policy_of_the_pages(
    company: Company, reader: Client
) -> None:
    html = text_at(reader, company, "tutoriel/le-mois-aux-ecrans/")
    address, _ = _PICTURE.findall(html)[0]
    answer = reader.get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    policy = reader.get(f"/societe/{company.code}/aide/").headers["Content-Security-Policy"]
    assert "img-src 'self'" in policy


def test_no_picture_outside_the_guide_can_be_read(company: Company, reader: Client) -> None:
    for name in ("absente.png", "..%2Findex.md"):
        answer = reader.get(f"/societe/{company.code}/aide/images/{name}")
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_chapter_follows_the_order_of_the_index() -> None:
    first = pages.contents()["Premiers pas"][0]
    assert first.name == "le-mois-aux-ecrans"
