"""Readings of the client against a simulated Chorus Pro, calm or not: the same answers come back.

Each side was written from the public documents alone, so what both understand is likely right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from simulator.running import a_simulator
from wochorus.choruspro import (
    AccessDenied,
    ChorusClient,
    Credentials,
    Endpoints,
    FlowNotFoundYet,
    IncompleteSearch,
    ReferenceList,
    StructureSearch,
    TechnicalAccountRefused,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from simulator.running import Simulator

SUPPLIER = "73282932000074"
SERVICE_REQUIRED = "12345678200028"
CRITERIA: dict[ReferenceList, str] = {
    ReferenceList.CADRES: "FACTURE",
    ReferenceList.REQUEST_STATUSES: "FACTURE",
    ReferenceList.NEXT_STATUSES: "MISE_A_DISPOSITION",
    ReferenceList.ATTACHMENT_KINDS: "FACTURE",
    ReferenceList.SYNTAXES: "IN_DP_E2_FACTURX",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A supplier on a simulator, and the numbers of its world."""

    simulator: Simulator
    client: ChorusClient
    folder: Path
    own_id: int
    town_hall_id: int
    service_id: int


def no_pause(_: float) -> None:
    """Stand for `time.sleep`: waiting proves nothing here."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("readings")
    with a_simulator(folder) as simulator:
        for number in range(120):
            simulator.admin.put_service(SERVICE_REQUIRED, f"S{number:03}")
        keys = simulator.admin.register_supplier(SUPPLIER)
        names = ("client_id", "client_secret", "technical_login", "technical_password")
        with ChorusClient(
            Endpoints(simulator.token_url, simulator.api_url),
            Credentials(**{name: keys[name] for name in names}),
            interval_ms=0,
            sleep=no_pause,
        ) as client:
            [own] = client.active_supplier_structures()
            [hall] = client.search_structures(StructureSearch(identifier=SERVICE_REQUIRED))
            assert own.chorus_id is not None
            assert hall.chorus_id is not None
            service_id = client.search_services(hall.chorus_id)[0].chorus_id
            assert service_id is not None
            yield Place(simulator, client, folder, own.chorus_id, hall.chorus_id, service_id)


def directory(place: Place) -> bytes:
    target = place.folder / "annuaire.zip"
    assert place.client.download_directory(target).media_type == "application/zip"
    return target.read_bytes()[:2]


def every_list(place: Place) -> list[list[str]]:
    read = place.client.reference_list
    found = [
        [entry.code for entry in read(which, CRITERIA.get(which, ""))]
        for which in ReferenceList
        if which is not ReferenceList.BANK_ACCOUNTS
    ]
    assert all(codes and all(codes) for codes in found)
    return found


READINGS: dict[str, Callable[[Place], Any]] = {
    "health": lambda place: place.client.health().is_up,
    "structures": lambda place: [
        row.identifier for row in place.client.search_structures(StructureSearch())
    ],
    "no structure": lambda place: place.client.search_structures(
        StructureSearch(identifier="12345678299999")
    ),
    "structure": lambda place: (
        place.client.structure_details(place.town_hall_id).settings.requires_service
    ),
    "services": lambda place: len(place.client.search_services(place.town_hall_id)),
    "service": lambda place: (
        place.client.service_details(
            place.town_hall_id, place.service_id
        ).settings.requires_engagement
    ),
    "engagements": lambda place: place.client.search_engagements(place.own_id, "1300012345"),
    "own structures": lambda place: [
        row.identifier for row in place.client.active_supplier_structures()
    ],
    "attachments": lambda place: [
        (row.identifier, row.attachment_status) for row in place.client.account_attachments()
    ],
    "bank accounts": lambda place: place.client.reference_list(
        ReferenceList.BANK_ACCOUNTS, place.own_id
    ),
    "lists": every_list,
    "directory": directory,
}
EXPECTED: dict[str, Any] = {
    "health": True,
    "no structure": [],
    "structure": True,
    "services": 121,
    "service": False,
    "engagements": [],
    "own structures": [SUPPLIER],
    "attachments": [(SUPPLIER, "VALIDEE")],
    "bank accounts": [],
    "directory": b"PK",
}
PASSING = [
    "status_401",
    "cut_before_recording",
    "cut_after_recording",
    "cut_half_way",
    "html",
    "empty",
    "truncated_json",
    "status_500",
    "unknown_fields",
    "refusals_as_400",
    "empty_search_refused",
]
ONLY_SOMETIMES = {"refusals_as_400", "empty_search_refused"}
"""They strike only a refusal, or a search that finds nothing."""


@pytest.fixture(autouse=True)
def calm(place: Place) -> Iterator[None]:
    yield
    place.simulator.admin.clear_faults()


@pytest.mark.parametrize("name", READINGS)
def test_every_reading_understands_the_simulated_portal(place: Place, name: str) -> None:
    found = READINGS[name](place)
    assert found == EXPECTED.get(name, found)
    assert name in EXPECTED or found


@pytest.mark.parametrize("kind", PASSING)
def test_a_passing_fault_changes_nothing_in_what_is_read(place: Place, kind: str) -> None:
    for name, reading in READINGS.items():
        expected = reading(place)
        place.simulator.admin.fault(kind, operation="*", count=1)
        assert reading(place) == expected, name
    struck = [fault["remaining"] == 0 for fault in place.simulator.admin.faults()]
    assert any(struck) if kind in ONLY_SOMETIMES else all(struck)


def test_a_token_that_ends_is_asked_again_however_often_it_is_refused_at_random(
    place: Place,
) -> None:
    place.simulator.admin.fault("token_refused", count=4)
    place.simulator.admin.fault("status_401")
    assert READINGS["attachments"](place) == EXPECTED["attachments"]
    assert [fault["remaining"] for fault in place.simulator.admin.faults()] == [0, 0]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("status_403", AccessDenied),
        ("password_expired", TechnicalAccountRefused),
    ],
)
def test_a_lasting_refusal_is_told_by_every_reading(
    place: Place, kind: str, error: type[Exception]
) -> None:
    place.simulator.admin.fault(kind, count=100)
    for reading in (READINGS["structures"], READINGS["lists"], READINGS["directory"]):
        with pytest.raises(error):
            reading(place)


def test_services_announced_and_not_shown_are_missed(place: Place) -> None:
    place.simulator.admin.fault("wrong_totals", count=10, operation="*")
    with pytest.raises(IncompleteSearch):
        place.client.search_services(place.town_hall_id)


def test_services_beyond_the_announced_total_are_read_all_the_same(place: Place) -> None:
    place.simulator.admin.fault("wrong_totals", count=10, operation="*", value="moins")
    assert len(place.client.search_services(place.town_hall_id)) == 121


def test_a_file_is_added_and_the_report_of_a_flow_is_a_pdf(place: Place) -> None:
    assert place.client.add_file("bon.pdf", b"%PDF-1.7 bon").file_id
    with pytest.raises(FlowNotFoundYet):
        place.client.flow_report_file("CPP0011113000000000044750")
    flow = place.client.deposit_flow("lot.xml", b"<lot/>", "IN_DP_E2_CPP_FACTURE_MIN")
    report = place.client.flow_report_file(flow.flow_number)
    assert report.flow_number == flow.flow_number
    assert (report.pdf or b"").startswith(b"%PDF-")
