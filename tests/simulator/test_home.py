"""The simulator's own page: its state at a glance, and its buttons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from simulator.acting import deposited
from simulator.browsing import Page, Person
from simulator.speaking import AnInvoice, Supplier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.running import Simulator

SEARCH = "factures/v1/rechercher/fournisseur"
CLOCK, FAULTS = "/simulator/page/clock", "/simulator/page/faults"


@pytest.fixture
def person(simulator: Simulator) -> Iterator[Person]:
    with Person(simulator) as found:
        yield found


def sent(person: Person, path: str, **fields: str) -> Page:
    """Send one of the page's forms, which carry all the same token."""
    token = person.look("/simulator/").form().fields["jeton"]
    return Page(person.http.post(path, data={"jeton": token} | fields))


def now(simulator: Simulator) -> datetime:
    return datetime.fromisoformat(simulator.admin.clock()["now"])


@pytest.mark.parametrize("path", ["/", "/simulator", "/simulator/"])
def test_the_page_is_where_one_looks_for_it(person: Person, path: str) -> None:
    page = person.look(path)
    assert page.url.path == "/simulator/"
    assert page.tree.xpath("//a[@href='/acheteur/']")


def test_the_page_shows_the_state_at_a_glance(supplier: Supplier, person: Person) -> None:
    empty = person.look("/simulator/").text
    assert "Aucune panne" in empty
    assert "Aucune facture enregistrée" in empty
    (invoice_id,) = deposited(supplier, AnInvoice("A-1"))
    page = person.look("/simulator/")
    for words in ("1 flux", "1 facture", "1 compte technique", "4 appels reçus", "Intégré"):
        assert words in page.text
    assert page.tree.xpath(f"//a[contains(@href, '/factures/{invoice_id}')]")
    assert supplier.keys["technical_login"] in page.text
    assert supplier.keys["technical_password"] not in page.text
    assert supplier.keys["client_secret"] not in page.text


@pytest.mark.parametrize(("seconds", "gap"), [("86400", 1), ("2592000", 30)])
def test_a_button_puts_the_clock_forward(
    simulator: Simulator, person: Person, seconds: str, gap: int
) -> None:
    before = now(simulator)
    page = person.submit(person.look("/simulator/"), {"advance": seconds})
    assert "L'horloge est réglée" in page.text
    assert timedelta(days=gap) <= now(simulator) - before < timedelta(days=gap, minutes=1)


def test_the_clock_is_turned_to_another_pace(simulator: Simulator, person: Person) -> None:
    page = sent(person, CLOCK, mode="fast", speed="3600.0")
    assert "une heure par seconde" in page.text
    told = simulator.admin.clock()
    assert (told["mode"], told["speed"]) == ("fast", 3600)
    assert "figée" in sent(person, CLOCK, mode="manual").text


@pytest.mark.parametrize(
    "fields",
    [
        {"advance": "-5"},
        {"advance": "vite"},
        {"advance": "nan"},
        {"advance": "inf"},
        {"mode": "lente"},
        {"mode": "fast", "speed": "0"},
        {"to": "demain"},
        {"to": "2001-01-01"},
    ],
)
def test_an_impossible_clock_is_told_in_its_place(
    simulator: Simulator, person: Person, fields: dict[str, str]
) -> None:
    page = sent(person, CLOCK, **fields)
    assert page.status == 400
    assert page.tree.xpath("//section[@id='horloge']//*[@role='alert']")
    assert abs((now(simulator) - datetime.now().astimezone()).total_seconds()) < 60


def test_a_fault_is_ordered_seen_and_cancelled(
    simulator: Simulator, supplier: Supplier, person: Person
) -> None:
    page = sent(person, FAULTS, kind="status_500", operation=SEARCH, count="2", seconds="7")
    assert "La panne est commandée" in page.text
    (row,) = page.tree.xpath("//table[caption='Pannes commandées']/tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in row]
    assert cells == ["Erreur 500", SEARCH, "2 fois", "0 fois", "Annuler"]
    assert supplier.post(SEARCH).status_code == 500
    (line,) = simulator.admin.faults()
    cancelled = person.submit(person.look("/simulator/"), {"id": str(line["id"])})
    assert "C'est annulé" in cancelled.text
    assert supplier.post(SEARCH).status_code == 200
    for kind in ("slow", "maintenance"):
        sent(person, FAULTS, kind=kind, probability="0,5")
    person.submit(person.look("/simulator/"), {"id": "all"})
    assert simulator.admin.faults() == []


def test_every_kind_can_be_chosen_and_is_explained(person: Person) -> None:
    page = person.look("/simulator/")
    offered = page.tree.xpath("//select[@id='kind']//option/@value")
    told = [kind["kind"] for kind in person.http.get("/simulator/faults/kinds").json()["kinds"]]
    assert sorted(offered) == sorted(told)
    for kind in told:
        assert kind in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "tremblement"},
        {"kind": "slow", "count": "deux"},
        {"kind": "slow", "count": "0"},
        {"kind": "slow", "probability": "2"},
        {"kind": "slow", "seconds": "1e9"},
        {"kind": "maintenance", "from": "2031-01-02T00:00", "to": "2031-01-01T00:00"},
    ],
)
def test_a_fault_that_cannot_be_is_told_and_its_form_kept(
    simulator: Simulator, person: Person, fields: dict[str, Any]
) -> None:
    page = sent(person, FAULTS, operation="factures/*", **fields)
    assert page.status == 400
    assert page.tree.xpath("//section[@id='pannes']//*[@role='alert']")
    assert page.tree.xpath("//input[@id='operation']/@value") == ["factures/*"]
    assert simulator.admin.faults() == []


def test_two_settings_are_played_with(simulator: Simulator, person: Person) -> None:
    sent(person, "/simulator/page/settings", lives="drawn", recycling="alive")
    found = simulator.admin.settings()
    assert (found["lives"], found["recycling_withdrawn"]) == ("drawn", False)
    page = sent(person, "/simulator/page/settings", lives="heureuses", recycling="alive")
    assert page.status == 400
    assert page.tree.xpath("//section[@id='reglages']//*[@role='alert']")


def test_every_setting_is_named_in_french(simulator: Simulator, person: Person) -> None:
    page = person.look("/simulator/")
    (table,) = page.tree.xpath("//section[@id='reglages']//table")
    shown = {row[2].text_content(): row[0].text_content() for row in table.findall(".//tbody/tr")}
    assert set(shown) == set(simulator.admin.settings())
    assert [name for name, words in shown.items() if name == words] == []
