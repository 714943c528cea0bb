"""An office with its screens open, and browsers in which people are signed in."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.running import Simulator, a_simulator
from support.commands import COMMAND, command_environment
from support.forked import run_forked
from support.month import Month, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

PASSWORD = "Balai-brosse-2026"
COMPANY = "propre"


@dataclass(slots=True)
class Office:
    """One company, its data folder and database, its portal, the address of its screens."""

    home: Path
    database_url: str
    month: Month
    simulator: Simulator
    variables: dict[str, str]
    url: str = ""
    sessions: dict[str, Any] = field(default_factory=dict)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `wochorus WORDS` beside the screens."""
        return run_forked(
            *words, home=self.home, database_url=self.database_url, variables=self.variables
        )

    def bring_in(self) -> None:
        """Import the invoices written in the month since the last time."""
        done = self.run("journal", "import", *self.month.files)
        assert done.returncode == 0, done.stdout + done.stderr

    def path(self, rest: str = "") -> str:
        """Give the address of a page of the company."""
        return f"{self.url}/societe/{COMPANY}/{rest}"


ROLES = ("reader", "clerk", "administrator")


def furnish(folder: Path, database_url: str) -> None:
    """Set up a company, its portal and its people in ``folder``, once for many offices."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    month = Month(folder)
    month.invoice("FA-1")
    with _a_portal(folder) as simulator:
        variables = set_up(home, database_url, month, simulator.url)
        office = Office(home, database_url, month, simulator, variables)
        for role in ROLES:
            _add_person(office, role)


@contextmanager
def an_office(furnished: Path, folder: Path, database_url: str) -> Iterator[Office]:
    """Open the screens of a copy of what was furnished; the database is a copy already."""
    shutil.copytree(furnished, folder, dirs_exist_ok=True)
    month = Month(folder)
    # Its files are there; what is imported again is known already.
    month.invoice("FA-1")
    with _a_portal(folder) as simulator:
        variables = {"WOCHORUS_SIMULATOR_URL": simulator.url}
        office = Office(folder / "home", database_url, month, simulator, variables)
        with open_screens(office.home, database_url, variables) as url:
            office.url = url
            yield office


def _a_portal(folder: Path) -> AbstractContextManager[Simulator]:
    return a_simulator(folder / "portal", integration_delay=0, routing_delay=0)


@contextmanager
def open_screens(home: Path, database_url: str | None, variables: dict[str, str]) -> Iterator[str]:
    """Run `wochorus web` on a free port; give its address."""
    log = home / "web.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [COMMAND, "web", "--port", "0"],
            env=command_environment(home, database_url, variables) | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"{line}\n{log.read_text('utf-8')}"
        yield found[0].rstrip("/")
    finally:
        process.terminate()
        process.communicate()


def _add_person(office: Office, role: str) -> None:
    words = ("user", "add", _address(role), "--company", COMPANY, "--role", role)
    done = subprocess.run(
        [COMMAND, *words, "--password-stdin"],
        env=command_environment(office.home, office.database_url, office.variables),
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _address(role: str) -> str:
    return f"{role}@propre.example"


def signed_in(browser: Browser, office: Office, role: str, **options: Any) -> BrowserContext:
    """Open a browser in which a person of ``role`` is signed in; the form is filled once."""
    shown = {"locale": "fr-FR", "viewport": {"width": 1366, "height": 768}} | options
    if role in office.sessions:
        return browser.new_context(storage_state=json.loads(office.sessions[role]), **shown)
    context = browser.new_context(**shown)
    page = context.new_page()
    page.goto(f"{office.url}/compte/login/")
    page.fill("input[name=login]", _address(role))
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/societe/**")
    office.sessions[role] = json.dumps(context.storage_state())
    page.close()
    return context
