"""The one place that reads the environment.

Every setting that comes from outside the database is named here, once, and reaches the rest of
the product as a value of `Environment`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from wochorus.storage.virus_scan import Scanner

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Environment:
    """What the outside decides: where data live, which servers to use."""

    home: Path
    """The data folder (`WOCHORUS_HOME`, else the platform's usual place)."""
    database_url: str | None
    """`DATABASE_URL`: another PostgreSQL than the private one."""
    simulator_url: str
    """`WOCHORUS_SIMULATOR_URL`: where the simulator listens."""
    chorus_token_url: str | None
    """`WOCHORUS_CHORUS_TOKEN_URL`: token address of the environment named `other`."""
    chorus_api_url: str | None
    """`WOCHORUS_CHORUS_API_URL`: base address of the API of the environment named `other`."""
    register_url: str | None
    """`WOCHORUS_REGISTER_URL`: a simulated register of companies, instead of the public APIs."""
    clamd: str | None
    """`WOCHORUS_CLAMD`: where ClamAV's daemon listens, a path or `host:port`; none: no scan."""
    web_url: str
    """`WOCHORUS_WEB_URL`: the address under which people reach the screens."""
    smtp_url: str | None
    """`WOCHORUS_SMTP_URL`: the server that takes our e-mails, `smtp://name:password@host:587`."""
    mail_sender: str | None
    """`WOCHORUS_MAIL_FROM`: the address our e-mails come from."""
    oidc_issuer: str | None
    """`WOCHORUS_OIDC_ISSUER`: the OpenID Connect server that also signs people in."""
    oidc_client_id: str | None
    """`WOCHORUS_OIDC_CLIENT_ID`: our name there."""
    oidc_client_secret: str | None
    """`WOCHORUS_OIDC_CLIENT_SECRET`: our secret there."""
    oidc_name: str
    """`WOCHORUS_OIDC_NAME`: what its button says."""
    secret_key: str | None
    """`WOCHORUS_SECRET_KEY`: 64 hexadecimal digits, instead of the key file of the data folder."""

    @property
    def files(self) -> Path:
        """Where PDFs, attachments and deposited flows are kept."""
        return self.home / "files"

    @property
    def sends_mail(self) -> bool:
        """Whether a server takes our e-mails."""
        return self.smtp_url is not None

    @property
    def has_oidc(self) -> bool:
        """Whether people may sign in by OpenID Connect."""
        return bool(self.oidc_issuer and self.oidc_client_id and self.oidc_client_secret)

    @property
    def scanner(self) -> Scanner | None:
        """The virus scanner, where there is one."""
        return Scanner(self.clamd) if self.clamd else None


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Read the settings from ``variables`` (the process environment by default)."""
    found = os.environ if variables is None else variables
    home = found.get("WOCHORUS_HOME") or platformdirs.user_data_dir("wochorus", appauthor=False)
    return Environment(
        home=Path(home).expanduser().absolute(),
        database_url=found.get("DATABASE_URL") or None,
        simulator_url=found.get("WOCHORUS_SIMULATOR_URL") or "http://127.0.0.1:8765",
        chorus_token_url=found.get("WOCHORUS_CHORUS_TOKEN_URL") or None,
        chorus_api_url=found.get("WOCHORUS_CHORUS_API_URL") or None,
        register_url=found.get("WOCHORUS_REGISTER_URL") or None,
        clamd=found.get("WOCHORUS_CLAMD") or None,
        web_url=found.get("WOCHORUS_WEB_URL") or "http://localhost:8000",
        smtp_url=found.get("WOCHORUS_SMTP_URL") or None,
        mail_sender=found.get("WOCHORUS_MAIL_FROM") or None,
        oidc_issuer=found.get("WOCHORUS_OIDC_ISSUER") or None,
        oidc_client_id=found.get("WOCHORUS_OIDC_CLIENT_ID") or None,
        oidc_client_secret=found.get("WOCHORUS_OIDC_CLIENT_SECRET") or None,
        oidc_name=found.get("WOCHORUS_OIDC_NAME") or "Compte de l'entreprise",
        secret_key=found.get("WOCHORUS_SECRET_KEY") or None,
    )
