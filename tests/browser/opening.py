"""An office with its screens open, and browsers in which people are signed in."""

from __future__ import annotations

import json
import re
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


@contextmanager
def an_office(folder: Path, database_url: str) -> Iterator[Office]:
    """Set up a company on a simulator and open its screens on a free port."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    month = Month(folder)
    month.invoice("FA-1")
    with a_simulator(folder / "portal", integration_delay=0, routing_delay=0) as simulator:
        variables = set_up(home, database_url, month, simulator.url)
        office = Office(home, database_url, month, simulator, variables)
        for role in ("reader", "clerk", "administrator"):
            _add_person(office, role)
        with open_screens(home, database_url, variables) as url:
            office.url = url
            yield office


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
