"""The invented month: two hundred coherent invoices, and every flaw that the checks know."""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wochorus.core.identifiers import SiretDefect, luhn_is_valid, siret_defect
from wochorus.core.units import UNITS, unit_code
from wochorus.demo import seller
from wochorus.demo.customers import CUSTOMERS, MISTYPED_SIRET, PRIVATE_CUSTOMERS
from wochorus.demo.flaws import CUSTOMER_TROUBLES, flaws, spoil
from wochorus.demo.invoices import DemoInvoice, PdfFile
from wochorus.demo.journal_file import journal_row, line_rows
from wochorus.demo.month import month_before
from wochorus.demo.pdf_files import invoice_document
from wochorus.demo.public_bodies import BODIES, SHUT_ON_THE_PORTAL, SOUND_BODIES, Requires
from wochorus.demo.scenario import LONG_BILL_LINES, sound_invoices

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("WOCHORUS_SHARED") or ROOT.parent / "shared")
TODAY = date(2026, 11, 24)
MONTH = month_before(TODAY)
QUALIFICATION = {
    "12345678200051",
    "12345678200028",
    "12345678200036",
    "12345678200044",
    "11000201100044",
}
NOT_IN_A_JOURNAL = {
    "ALREADY_DEPOSITED": "nothing is deposited when the journal comes in",
    "DEPOSIT_RUNNING": "same",
    "DEPOSIT_AMBIGUOUS": "same",
    "BUYER_PRIVATE": "private customers are left out of a check",
    "TOTAL_NEGATIVE": "the import refuses a negative invoice",
    "ATTACHMENT_MISSING": "a file must leave the store after the import",
    "ISSUER_SIRET_MISSING": "the company is registered whole",
    "ANNUAIRE_MISSING": "the annuaire comes first",
    "LINES_MISSING": "no format is asked for: invoices with totals only leave as CPP minimal",
    "TAX_CATEGORY_MISSING": "public bodies are billed with VAT",
    "ATTACHMENT_NOT_IN_XML": "CII and UBL are not asked for",
    "ATTACHMENT_RESERVED_NAME": "nobody names an annex factur-x.xml by chance",
    "EINVOICE_PDF": "a page that is not PDF/A leaves as CPP minimal when no format is asked for",
    "FLOW_TOO_HEAVY": "no invoice of the month weighs as much as a flow",
    "EINVOICE_NOT_MADE": "the journal is read without the characters that XML forbids",
    "EINVOICE_RULES_MISSING": "the official rules are installed",
    "INTERNAL_DOCUMENT": "nothing was rejected yet",
    "REISSUED": "nothing was rejected yet",
    "VALIDATOR_MISSING": "the company invoices under the frame A1; XML carries no validator",
    "VALIDATOR_NOT_USED": "same",
    "TYPED_LINES_MISSING": "the demonstration deposits XML flows, and no other way in",
    "TYPED_LINES_TOTAL": "same",
    "SUBMISSION_REFUSED": "same",
    "PDF_TOO_LARGE": "same",
    "CERTIFICATE_MISSING": "same",
    "CERTIFICATE_EXPIRED": "same",
    "CADRE": "nobody types a frame of works by chance: the tests of the checks show it",
}
"""Anomalies that the journal of the demonstration does not bring, and why."""


@pytest.fixture(scope="module")
def invoices() -> list[DemoInvoice]:
    return sound_invoices(MONTH)


def test_a_month_has_two_hundred_pieces_for_about_sixty_customers(
    invoices: list[DemoInvoice],
) -> None:
    assert len(invoices) == 200
    assert {invoice.customer.code for invoice in invoices} == {each.code for each in CUSTOMERS}
    assert 55 <= len(CUSTOMERS) <= 65
    kinds = Counter(invoice.customer.is_public for invoice in invoices)
    assert min(kinds.values()) > 50
    assert 3 <= sum(invoice.is_credit_note for invoice in invoices) <= 12
    rates = {(tax.rate, tax.category) for invoice in invoices for tax in invoice.taxes}
    assert rates == {
        (Decimal(20), ""),
        (Decimal(10), ""),
        (Decimal("5.5"), ""),
        (Decimal(0), "Autoliquidation"),
    }
    assert sum(bool(invoice.annexes) for invoice in invoices) > 20


def test_numbers_follow_each_other_without_a_gap(invoices: list[DemoInvoice]) -> None:
    for series in ("FA2610", "AV2610"):
        ranks = [int(each.number[-4:]) for each in invoices if each.number.startswith(series)]
        assert ranks == list(range(1, len(ranks) + 1))
    assert all(each.number.startswith("AV") == each.is_credit_note for each in invoices)


def test_sound_invoices_carry_what_their_recipient_asks_for(invoices: list[DemoInvoice]) -> None:
    for invoice in invoices:
        body = invoice.customer.body
        if body not in SOUND_BODIES:
            continue
        assert body is not None
        has_service, has_order = bool(invoice.code_service), bool(invoice.engagement)
        match body.requires:
            case Requires.SERVICE:
                assert has_service
            case Requires.ENGAGEMENT:
                assert has_order
            case Requires.BOTH:
                assert has_service
                assert has_order
            case Requires.ONE_OF_TWO:
                assert has_service or has_order
        assert not has_service or invoice.code_service in {each.code for each in body.services}


def test_credit_notes_correct_an_invoice_of_the_same_customer(invoices: list[DemoInvoice]) -> None:
    owners = {invoice.number: invoice.customer.code for invoice in invoices}
    for invoice in invoices:
        if invoice.credit_of is not None:
            assert owners[invoice.credit_of] == invoice.customer.code


def test_the_qualification_recipients_are_billed(invoices: list[DemoInvoice]) -> None:
    billed = {invoice.customer.siret for invoice in invoices}
    assert billed >= QUALIFICATION
    assert {body.siret for body in BODIES} >= QUALIFICATION


def test_exactly_one_sound_invoice_goes_to_the_service_that_the_portal_has_closed(
    invoices: list[DemoInvoice],
) -> None:
    shut = [each for each in invoices if each.code_service == SHUT_ON_THE_PORTAL.code]
    assert len(shut) == 1
    assert shut[0].issue_date > MONTH.middle


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
@settings(max_examples=20, deadline=None)
def test_any_day_gives_the_same_month_but_for_its_dates(today: date) -> None:
    month = month_before(today)
    sound = sound_invoices(month)
    spoiled, expected = spoil(sound, today)
    assert len(spoiled) == len({each.number for each in spoiled}) == 200
    assert all(month.first <= each.issue_date <= month.last for each in sound)
    assert len(expected) == len(flaws(today)) + len(CUSTOMER_TROUBLES)
    reference = sum(each.total_with_tax for each in sound_invoices(MONTH))
    assert sum(each.total_with_tax for each in sound) == reference


def test_every_anomaly_that_a_journal_can_bring_is_there() -> None:
    page = (ROOT / "docs/reference/anomalies.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    promised = set().union(*(flaw.codes for flaw in flaws(TODAY)), *CUSTOMER_TROUBLES.values())
    assert promised == documented - set(NOT_IN_A_JOURNAL)


def test_the_majority_is_sound() -> None:
    spoiled, expected = spoil(sound_invoices(MONTH), TODAY)
    public = sum(invoice.customer.is_public for invoice in spoiled)
    assert len(expected) < public / 3
    damaged = [each for each in spoiled if each.pdf not in (PdfFile.SOUND, PdfFile.LEFT_TO_US)]
    assert len(damaged) == 4
    ours = [each for each in spoiled if each.pdf is PdfFile.LEFT_TO_US]
    assert ours
    assert all(each.is_detailed for each in ours)


def test_the_journal_tells_credit_notes_with_negative_amounts() -> None:
    for invoice in sound_invoices(MONTH):
        row = journal_row(invoice)
        total = row["total_with_tax"]
        assert not isinstance(total, (str, date))
        assert (total < 0) == invoice.is_credit_note
        assert row["siret"] == invoice.customer.siret


def test_most_invoices_are_detailed_and_never_those_whose_journal_says_otherwise() -> None:
    spoiled, _ = spoil(sound_invoices(MONTH), TODAY)
    detailed = [each for each in spoiled if each.is_detailed]
    assert 100 < len(detailed) < 150
    assert not any(each.told for each in detailed)
    assert any(each.is_credit_note for each in detailed)
    assert any(each.is_reverse_charged for each in detailed)
    assert any(len(each.lines) == LONG_BILL_LINES for each in detailed)
    assert any(len(each.taxes) == 3 and each.customer.is_public for each in detailed)


def test_the_lines_of_the_journal_add_up_to_its_totals() -> None:
    for invoice in sound_invoices(MONTH):
        amounts = [row["net_amount"] for row in line_rows(invoice)]
        total = sum(amount for amount in amounts if isinstance(amount, Decimal))
        assert total == journal_row(invoice)["total_without_tax"]
        assert {unit_code(str(row["unit"])) for row in line_rows(invoice)} <= set(UNITS)


def test_a_reverse_charge_names_both_vat_numbers_and_the_law() -> None:
    (works,) = [each for each in sound_invoices(MONTH) if each.is_reverse_charged]
    row = journal_row(works)
    assert (row["category_1"], row["exemption_1"]) == (
        "Autoliquidation",
        "VATEX-EU-AE Autoliquidation",
    )
    assert str(row["vat_number"]).startswith("FR")
    assert "article 283" in invoice_document(works)["mentions"]


def test_invented_sirets_are_well_formed_and_given_to_nobody() -> None:
    invented = [seller.SIRET, *(each.siret for each in PRIVATE_CUSTOMERS)]
    invented += [body.siret for body in BODIES if body not in SOUND_BODIES]
    assert len(set(invented)) == len(invented)
    for siret in invented:
        assert siret.startswith("000")
        assert luhn_is_valid(siret[:9])
        assert siret_defect(siret) is None
    assert siret_defect(MISTYPED_SIRET.siret) is SiretDefect.WRONG_KEY


def test_real_public_bodies_are_in_the_public_directory() -> None:
    source = SHARED / "data/annuaire-sirets-2024-11.txt.gz"
    if not source.exists():
        pytest.skip(f"no public directory at {source}")
    with gzip.open(source, "rt", encoding="ascii") as file:
        known = {line.strip() for line in file}
    real = {body.siret for body in SOUND_BODIES} - QUALIFICATION
    assert len(real) >= 30
    assert real <= known
