"""Coming in with a real browser: invitation, second factor, passkey, first start, settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import expect

from browser.axe import violations
from browser.opening import PASSWORD, open_screens
from support import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from browser.opening import Office

NEW_PASSWORD = "Serpillière-2027"
SETTINGS = (
    *("identite", "banque", "mentions", "depot", "logo", "environnement", "connexion"),
    *("acces/qualification", "certificat", "personnes", "traces", "entrainement"),
)
OWN = ("2fa/", "2fa/webauthn/", "sessions/", "password/change/")


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """Give a browser in which nobody is signed in."""
    context = browser.new_context(locale="fr-FR", bypass_csp=True)
    yield context.new_page()
    context.close()


def invited(office: Office, open_page: Callable[..., Page], address: str) -> str:
    """Have the administrator invite somebody as a clerk; give the link shown."""
    page = open_page("administrator")
    page.goto(office.path("reglages/personnes/"))
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_role("button", name="Inviter").click()
    return page.get_by_label("Lien", exact=True).input_value()


def choose_password(page: Page, link: str) -> None:
    page.goto(link)
    fields = page.locator("input[type=password]")
    fields.nth(0).fill(NEW_PASSWORD)
    fields.nth(1).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Enregistrer et entrer").click()
    page.wait_for_url("**/societe/**")


def enter(page: Page, office: Office, address: str) -> None:
    page.goto(f"{office.url}/compte/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def leave(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/compte/login/**")


def prove_again(page: Page) -> None:
    page.locator("input[name=password]").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Confirmer").click()


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1])))


def test_an_invited_clerk_comes_in_and_may_not_change_settings(
    office: Office, open_page: Callable[..., Page], stranger: Page
) -> None:
    link = invited(office, open_page, "jeanne@propre.example")
    choose_password(stranger, link)
    expect(stranger.get_by_role("link", name="Réglages")).to_have_count(0)
    answer = stranger.goto(office.path("reglages/personnes/"))
    assert answer is not None
    assert answer.status == 403
    stranger.context.clear_cookies()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Ce lien ne sert plus")).to_be_visible()


def test_a_code_of_an_application_is_asked_at_the_next_sign_in(
    office: Office, open_page: Callable[..., Page], stranger: Page
) -> None:
    address = "louise@propre.example"
    choose_password(stranger, invited(office, open_page, address))
    stranger.goto(f"{office.url}/compte/2fa/totp/activate/")
    prove_again(stranger)
    expect(stranger.locator("img.qr")).to_be_visible()
    assert violations(stranger) == []
    secret = stranger.get_by_label("Secret d'authentification").input_value()
    stranger.locator("input[name=code]").fill(code_of(secret))
    stranger.get_by_role("button", name="Activer").click()
    expect(stranger.locator("#recovery_codes")).to_be_visible()
    assert violations(stranger) == []
    leave(stranger, address)
    enter(stranger, office, address)
    expect(stranger.locator("input[name=code]")).to_be_visible()
    assert violations(stranger) == []
    stranger.locator("input[name=code]").fill(code_of(secret))
    stranger.locator("input[name=code]").press("Enter")
    stranger.wait_for_url("**/societe/**")


def with_a_key(context: BrowserContext, page: Page) -> None:
    """Give the browser a passkey of its own, as a fingerprint reader would."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_opens_the_screens_without_a_password_under_the_strict_policy(
    office: Office, open_page: Callable[..., Page], browser: Browser
) -> None:
    address = "anne@propre.example"
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    choose_password(page, invited(office, open_page, address))
    with_a_key(context, page)
    page.goto(f"{office.url}/compte/2fa/webauthn/add/")
    prove_again(page)
    page.get_by_label("Entrer avec elle seule").check()
    page.get_by_role("button", name="Ajouter").click()
    page.wait_for_url(re.compile("recovery-codes|webauthn/$"))
    leave(page, address)
    page.get_by_role("button", name="Se connecter avec une clé d'accès").click()
    page.wait_for_url("**/societe/**")
    context.close()


def test_a_passkey_that_is_not_read_says_so(office: Office, browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{office.url}/compte/login/")
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")  # and no key at all
    page.evaluate("document.dispatchEvent(new CustomEvent('allauth.error', {cancelable: true}))")
    expect(page.get_by_role("alert")).to_contain_text("La clé n'a pas été lue")
    context.close()


def test_pages_of_entry_and_of_one_s_account_have_no_fault_for_axe(
    office: Office, open_page: Callable[..., Page], stranger: Page
) -> None:
    for place in ("login/", "password/reset/", "signup/"):
        stranger.goto(f"{office.url}/compte/{place}")
        assert violations(stranger) == [], place
    page = open_page("reader", bypass_csp=True, color_scheme="dark")
    for place in OWN:
        page.goto(f"{office.url}/compte/{place}")
        assert violations(page) == [], place


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_settings_have_no_fault_for_axe(
    theme: str, office: Office, open_page: Callable[..., Page]
) -> None:
    page = open_page("administrator", bypass_csp=True, color_scheme=theme)
    for place in SETTINGS:
        page.goto(office.path(f"reglages/{place}/"))
        assert violations(page) == [], place


def test_settings_fit_at_200_percent(office: Office, open_page: Callable[..., Page]) -> None:
    page = open_page("administrator", viewport={"width": 683, "height": 384})
    for place in SETTINGS:
        page.goto(office.path(f"reglages/{place}/"))
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, place


def test_the_connection_is_tried_layer_by_layer(
    office: Office, open_page: Callable[..., Page]
) -> None:
    page = open_page("administrator", bypass_csp=True)
    page.goto(office.path("reglages/connexion/simulator/"))
    page.get_by_role("button", name="Essayer la connexion").click()
    expect(page.get_by_text("Cette société peut déposer.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("droit de déposer"))).to_contain_text("ok")
    assert violations(page) == []


def test_the_menus_of_the_bar_are_walked_by_the_arrows(page: Page, office: Office) -> None:
    page.goto(office.path("aide/"))
    menu = page.locator("summary", has_text="clerk@propre.example")
    menu.focus()
    menu.press("ArrowDown")
    expect(page.get_by_role("link", name="Double authentification")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_hidden()


def test_an_exercise_orders_a_fault_and_takes_it_back(page: Page, office: Office) -> None:
    page.goto(office.path("reglages/entrainement/"))
    page.get_by_role("button", name="Commander la panne : La réponse perdue").click()
    expect(page.get_by_text("1 panne attend de frapper.")).to_be_visible()
    page.get_by_role("button", name="Annuler toutes les pannes").click()
    expect(page.get_by_text("Aucune panne n'est commandée")).to_be_visible()


@pytest.fixture
def fresh(template_database: str, tmp_path: Path, office: Office) -> Iterator[str]:
    """Give the address of screens that nobody has opened yet, beside the simulator of the file."""
    name = database.unused_name("fresh")
    url = database.create_database(name, template=template_database)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    try:
        with open_screens(home, url, office.variables) as screens:
            yield screens
    finally:
        database.drop_database(name)


def test_a_fresh_installation_is_taken_and_tried_in_a_few_gestures(
    fresh: str, stranger: Page
) -> None:
    stranger.goto(fresh)
    assert violations(stranger) == []
    stranger.get_by_label("Votre adresse électronique").fill("racine@propre.example")
    stranger.get_by_label("Mot de passe").fill(PASSWORD)
    stranger.get_by_label("Le même, encore une fois").fill(PASSWORD)
    stranger.get_by_role("button", name="Ouvrir le compte").click()
    expect(stranger.get_by_role("heading", name="Par quoi commencer ?")).to_be_visible()
    assert violations(stranger) == []
    stranger.get_by_role("button", name="Ouvrir la société de démonstration").click()
    stranger.wait_for_url("**/societe/proprete-du-val/")
    expect(stranger.locator(".environment")).to_have_text("simulateur")
    stranger.goto(f"{fresh}/installation/")
    expect(stranger.get_by_role("link", name="Propreté du Val")).to_be_visible()
    assert violations(stranger) == []
