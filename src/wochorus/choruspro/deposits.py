"""The deposit of a flow: the one call that must never be made twice by mistake.

From the moment that a byte of the request may have left, only two things close the matter: a
receipt with a flow number, or a refusal that Chorus Pro has clearly spoken. Anything else, be it
silence, a cut line, a 5xx, a page of HTML or a receipt without number, is `UncertainDeposit`:
the caller asks Chorus Pro what it has before doing anything more. Nothing here is ever repeated
by itself, except after a refusal at the door (see `gateway`), which processes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.choruspro.answers import (
    decode,
    is_business_refusal,
    is_success_status,
    return_code,
)
from wochorus.choruspro.bodies import FileBody
from wochorus.choruspro.errors import UncertainDeposit
from wochorus.choruspro.evidence import Evidence, excerpt
from wochorus.choruspro.gateway import Call, Gateway
from wochorus.choruspro.messages.flows import FlowDeposit
from wochorus.choruspro.readings import refusal
from wochorus.choruspro.transport import Lost
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wochorus.choruspro.transport import Answer

LONGEST_FILE_NAME = 200
_FLOW_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,25}", re.ASCII)
_FORBIDDEN_IN_NAME = re.compile(r"[/\\\x00-\x1f]")


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
    _check_name(file_name)
    others = {"nomFichier": file_name, "syntaxeFlux": syntax, "avecSignature": signed}
    call = Call(
        operation="deposer/flux",
        path="/cpro/factures/v1/deposer/flux",
        body=FileBody(content, "fichierFlux", others),
        wait=gateway.timeouts.deposit,
        single_use=True,
        claim=claim,
    )
    try:
        answer = gateway.exchange(call)
    except Lost as failure:
        body = excerpt(failure.body, gateway.credentials.secrets)
        evidence = Evidence(failure.status, body, str(failure))
        raise _uncertain(evidence, file_name) from failure
    return _receipt(gateway, call, answer, file_name)


def _check_name(file_name: str) -> None:
    if (
        file_name
        and len(file_name) <= LONGEST_FILE_NAME
        and not _FORBIDDEN_IN_NAME.search(file_name)
    ):
        return
    raise InvalidInput(
        "Le nom du fichier à déposer n'est pas accepté par Chorus Pro",
        where=file_name or "nom vide",
        remedy=f"Donnez un nom sans dossier, de {LONGEST_FILE_NAME} caractères au plus",
    )


def _receipt(gateway: Gateway, call: Call, answer: Answer, file_name: str) -> FlowDeposit:
    payload = decode(answer.body) or {}
    has_number = payload.get("numeroFluxDepot") not in (None, "")
    if is_business_refusal(answer, payload) and not has_number:
        raise refusal(call.operation, payload, file_name)
    if is_success_status(answer) and return_code(payload) == 0 and has_number:
        deposit = FlowDeposit.read(payload)
        if _FLOW_NUMBER.fullmatch(deposit.flow_number):
            return deposit
    raise _uncertain(gateway.evidence(answer), file_name)


def _uncertain(evidence: Evidence, file_name: str) -> UncertainDeposit:
    return UncertainDeposit(
        f"On ne sait pas si Chorus Pro a reçu ce flux ({evidence})",
        evidence=evidence,
        where=file_name,
        remedy="Ne le déposez pas de nouveau : demandez d'abord à Chorus Pro si ces factures y "
        "sont déjà",
    )
