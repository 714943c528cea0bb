"""The flows: what was sent, what became of it, and what a person may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wochorus.accounts.users.models import Role
from wochorus.choruspro.catalogue import explain, flow_state_meaning
from wochorus.choruspro.flow_number import flow_number_meaning
from wochorus.core.sizes import format_size
from wochorus.deposits.heartbeats import last_reading
from wochorus.deposits.queries import all_flows, find_flow, flow_counts
from wochorus.deposits.resending import GIVEN_BACK, can_be_resent, to_place_again
from wochorus.deposits.states import FlowState, LineState
from wochorus.deposits.submissions.freezing import checked_file
from wochorus.web.access import company_page
from wochorus.web.deposit.addresses import address_of
from wochorus.web.deposit.forms import FlowNumberForm
from wochorus.web.deposit.views import ambiguous_panel
from wochorus.web.deposit.words import on_screen

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from wochorus.choruspro.catalogue import Explanation
    from wochorus.deposits.models import Flow, FlowLine
    from wochorus.web.access import CompanyRequest

FLOWS_ON_A_PAGE = 50
LINES_ON_A_PAGE = 200
EVENTS_SHOWN = 200

MARKS = {
    FlowState.BUILT: "ready",
    FlowState.RESERVED: "ready",
    FlowState.SENDING: "sent",
    FlowState.AMBIGUOUS: "ambiguous",
    FlowState.DEPOSITED: "deposited",
    FlowState.INTEGRATED: "integrated",
    FlowState.PARTLY_INTEGRATED: "partial",
    FlowState.REJECTED: "rejected",
    FlowState.INCIDENT: "failed",
    FlowState.NOT_ACCEPTED: "refused",
    FlowState.NOT_RECEIVED: "none",
    FlowState.ABANDONED: "none",
}
"""The shape beside the state of a flow."""
_LINE_MARKS = {
    LineState.PLANNED: "ready",
    LineState.RESERVED: "ready",
    LineState.SENT: "sent",
    LineState.AMBIGUOUS: "ambiguous",
    LineState.DEPOSITED: "deposited",
    LineState.INTEGRATED: "integrated",
    LineState.REFUSED: "refused",
    LineState.RELEASED: "none",
}


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One flow as the list shows it."""

    flow: Flow
    mark: str
    number_title: str
    counts: dict[str, int]
    message: str


def _row(flow: Flow, counts: dict[str, int]) -> FlowRow:
    return FlowRow(
        flow,
        MARKS[FlowState(flow.state)],
        flow_number_meaning(flow.flow_number),
        counts,
        on_screen(flow.message),
    )


@company_page()
@require_GET
def flows(request: CompanyRequest) -> HttpResponse:
    """List the flows, the latest first; `etat` keeps one state."""
    state = request.GET.get("etat", "")
    wanted = FlowState(state) if state in FlowState.values else None
    page = Paginator(all_flows(request.company, wanted), FLOWS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    listed = list(page.object_list)
    counts = flow_counts(each.pk for each in listed)
    shown = {
        "page": page,
        "rows": [_row(each, counts[each.pk]) for each in listed],
        "states": [(each.value, each.label) for each in FlowState],
        "state": wanted.value if wanted else "",
        "last_reading": on_screen(last_reading(request.company)),
        **ambiguous_panel(request),
    }
    return render(request, "web/flows/flows.html", shown)


@company_page()
@require_GET
def flow(request: CompanyRequest, number: int) -> HttpResponse:
    """Show a flow: its report, its invoices, what happened to it."""
    found = found_flow(request, number)
    return render(request, "web/flows/flow.html", flow_shown(request, found))


def flow_shown(request: CompanyRequest, found: Flow) -> dict[str, object]:
    """Give what the page of a flow shows."""
    lines = found.lines.select_related("invoice").order_by("position")
    page = Paginator(lines, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    state = FlowState(found.state)
    is_given_back = state in GIVEN_BACK
    leaves_alone = is_given_back and to_place_again().filter(pk=found.pk).exists()
    return {
        "flow": found,
        "row": _row(found, flow_counts([found.pk])[found.pk]),
        "size": format_size(found.file_size) if found.file_size else "",
        "chorus_label": flow_state_meaning(found.chorus_state).label if found.chorus_state else "",
        "page": page,
        "lines": [_line(each) for each in page.object_list],
        "events": _events(found),
        "is_ambiguous": state is FlowState.AMBIGUOUS,
        "is_waiting": found.lines.filter(state=LineState.DEPOSITED).exists()
        and state is FlowState.DEPOSITED,
        "leaves_alone": leaves_alone,
        "may_resend": not leaves_alone and can_be_resent(found),
        "may_bill": request.role.includes(Role.CLERK),
        "number_form": FlowNumberForm(),
        "here": address_of(request.company, "flow", found.pk),
    }


def _events(found: Flow) -> list[tuple[object, str]]:
    events = found.events.select_related("invoice").order_by("-pk")[:EVENTS_SHOWN]
    return [(each, on_screen(each.message)) for each in events]


def _line(line: FlowLine) -> tuple[FlowLine, str, tuple[Explanation, ...]]:
    state = LineState(line.state)
    explained = explain(line.message) if state is LineState.REFUSED else ()
    return line, _LINE_MARKS[state], explained


@company_page()
@require_GET
def sent_file(request: CompanyRequest, number: int) -> HttpResponseBase:
    """Give the file that was sent, as it was, to the byte."""
    found = found_flow(request, number)
    if not found.file_sha256:
        raise Http404("Ce flux n'a pas de fichier ici : il a été trouvé sur Chorus Pro.")
    packed = checked_file(found)
    return FileResponse(packed.path.open("rb"), as_attachment=True, filename=packed.name)


def found_flow(request: CompanyRequest, number: int) -> Flow:
    """Find a flow of the company by our number. Raises `Http404`."""
    found = find_flow(request.company, str(number))
    if found is None or found.pk != number:
        raise Http404(f"Le flux {number} n'existe pas pour cette société.")
    return found
