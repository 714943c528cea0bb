"""The report of a flow: the verdict that comes after the deposit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.choruspro.errors import BusinessRefusal, FlowNotFoundYet
from wochorus.choruspro.messages.flows import FlowReport
from wochorus.choruspro.readings import ask

if TYPE_CHECKING:
    from wochorus.choruspro.gateway import Gateway

_UNKNOWN_FLOW_CODE = 20001
_UNKNOWN_FLOW_LABEL = re.compile(r"\bPOQ_MSG_01[._]003\b")


def flow_report(gateway: Gateway, flow_number: str, syntax: str | None) -> FlowReport:
    """Ask what became of a flow (``consulterCRDetaille``). See `ChorusClient.flow_report`."""
    request = {"numeroFluxDepot": flow_number}
    if syntax:
        request["syntaxeFlux"] = syntax
    try:
        return ask(gateway, "transverses", "consulterCRDetaille", request, FlowReport)
    except BusinessRefusal as refusal:
        if refusal.code == _UNKNOWN_FLOW_CODE and _UNKNOWN_FLOW_LABEL.search(refusal.label):
            raise _not_found_yet(refusal, flow_number) from refusal
        raise


def _not_found_yet(refusal: BusinessRefusal, flow_number: str) -> FlowNotFoundYet:
    return FlowNotFoundYet(
        f"Chorus Pro ne connaît pas encore ce flux : {refusal.label} (code {refusal.code})",
        code=refusal.code,
        label=refusal.label,
        where=flow_number,
        remedy="Le compte rendu paraît un moment après le dépôt. Recommencez dans une minute",
    )
