"""A month billed, a free invoice typed, a payment matched, in a real browser, by the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from browser.axe import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browser.opening import Office

CONTRACTS = ("C-1", "C-2", "C-3")


@pytest.fixture(scope="module", autouse=True)
def contracts(office: Office) -> None:
    """Give three monthly contracts of 120 € with VAT, from October."""
    for number in CONTRACTS:
        told = ("--start", "01/10/2026", "--duration", "24", "--subject", "Entretien")
        _run(office, "contract", "add", number, "--customer", "C1", *told)
        line = ("--name", "Entretien", "--price", "100", "--rate", "20")
        _run(office, "contract", "line", "add", number, *line)


def _run(office: Office, *words: str) -> None:
    done = office.run(*words)
    assert done.returncode == 0, done.stdout + done.stderr


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def text_of(page: Page, place: str) -> str:
    return re.sub(r"[\s\u202f\u00a0]+", " ", page.locator(place).inner_text())


def test_a_month_is_billed_by_the_keyboard(page: Page, office: Office) -> None:
    page.goto(office.path("facturation/?date=2026-10-31&au=2026-10-31"))
    press(page, "p")
    expect(page.get_by_role("link", name="Émettre 3 factures pour 360,00 €")).to_be_visible()

    press(page, "j", "j")
    expect(page.get_by_role("checkbox", name="C-2")).to_be_focused()
    press(page, "Space")
    expect(page.get_by_role("link", name="Émettre 2 factures pour 240,00 €")).to_be_visible()
    expect(page.get_by_role("checkbox", name="C-2")).to_be_focused()

    press(page, "e")
    expect(page.get_by_role("heading", level=1)).to_have_text("Émettre 2 factures pour 240,00 € ?")
    press(page, "Enter")
    expect(page.get_by_role("status").first).to_contain_text("2 factures émises pour 240,00 €")
    expect(page.get_by_role("link", name="Voir au journal")).to_be_visible()

    press(page, "x")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Défaire 2 factures")
    press(page, "Escape")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Facturation 1")
    press(page, "d")
    page.wait_for_url(re.compile(r"/depot/.*selection="))


def test_a_free_invoice_is_typed_and_a_wrong_rate_refused_beside_its_field(
    page: Page, office: Office
) -> None:
    page.goto(office.path("facturation/"))
    press(page, "n")
    customer = page.get_by_role("combobox", name="Client ou contrat")
    expect(customer).to_be_focused()
    page.keyboard.type("sans exig")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Commune sans exigence")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Facture libre · Commune sans exigence"
    )

    _type_line(page, "Décapage", "8", "heure", "32,50", "0,2")
    error = page.locator("#ajout-tax_rate_error")
    expect(error).to_contain_text("écrivez 20 pour 20 %")
    expect(page.locator("#ajout-tax_rate")).to_be_focused()
    page.locator("#ajout-tax_rate").press("Control+a")
    page.keyboard.type("20")
    press(page, "Enter")
    expect(page.locator("#l1-name")).to_have_value("Décapage")
    expect(page.locator("#ajout-name")).to_be_focused()
    expect(page.locator("#apercu")).to_contain_text("312,00 €")

    _type_line(page, "Vitres", "1", "forfait", "100", "20")
    expect(page.locator("#apercu")).to_contain_text("432,00 €")
    page.locator("#l2-name").focus()
    press(page, "Alt+ArrowUp")
    expect(page.locator("#l1-name")).to_have_value("Vitres")
    page.locator("#l1-quantity").fill("2")
    press(page, "Tab")
    expect(page.locator("#apercu")).to_contain_text("552,00 €")
    expect(page.locator("#l1-unit")).to_be_focused()
    page.locator("#l1-name").focus()
    press(page, "Alt+Delete")
    expect(page.locator("#l2-name")).to_have_count(0)
    expect(page.locator("#apercu")).to_contain_text("312,00 €")

    page.locator("#id_subject").fill("Remise en état")
    page.locator("#id_delivery_date").fill("2026-11-20")
    press(page, "Tab")
    expect(page.locator("#apercu")).to_contain_text("Rien à signaler")
    page.reload()
    expect(page.locator("#id_subject")).to_have_value("Remise en état")

    page.locator("h1").click()
    press(page, "e")
    expect(page.get_by_role("heading", level=1)).to_have_text("Émettre 1 facture pour 312,00 € ?")
    press(page, "Enter")
    expect(page.get_by_text("Une facture émise ne change plus")).to_be_visible()


def _type_line(page: Page, *cells: str) -> None:
    """Type a line from its first field, Tab between the fields, Enter at the end."""
    page.locator("#ajout-name").focus()
    for rank, text in enumerate(cells):
        if rank:
            press(page, "Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
    press(page, "Enter")


def test_a_payment_is_typed_then_matched_as_proposed(page: Page, office: Office) -> None:
    page.goto(office.path("reglements/"))
    press(page, "n")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("FA-1")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Commune sans exigence")
    page.goto(office.path("reglements/saisir/?pour=-"))
    page.get_by_label("Montant").fill("120")
    page.get_by_label("Libellé").fill("VIR FA-1")
    press(page, "Enter")
    expect(page.get_by_role("link", name="1 règlement reste à affecter")).to_be_visible()

    press(page, "j", "Enter")
    expect(page.get_by_role("button", name="Accepter")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text("Tout est affecté")).to_be_visible()
    assert "FA-1 (120,00 €)" in text_of(page, "main")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Callable[..., Page], office: Office, theme: str) -> None:
    options: dict[str, Any] = {"bypass_csp": True, "color_scheme": theme}
    page = open_page("administrator", **options)
    for path in (
        *("facturation/", "facturation/lots/1/", "facturation/brouillons/"),
        *("facturation/brouillons/nouveau/", "facturation/brouillons/1/"),
        *("facturation/avoirs/nouveau/", "facturation/avoirs/nouveau/1/"),
        *("reglements/", "reglements/saisir/?pour=C1", "reglements/1/", "reglements/importer/"),
        *("reglements/avoirs/", "retards/", "retards/1/", "retards/taux/"),
    ):
        answer = page.goto(office.path(path))
        assert answer is not None
        assert answer.ok, path
        assert violations(page) == [], path


def test_nothing_is_cut_at_twice_the_size(open_page: Callable[..., Page], office: Office) -> None:
    page = open_page("clerk", viewport={"width": 683, "height": 384})
    for path in ("facturation/", "facturation/lots/1/", "facturation/brouillons/1/", "reglements/"):
        page.goto(office.path(path))
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 683, path
