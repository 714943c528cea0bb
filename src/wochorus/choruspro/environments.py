"""Where Chorus Pro answers: two addresses per environment, one for tokens and one for calls.

Qualification and production have fixed public addresses. The simulator and the environment
named ``other`` take theirs from the settings. No environment is ever assumed: a name that is
not known is refused, because a deposit on the wrong portal cannot be taken back.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wochorus.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The token address and the base address of the API, without a final slash.

    ``is_simulator`` only changes what is said when nothing answers.
    """

    token_url: str
    api_url: str
    is_simulator: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        for address in (self.token_url, self.api_url):
            _refuse_unsafe(address)


def _refuse_unsafe(address: str) -> None:
    parts = _split(address)
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname)):
        return
    raise InvalidInput(
        "Cette adresse de Chorus Pro n'est pas chiffrée",
        where=address,
        remedy="Utilisez une adresse https:// (http:// n'est admis que sur cette machine)",
    )


def _split(address: str) -> _Address:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        parts = urlsplit("")
    bare = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
        raise InvalidInput(
            "Cette adresse de Chorus Pro n'est pas utilisable",
            where=address or "adresse vide",
            remedy="Donnez une adresse complète, par exemple https://api.piste.gouv.fr",
        )
    return _Address(parts.scheme, parts.hostname)


@dataclass(frozen=True, slots=True)
class _Address:
    scheme: str
    hostname: str


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine: ``localhost`` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


ENDPOINTS = {
    "qualification": Endpoints(
        token_url="https://sandbox-oauth.piste.gouv.fr/api/oauth/token",  # noqa: S106 - an address
        api_url="https://sandbox-api.piste.gouv.fr",
    ),
    "production": Endpoints(
        token_url="https://oauth.piste.gouv.fr/api/oauth/token",  # noqa: S106 - an address
        api_url="https://api.piste.gouv.fr",
    ),
}
"""The public portals. PISTE's sandbox is the one linked to Chorus Pro's qualification."""

ENVIRONMENTS = ("simulator", *ENDPOINTS, "other")


def endpoints(
    environment: str,
    *,
    simulator_url: str | None = None,
    token_url: str | None = None,
    api_url: str | None = None,
) -> Endpoints:
    """Find the addresses of ``environment``: simulator, qualification, production or other.

    ``simulator_url`` serves only the first, ``token_url`` and ``api_url`` only the last. Raises
    `InvalidInput` on an unknown name, a missing address, or ``http://`` beyond this machine.
    """
    if environment in ENDPOINTS:
        return ENDPOINTS[environment]
    if environment == "simulator":
        base = _required(simulator_url, "WOCHORUS_SIMULATOR_URL", "du simulateur")
        return Endpoints(f"{base}/api/oauth/token", base, is_simulator=True)
    if environment == "other":
        return Endpoints(
            _required(token_url, "WOCHORUS_CHORUS_TOKEN_URL", "des jetons"),
            _required(api_url, "WOCHORUS_CHORUS_API_URL", "de l'API"),
        )
    raise InvalidInput(
        f"L'environnement Chorus Pro « {environment} » n'existe pas",
        remedy=f"Choisissez l'un de ceux-ci : {', '.join(ENVIRONMENTS)}",
    )


def _required(address: str | None, variable: str, role: str) -> str:
    if address and address.strip():
        return address.strip().rstrip("/")
    raise InvalidInput(
        f"L'adresse {role} de cet environnement Chorus Pro manque",
        where=variable,
        remedy="L'environnement « other » demande WOCHORUS_CHORUS_TOKEN_URL et "
        "WOCHORUS_CHORUS_API_URL ; « simulator » demande WOCHORUS_SIMULATOR_URL",
    )
