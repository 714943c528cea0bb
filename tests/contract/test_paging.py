"""Listings of several pages are read to their ends, whatever the portal gives at once."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest

from contract.essence import essence
from contract.furnishing import deposited
from contract.operations import OPERATIONS
from contract.place import SERVICE_REQUIRED, SUPPLIER
from contract.submitting import a_submission
from simulator.speaking import AnInvoice
from wochorus.choruspro import (
    ChorusClient,
    InvoiceCompletion,
    InvoiceSearch,
    StructureSearch,
    SubmittedAttachment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract.place import Place

MANY, AT_ONCE = 9, 2
NUMBERS = [f"P-{rank}" for rank in range(1, MANY + 1)]
MANDATES = [f"356000000000{rank:02}" for rank in range(1, MANY + 1)]
READINGS: dict[str, Callable[[Place], list[Any]]] = {
    "search_invoices": lambda place: place.patient.search_invoices(
        InvoiceSearch(engagement="PAGED")
    ),
    "search_structures": lambda place: place.patient.search_structures(
        StructureSearch(name="MANDANT")
    ),
    "search_services": lambda place: place.patient.search_services(place.numbers.hall),
    "account_attachments": lambda place: place.patient.account_attachments(),
    "invoice_sheet lines": lambda place: place.patient.invoice_sheet(long_invoice(place)).lines,
    "invoice_sheet vat": lambda place: place.patient.invoice_sheet(long_invoice(place)).vat,
    "invoice_sheet attachments": lambda place: (
        place.patient.invoice_sheet(long_invoice(place)).attachments
    ),
    "invoice_history statuses": lambda place: (
        place.patient.invoice_history(long_invoice(place)).statuses
    ),
    "invoice_history events": lambda place: (
        place.patient.invoice_history(long_invoice(place)).events
    ),
    "invoice_history actions": lambda place: (
        place.patient.invoice_history(long_invoice(place)).actions
    ),
}
WITHOUT_PAGES = {
    "search_engagements": "one order bears one number",
    "active_supplier_structures": "the request has no paging",
    "reference_list": "the requests have no paging",
}


def long_invoice(place: Place) -> int:
    """An invoice with many lines, rates, annexes, statuses, events and actions, made once."""
    [[chorus_id]] = place.witness.rows("SELECT id FROM invoices WHERE number = 'LONG'")
    return int(chorus_id)


@pytest.fixture(scope="module")
def crowded(furnished: Place) -> Place:
    """Fill every listing with more than one page."""
    place, admin = furnished, furnished.simulator.admin
    deposited(place, *(AnInvoice(number, engagement="PAGED") for number in NUMBERS))
    for rank, siret in enumerate(MANDATES):
        admin.register_supplier(siret, f"MANDANT {rank}")
        admin.put_service(SERVICE_REQUIRED, f"S{rank}")
    admin.change_supplier(SUPPLIER, mandates=MANDATES)
    rates = tuple(range(1, MANY + 1))
    receipt = place.patient.submit_invoice(a_submission(place.numbers.own, "LONG", rates=rates))
    assert receipt.chorus_id is not None
    for rank in range(MANY):
        file_id = place.patient.add_file(f"piece-{rank}.txt", b"piece").file_id
        assert file_id is not None
        place.give_status(receipt.chorus_id, "SUSPENDUE")
        place.patient.complete_invoice(
            InvoiceCompletion(
                chorus_id=receipt.chorus_id,
                attachments=(SubmittedAttachment(file_id=file_id, name=f"Pièce {rank}"),),
            )
        )
        place.patient.download_invoices([receipt.chorus_id], place.folder / "long.pdf")
    return place


@pytest.fixture
def in_small_pages(crowded: Place) -> Iterator[Place]:
    """Have the portal give few rows at once, whatever is asked."""
    admin = crowded.simulator.admin
    usual = admin.settings()
    crowded.slept.clear()
    admin.settings(page_size=AT_ONCE, page_size_maximum=AT_ONCE)
    yield crowded
    admin.settings(**usual)
    admin.clear_faults()


def whole(place: Place, name: str) -> list[Any]:
    """Read a listing while the portal gives it in one page."""
    admin = place.simulator.admin
    admin.settings(page_size=1000, page_size_maximum=1000)
    found = READINGS[name](place)
    admin.settings(page_size=AT_ONCE, page_size_maximum=AT_ONCE)
    return found


each_listing = pytest.mark.parametrize("name", READINGS)


def test_every_listing_of_the_client_is_here() -> None:
    listings = {
        each.method
        for each in OPERATIONS.values()
        if str(signature(getattr(ChorusClient, each.method)).return_annotation).startswith("list[")
    }
    with_inner_lists = {"invoice_sheet", "invoice_history"}
    paged = {name.partition(" ")[0] for name in READINGS}
    assert paged | set(WITHOUT_PAGES) == listings | with_inner_lists


@each_listing
def test_a_listing_is_read_to_its_last_page(in_small_pages: Place, name: str) -> None:
    place = in_small_pages
    complete = whole(place, name)
    assert len(complete) >= MANY
    line = place.witness.last_line()
    found = READINGS[name](place)
    assert essence(found) == essence(complete)
    pages = -(-len(complete) // AT_ONCE)
    assert len(place.witness.lines_since(line)) >= pages


@each_listing
def test_a_troubled_portal_loses_no_row(in_small_pages: Place, name: str) -> None:
    place = in_small_pages
    complete = whole(place, name)
    line = place.witness.last_line()
    for seed, kind in enumerate(("cut_before_recording", "html", "status_500", "status_401")):
        place.simulator.admin.fault(kind, operation="*/v1/*", probability=0.1, seed=seed)
    assert essence(READINGS[name](place)) == essence(complete)
    assert any(each.fault for each in place.witness.lines_since(line))


@each_listing
def test_a_total_that_is_too_small_hides_no_row(in_small_pages: Place, name: str) -> None:
    place = in_small_pages
    complete = whole(place, name)
    place.simulator.admin.fault("wrong_totals", operation="*", count=1000, value="moins")
    assert essence(READINGS[name](place)) == essence(complete)


def test_the_numbers_read_are_those_of_the_portal(in_small_pages: Place) -> None:
    rows = READINGS["search_invoices"](in_small_pages)
    assert [row.invoice_number for row in rows] == sorted(NUMBERS)
    held = {row["number"]: row["id"] for row in in_small_pages.simulator.admin.invoices()}
    assert [row.chorus_id for row in rows] == [held[row.invoice_number] for row in rows]
