"""Anomalies put right in a real browser, from the keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from playwright.sync_api import expect

from browser.axe import violations
from support.records import a_pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from browser.opening import Office

SERVICE = "SERVICE_DEST_SERV_OBL"
DEMANDING: dict[str, Any] = {
    "Code client": "C2",
    "Client": "Commune à service",
    "SIRET": "12345678200028",
    "Code service": "",
}
MANY = 40


@pytest.fixture(scope="module")
def others(office: Office) -> None:
    """Give three invoices more: two without their PDF, one with an attachment that is refused."""
    office.month.invoice("AD-1", pdf=False)
    office.month.invoice("AE-1", pdf=False)
    office.month.invoice("AP-1")
    office.bring_in()
    attach_what_is_refused(office, "AP-1")


def open_anomalies(page: Page, office: Office) -> None:
    page.goto(office.path("anomalies/"))


def standing(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("#compte p").inner_text())


def test_forty_that_lack_a_service_are_mended_by_three_keys_and_taken_back_by_one(
    page: Page, office: Office
) -> None:
    for rank in range(MANY):
        office.month.invoice(f"SV-{rank:02}", **DEMANDING)
    office.bring_in()
    open_anomalies(page, office)
    rows = page.locator("tbody.held")
    expect(rows).to_have_count(MANY)
    first = page.get_by_role("combobox").first
    expect(first).to_be_focused()
    expect(page.get_by_role("option", selected=True)).to_contain_text("seul service ouvert")

    page.keyboard.press("Enter")
    chosen = page.get_by_role("radio", checked=True)
    expect(chosen).to_be_focused()
    expect(page.locator(".preview")).to_contain_text("40 factures")
    page.keyboard.press("Enter")

    expect(page.locator("#travail")).to_contain_text("il ne reste rien à corriger")
    expect(page.locator("#compte")).to_contain_text("0 à corriger")
    page.keyboard.press("z")
    expect(rows).to_have_count(MANY)
    expect(page.get_by_role("combobox").first).to_be_focused()

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox").first).not_to_be_focused()


def test_one_invoice_is_mended_alone_and_the_focus_goes_to_the_next(
    page: Page, office: Office
) -> None:
    open_anomalies(page, office)
    rows = page.locator("tbody.held")
    before = rows.count()
    expect(page.get_by_role("option", selected=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", checked=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name=re.compile("Cette facture"))).to_be_checked()
    second = rows.nth(1).get_attribute("id")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before - 1)
    assert rows.first.get_attribute("id") == second
    expect(rows.first.get_by_role("combobox")).to_be_focused()


def test_escape_leaves_the_preview_and_nothing_has_changed(page: Page, office: Office) -> None:
    open_anomalies(page, office)
    before = page.locator("tbody.held").count()
    page.keyboard.type(SERVICE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", checked=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".preview")).to_have_count(0)
    expect(page.get_by_role("combobox").first).to_be_focused()
    expect(page.locator("tbody.held")).to_have_count(before)


def test_a_refused_value_is_told_beside_its_field(page: Page, office: Office) -> None:
    open_anomalies(page, office)
    page.keyboard.type("INCONNU")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert").filter(has_text="INCONNU")
    expect(alert).to_contain_text(SERVICE)
    expect(page.get_by_role("combobox").first).to_be_focused()


def test_tab_goes_from_remedy_to_remedy(page: Page, office: Office) -> None:
    open_anomalies(page, office)
    expect(page.get_by_role("combobox").first).to_be_focused()
    seen = []
    for _ in range(4):
        seen.append(page.evaluate("document.activeElement.dataset.remedy?.split(' ').pop()"))
        page.keyboard.press("Tab")
    assert seen == ["service", "exclude", "service", "exclude"]


def attach_what_is_refused(office: Office, number: str) -> None:
    """Give an invoice an attachment that no screen and no command lets in."""
    with psycopg.connect(office.database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO billing_document (sha256, size, media_type, defect, created_at)"
            " VALUES (%s, 12, 'application/x-msdownload', '', now())",
            ["0" * 64],
        )
        connection.execute(
            "INSERT INTO billing_invoicedocument"
            " (invoice_id, document_id, role, kind, file_name, position)"
            " SELECT id, %s, '02', '', 'plan.exe', 2 FROM billing_invoice WHERE number = %s",
            ["0" * 64, number],
        )


@pytest.mark.usefixtures("others")
def test_an_attachment_that_is_refused_is_taken_away(page: Page, office: Office) -> None:
    open_anomalies(page, office)
    row = page.locator("tbody.held", has_text="AP-1")
    row.get_by_role("button", name="Retirer la pièce").focus()
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
    expect(page.locator("#retour")).to_contain_text("Retirer la pièce plan.exe : 1 facture.")


@pytest.mark.usefixtures("others")
def test_the_missing_pdf_is_given_from_its_row(page: Page, office: Office, tmp_path: Path) -> None:
    open_anomalies(page, office)
    row = page.locator("tbody.held", has_text="AD-1")
    file = tmp_path / "AD-1.pdf"
    file.write_bytes(a_pdf())
    row.locator("input[type=file]").set_input_files(file)
    expect(row).to_have_count(0)


@pytest.mark.usefixtures("others")
def test_an_invoice_is_put_aside_and_the_address_keeps_it(page: Page, office: Office) -> None:
    open_anomalies(page, office)
    row = page.locator("tbody.held", has_text="AE-1")
    row.get_by_role("button", name="Écarter AE-1 du dépôt").click()
    page.wait_for_url("**selection=**")
    expect(page.locator("#retour")).to_contain_text("AE-1 ne partira pas avec ce dépôt.")
    expect(row).to_have_count(0)
    page.reload()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="La remettre").click()
    expect(row).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anyone_out(
    open_page: Callable[..., Page], office: Office, scheme: str
) -> None:
    page = open_page("clerk", color_scheme=scheme, bypass_csp=True)
    open_anomalies(page, office)
    page.get_by_role("combobox").first.focus()
    expect(page.get_by_role("option", selected=True)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", checked=True)).to_be_focused()
    assert violations(page) == []
