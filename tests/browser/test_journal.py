"""The journal from the keyboard: selecting, opening, filtering, joining a file."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.axe import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from browser.opening import Office

NUMBERS = [f"FA-{rank}" for rank in range(1, 7)]
_DROP = """([text, name]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
  const panel = document.getElementById("panel");
  for (const type of ["dragenter", "dragover", "drop"]) {
    panel.dispatchEvent(new DragEvent(type, {
      dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture(scope="module", autouse=True)
def _invoices(office: Office) -> None:
    for number in NUMBERS[1:]:
        office.month.invoice(number)
    office.bring_in()


def opened(page: Page, office: Office, query: str = "") -> Locator:
    """Open the journal and wait for its rows; give the grid."""
    page.goto(office.path(f"journal/{query}"))
    grid = page.get_by_role("grid", name="Journal de facturation")
    expect(grid).to_have_attribute("aria-busy", "false")
    return grid


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Facture choisie")


def test_rows_are_selected_by_keys_and_the_actions_say_how_many(page: Page, office: Office) -> None:
    opened(page, office)
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("button", name="Déposer 2 factures sur Chorus")).to_be_enabled()
    expect(page.get_by_text("2 sélectionnées : HT")).to_be_visible()
    page.keyboard.press("Control+a")
    expect(page.get_by_role("button", name="Déposer 6 factures sur Chorus")).to_be_enabled()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Contrôler 5 factures")).to_be_enabled()


def test_the_panel_opens_follows_the_arrows_and_closes(page: Page, office: Office) -> None:
    grid = opened(page, office, "?sort=number")
    first = grid.get_by_role("row").nth(1).get_by_role("gridcell").nth(3).inner_text()
    page.keyboard.press("Enter")
    heading = panel(page).get_by_role("heading", level=2)
    expect(heading).to_have_text(f"Facture {first}")
    page.keyboard.press("j")
    expect(heading).not_to_have_text(f"Facture {first}")
    shown = heading.inner_text()
    page.reload()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(shown)
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    assert "facture=" not in page.url


def test_a_filter_stands_in_the_address_and_goes_by_its_cross(page: Page, office: Office) -> None:
    opened(page, office)
    page.keyboard.press("/")
    page.keyboard.type("FA-3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 / 6 affichés en 00 m")).to_be_visible()
    assert page.url.endswith("?recherche=FA-3")
    page.reload()
    expect(page.get_by_text("1 / 6 affichés en 00 m")).to_be_visible()
    page.get_by_role("link", name="Recherche FA-3").click()
    expect(page.get_by_text("6 / 6 affichés en 00 m")).to_be_visible()


def test_a_filter_is_saved_by_its_name(page: Page, office: Office) -> None:
    opened(page, office, "?recherche=FA-4")
    page.get_by_text("Filtres enregistrés").click()
    page.get_by_label("Enregistrer ce filtre sous le nom").fill("La quatrième")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Filtre « La quatrième » enregistré.")).to_be_visible()
    opened(page, office)
    page.get_by_text("Filtres enregistrés").click()
    page.get_by_role("link", name="La quatrième").click()
    expect(page.get_by_text("1 / 6 affichés en 00 m")).to_be_visible()


def test_a_column_stays_hidden_for_the_person(page: Page, office: Office) -> None:
    grid = opened(page, office)
    page.get_by_role("button", name="Colonnes").click()
    dialog = page.get_by_role("dialog", name="Colonnes")
    with page.expect_response(re.compile("journal/colonnes/")):
        dialog.get_by_role("checkbox", name="SIRET").uncheck()
    dialog.get_by_role("button", name="Fermer").click()
    grid = opened(page, office)
    expect(grid.get_by_role("columnheader", name="SIRET")).to_have_count(0)
    expect(grid.get_by_role("columnheader", name="Client")).to_have_count(1)


def test_a_dropped_file_is_joined_and_taken_away(page: Page, office: Office) -> None:
    opened(page, office, "?recherche=FA-2")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Facture FA-2")
    content = base64.b64encode(b"Bon de livraison").decode()
    page.evaluate(_DROP, [content, "bon.txt"])
    expect(panel(page).get_by_role("link", name="bon.txt")).to_be_visible()
    page.evaluate(_DROP, [content, "bon.exe"])
    expect(panel(page).get_by_role("alert")).to_contain_text(".exe")
    panel(page).get_by_role("button", name="Retirer bon.txt").click()
    expect(panel(page).get_by_role("link", name="bon.txt")).to_have_count(0)


def test_the_selection_goes_to_the_deposit_by_one_key(page: Page, office: Office) -> None:
    opened(page, office)
    page.keyboard.press("Control+a")
    page.keyboard.press("d")
    page.wait_for_url(re.compile(r"/depot/\?selection=\d+"))


def test_the_menu_of_a_row_offers_the_same_by_keys(page: Page, office: Office) -> None:
    opened(page, office, "?recherche=FA-5")
    page.keyboard.press("Shift+F10")
    menu = page.get_by_role("menu", name="Actions sur FA-5")
    expect(menu.get_by_role("menuitem", name="Déposer FA-5 sur Chorus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    page.keyboard.press("Shift+F10")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Facture FA-5")


def test_a_reader_has_no_deposit(open_page: Callable[..., Page], office: Office) -> None:
    page = open_page("reader")
    opened(page, office)
    expect(page.get_by_role("button", name="Contrôler")).to_be_enabled()
    expect(page.get_by_role("button", name="Déposer")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2)).to_be_visible()
    expect(panel(page).get_by_label("Choisissez des fichiers")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Callable[..., Page], office: Office, theme: str) -> None:
    page = open_page("clerk", bypass_csp=True, color_scheme=theme)
    opened(page, office, "?recherche=FA&type=380")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.get_by_label("Chantier")).to_be_visible()
    assert violations(page) == []


def test_one_press_of_escape_leaves_the_search_whatever_was_typed(
    page: Page, office: Office
) -> None:
    opened(page, office)
    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog", name="Recherche")
    box.get_by_role("searchbox").press_sequentially("FA-")
    expect(box.get_by_role("link").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
