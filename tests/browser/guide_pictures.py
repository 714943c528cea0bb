"""The pictures of the user guide, taken from the demonstration: `make guide-pictures`.

It does with a browser what the tutorial « Le mois aux écrans » tells its reader to do, from the
first start on, and takes each picture on the way: a step of the tutorial that no longer works stops
it. They are written to docs/images, in few colours.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from browser.chromium import launch, missing_message
from support.commands import COMMAND, command_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

PICTURES = Path(__file__).parents[2] / "docs" / "images"
COLOURS = 128
ADDRESS, PASSWORD = "claire@exemple.fr", "Balai-brosse-2026"
PATIENT, SLOW, PAUSE = 30_000, 180_000, 2_000
"""Milliseconds: for a page; for the company, the checks, the files of a batch; between looks."""
BANK = (
    "Date;Montant;Payeur;Libellé\n{today};1 638,72;TRESORERIE ORLEANS;VIR {invoice}\n"
    "{today};2 000,00;TRESORERIE BLOIS;VIR FACTURES OCTOBRE\n"
)


@dataclass(frozen=True, slots=True)
class Walk:
    """The screens of the demonstration in a browser, and where its pictures go."""

    page: Page
    portal: str
    """The address of the simulator."""
    folder: Path
    company: str = ""

    def go(self, path: str) -> None:
        """Open a page of the company."""
        self.page.goto(f"{self.company}{path}")
        self.page.wait_for_load_state("networkidle")

    def button(self, name: str) -> Locator:
        """Find a button, or a link that looks like one, by the first words on it."""
        shown = self.page.locator("main button, main a.btn").filter(visible=True)
        return shown.filter(has_text=re.compile(rf"^\s*{name}"))

    def task(self, name: str) -> Locator:
        """Find one of the numbers of the first page by its name."""
        named = self.page.locator(".task-name", has_text=re.compile(f"^{name}$"))
        return self.page.locator(".task", has=named)

    def picture(self, name: str, *, of: Locator | None = None, height: int | None = None) -> None:
        """Take the window, its first ``height`` points, or the part that ``of`` takes of it."""
        self.page.wait_for_load_state("networkidle")
        size = self.page.viewport_size
        assert size is not None
        clip = {"x": 0.0, "y": 0.0, "width": size["width"], "height": height or size["height"]}
        if of is not None:
            box = of.bounding_box()
            assert box is not None
            clip = {"x": box["x"] - 8, "y": box["y"] - 8}
            clip |= {"width": box["width"] + 16, "height": min(box["height"] + 16, size["height"])}
        shot = self.page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type] # a plain dict
        few = Image.open(BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True)


def main() -> int:
    """Take every picture; give 0 when all were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=PICTURES)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    # The browser writes the dates of its fields in the language of the person who looks.
    os.environ["LANGUAGE"] = "fr"
    expect.set_options(timeout=PATIENT)
    with tempfile.TemporaryDirectory() as home, _served(Path(home)) as (screens, portal):  # noqa: SIM117 - the browser comes after
        with sync_playwright() as playwright:
            browser = launch(playwright)
            if browser is None:
                print(missing_message(), file=sys.stderr)  # noqa: T201 - a command
                return 1
            size = {"width": 1366, "height": 768}
            context = browser.new_context(locale="fr-FR", color_scheme="light", viewport=size)  # type: ignore[arg-type] # a plain dict
            page = context.new_page()
            company = _first_start(page, screens)
            walk = Walk(page, portal, folder, company)
            for step in STEPS:
                step(walk)
    return 0


@contextmanager
def _served(home: Path) -> Iterator[tuple[str, str]]:
    """Run `wochorus serve` in ``home``; give the addresses of the screens and of the simulator."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", "--web-port", "0"],
        env=command_environment(home, None) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        told: list[str] = []
        while not told or "Ctrl-C" not in told[-1]:
            line = process.stdout.readline()
            assert line, "".join(told)
            told.append(line)
        screens, portal = (
            re.search(rf"^{name} : (http\S+)", "".join(told), re.MULTILINE)
            for name in ("Écrans", "Simulateur de Chorus Pro")
        )
        assert screens
        assert portal
        yield screens[1].rstrip("/"), portal[1].rstrip("/")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def _first_start(page: Page, screens: str) -> str:
    """Open the administrator's account and the company of the demonstration; give its address."""
    page.goto(screens)
    page.get_by_label("Votre adresse électronique").fill(ADDRESS)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    page.get_by_role("button", name="Ouvrir la société de démonstration").click()
    page.wait_for_url("**/societe/*/", timeout=SLOW)
    return page.url


def _home(walk: Walk) -> None:
    expect(walk.task("À corriger")).to_contain_text("31", timeout=SLOW)
    walk.picture("accueil", height=470)


def _billing(walk: Walk) -> None:
    walk.go("facturation/")
    walk.page.keyboard.press("p")
    expect(walk.button("Émettre 6 factures")).to_be_visible()
    walk.picture("facturation", height=380)
    walk.page.keyboard.press("e")
    walk.page.get_by_role("button", name="Émettre 6 factures", exact=True).click()
    expect(walk.page.get_by_text("6 factures émises")).to_be_visible(timeout=SLOW)


def _journal(walk: Walk) -> None:
    page = walk.page
    page.keyboard.press("o")
    _grid_is_there(walk)
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Facture choisie")
    expect(panel.get_by_role("heading", name="Règlements")).to_be_visible()
    expect(walk.button("Déposer 2 factures")).to_be_enabled()
    walk.picture("journal")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Raccourcis clavier")
    expect(keys).to_be_visible()
    walk.picture("touches", of=keys)
    page.keyboard.press("Escape")


def _grid_is_there(walk: Walk) -> None:
    grid = walk.page.get_by_role("grid", name="Journal de facturation")
    expect(grid).to_have_attribute("aria-busy", "false")


def _anomalies(walk: Walk) -> None:
    page = walk.page
    walk.go("anomalies/")
    _standing(walk, "31")
    field = _remedy(walk, "Code service", "0044")
    field.press_sequentially("FI")
    expect(page.get_by_role("option")).to_have_text([re.compile("FINANCES")])
    walk.picture("anomalies")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator(".preview")).to_contain_text("Cette facture")
    page.keyboard.press("Enter")
    _standing(walk, "30")


def _remedy(walk: Walk, what: str, number: str) -> Locator:
    name = re.compile(rf"^{re.escape(what)}, facture \S*{number}$")
    field = walk.page.locator("table.anomalies").get_by_label(name)
    field.scroll_into_view_if_needed()
    field.focus()
    return field


def _standing(walk: Walk, held: str) -> None:
    expect(walk.page.locator("#compte")).to_contain_text(
        re.compile(rf"{held}\s+à corriger"), timeout=SLOW
    )


def _alike(walk: Walk) -> None:
    page = walk.page
    walk.go("clients/fiche/P013/?onglet=commercial")
    page.locator("#id_siret").fill("214 101 941 00026")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Bloque le dépôt")).to_be_visible()
    walk.go("anomalies/")
    _standing(walk, "34")
    field = _remedy(walk, "SIRET du client", "00003")
    field.press_sequentially("romorantin")
    expect(page.get_by_role("option")).to_have_text([re.compile("ROMORANTIN")])
    field.press("ArrowDown")
    field.press("Enter")
    preview = page.locator(".preview-row")
    expect(preview).to_contain_text("4 factures")
    held = page.locator("tbody", has=preview)
    walk.picture("anomalies-semblables", of=held)
    page.keyboard.press("Enter")
    _standing(walk, "30")


def _sequential(walk: Walk) -> None:
    page = walk.page
    walk.go("journal/")
    _grid_is_there(walk)
    page.keyboard.press("/")
    page.keyboard.type("FA-20")
    page.keyboard.press("Enter")
    page.wait_for_url("**recherche=FA-20**")
    _grid_is_there(walk)
    page.keyboard.press("Control+a")
    expect(walk.button("Déposer 6 factures")).to_be_enabled()
    page.keyboard.press("d")
    page.get_by_role("link", name="Dépôt séquentiel").click()
    expect(walk.button("Déposer 6 factures")).to_be_visible(timeout=SLOW)
    page.get_by_label("Attente internet (ms)").fill("4000")
    walk.button("Déposer 6 factures").click()
    page.wait_for_url("**/depot/ordres/*/", timeout=SLOW)
    expect(page.locator(".order-counts")).to_contain_text("2 sur 6", timeout=SLOW)
    walk.picture("depot-en-cours", height=430)
    page.keyboard.press("s")
    expect(page.get_by_text("En pause.")).to_be_visible(timeout=SLOW)
    page.keyboard.press("r")
    expect(page.get_by_text("6 factures déposées sur Chorus Pro")).to_be_visible(timeout=SLOW)


def _batch(walk: Walk) -> None:
    page = walk.page
    walk.go("depot/")
    expect(walk.button("Déposer 88 factures")).to_be_visible(timeout=SLOW)
    walk.picture("depot")
    page.keyboard.press("d")
    page.wait_for_url("**/depot/ordres/*/", timeout=SLOW)
    expect(page.get_by_text("88 factures déposées sur Chorus Pro")).to_be_visible(timeout=SLOW)


def _lost_answer(walk: Walk) -> None:
    page = walk.page
    walk.go("anomalies/")
    field = _remedy(walk, "N° d'engagement", "0142")
    field.fill("BC-2026-900")
    field.press("Enter")
    _standing(walk, "29")
    walk.go("reglages/entrainement/")
    page.get_by_role("button", name=re.compile("La connexion coupée avant")).click()
    expect(page.get_by_text("1 panne attend de frapper")).to_be_visible()
    walk.go("depot/")
    walk.button("Déposer 1 facture").click(timeout=SLOW)
    panel = page.locator(".ambiguous")
    expect(panel).to_be_visible(timeout=SLOW)
    walk.picture("depot-incertain", of=panel)
    expect(panel).to_be_hidden(timeout=SLOW)
    _flows_are_there(walk, 9)


def _flows_are_there(walk: Walk, count: int) -> None:
    """Wait until so many flows are integrated, that of a second try by the workers among them."""
    for _ in range(SLOW // PAUSE):
        walk.go("flux/?etat=integrated")
        if walk.page.locator("main tbody tr").count() == count:
            return
        walk.page.wait_for_timeout(PAUSE)
    raise AssertionError(f"fewer than {count} flows are integrated")


def _buyer(walk: Walk) -> None:
    """Suspend an invoice and reject another at the buyer's desk, then read it."""
    page = walk.page
    for number, word, button in (
        ("0044", "Suspendre", "Suspendre la facture"),
        ("-00005", "Rejeter", "Rejeter la facture"),
    ):
        page.goto(_at_the_desk(walk, number))
        page.locator("summary", has_text=word).click()
        form = page.locator("details[open]")
        if word == "Rejeter":
            form.locator("select").select_option("EJ_ERR")
        else:
            form.locator("textarea").fill("le bon d'intervention signé")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("C'est fait")).to_be_visible()
    walk.go("flux/")
    page.keyboard.press("r")
    expect(page.get_by_text("2 factures ont changé de statut")).to_be_visible(timeout=SLOW)
    walk.picture("flux", height=520)


def _at_the_desk(walk: Walk, number: str) -> str:
    """Give the address of an invoice at the desk of the buyer, by the end of its number."""
    page = walk.page
    page.goto(f"{walk.portal}/acheteur/")
    town = "CHARTRES" if number == "-00005" else "ORLÉANS"
    page.get_by_role("link", name=re.compile(town)).first.click()
    address = page.get_by_role("link", name=re.compile(f"{number}$")).get_attribute("href")
    return f"{walk.portal}{address}"


def _correct(walk: Walk) -> None:
    page = walk.page
    page.set_viewport_size({"width": 1366, "height": 1020})
    panel = page.get_by_role("complementary", name="Facture choisie")
    walk.go("")
    walk.task("Suspendues").get_by_role("link").click()
    _grid_is_there(walk)
    page.keyboard.press("Enter")
    panel.locator("summary", has_text="Compléter").click()
    panel.get_by_label("Pièces (10 Mo au plus chacune)").set_input_files(
        {"name": "bon.pdf", "mimeType": "application/pdf", "buffer": _a_page()}
    )
    panel.get_by_label("Réponse au destinataire").fill("Voici le bon signé.")
    walk.picture("corriger", of=panel)
    panel.get_by_role("button", name="Compléter sur Chorus Pro").click()
    expect(panel.get_by_text("C'est fait sur Chorus Pro")).to_be_visible()
    page.set_viewport_size({"width": 1366, "height": 768})
    walk.go("")
    walk.task("Rejetées").get_by_role("link").click()
    _grid_is_there(walk)
    page.keyboard.press("Enter")
    panel.locator("summary", has_text="Annuler et réémettre").click()
    panel.get_by_label("N° d'engagement").fill("BC-2026-778")
    panel.get_by_role("button", name="Annuler et réémettre").click()
    expect(panel.locator("summary", has_text="Défaire la réémission")).to_be_visible()


def _a_page() -> bytes:
    page = BytesIO()
    Image.new("L", (210, 297), "white").save(page, "PDF")
    return page.getvalue()


def _payments(walk: Walk) -> None:
    page = walk.page
    walk.go("journal/?recherche=00001")
    _grid_is_there(walk)
    row = page.get_by_role("row").filter(has_text=re.compile(r"FA-\d{4}-00001"))
    told = row.first.inner_text()
    invoice = re.search(r"FA-\d{4}-00001", told)
    today = re.search(r"\d\d/\d\d/\d{4}", told)
    assert invoice
    assert today
    text = BANK.format(today=today[0], invoice=invoice[0])
    walk.go("reglements/importer/")
    page.locator("input[type=file]").set_input_files(
        {"name": "banque.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    walk.button("Voir ce qu'il contient").click()
    expect(walk.button("Enregistrer 2 règlements").first).to_be_visible()
    walk.picture("reglements-import", height=380)
    walk.button("Enregistrer 2 règlements").first.click()
    expect(page.get_by_text("1 règlement reste à affecter")).to_be_visible()


STEPS: tuple[Callable[[Walk], None], ...] = (
    _home,
    _billing,
    _journal,
    _anomalies,
    _alike,
    _sequential,
    _batch,
    _lost_answer,
    _buyer,
    _correct,
    _payments,
)
"""In the order of the tutorial: each leaves the company as the next one finds it."""

if __name__ == "__main__":
    sys.exit(main())
