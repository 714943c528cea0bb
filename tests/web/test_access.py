"""Each page is open to who may see it, and to nobody else."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from support.people import a_person

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


@pytest.mark.usefixtures("reader")
def test_nobody_sees_a_page_before_signing_in() -> None:
    answer = Client().get("/")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith("/compte/login/")


def test_a_stranger_is_told_that_the_company_does_not_exist(company: Company) -> None:
    stranger = Client()
    stranger.force_login(a_person("ailleurs@example.fr"))
    assert stranger.get(f"/societe/{company.code}/").status_code == HTTPStatus.NOT_FOUND


def test_a_member_sees_the_company(company: Company, reader: Client) -> None:
    answer = reader.get(f"/societe/{company.code}/")
    assert company.name in answer.content.decode()
