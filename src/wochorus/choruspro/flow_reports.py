"""The report of a flow: the verdict that comes after the deposit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from wochorus.choruspro.errors import BusinessRefusal, FlowNotFoundYet
from wochorus.choruspro.messages.flows import FlowReport, FlowReportFile
from wochorus.choruspro.readings import ask, unexpected

if TYPE_CHECKING:
    from wochorus.choruspro.gateway import Gateway

_Report = TypeVar("_Report", FlowReport, FlowReportFile)

_UNKNOWN_FLOW_CODE = 20001
_UNKNOWN_FLOW_LABEL = re.compile(r"\bPOQ_MSG_01[._]003\b")


def flow_report(gateway: Gateway, flow_number: str, syntax: str | None) -> FlowReport:
    """Ask what became of a flow (``consulterCRDetaille``). See `ChorusClient.flow_report`."""
    request = _request(flow_number, syntax)
    report = _ask(gateway, "consulterCRDetaille", request, FlowReport)
    if not report.flow_state:
        raise unexpected(report.raw, flow_number)
    return report


def flow_report_file(gateway: Gateway, flow_number: str, syntax: str | None) -> FlowReportFile:
    """Ask for the report in PDF (``consulterCR``). See `ChorusClient.flow_report_file`."""
    request = _request(flow_number, syntax)
    report = _ask(gateway, "consulterCR", request, FlowReportFile)
    if report.pdf is None:
        raise unexpected(report.raw, flow_number)
    return report


def _request(flow_number: str, syntax: str | None) -> dict[str, str]:
    request = {"numeroFluxDepot": flow_number}
    return request | {"syntaxeFlux": syntax} if syntax else request


def _ask(gateway: Gateway, operation: str, request: dict[str, str], kind: type[_Report]) -> _Report:
    try:
        return ask(gateway, "transverses", operation, request, kind)
    except BusinessRefusal as refusal:
        if refusal.code == _UNKNOWN_FLOW_CODE and _UNKNOWN_FLOW_LABEL.search(refusal.label):
            raise _not_found_yet(refusal, request["numeroFluxDepot"]) from refusal
        raise


def _not_found_yet(refusal: BusinessRefusal, flow_number: str) -> FlowNotFoundYet:
    return FlowNotFoundYet(
        f"Chorus Pro ne connaît pas encore ce flux : {refusal.label} (code {refusal.code})",
        code=refusal.code,
        label=refusal.label,
        where=flow_number,
        remedy="Le compte rendu paraît un moment après le dépôt. Recommencez dans une minute",
    )
