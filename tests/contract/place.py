"""A supplier on a simulated Chorus Pro, with all that its operations need, and two clients.

The one client is patient. The other gives up almost at once: it meets the slow portals. Neither
ever sleeps: what they would have slept is noted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from simulator.bills import a_pdf
from wochorus.choruspro import ChorusClient, Credentials, Endpoints, Timeouts, TokenCache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract.witness import Witness
    from simulator.running import Simulator

SUPPLIER, COMPANY = "73282932000074", "PROPRE ET NET SAS"
VALIDATOR = "35600000000048"
UNDEMANDING = "12345678200051"
SERVICE_REQUIRED = "12345678200028"
UNKNOWN_SIRET = "12345678299999"
ISSUED = date(2026, 4, 30)
STATE_ORDER = "1300012345"
A_PLAIN_PDF = a_pdf({}, archival=False)
PATIENT = Timeouts(connect=60, write=60, token=60, read=60, upload=60, deposit=60, download=60)
IMPATIENT = Timeouts(
    connect=60, write=60, token=0.03, read=0.03, upload=0.03, deposit=0.03, download=0.03
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Chorus Pro's own numbers of what a supplier asks about.

    ``flow`` was integrated but for one invoice; ``seen`` is an invoice typed in, with lines, VAT
    and attachments; ``fetched`` is downloaded; ``changed`` and ``validated`` are changed.
    """

    own: int
    hall: int
    service: int
    bank_account: int
    flow: str
    seen: int
    fetched: int
    changed: int
    validated: int


@dataclass(slots=True)
class Place:
    """Where a test stands."""

    simulator: Simulator
    folder: Path
    keys: dict[str, str]
    witness: Witness
    tokens: TokenCache = field(default_factory=TokenCache)
    slept: list[float] = field(default_factory=list)
    usual: dict[str, Any] = field(default_factory=dict)
    """What each reading says in fair weather."""
    numbers: Numbers = field(init=False)
    patient: ChorusClient = field(init=False)
    impatient: ChorusClient = field(init=False)
    _fresh: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def credentials(self) -> Credentials:
        """The four credentials of the supplier."""
        names = ("client_id", "client_secret", "technical_login", "technical_password")
        return Credentials(**{name: self.keys[name] for name in names})

    @property
    def token(self) -> str:
        """The token in use; empty if there is none."""
        return self.tokens.find(self.simulator.token_url, self.credentials, 0) or ""

    def a_client(self, timeouts: Timeouts) -> ChorusClient:
        """Open a client that shares the token and the notes of sleep."""
        return ChorusClient(
            Endpoints(self.simulator.token_url, self.simulator.api_url),
            self.credentials,
            interval_ms=0,
            sleep=self.slept.append,
            timeouts=timeouts,
            tokens=self.tokens,
        )

    def fresh(self, beginning: str = "N") -> str:
        """Give an invoice number that was never used."""
        return f"{beginning}-{next(self._fresh)}"

    def give_status(self, invoice: int, status: str) -> int:
        """Give an invoice a status, as its recipient would; give its number back."""
        self.simulator.admin.set_status(invoice, status)
        return invoice

    def settle(self) -> None:
        """Have everything that is due take place."""
        self.simulator.admin.flows()

    def forget_token(self) -> None:
        """Make the next call ask for a token."""
        self.tokens.forget(self.token)
