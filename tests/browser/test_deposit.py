"""A deposit from the page to the last line, live; whoever closes a browser loses nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from browser.axe import violations
from browser.working import a_worker, held

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browser.opening import Office


def bring(office: Office, prefix: str, count: int) -> list[str]:
    """Bring invoices into the journal; give their numbers."""
    numbers = [f"{prefix}-{rank}" for rank in range(1, count + 1)]
    for number in numbers:
        office.month.invoice(number)
    office.bring_in()
    return numbers


def ask(page: Page, office: Office, *, wait_ms: str = "0") -> None:
    """Place a deposit, one flow an invoice, of all that is to leave."""
    page.goto(office.path("depot/?mode=sequential"))
    page.get_by_label("Attente internet (ms)").fill(wait_ms)
    button = page.get_by_role("button", name=re.compile("Déposer .* sur Chorus"))
    expect(button).to_be_visible()
    page.get_by_role("heading", name="Ce qui part").click()
    page.keyboard.press("d")
    page.wait_for_url("**/depot/ordres/*/")


def words(page: Page) -> list[str]:
    """Read the words at the ends of the lines."""
    return page.locator(".order-rows .state").all_inner_texts()


def test_the_lines_of_a_deposit_fill_by_themselves(
    open_page: Callable[..., Page], office: Office
) -> None:
    page = open_page("clerk", bypass_csp=True)
    numbers = bring(office, "VIVE", 6)
    page.goto(office.path("depot/"))
    expect(page.get_by_text("Le service de dépôt ne tourne pas.")).to_be_visible()
    assert violations(page) == []
    ask(page, office, wait_ms="100")
    assert set(words(page)) == {"en attente"}
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    with a_worker(office):
        expect(page.get_by_text("déposées sur Chorus Pro.")).to_be_visible(timeout=20_000)
    assert set(words(page)) == {"déposée"}
    assert loads == []
    assert violations(page) == []
    assert {held(office)[number] for number in numbers} == {1}


def test_a_deposit_goes_on_when_its_browser_is_closed_and_is_found_again(
    open_page: Callable[..., Page], office: Office
) -> None:
    numbers = bring(office, "FERMEE", 8)
    page = open_page("clerk")
    ask(page, office, wait_ms="300")
    address = page.url
    with a_worker(office):
        expect(page.locator(".order-rows .state-deposited").first).to_be_visible(timeout=20_000)
        page.context.close()
        again = open_page("clerk")
        again.goto(address)
        expect(again.get_by_text("8 factures déposées sur Chorus Pro.")).to_be_visible(
            timeout=20_000
        )
    assert words(again) == ["déposée"] * 8
    assert {held(office)[number] for number in numbers} == {1}


def test_two_people_who_deposit_the_same_invoices_at_once_send_them_once(
    open_page: Callable[..., Page], office: Office
) -> None:
    numbers = bring(office, "DEUX", 5)
    mine, theirs = open_page("clerk"), open_page("administrator")
    for page in (mine, theirs):
        page.goto(office.path("depot/?mode=sequential"))
        expect(page.get_by_role("button", name=re.compile("Déposer 5 factures"))).to_be_visible()
    for page in (mine, theirs):
        page.get_by_role("button", name=re.compile("Déposer 5 factures")).click()
        page.wait_for_url("**/depot/ordres/*/")
    assert mine.url == theirs.url
    expect(theirs.get_by_text("rien n'est demandé deux fois")).to_be_visible()
    with a_worker(office):
        for page in (mine, theirs):
            expect(page.get_by_text("5 factures déposées")).to_be_visible(timeout=20_000)
    assert {held(office)[number] for number in numbers} == {1}


def test_a_reader_watches_a_deposit_and_has_no_button(
    open_page: Callable[..., Page], office: Office
) -> None:
    bring(office, "LUE", 2)
    page, watching = open_page("clerk"), open_page("reader")
    watching.goto(office.path("depot/"))
    expect(watching.get_by_role("heading", name="Ce qui part")).to_be_visible()
    expect(watching.get_by_role("button", name=re.compile("Déposer"))).to_have_count(0)
    ask(page, office)
    watching.goto(page.url)
    with a_worker(office):
        expect(watching.get_by_text("2 factures déposées")).to_be_visible(timeout=20_000)
    expect(watching.locator("#order-controls button, .order-buttons button")).to_have_count(0)


def test_an_answer_that_was_lost_has_its_panel_and_two_exits(
    open_page: Callable[..., Page], office: Office
) -> None:
    page = open_page("clerk", bypass_csp=True)
    bring(office, "PERDUE", 1)
    office.simulator.admin.fault("cut_before_recording", operation="*deposer/flux")
    office.simulator.admin.fault("status_500", operation="*rechercher*", count=1_000)
    ask(page, office)
    with a_worker(office):
        expect(page.locator(".order-rows .state-ambiguous")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("heading", name="Dépôts restés sans réponse")).to_be_visible()
    lost = page.locator(".order-rows tr", has=page.locator(".state-ambiguous")).locator("th")
    number = lost.inner_text()
    assert violations(page) == []
    page.goto(office.path("flux/?etat=ambiguous"))
    page.get_by_label(re.compile("n° de flux")).fill("n'importe quoi")
    page.get_by_role("button", name="Noter le n°").click()
    expect(page.get_by_text("n'est pas un numéro de flux")).to_be_visible()
    assert violations(page) == []
    page.get_by_label(re.compile("il n'y est pas")).check()
    page.get_by_role("button", name="Libérer 1 facture").click()
    expect(page.get_by_text("1 facture est à déposer à nouveau")).to_be_visible()
    assert held(office)[number] == 0


def test_in_production_a_dialog_asks_with_count_and_amount_before_anything_is_placed(
    open_page: Callable[..., Page], office: Office
) -> None:
    """Keep this test the last one: the company leaves the simulator."""
    done = office.run("company", "set", "propre", "--environment", "production")
    assert done.returncode == 0, done.stdout + done.stderr
    bring(office, "VRAIE", 2)
    page = open_page("clerk", bypass_csp=True)
    page.goto(office.path("depot/"))
    expect(page.get_by_role("button", name=re.compile("en PRODUCTION…"))).to_be_visible()
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog", name="Déposer sur Chorus Pro, en PRODUCTION ?")
    expect(dialog).to_contain_text(",00\u202f€")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("d")
    dialog.get_by_role("button", name=re.compile("Déposer")).click()
    page.wait_for_url("**/depot/ordres/*/")
    expect(page.get_by_text("Le service de dépôt ne tourne pas")).to_be_visible()
    assert set(words(page)) == {"en attente"}
