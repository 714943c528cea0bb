"""The company's own OpenID Connect server, which may sign people in beside their password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.config.environment import Environment

PROVIDER = "oidc"
_OURSELVES = ("localhost", "127.0.0.1", "::1")


def oidc_providers(environment: Environment) -> dict[str, Any]:
    """Read the server into allauth's settings; no server without an issuer.

    What it says of a person is believed because it comes over TLS (OpenID Connect Core 1.0
    §3.1.3.7): raises `InvalidInput` on an issuer without it, and when a value is missing.
    """
    apps = []
    if environment.oidc_issuer:
        _check(environment)
        app = {
            "provider_id": PROVIDER,
            "name": environment.oidc_name,
            "client_id": environment.oidc_client_id,
            "secret": environment.oidc_client_secret,
            "settings": {"server_url": environment.oidc_issuer},
        }
        apps.append(app)
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}


def _check(environment: Environment) -> None:
    issuer = urlsplit(environment.oidc_issuer or "")
    if issuer.scheme != "https" and issuer.hostname not in _OURSELVES:
        raise InvalidInput(
            "L'adresse du fournisseur d'identité doit commencer par https://",
            where="WOCHORUS_OIDC_ISSUER",
            remedy="Corrigez-la, ou retirez-la.",
        )
    if not environment.has_oidc:
        raise InvalidInput(
            "Il manque l'identifiant ou le secret chez le fournisseur d'identité",
            where="WOCHORUS_OIDC_CLIENT_ID, WOCHORUS_OIDC_CLIENT_SECRET",
            remedy="Donnez les deux, ou retirez WOCHORUS_OIDC_ISSUER.",
        )
