"""The environment: whether both addresses are of the same portal, and which one it is.

PISTE answers alike to a wrong pair and to a good pair of the other environment, so this layer
cannot always be told from the credentials: it then gives the hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wochorus.choruspro.connection_test.steps import Layer, Step, failed, passed, skipped, warned
from wochorus.choruspro.environments import ENDPOINTS

if TYPE_CHECKING:
    from wochorus.choruspro.environments import Endpoints

RETIRED = ".aife.economie.gouv.fr"
"""Hosts of before September 2023, that the internet no longer knows."""

_LAYER = Layer.ENVIRONMENT
_SETTINGS = "WOCHORUS_CHORUS_TOKEN_URL et WOCHORUS_CHORUS_API_URL"
_IN_FRENCH = {"simulator": "simulateur", "other": "autre"}
_OTHERS = {"qualification": "production", "production": "qualification"}
_BY_HOST = {
    urlsplit(url).hostname: name
    for name, endpoints in ENDPOINTS.items()
    for url in (endpoints.token_url, endpoints.api_url)
}


def wrong_addresses(environment: str, endpoints: Endpoints) -> Step | None:
    """Find what is wrong with the addresses by themselves."""
    hosts = [urlsplit(url).hostname or "" for url in (endpoints.token_url, endpoints.api_url)]
    if retired := [host for host in hosts if host.endswith(RETIRED)]:
        return failed(
            _LAYER,
            f"l'adresse {retired[0]} n'existe plus depuis septembre 2023",
            f"Donnez les adresses de PISTE (piste.gouv.fr) par {_SETTINGS}.",
        )
    tokens, api = (_BY_HOST.get(host) for host in hosts)
    if tokens and api and tokens != api:
        return failed(
            _LAYER,
            f"les jetons viennent de la {tokens} et l'API est celle de la {api}",
            f"Donnez deux adresses du même portail par {_SETTINGS}.",
        )
    if tokens and environment not in ENDPOINTS:
        return warned(
            _LAYER,
            f"ces adresses sont celles de la {tokens} publique",
            f"Employez plutôt l'environnement {tokens} : « wochorus company set ».",
        )
    return None


def accepted_there(environment: str, endpoints: Endpoints) -> Step:
    """Say which portal gave a token."""
    name = _IN_FRENCH.get(environment, environment)
    return wrong_addresses(environment, endpoints) or passed(
        _LAYER,
        f"l'application est bien celle de l'environnement {name} ({endpoints.api_url})",
    )


def perhaps_elsewhere(environment: str, endpoints: Endpoints) -> Step:
    """Say, of a refused pair, where it might belong."""
    wrong = wrong_addresses(environment, endpoints)
    if wrong is not None:
        return wrong
    other = _OTHERS.get(environment)
    elsewhere = f"de l'environnement {other}" if other else "d'un autre environnement"
    return skipped(
        _LAYER,
        f"si l'identifiant et le secret sont justes, ils sont ceux {elsewhere} : "
        "PISTE donne la même réponse dans les deux cas",
        "Regardez sur le portail PISTE si l'application est « SANDBOX » (qualification) ou de "
        "production.",
    )
