"""Pictures of every screen on the demonstration's data: `make screenshots`.

Both themes, at 1366 × 768 and at 200 % zoom (683 × 384), written to a folder for people to look at.
The demonstration is made anew in a folder of its own unless `--home` names one that has it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from browser.chromium import launch, missing_message
from browser.opening import PASSWORD, open_screens
from support.commands import COMMAND, command_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser, Page

ADDRESS = "images@example.fr"
SIZES = {"1366": {"width": 1366, "height": 768}, "zoom": {"width": 683, "height": 384}}
THEMES = ("light", "dark")
SETTLING = 500  # ms: what a key opens is asked from the server a moment after it
PAGES = {
    "accueil": "",
    "journal": "journal/",
    "deposer": "depot/",
    "depots": "depot/ordres/",
    "anomalies": "anomalies/",
    "flux": "flux/",
    "clients": "clients/",
    "client": "clients/fiche/P001/?onglet=facturation",
    "client-contacts": "clients/fiche/P001/?onglet=contacts",
    "nouveau-client": "clients/nouveau/",
    "clients-import": "clients/importer/",
    "clients-doublons": "clients/doublons/",
    "contrats": "contrats/",
    "contrat": "contrats/fiche/1010001/",
    "contrat-references": "contrats/fiche/1010001/?onglet=references",
    "contrat-revision": "contrats/fiche/1010001/?onglet=revision",
    "contrat-calendrier": "contrats/calendrier/1010001/",
    "contrats-import": "contrats/importer/",
    "indices": "contrats/indices/",
    "facturation": "facturation/",
    "facturation-lot": "facturation/lots/1/",
    "facture-libre": "facturation/brouillons/nouveau/",
    "avoir": "facturation/avoirs/nouveau/1/",
    "reglements": "reglements/",
    "reglement-saisi": "reglements/saisir/?pour=P013",
    "reglements-import": "reglements/importer/",
    "retards": "retards/",
    "retards-taux": "retards/taux/",
    "annuaire": "annuaire/",
    "annuaire-recherche": "annuaire/?q=orleans",
    "reglages": "reglages/",
    "aide": "aide/?code=A_RECYCLER",
    "aide-page": "aide/guides/sans-reponse/",
    "voies-et-dates": "aide/voies-et-dates/",
    "recherche": "recherche/?q=mairie",
    "journal-panneau": "journal/",
    "journal-menu": "journal/",
    "journal-filtres": "journal/?recherche=mairie",
    "depot-termine": "depot/ordres/1/",
    "un-flux": "flux/1/",
    "facture": "factures/1/",
    "avoirs-a-imputer": "reglements/avoirs/",
    "avoir-a-imputer": "reglements/avoirs/",
    "delai": "retards/1/",
    "brouillons": "facturation/brouillons/",
    "structure": "annuaire/structure/21450234600015/",
    "reglages-banque": "reglages/banque/",
    "reglages-mentions": "reglages/mentions/",
    "reglages-logo": "reglages/logo/",
    "reglages-depot": "reglages/depot/",
    "reglages-environnement": "reglages/environnement/",
    "connexion": "reglages/connexion/",
    "acces": "reglages/acces/qualification/",
    "certificat": "reglages/certificat/",
    "personnes": "reglages/personnes/",
    "traces": "reglages/traces/",
    "entrainement": "reglages/entrainement/",
    "touches": "journal/",
    "chercher": "",
}
# What is followed from a page whose own address depends on the demonstration.
FOLLOWED = {"avoir-a-imputer": "table.sheet tbody th a"}
# What is pressed once the page is there, before its picture is taken.
KEYS = {
    "journal-panneau": ("Enter",),
    "journal-menu": ("Shift+F10",),
    "journal-filtres": ("f",),
    "touches": ("?",),
    "chercher": ("Control+k", *"orl"),
}


def main() -> int:
    """Take every picture; give the number of pages that did not answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/screenshots"))
    parser.add_argument("--home", type=Path, help="a data folder that has the demonstration")
    parser.add_argument("--only", nargs="+", choices=PAGES, default=list(PAGES), metavar="PAGE")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = chosen.home or Path(scratch) / "home"
        if not (home / "demo").is_dir():
            _run(home, "demo")
        demo = home / "demo"
        _run(demo, "user", "add", ADDRESS, "--administrator", "--password-stdin", may_fail=True)
        with open_screens(demo, None, {}) as url, sync_playwright() as playwright:
            browser = launch(playwright)
            if browser is None:
                print(missing_message())  # noqa: T201 - a command
                return 1
            return sum(1 for _ in _failures(browser, url, chosen.folder, chosen.only))


def _run(home: Path, *words: str, may_fail: bool = False) -> None:
    subprocess.run(
        [COMMAND, *words],
        env=command_environment(home, None) | {"PYTHONUNBUFFERED": "1"},
        input=f"{PASSWORD}\n",
        text=True,
        check=not may_fail,
        stdout=subprocess.DEVNULL,
    )


def _failures(browser: Browser, url: str, folder: Path, names: list[str]) -> Iterable[str]:
    for theme in THEMES:
        for size, viewport in SIZES.items():
            options: dict[str, Any] = {"color_scheme": theme, "viewport": viewport}
            context = browser.new_context(locale="fr-FR", **options)
            page = context.new_page()
            page.goto(f"{url}/compte/login/")
            page.screenshot(path=folder / f"entrer-{theme}-{size}.png")
            company = _sign_in(page, url)
            for name in names:
                answer = page.goto(f"{company}{PAGES[name]}")
                page.wait_for_load_state("networkidle")
                if name in FOLLOWED:
                    page.click(FOLLOWED[name])
                for key in KEYS.get(name, ()):
                    page.keyboard.press(key)
                if name in KEYS or name in FOLLOWED:
                    page.wait_for_load_state("networkidle")
                    page.wait_for_timeout(SETTLING)
                if answer is None or not answer.ok:
                    print(f"{name} : {answer and answer.status}", file=sys.stderr)  # noqa: T201
                    yield name
                    continue
                page.screenshot(path=folder / f"{name}-{theme}-{size}.png")
            context.close()


def _sign_in(page: Page, url: str) -> str:
    page.goto(f"{url}/compte/login/")
    page.fill("input[name=login]", ADDRESS)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/societe/*/")
    return page.url
