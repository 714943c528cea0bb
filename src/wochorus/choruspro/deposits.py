"""The deposit of a flow: the one call that must never be made twice by mistake.

See `changes` for what makes a deposit uncertain. A receipt counts only with a flow number; a
refusal that names one is not believed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wochorus.choruspro.bodies import FileBody
from wochorus.choruspro.changes import Doubt, Receipt, send_once
from wochorus.choruspro.errors import UncertainDeposit
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.flows import FlowDeposit
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from wochorus.choruspro.gateway import Gateway

LONGEST_FILE_NAME = 200
_FLOW_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,25}", re.ASCII)
_FORBIDDEN_IN_NAME = re.compile(r"[/\\\x00-\x1f]")
_HAS_EXTENSION = re.compile(r"\A\.*[^.].*\.[^. ]+\Z")


def deposit_flow(
    gateway: Gateway,
    file_name: str,
    content: Path | str | bytes,
    syntax: str,
    *,
    signed: bool,
    claim: Callable[[], None] | None = None,
) -> FlowDeposit:
    """Deposit a file (``deposer/flux``), streamed from disk. See `ChorusClient.deposit_flow`."""
    check_file_name(file_name)
    others = {"nomFichier": file_name, "syntaxeFlux": syntax, "avecSignature": signed}
    call = Call(
        operation="deposer/flux",
        path="/cpro/factures/v1/deposer/flux",
        body=FileBody(content, "fichierFlux", others),
        wait=gateway.timeouts.deposit,
        single_use=True,
        claim=claim,
    )
    return send_once(
        gateway, call, Receipt(FlowDeposit, _has_number, _names_flow), _doubt(file_name)
    )


def check_file_name(file_name: str, longest: int = LONGEST_FILE_NAME) -> None:
    """Raise `InvalidInput` on a name with a folder, without extension, or too long."""
    is_bare = not _FORBIDDEN_IN_NAME.search(file_name)
    if is_bare and len(file_name) <= longest and _HAS_EXTENSION.search(file_name):
        return
    raise InvalidInput(
        "Ce nom de fichier n'est pas accepté par Chorus Pro",
        where=file_name or "nom vide",
        remedy=f"Donnez un nom sans dossier, avec une extension (comme « lot.xml »), de {longest} "
        "caractères au plus",
    )


def _has_number(deposit: FlowDeposit) -> bool:
    return _FLOW_NUMBER.fullmatch(deposit.flow_number) is not None


def _names_flow(payload: Mapping[str, Any]) -> bool:
    return payload.get("numeroFluxDepot") not in (None, "")


def _doubt(file_name: str) -> Doubt:
    return Doubt(
        UncertainDeposit,
        "On ne sait pas si Chorus Pro a reçu ce flux",
        where=file_name,
        remedy="Ne le déposez pas de nouveau : demandez d'abord à Chorus Pro si ces factures y "
        "sont déjà",
    )
