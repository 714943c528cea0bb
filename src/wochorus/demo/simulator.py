"""The simulator seen from the product: its own addresses for set-up, beside the portal's.

The simulator is another program; only its HTTP addresses are known here.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from django.conf import settings

from wochorus.accounts.services import AccessForm
from wochorus.choruspro.simulator_address import how_to_start
from wochorus.core.errors import Permanent, Transient
from wochorus.directory.export import write_published_files

TIMEOUT_SECONDS = 180.0
"""A national annuaire takes the simulator several seconds."""


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


def share_annuaire() -> int:
    """Have the running simulator know the bodies of our own annuaire; return how many.

    Raises as `call_simulator`.
    """
    with TemporaryDirectory() as folder:
        structures, services = Path(folder) / "structures.csv", Path(folder) / "services.csv"
        count = write_published_files(structures, services)
        if count:
            load_annuaire(structures, services)
    return count


def load_annuaire(structures: Path, services: Path, *, url: str | None = None) -> None:
    """Have the simulator at ``url`` know the bodies of the two published files.

    Raises as `call_simulator`.
    """
    for path, kind in ((structures, "structures"), (services, "services")):
        content, headers = path.read_bytes(), {"Content-Type": "text/csv"}
        call_simulator("POST", f"/simulator/{kind}", url=url, content=content, headers=headers)


def call_simulator(
    method: str,
    path: str,
    *,
    url: str | None = None,
    **request: Any,  # noqa: ANN401 - what httpx takes
) -> Any:  # noqa: ANN401 - JSON
    """Call one of the simulator's own addresses and read its JSON.

    ``url`` is where it listens, by default where the settings say. Raises `Transient` when no
    simulator answers, `Permanent` when it refuses.
    """
    base = url or settings.ENVIRONMENT.simulator_url
    try:
        # The simulator listens on this machine: the proxy of the environment is not for it.
        response = httpx2.request(
            method, base + path, timeout=TIMEOUT_SECONDS, trust_env=False, **request
        )
    except httpx2.TransportError as error:
        raise Transient(
            "Le simulateur de Chorus Pro ne répond pas",
            where=base,
            remedy=how_to_start(base),
        ) from error
    if response.is_error:
        raise Permanent(
            f"Le simulateur refuse la demande : {response.text[:300]}",
            where=base + path,
            remedy="Vérifiez le SIRET de la société et l'adresse du simulateur.",
        )
    return response.json()
