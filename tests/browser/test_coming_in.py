"""People come in by their address and password, and see their company alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.opening import Office


def test_a_clerk_who_signs_in_sees_the_company_and_its_environment(
    page: Page, office: Office
) -> None:
    page.goto(office.path())
    assert page.locator(".environment").inner_text() == "simulateur"
    assert "Propre SARL" in page.locator("header").inner_text()


def test_a_company_that_is_not_ours_does_not_exist(page: Page, office: Office) -> None:
    answer = page.goto(f"{office.url}/societe/voisine/")
    assert answer is not None
    assert answer.status == 404
