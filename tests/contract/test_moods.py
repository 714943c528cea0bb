"""What the faults of the portal change in what it tells, and that the client tells it again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from contract.operations import OPERATIONS
from contract.place import STATE_ORDER, UNKNOWN_SIRET
from wochorus.choruspro import FlowNotFoundYet, FlowStateKind, InvoiceSearch, StructureSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.place import Place
    from wochorus.choruspro import ChorusClient

NEW_STATUS, NEW_STATE = "EN_MEDIATION", "IN_QUARANTAINE"


def answer_in(place: Place, kind: str, name: str, **details: object) -> Any:
    """Make the call of a line of the table while a fault strikes it."""
    operation = OPERATIONS[name]
    about = operation.prepare(place)
    place.simulator.admin.fault(kind, operation=operation.path, count=10, **details)
    answer = operation.call(place.patient, place, about)
    place.simulator.admin.clear_faults()
    place.settle()
    return answer


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("search_invoices", lambda rows: {row.status for row in rows}),
        ("invoice_sheet", lambda sheet: {sheet.status}),
        (
            "invoice_history",
            lambda history: {history.status, *(each.status for each in history.statuses)},
        ),
        ("submit_invoice", lambda receipt: {receipt.status}),
        ("recycle_invoice", lambda receipt: {receipt.status}),
    ],
)
def test_an_unknown_status_is_kept_as_it_is(
    place: Place, name: str, statuses: Callable[[Any], set[str]]
) -> None:
    answer = answer_in(place, "unknown_invoice_status", name, value=NEW_STATUS)
    assert statuses(answer) == {NEW_STATUS}


@pytest.mark.parametrize("name", ["flow_report", "flow_report_file"])
def test_an_unknown_flow_state_is_kept_and_is_not_an_end(place: Place, name: str) -> None:
    report = answer_in(place, "unknown_flow_state", name, value=NEW_STATE)
    assert report.flow_state == NEW_STATE
    assert report.meaning.kind is FlowStateKind.UNKNOWN
    assert not report.meaning.kind.is_final


def test_the_end_of_the_password_is_told(place: Place) -> None:
    details = answer_in(place, "password_ending", "structure_details", value="12")
    now = date.fromisoformat(place.simulator.admin.clock()["now"][:10])
    assert details.identity.password_expires_on == now + timedelta(days=12)


@pytest.mark.parametrize("name", ["deposit_flow", "submit_invoice"])
def test_an_invoice_that_the_index_does_not_know_yet_is_found_later(
    place: Place, name: str
) -> None:
    before = {row.chorus_id for row in place.patient.search_invoices()}
    answer_in(place, "late_index", name, seconds=600)
    known = {row["id"] for row in place.simulator.admin.invoices()}
    assert {row.chorus_id for row in place.patient.search_invoices()} == before
    place.simulator.admin.advance(601)
    [late] = {row.chorus_id for row in place.patient.search_invoices()} - before
    assert late in known


@pytest.mark.parametrize(
    ("kind", "state", "meaning"),
    [
        ("flow_incident", "IN_INCIDENTE", FlowStateKind.INCIDENT),
        ("flow_rejected", "IN_REJETE", FlowStateKind.REJECTED),
    ],
)
def test_a_flow_that_ends_badly_is_reported_and_records_no_invoice(
    place: Place, kind: str, state: str, meaning: FlowStateKind
) -> None:
    receipt = answer_in(place, kind, "deposit_flow")
    report = place.patient.flow_report(receipt.flow_number)
    assert (report.flow_state, report.meaning.kind) == (state, meaning)
    assert place.patient.search_invoices(InvoiceSearch(flow_number=receipt.flow_number)) == []
    assert bool(report.technical_errors) == (kind == "flow_rejected")


@pytest.mark.parametrize("name", ["deposit_flow", "submit_invoice"])
def test_statuses_in_disorder_are_told_in_the_order_in_which_they_came(
    place: Place, name: str
) -> None:
    answer_in(place, "statuses_out_of_order", name)
    [[chorus_id]] = place.witness.rows("SELECT max(id) FROM invoices")
    history = place.patient.invoice_history(int(chorus_id))
    told = [change.status for change in history.statuses]
    held = place.witness.rows(
        "SELECT status FROM invoice_statuses WHERE invoice_id = ? ORDER BY id", chorus_id
    )
    assert told == [status for (status,) in held]
    assert told.index("MISE_EN_PAIEMENT") < told.index("SUSPENDUE") < told.index("REJETEE")


@pytest.mark.parametrize("name", ["flow_report", "flow_report_file"])
def test_a_report_that_is_not_there_yet_keeps_code_and_label(place: Place, name: str) -> None:
    with pytest.raises(FlowNotFoundYet) as caught:
        answer_in(place, "report_not_found", name)
    assert caught.value.code == 20001
    assert caught.value.label == "POQ_MSG_01.003 - Le flux est introuvable."
    assert caught.value.where == place.numbers.flow


NOTHING: dict[str, Callable[[ChorusClient, Place], list[Any]]] = {
    "search_invoices": lambda client, _: client.search_invoices(
        InvoiceSearch(invoice_number="INCONNUE")
    ),
    "search_structures": lambda client, _: client.search_structures(
        StructureSearch(identifier=UNKNOWN_SIRET)
    ),
    "search_services": lambda client, place: client.search_services(place.numbers.own),
    "search_engagements": lambda client, place: client.search_engagements(
        place.numbers.own, f"{STATE_ORDER[:-1]}0"
    ),
}


@pytest.mark.parametrize("http_status", [200, 400])
@pytest.mark.parametrize("name", NOTHING)
def test_finding_nothing_is_no_error_however_it_is_told(
    place: Place, name: str, http_status: int
) -> None:
    admin, path = place.simulator.admin, OPERATIONS[name].path
    assert NOTHING[name](place.patient, place) == []
    admin.settings(business_refusal_status=http_status)
    admin.fault("empty_search_refused", operation=path)
    line = place.witness.last_line()
    try:
        assert NOTHING[name](place.patient, place) == []
    finally:
        admin.settings(business_refusal_status=200)
    [received] = place.witness.lines_since(line)
    assert (received.code_retour, received.fault) == (20000, "empty_search_refused")
