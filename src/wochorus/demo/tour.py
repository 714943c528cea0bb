"""The demonstration itself: the month of a cleaning company, from its files to Chorus Pro.

Everything is done by the commands that a user types, one after the other, against a database and
a simulator that live in the folder of the demonstration and stop with it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape

from wochorus.core.dates import format_date
from wochorus.demo import seller
from wochorus.demo.commands import Commands
from wochorus.demo.conclusion import conclude
from wochorus.demo.contracts import COUNT
from wochorus.demo.files import Desk, write_files
from wochorus.demo.folder import demo_folder, make_afresh
from wochorus.demo.interruption import all_interruptions_alike
from wochorus.demo.invoices import PdfFile
from wochorus.demo.public_bodies import SHUT_ON_THE_PORTAL, SOUND_BODIES
from wochorus.demo.simulator import call_simulator, load_annuaire
from wochorus.demo.simulator_process import running_simulator
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from rich.console import Console

    from wochorus.demo.folder import DemoFolder

INTEGRATION_DELAY = 1.0
CALL_INTERVAL_MS = 60
SOME_BLOCKED = 1
"""The exit code of a command that could not do all that was asked: here, it is expected."""


def run_demo(data_folder: Path, today: date, console: Console) -> None:
    """Show the whole job in a folder of its own under ``data_folder``, then stop everything.

    Raises `WoChorusError` when a step does not end as it should.
    """
    begun = time.monotonic()
    folder = demo_folder(data_folder)
    with all_interruptions_alike(), folder.held():
        make_afresh(folder)
        _introduce(console, folder)
        with _prepared(folder, today, console) as (desk, url):
            commands = Commands(folder.home, url, console)
            _Tour(commands, desk, folder, console).run()
            conclude(commands, folder, console)
        seconds = time.monotonic() - begun
        console.print(f"\nDémonstration terminée en {seconds:.0f} s ; tout est arrêté.")


@contextmanager
def _prepared(folder: DemoFolder, today: date, console: Console) -> Iterator[tuple[Desk, str]]:
    """Write the files while the database is being made, then start the simulator."""
    with ExitStack() as stack:
        with ThreadPoolExecutor(1) as aside:
            database = running_database(folder.home, None)
            ready = aside.submit(stack.enter_context, database)
            with console.status("Écriture des fichiers du mois, création de la base…"):
                desk = write_files(folder, today)
                ready.result()
        simulator = running_simulator(folder.simulator, port=0, integration_delay=INTEGRATION_DELAY)
        url = stack.enter_context(simulator).url
        _furnish(url, desk)
        yield desk, url


def _furnish(url: str, desk: Desk) -> None:
    """Give the portal today's annuaire, with a service closed since; have it lose an answer."""
    load_annuaire(desk.annuaire.structures, desk.annuaire.services, url=url)
    shut = SHUT_ON_THE_PORTAL
    body = next(body for body in SOUND_BODIES if shut in body.services)
    closed = {"identifier": body.siret, "code": shut.code, "name": shut.name, "active": False}
    call_simulator("POST", "/simulator/services", url=url, json=closed)


def _introduce(console: Console, folder: DemoFolder) -> None:
    console.print(
        "[bold]Démonstration de WO CHORUS[/]\n"
        f"{seller.NAME}, société de nettoyage imaginaire, a fini son mois. Une partie de ses "
        "clients sont publics : leurs factures doivent arriver sur Chorus Pro.\n"
        "Vos données ne sont pas touchées : tout se passe dans "
        f"[cyan]{escape(str(folder.home))}[/],\n"
        "avec sa propre base et un simulateur de Chorus Pro ; rien ne sort de cette machine."
    )


class _Tour:
    """The steps, in the order of the work."""

    def __init__(
        self, commands: Commands, desk: Desk, folder: DemoFolder, console: Console
    ) -> None:
        self.commands = commands
        self.desk = desk
        self.folder = folder
        self.console = console

    def run(self) -> None:
        self.files()
        self.company()
        self.annuaire()
        self.journal()
        self.contracts()
        self.checks()
        self.batch()
        self.sequence()
        self.follow()
        self.numbers()

    def title(self, title: str, text: str) -> None:
        self.console.print(f"\n[bold]{title}[/]\n{text}")

    def name(self, path: Path) -> str:
        return str(path.relative_to(self.folder.home))

    def files(self) -> None:
        count = len(self.desk.invoices)
        detailed = sum(invoice.is_detailed for invoice in self.desk.invoices)
        ours = sum(invoice.pdf is PdfFile.LEFT_TO_US for invoice in self.desk.invoices)
        customers = len({invoice.customer.code for invoice in self.desk.invoices})
        self.title(
            f"1. Les fichiers du mois ({self.desk.month.name})",
            f"{self.name(self.desk.journal)} : {count} factures et avoirs de {customers} clients, "
            f"publics et privés ; sa feuille « Lignes » en détaille {detailed}\n"
            f"{self.name(self.folder.pdfs)}/ : les factures en PDF, sauf {ours} que WO CHORUS "
            "mettra en page\n"
            f"{self.name(self.folder.attachments)}/ : les pièces jointes\n"
            f"{self.name(self.folder.annuaire)}/ : l'annuaire des structures publiques, celui du "
            "mois dernier et celui du jour\n"
            "Vous pouvez taper vous-même les commandes qui suivent (leur dossier et leurs "
            "réglages sont rappelés à la fin).",
        )

    def company(self) -> None:
        self.title(
            "2. La société",
            "Elle est enregistrée, avec tout ce que ses factures portent, puis inscrite sur le "
            "simulateur, qui lui donne ses identifiants ; ses secrets sont chiffrés.",
        )
        self.commands.run(
            *("company", "add", seller.CODE, "--name", seller.NAME, "--siret", seller.SIRET),
            *("--address", seller.STREET, "--postcode", seller.POSTCODE, "--town", seller.TOWN),
            *("--legal-form", seller.LEGAL_FORM, "--share-capital", seller.SHARE_CAPITAL),
            *("--trade-register", seller.TRADE_REGISTER, "--phone", seller.PHONE),
            *("--email", seller.EMAIL, "--iban", seller.IBAN, "--bic", seller.BIC),
            *("--logo", self.name(self.desk.logo)),
            *("--call-interval-ms", str(CALL_INTERVAL_MS)),
        )
        self.commands.run("company", "simulator", seller.CODE)

    def annuaire(self) -> None:
        self.title(
            "3. L'annuaire",
            "Celui du mois dernier, puis celui du jour : le second met à jour et ferme ce qui a "
            "disparu.",
        )
        for edition in (self.desk.former_annuaire, self.desk.annuaire):
            files = (self.name(edition.structures), self.name(edition.services))
            self.commands.run("directory", "import", *files)
        self.commands.run("directory", "search", "mairie", "tours")

    def journal(self) -> None:
        self.title(
            "4. Le journal de facturation",
            "Les factures entrent avec leurs lignes, quand elles en ont, leurs PDF, reconnus par "
            "leur numéro, et leurs pièces jointes.",
        )
        self.commands.run(
            *("journal", "import", self.name(self.desk.journal)),
            *("--pdfs", self.name(self.folder.pdfs)),
            *("--attachments", self.name(self.folder.attachments)),
        )

    def contracts(self) -> None:
        month = self.desk.month
        first, last = (f"FA-{month.year}-{rank:05}" for rank in (1, COUNT))
        self.title(
            "5. Les contrats du mois",
            f"{self.name(self.desk.contracts)} : {COUNT} contrats que WO CHORUS facture lui-même. "
            "Il propose ce qui est dû, avec ce qui est à regarder : l'un commence en cours de mois "
            "et doit ses jours, un autre n'est pas revenu signé. Puis il émet tout d'un coup, et "
            "met les factures en page.",
        )
        self.commands.run("contract", "import", self.name(self.desk.contracts))
        self.commands.run("billing", "run", "propose", "--date", format_date(month.last))
        self.commands.run("billing", "run", "issue", "--yes")
        self.commands.run("archive", "rebuild", "--number-from", first, "--number-to", last)

    def checks(self) -> None:
        self.title(
            "6. Les contrôles",
            "Toutes les anomalies de toutes les factures publiques, avant que rien ne parte. "
            "Celles qui ont leurs lignes sont écrites en Factur-X et jugées par les règles "
            "officielles. Le journal contient exprès des anomalies de chaque sorte.",
        )
        self.commands.run("check", expected=SOME_BLOCKED)

    def batch(self) -> None:
        month = self.desk.month
        self.title(
            "7. Dépôt par lot",
            "La seconde moitié du mois part en deux flux : les factures qui ont leurs lignes en "
            "Factur-X, PDF et données en un fichier, les autres au format CPP minimal. Les "
            "factures en anomalie restent.",
        )
        after = month.middle.replace(day=month.middle.day + 1)
        self.commands.run(
            *("deposit", "--mode", "batch", "--from", format_date(after)),
            *("--to", format_date(month.last), "--flow-name", f"contrats {month.code}"),
            "--no-follow",
            expected=SOME_BLOCKED,
        )

    def sequence(self) -> None:
        self.title(
            "8. Dépôt séquentiel",
            "Les travaux de la première moitié partent un par un. Le simulateur perd exprès une "
            "réponse en chemin : le flux est « incertain », et l'on continue.",
        )
        lost = {"kind": "cut_after_recording", "count": 1}
        call_simulator("POST", "/simulator/faults", url=self.commands.simulator_url, json=lost)
        self.commands.run(*self.sequential_deposit(), "--no-follow", expected=SOME_BLOCKED)

    def sequential_deposit(self) -> tuple[str, ...]:
        month = self.desk.month
        return (
            *("deposit", "--mode", "sequential", "--from", format_date(month.first)),
            *("--to", format_date(month.middle), "--flow-name", f"travaux {month.code}"),
            *("--continue-on-error", "--wait-ms", "50"),
        )

    def follow(self) -> None:
        self.title(
            "9. Le suivi",
            "Chorus Pro dit le sort de chaque flux ; celui dont la réponse s'était perdue est "
            "retrouvé. Demander le même dépôt une seconde fois n'envoie rien.",
        )
        self.commands.run("follow", "--for", "60")
        self.commands.run(*self.sequential_deposit())
        self.commands.run("flow", "list")

    def numbers(self) -> None:
        self.title(
            "10. Le journal, avec ses numéros Chorus",
            "Les factures publiques du mois : déposées, refusées, ou encore à corriger.",
        )
        self.commands.run("journal", "list", "--public")
