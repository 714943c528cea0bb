"""The simulator seen from the product: its own addresses for set-up, beside the portal's.

The simulator is another program; only its HTTP addresses are known here.
"""

from __future__ import annotations

from typing import Any

import httpx2
from django.conf import settings

from wochorus.accounts.services import AccessForm
from wochorus.core.errors import Permanent, Transient

TIMEOUT_SECONDS = 60.0


def register_supplier(siret: str, name: str) -> AccessForm:
    """Open an account on the running simulator; the same SIRET gives the same account.

    Raises `Transient` when no simulator answers, `Permanent` when it refuses.
    """
    answer = call_simulator("POST", "/simulator/suppliers", json={"siret": siret, "name": name})
    return AccessForm(
        client_id=answer["client_id"],
        client_secret=answer["client_secret"],
        technical_login=answer["technical_login"],
        technical_password=answer["technical_password"],
    )


def call_simulator(method: str, path: str, **request: Any) -> Any:  # noqa: ANN401 - JSON
    """Call one of the simulator's own addresses and read its JSON.

    Raises `Transient` when no simulator answers, `Permanent` when it refuses.
    """
    url = settings.ENVIRONMENT.simulator_url + path
    try:
        response = httpx2.request(method, url, timeout=TIMEOUT_SECONDS, **request)
    except httpx2.TransportError as error:
        raise Transient(
            "Le simulateur de Chorus Pro ne répond pas",
            where=settings.ENVIRONMENT.simulator_url,
            remedy="Lancez-le dans un autre terminal : wochorus-simulator",
        ) from error
    if response.is_error:
        raise Permanent(
            f"Le simulateur refuse la demande : {response.text[:300]}",
            where=url,
            remedy="Vérifiez le SIRET de la société et l'adresse du simulateur.",
        )
    return response.json()
