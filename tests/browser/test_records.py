"""Customers, contracts and the annuaire in a real browser, from the keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.axe import violations
from browser.opening import open_screens
from support.register import TOWN_HALL, a_register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from browser.opening import Office
    from support.register import RunningRegister

SERVICE = "SERVICE_DEST_SERV_OBL"
DEMANDING = "12345678200028"
MOST_TABS = 60
MARKED = ".choices:popover-open [aria-selected=true]"


@pytest.fixture(scope="module", autouse=True)
def register(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRegister]:
    """Open the screens again, with a register of companies that they may ask."""
    with a_register(tmp_path_factory.mktemp("register")) as running:
        known = office.variables | {"WOCHORUS_REGISTER_URL": running.url}
        with open_screens(office.home, office.database_url, known) as url:
            office.url = url
            yield running


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the field of this label has the focus."""
    wanted = page.get_by_label(label, exact=True).first
    for _ in range(MOST_TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(label)


def test_a_customer_is_made_by_assisted_entry_without_the_mouse(page: Page, office: Office) -> None:
    page.goto(office.path("clients/"))
    page.keyboard.press("n")
    expect(page.get_by_role("combobox", name="Saisie assistée")).to_be_focused()
    page.keyboard.type("fictive-sur-mer")
    expect(page.locator(MARKED)).to_contain_text("COMMUNE DE FICTIVE")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rempli d'après le registre")).to_be_visible()
    expect(page.get_by_label("Nom", exact=True)).to_have_value("COMMUNE DE FICTIVE-SUR-MER")
    page.keyboard.press("Control+s")
    expect(page.get_by_label("Code client", exact=True)).to_be_focused()  # it is asked for
    page.keyboard.type("P1")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("COMMUNE DE FICTIVE-SUR-MER")
    expect(page.get_by_text("Client P1 enregistré.")).to_be_visible()
    told = page.get_by_role("tab", name="Identité")
    told.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Commercial")).to_be_focused()
    expect(page).to_have_url(re.compile("onglet=commercial"))
    expect(page.get_by_label("SIREN")).to_have_value(str(TOWN_HALL["siren"]))
    page.reload()
    expect(page.get_by_label("Code APE (NAF rév. 2)")).to_have_value("84.11Z")


def test_a_register_in_trouble_says_so_and_the_entry_goes_on_by_hand(
    page: Page, office: Office, register: RunningRegister
) -> None:
    register.order("status_500")
    page.goto(office.path("clients/nouveau/"))
    page.keyboard.type("beaune hospices")
    expect(page.get_by_text("saisissez le client à la main")).to_be_visible()
    page.keyboard.press("Escape")
    tab_to(page, "Code client")
    page.keyboard.type("MAIN")
    tab_to(page, "Nom")
    page.keyboard.type("Hospices de Beaune")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Client MAIN enregistré.")).to_be_visible()


def test_a_contract_is_made_by_keyboard_with_a_service_picked_as_one_types(
    page: Page, office: Office
) -> None:
    done = office.run(
        *("customer", "add", "C2", "--name", "Commune à service", "--siret", DEMANDING),
        *("--kind", "public", "--no-lookup"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page.goto(office.path("contrats/"))
    page.keyboard.press("n")
    tab_to(page, "N° contrat")
    page.keyboard.type("1010002")
    tab_to(page, "Client")
    page.keyboard.type("commune a serv")
    expect(page.locator(MARKED)).to_contain_text("C2")
    page.keyboard.press("Enter")
    tab_to(page, "Effet")
    page.keyboard.type("01/09/2026")
    expect(page.locator(".next-end")).to_have_text(re.compile("au\\s+30/09/2026"))
    _type_lines(page)
    _type_references(page)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Contrat 1010002 enregistré.")).to_be_visible()
    expect(page).to_have_url(re.compile("onglet=references"))
    page.get_by_role("tab", name="Références").focus()
    page.keyboard.press("Home")
    names = page.locator("tbody[data-lines] input[name$='-name']")
    assert [each.input_value() for each in names.all()] == ["Vitrerie", "Entretien courant"]
    expect(page.get_by_text("1\u202f080,00")).to_be_visible()


def _type_lines(page: Page) -> None:
    for rank, name, price in (("1", "Entretien courant", "800"), ("2", "Vitrerie", "100")):
        tab_to(page, f"Désignation, ligne {rank}")
        page.keyboard.type(name)
        tab_to(page, f"Prix HT, ligne {rank}")
        page.keyboard.type(price)
        page.keyboard.press("Enter")
    expect(page.get_by_label("Désignation, ligne 3")).to_be_focused()
    page.keyboard.press("Alt+Delete")
    expect(page.get_by_label("Désignation, ligne 2")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#lignes-dit")).to_have_text("Ligne au rang 1 sur 2")


def _type_references(page: Page) -> None:
    page.get_by_role("tab", name="Lignes").focus()
    page.keyboard.press("ArrowRight")
    tab_to(page, "Code marché")
    page.keyboard.type("215489632585")
    tab_to(page, "N° d'engagement")
    page.keyboard.type("er214589")
    told = page.locator("#texte-references")
    expect(told).to_contain_text("marche N°:215489632585 N° d'engagement: er214589")
    expect(told).to_contain_text("exige un code service")
    tab_to(page, "Code service")
    page.keyboard.type("compta")
    expect(page.locator(MARKED)).to_contain_text(SERVICE)
    page.keyboard.press("Enter")
    expect(told).to_contain_text(f"Code service: {SERVICE}")
    expect(told).not_to_contain_text("exige")


def test_a_formula_is_typed_after_its_index_and_its_value(
    open_page: Callable[..., Page], office: Office
) -> None:
    page = open_page("administrator")
    page.goto(office.path("contrats/"))
    page.get_by_role("link", name="Indices").click()
    page.get_by_label("Code", exact=True).fill("FEP")
    page.get_by_label("Nom", exact=True).fill("Frais et services")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Indice FEP")
    for label, value in (("Période", "T3 2026"), ("Valeur", "113,2"), ("Publié le", "18/11/2026")):
        page.get_by_label(label, exact=True).fill(value)
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="T3 2026")).to_be_visible()
    page.get_by_role("link", name="Corriger T3 2026").click()
    expect(page.get_by_label("Valeur", exact=True)).to_be_focused()
    page.goto(office.path("contrats/fiche/1010002/?onglet=revision"))
    told = page.get_by_role("tabpanel", name="Révision des prix")
    told.get_by_label("Part fixe").fill("0,2")
    told.get_by_label("Première révision le").fill("01/09/2027")
    told.get_by_label("Indice 1").select_option("FEP")
    told.get_by_label("Poids").first.fill("0,85")
    told.get_by_label("Valeur d'origine (I0)").first.fill("110")
    page.keyboard.press("Enter")
    expect(told.get_by_text("font 1,05, et non 1")).to_be_visible()
    expect(told.get_by_label("Part fixe")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("0,15")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Formule de révision enregistrée.")).to_be_visible()
    expect(told.get_by_text("Coefficient = 0,15 + 0,85 × 113,2 / 110")).to_be_visible()


def test_a_contact_is_changed_where_it_stands_and_what_is_typed_elsewhere_stays(
    open_page: Callable[..., Page], office: Office
) -> None:
    page = open_page("clerk", bypass_csp=True)
    page.goto(office.path("clients/fiche/P1/?onglet=contacts"))
    page.locator("#id_contact-name").fill("Anne Durand")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Contact ajouté : Anne Durand.")).to_be_visible()
    page.get_by_role("tab", name="Identité").click()
    page.get_by_label("Courriel", exact=True).first.fill("mairie@fictive.example")
    page.get_by_role("tab", name="Adresses et contacts").click()
    page.get_by_role("link", name="Modifier le contact Anne Durand").press("Enter")
    row = page.locator("tr", has=page.get_by_role("button", name="Enregistrer le contact"))
    expect(row.get_by_label("Nom")).to_be_focused()
    expect(page.locator("#id_email")).to_have_value("mairie@fictive.example")
    assert violations(page) == []
    row.get_by_label("Fonction").fill("Comptable")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Comptable")).to_be_visible()


def test_the_lists_open_their_first_row_and_go_by_arrows(page: Page, office: Office) -> None:
    page.goto(office.path("annuaire/"))
    page.keyboard.type("commune")
    expect(page).to_have_url(re.compile("q=commune$"))
    expect(page.get_by_role("link", name="COMMUNE A SERVICE")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a[data-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Services")).to_be_visible()
    page.goto(office.path("clients/"))
    page.keyboard.press("/")
    page.keyboard.type("fictive")
    expect(page).to_have_url(re.compile("q=fictive"))
    expect(page.locator("a[data-row]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Commercial")).to_be_visible()


def test_the_annuaire_is_refreshed_by_a_key_and_tells_what_changed(
    page: Page, office: Office
) -> None:
    page.goto(office.path("annuaire/"))
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    told = page.locator("#actualisation")
    expect(told).to_contain_text(re.compile("Structures : .*ajout"), timeout=20_000)
    told.get_by_role("link", name="Voir l'annuaire à jour").click()
    expect(page.get_by_text("(simulateur)").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_of_these_screens(
    open_page: Callable[..., Page], office: Office, scheme: str
) -> None:
    page = open_page("administrator", bypass_csp=True, color_scheme=scheme)
    tabs = {
        "clients/fiche/P1/": ("identite", "commercial", "facturation", "contacts", "contrats"),
        "contrats/fiche/1010002/": (
            *("lignes", "references", "conditions", "chantiers"),
            *("revision", "pieces", "vie"),
        ),
    }
    addresses = [
        *("clients/", "clients/nouveau/", "contrats/", "contrats/nouveau/", "annuaire/?q=commune"),
        *("contrats/indices/", "contrats/indices/valeurs/FEP/", "contrats/importer/"),
        *("contrats/calendrier/1010002/", "clients/importer/", "clients/doublons/"),
        f"annuaire/structure/{DEMANDING}/",
        *(f"{place}?onglet={tab}" for place, names in tabs.items() for tab in names),
    ]
    for address in addresses:
        answer = page.goto(office.path(address))
        assert answer is not None
        assert answer.ok, address
        assert violations(page) == [], address
        width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width <= room, address


def test_at_twice_the_size_nothing_is_cut(open_page: Callable[..., Page], office: Office) -> None:
    page = open_page("administrator", viewport={"width": 683, "height": 384})
    for address in (
        *("clients/", "clients/nouveau/", "contrats/nouveau/", "contrats/fiche/1010002/"),
        *("contrats/fiche/1010002/?onglet=revision", "contrats/indices/"),
        *("contrats/indices/valeurs/FEP/", "clients/fiche/P1/?onglet=contacts"),
        *("contrats/calendrier/1010002/", "contrats/importer/", "clients/importer/"),
        "clients/doublons/",
        *("annuaire/", f"annuaire/structure/{DEMANDING}/"),
    ):
        page.goto(office.path(address))
        width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width <= room, address
