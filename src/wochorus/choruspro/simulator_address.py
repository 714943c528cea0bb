"""Where the simulator listens, as the settings say: its port here, and how to start it."""

from __future__ import annotations

from urllib.parse import urlsplit

from wochorus.choruspro.errors import Unreachable

USUAL_PORT = 8765
_HOSTS = ("127.0.0.1", "localhost")
"""The names of where it listens, and nowhere else."""


def local_port(url: str) -> int | None:
    """Give the port of this machine that ``url`` names; none when it names another place."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "http" or parts.hostname not in _HOSTS:
        return None
    return 80 if port is None else port


def how_to_start(url: str) -> str:
    """Say in French how a simulator comes to answer at ``url``."""
    port = local_port(url)
    if port is None:
        return "Lancez-le à cette adresse, ou corrigez-la (WOCHORUS_SIMULATOR_URL)"
    option = "" if port == USUAL_PORT else f" --port {port}"
    return f"Lancez-le dans un autre terminal : wochorus serve{option}"


def silent_simulator(url: str) -> Unreachable:
    """Make the error of a simulator that is not there, and say how to start it."""
    return Unreachable(
        "Le simulateur de Chorus Pro ne répond pas",
        where=url,
        remedy=f"Rien n'a été envoyé. {how_to_start(url)}",
    )
