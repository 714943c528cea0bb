"""A month's end by keys alone: two hundred invoices, forty of them public, five to correct.

The keys are counted, the values typed apart: from the journal to "all deposited" in at most 25.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from browser.working import a_worker, held

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.opening import Office

MOST_KEYS = 25
PRIVATE, PUBLIC = 160, 35
DEMANDING: dict[str, Any] = {
    "Code client": "C2",
    "Client": "Commune à service",
    "SIRET": "12345678200028",
}
LACKING: list[dict[str, Any]] = [
    {**DEMANDING, "Code service": ""},
    {**DEMANDING, "Code service": ""},
    {**DEMANDING, "Code service": "SERV"},
    {"Code client": "C3", "Client": "Commune sans exigence", "SIRET": ""},
    {"Code client": "C4", "Client": "Commune sans exigence", "SIRET": "1234567820005"},
]


@dataclass(slots=True)
class Keyboard:
    """The keys of a person, counted; a value that is typed counts for nothing."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            self.page.keyboard.press(key)

    def type(self, value: str) -> None:
        self.page.keyboard.type(value)


def a_month(office: Office) -> list[str]:
    """Bring in the invoices of a month; give the numbers of the public ones."""
    for rank in range(PRIVATE):
        private: dict[str, Any] = {
            "Code client": "P1",
            "Client": "Syndic Martin",
            "SIRET": "",
            "Public/Privé": "Privé",
        }
        office.month.invoice(f"PR-{rank:03}", **private)
    public = [f"PU-{rank:03}" for rank in range(PUBLIC)]
    for number in public:
        office.month.invoice(number)
    broken = [f"PV-{rank}" for rank in range(len(LACKING))]
    for number, cells in zip(broken, LACKING, strict=True):
        office.month.invoice(number, **cells)
    office.bring_in()
    return ["FA-1", *public, *broken]


def show_public(keys: Keyboard) -> None:
    """Keep the invoices of public customers, by the filters of the journal."""
    page = keys.page
    keys.press("f")
    choice = page.get_by_label("Public / privé")
    expect(choice).to_be_visible()
    while not choice.evaluate("field => field === document.activeElement"):
        keys.press("Tab")
        assert keys.pressed < MOST_KEYS, "the filter is not reached"
    keys.type("Public")
    keys.press("Tab", "Enter")
    page.wait_for_url("**nature=public**")
    grid = page.get_by_role("grid", name="Journal de facturation")
    expect(grid).to_have_attribute("aria-busy", "false")


def mend(keys: Keyboard) -> None:
    """Put right what has the focus by what is offered first, for all that are alike."""
    page = keys.page
    group = page.locator("tbody.held:focus-within")
    expect(page.get_by_role("option", selected=True)).to_be_visible()
    name = group.get_attribute("id")
    keys.press("Enter")
    expect(page.locator(f".preview-row, body:not(:has(#{name}))").first).to_be_visible()
    if page.locator(".preview-row").count():
        expect(page.get_by_role("radio", checked=True)).to_be_focused()
        keys.press("Enter")
    expect(page.locator(f"#{name}")).to_have_count(0)


def test_the_month_goes_to_chorus_in_at_most_25_keys(page: Page, office: Office) -> None:
    public = a_month(office)
    keys = Keyboard(page)
    page.goto(office.path("journal/"))
    grid = page.get_by_role("grid", name="Journal de facturation")
    expect(grid).to_have_attribute("aria-busy", "false")
    show_public(keys)
    keys.press("Control+a")
    check = page.get_by_role("button", name=f"Contrôler {len(public)} factures")
    expect(check).to_be_enabled()
    keys.press("c")
    page.wait_for_url("**/anomalies/**")
    expect(page.locator("#compte")).to_contain_text("5 à corriger")
    while page.locator("tbody.held").count():
        mend(keys)
    expect(page.locator("#compte")).to_contain_text("0 à corriger")
    keys.press("d")
    page.wait_for_url("**/depot/**")
    expect(page.get_by_role("button", name=re.compile(f"Déposer {len(public)} "))).to_be_visible()
    keys.press("d")
    page.wait_for_url("**/depot/ordres/*/")
    with a_worker(office):
        expect(page.get_by_text(f"{len(public)} factures déposées")).to_be_visible(timeout=60_000)
    assert {held(office)[number] for number in public} == {1}
    assert keys.pressed <= MOST_KEYS, keys.pressed
