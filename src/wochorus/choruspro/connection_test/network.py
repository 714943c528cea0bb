"""The network: the name of a server, a connection to it, its certificate.

Nothing is sent. Where the machine goes out through a proxy, the proxy is what can be reached, and
the certificate is checked by the first true call.
"""

from __future__ import annotations

import socket
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wochorus.choruspro.connection_test.steps import Layer, Step, failed, passed, skipped
from wochorus.choruspro.environments import is_loopback
from wochorus.choruspro.failures import describe_failure

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

_PORTS = {"https": 443, "http": 80}
_SOCKS_PORT = 1080
ON_THE_NETWORK = "Vérifiez la connexion à internet, le pare-feu, et l'adresse de l'environnement."


@dataclass(frozen=True, slots=True)
class Crossing:
    """The three layers of one address, by their names."""

    name: Layer
    connection: Layer
    encryption: Layer


TOKENS = Crossing(Layer.TOKEN_NAME, Layer.TOKEN_CONNECTION, Layer.TOKEN_ENCRYPTION)
API = Crossing(Layer.API_NAME, Layer.API_CONNECTION, Layer.API_ENCRYPTION)


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    is_encrypted: bool

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def reach(
    crossing: Crossing,
    url: str,
    *,
    trust: ssl.SSLContext,
    timeout: float,
    proxies: Mapping[str, str] | None = None,
    when_silent: str = ON_THE_NETWORK,
) -> tuple[Step, Step, Step]:
    """Find, reach and recognise the server of ``url``; ``timeout`` is in seconds.

    ``proxies`` are addresses by scheme, those of the machine by default. ``when_silent`` is what
    to do when nothing answers there.
    """
    place = _place(url)
    proxy = _proxy_for(place, urllib.request.getproxies() if proxies is None else proxies)
    target = proxy or place
    name = _find(crossing.name, target, is_proxy=proxy is not None)
    if isinstance(name, Step):
        return (
            name,
            skipped(crossing.connection, "le serveur est introuvable"),
            skipped(crossing.encryption, "le serveur est introuvable"),
        )
    found = passed(crossing.name, name)
    try:
        with socket.create_connection((target.host, target.port), timeout) as line:
            connected = passed(crossing.connection, f"{target} répond")
            if proxy is not None:
                told = f"le mandataire (proxy) {proxy} répond : le certificat sera vérifié ensuite"
                return found, connected, skipped(crossing.encryption, told)
            return found, connected, _encrypt(crossing.encryption, place, line, trust)
    except OSError as error:
        return (
            found,
            failed(
                crossing.connection,
                f"{target} ne répond pas : {describe_failure(error)}",
                when_silent,
            ),
            skipped(crossing.encryption, "le serveur ne répond pas"),
        )


def _place(url: str) -> _Place:
    parts = urlsplit(url)
    return _Place(
        parts.hostname or "",
        parts.port or _PORTS.get(parts.scheme, _SOCKS_PORT),
        parts.scheme == "https",
    )


def _proxy_for(place: _Place, proxies: Mapping[str, str]) -> _Place | None:
    scheme = "https" if place.is_encrypted else "http"
    address = proxies.get(scheme) or proxies.get("all")
    if not address or is_loopback(place.host) or urllib.request.proxy_bypass(place.host):
        return None
    return _place(address if "://" in address else f"http://{address}")


def _find(layer: Layer, place: _Place, *, is_proxy: bool) -> str | Step:
    """Look a name up; give what to say, or the failure."""
    what = "le mandataire (proxy)" if is_proxy else "le serveur"
    try:
        socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        valid = not isinstance(error, UnicodeError)
        reason = describe_failure(error) if valid else "ce nom ne peut pas exister"
        return failed(
            layer,
            f"{place.host} : {reason}",
            "Vérifiez la connexion à internet, le serveur de noms (DNS), et l'adresse de "
            "l'environnement.",
        )
    return f"{what} {place.host} est connu"


def _encrypt(layer: Layer, place: _Place, line: socket.socket, trust: ssl.SSLContext) -> Step:
    if not place.is_encrypted:
        return passed(layer, "pas de chiffrement : l'adresse est sur cette machine")
    try:
        with trust.wrap_socket(line, server_hostname=place.host) as encrypted:
            version = encrypted.version()
    except (OSError, ValueError) as error:
        return failed(
            layer,
            f"la connexion chiffrée à {place} échoue : {describe_failure(error)}",
            "Vérifiez la date de cette machine, et si un pare-feu déchiffre les connexions "
            "(variable SSL_CERT_FILE).",
        )
    return passed(layer, f"certificat reconnu, {version}")
