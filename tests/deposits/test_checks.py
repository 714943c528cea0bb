"""Every anomaly that a clerk may meet, and the invoices that have none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.candidates import (
    a_candidate,
    a_file,
    a_service,
    a_structure,
    surroundings,
)
from wochorus.billing.models import DepositState, InvoiceKind
from wochorus.core.money import to_cents
from wochorus.customers.models import BuyerKind
from wochorus.deposits.checks import anomalies_of
from wochorus.deposits.checks.anomaly import TaxLine
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from wochorus.deposits.checks.anomaly import Candidate, Surroundings


HUNDRED_UNTAXED = (Decimal(100), Decimal(0))


def a_detailed_candidate(document_format: Format, **changes: Any) -> Candidate:
    return a_candidate(document_format=document_format, **{"has_lines": True, **changes})


def codes(candidate: Candidate, around: Surroundings | None = None) -> list[str]:
    return [found.finding.code for found in anomalies_of(candidate, around or surroundings())]


def blocking_codes(candidate: Candidate, around: Surroundings | None = None) -> list[str]:
    found = anomalies_of(candidate, around or surroundings())
    return [anomaly.finding.code for anomaly in found if anomaly.is_blocking]


def test_a_sound_invoice_has_no_anomaly() -> None:
    assert codes(a_candidate()) == []


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("SIRET_MISSING", {"customer_siret": ""}),
        ("SIRET_MALFORMED", {"customer_siret": "2194006860001"}),
        ("SIRET_MALFORMED", {"customer_siret": "2194006860001A"}),
        ("SIRET_MALFORMED", {"customer_siret": "२१९४००६८६०००१२"}),
        ("BUYER_PRIVATE", {"customer_kind": BuyerKind.PRIVATE}),
        ("SERVICE_UNKNOWN", {"code_service": "SERV"}),
        ("SERVICE_RESERVED", {"code_service": "FACTURES_PUBLIQUES"}),
        ("PDF_MISSING", {"main_document": None}),
        ("PDF_MISSING", {"main_document": a_file(is_stored=False)}),
        ("PDF_EMPTY", {"main_document": a_file(size=0, defect="fichier vide")}),
        ("PDF_UNREADABLE", {"main_document": a_file(defect="tronqué")}),
        ("ATTACHMENT_TYPE", {"annexes": (a_file("virus.exe"),)}),
        ("ATTACHMENT_TYPE", {"annexes": (a_file("sans-extension"),)}),
        ("ATTACHMENT_NAME", {"annexes": (a_file("x" * 47 + ".pdf"),)}),
        ("ATTACHMENT_EMPTY", {"annexes": (a_file("vide.pdf", size=0),)}),
        ("ATTACHMENT_TOO_LARGE", {"annexes": (a_file("plan.pdf", size=10_000_001),)}),
        ("ATTACHMENT_MISSING", {"annexes": (a_file("perdu.pdf", is_stored=False),)}),
        ("INVOICE_TOO_LARGE", {"main_document": a_file(size=120_000_001)}),
        ("NUMBER_TOO_LONG", {"number": "F" * 21}),
        ("NUMBER_CHARACTER", {"number": "FA_2026#1"}),
        ("NUMBER_CHARACTER", {"number": "FÉV-1"}),
        ("NUMBER_SPACES", {"number": "FA  1"}),
        ("NUMBER_SPACES", {"number": " FA1"}),
        ("ENGAGEMENT_TOO_LONG", {"engagement": "E" * 51}),
        ("MARCHE_TOO_LONG", {"marche": "M" * 51}),
        ("TOTAL_NEGATIVE", {"total_without_tax": Decimal(-1)}),
        ("TOTAL_NEGATIVE", {"prepaid": Decimal(-5), "amount_due": Decimal(125)}),
        ("TOTAL_NEGATIVE", {"prepaid": Decimal(150), "amount_due": Decimal(-30)}),
        ("CADRE", {"cadre": "A7"}),
        ("TOTAL_TTC", {"total_with_tax": Decimal("120.01")}),
        ("TOTAL_HT", {"total_without_tax": Decimal("99.99")}),
        ("TOTAL_TVA", {"total_tax": Decimal("19.99")}),
        ("AMOUNT_DUE", {"amount_due": Decimal("119.00")}),
        ("TAX_BREAKDOWN_MISSING", {"tax_breakdown": ()}),
        ("ALREADY_PAID_AMOUNT", {"cadre": "A2"}),
        ("CREDIT_NOTE_ORIGIN", {"kind": InvoiceKind.CREDIT_NOTE}),
        ("ALREADY_DEPOSITED", {"deposit_state": DepositState.DEPOSITED}),
        ("ALREADY_DEPOSITED", {"deposit_state": DepositState.INTEGRATED}),
        ("DEPOSIT_RUNNING", {"deposit_state": DepositState.RESERVED}),
        ("DEPOSIT_AMBIGUOUS", {"deposit_state": DepositState.AMBIGUOUS}),
    ],
)
def test_a_defect_of_the_invoice_blocks_it(code: str, changes: dict[str, Any]) -> None:
    assert code in blocking_codes(a_candidate(**changes))


@pytest.mark.parametrize("document_format", [Format.FACTURX, Format.CII, Format.UBL])
@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("LINES_MISSING", {"has_lines": False}),
        ("TAX_CATEGORY_MISSING", {"tax_breakdown": (TaxLine(Decimal(0), *HUNDRED_UNTAXED),)}),
        ("PDF_MISSING", {"main_document": a_file(is_stored=False)}),
        ("PDF_UNREADABLE", {"main_document": a_file(defect="tronqué")}),
    ],
)
def test_a_format_with_lines_blocks_what_it_cannot_carry(
    document_format: Format, code: str, changes: dict[str, Any]
) -> None:
    candidate = a_detailed_candidate(document_format, **changes)
    assert code in blocking_codes(candidate)
    assert code not in blocking_codes(a_detailed_candidate(document_format))


@pytest.mark.parametrize("document_format", [Format.FACTURX, Format.CII, Format.UBL])
def test_a_format_with_lines_needs_no_pdf(document_format: Format) -> None:
    assert codes(a_detailed_candidate(document_format, main_document=None)) == []


def test_lines_missing_tells_which_format_does_without() -> None:
    (found,) = anomalies_of(
        a_detailed_candidate(Format.FACTURX, has_lines=False, main_document=None), surroundings()
    )
    assert "Factur-X" in found.finding.message
    assert "cpp-minimal" in found.finding.remedy


def test_attachments_that_xml_does_not_carry_are_blocked_and_told_what_does() -> None:
    annexes = (a_file("plan.zip"), a_file("photo.JPG"), a_file("releve.ods"))
    for document_format in (Format.CII, Format.UBL):
        (found,) = anomalies_of(
            a_detailed_candidate(document_format, annexes=annexes), surroundings()
        )
        assert found.finding.code == "ATTACHMENT_NOT_IN_XML"
        assert found.finding.attachment == "plan.zip"
        assert "Choisissez Factur-X" in found.finding.remedy
    assert codes(a_detailed_candidate(Format.FACTURX, annexes=annexes)) == []
    assert codes(a_candidate(annexes=annexes)) == []


def test_an_attachment_may_not_take_the_name_of_the_invoice_inside_a_factur_x() -> None:
    annexes = (a_file("Factur-X.xml"),)
    assert codes(a_detailed_candidate(Format.FACTURX, annexes=annexes)) == [
        "ATTACHMENT_RESERVED_NAME"
    ]
    assert codes(a_candidate(annexes=annexes)) == []


@pytest.mark.parametrize(
    ("code", "structure", "service"),
    [
        ("STRUCTURE_INACTIVE", a_structure(is_active=False), None),
        ("STRUCTURE_CLOSED", a_structure(is_closed=True), None),
        ("STRUCTURE_WORKS_ONLY", a_structure(is_works_only=True), None),
        ("SERVICE_INACTIVE", None, a_service(is_active=False)),
        ("SERVICE_CLOSED", None, a_service(is_closed=True)),
    ],
)
def test_a_recipient_that_cannot_receive_blocks_the_invoice(
    code: str, structure: Any, service: Any
) -> None:
    assert blocking_codes(a_candidate(), surroundings(structure, service)) == [code]


def test_a_structure_absent_from_the_directory_blocks_the_invoice() -> None:
    unknown = a_candidate(customer_siret="73282932000074")
    assert blocking_codes(unknown) == ["STRUCTURE_UNKNOWN"]


@pytest.mark.parametrize(
    ("requirement", "engagement", "service", "expected"),
    [
        ("requires_service", "", "", ["SERVICE_MISSING"]),
        ("requires_service", "", "COMPTA", []),
        ("requires_engagement", "", "COMPTA", ["ENGAGEMENT_MISSING"]),
        ("requires_engagement", "BC", "", []),
        ("requires_service_or_engagement", "", "", ["SERVICE_OR_ENGAGEMENT_MISSING"]),
        ("requires_service_or_engagement", "BC", "", []),
        ("requires_service_or_engagement", "", "COMPTA", []),
    ],
)
def test_what_the_structure_requires_must_be_there(
    requirement: str, engagement: str, service: str, expected: list[str]
) -> None:
    candidate = a_candidate(engagement=engagement, code_service=service)
    around = surroundings(a_structure(**{requirement: True}))
    assert codes(candidate, around) == expected


def test_one_of_the_two_wins_over_the_separate_requirements() -> None:
    demanding = a_structure(
        requires_service_or_engagement=True, requires_service=True, requires_engagement=True
    )
    assert codes(a_candidate(engagement="BC", code_service=""), surroundings(demanding)) == []


def test_a_service_may_require_an_engagement_of_its_own() -> None:
    around = surroundings(service=a_service(requires_engagement=True))
    assert codes(a_candidate(engagement=""), around) == ["SERVICE_ENGAGEMENT_MISSING"]
    assert codes(a_candidate(engagement="BC"), around) == []


def test_a_service_asks_for_its_engagement_though_the_structure_takes_one_of_the_two() -> None:
    either = a_structure(requires_service_or_engagement=True, requires_engagement=True)
    around = surroundings(either, a_service(requires_engagement=True))
    assert codes(a_candidate(engagement=""), around) == ["SERVICE_ENGAGEMENT_MISSING"]
    assert codes(a_candidate(engagement="BC"), around) == []


def test_a_missing_engagement_is_told_once_when_both_require_it() -> None:
    around = surroundings(
        a_structure(requires_engagement=True), a_service(requires_engagement=True)
    )
    assert codes(a_candidate(engagement=""), around) == ["ENGAGEMENT_MISSING"]


def test_a_wrong_key_is_only_a_warning() -> None:
    doubtful = a_candidate(customer_siret="21940068600013")
    assert codes(doubtful) == ["SIRET_KEY", "STRUCTURE_UNKNOWN"]
    assert blocking_codes(doubtful) == ["STRUCTURE_UNKNOWN"]


def test_the_directory_lifts_the_warning_on_a_wrong_key() -> None:
    siret = "17280001390010"
    around = replace(surroundings(), structures={siret: a_structure(siret=siret)})
    assert codes(a_candidate(customer_siret=siret, code_service=""), around) == []


def test_an_establishment_of_la_poste_follows_its_own_rule() -> None:
    siret = "35600000000049"
    around = replace(surroundings(), structures={})
    assert "SIRET_KEY" in codes(a_candidate(customer_siret=siret), around)
    assert "SIRET_KEY" not in codes(a_candidate(customer_siret="35600000009075"), around)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("DATE_IN_FUTURE", {"issue_date": date(2026, 11, 25), "due_date": None}),
        ("DUE_DATE_TOO_EARLY", {"due_date": date(2026, 10, 30)}),
        (
            "TAX_AMOUNT",
            {
                "tax_breakdown": (TaxLine(Decimal("5.5"), Decimal(100), Decimal(20)),),
            },
        ),
        (
            "CREDIT_NOTE_ORIGIN_UNKNOWN",
            {"kind": InvoiceKind.CREDIT_NOTE, "preceding_invoice": "FA-2019-9"},
        ),
    ],
)
def test_a_doubtful_invoice_is_told_but_may_leave(code: str, changes: dict[str, Any]) -> None:
    candidate = a_candidate(**changes)
    assert codes(candidate) == [code]
    assert blocking_codes(candidate) == []


def test_a_credit_note_that_cites_a_known_invoice_is_sound() -> None:
    credit_note = a_candidate(kind=InvoiceKind.CREDIT_NOTE, preceding_invoice="FA-2026-000")
    assert codes(credit_note, surroundings(known_numbers=frozenset({"FA-2026-000"}))) == []


def test_no_finding_hides_another() -> None:
    wreck = a_candidate(
        number="F" * 21 + "#",
        customer_siret="",
        main_document=None,
        annexes=(a_file("a.exe", size=0), a_file("b" * 60 + ".pdf", size=10_000_001)),
        total_tax=Decimal(1),
        engagement="E" * 51,
    )
    assert codes(wreck) == [
        "SIRET_MISSING",
        "NUMBER_TOO_LONG",
        "NUMBER_CHARACTER",
        "ENGAGEMENT_TOO_LONG",
        "TOTAL_TVA",
        "TOTAL_TTC",
        "PDF_MISSING",
        "ATTACHMENT_TYPE",
        "ATTACHMENT_EMPTY",
        "ATTACHMENT_NAME",
        "ATTACHMENT_TOO_LARGE",
    ]


def test_every_anomaly_says_what_to_do() -> None:
    wreck = a_candidate(customer_siret="12", main_document=None, tax_breakdown=())
    for anomaly in anomalies_of(wreck, surroundings()):
        assert anomaly.finding.message
        assert anomaly.finding.remedy.endswith((".", "…")) or "wochorus" in anomaly.finding.remedy


@pytest.mark.parametrize(
    ("changes", "command"),
    [
        ({"customer_siret": ""}, "wochorus customer change C001 --siret SIRET"),
        ({"customer_kind": BuyerKind.PRIVATE}, "wochorus customer change C001 --kind public"),
        ({"main_document": None}, "wochorus archive attach FA-2026-001 FICHIER"),
        ({"annexes": (a_file("a.exe"),)}, "wochorus attachment remove FA-2026-001 a.exe"),
        (
            {"annexes": (a_file("a.pdf", size=0),)},
            "attachment add FA-2026-001 FICHIER --name a.pdf",
        ),
        ({"cadre": "B1"}, "(colonne Cadre), puis : wochorus journal import FICHIER"),
        ({"cadre": "B1", "is_issued_here": True}, "wochorus billing credit FA-2026-001 --why"),
        ({"customer_siret": "", "customer_code": "LE 7"}, "customer change 'LE 7' --siret"),
    ],
)
def test_the_shortest_remedy_is_named_by_its_command(changes: dict[str, Any], command: str) -> None:
    (told, *others) = anomalies_of(a_candidate(**changes), surroundings())
    assert not others
    assert command in told.finding.remedy


def test_an_invoice_issued_here_is_never_sent_back_to_the_journal() -> None:
    spoilt = {"cadre": "B1", "engagement": "x" * 60, "total_with_tax": Decimal(7)}
    found = anomalies_of(a_candidate(is_issued_here=True, **spoilt), surroundings())
    assert len(found) > 2
    assert not [each for each in found if "journal import" in each.finding.remedy]


amounts = st.decimals(min_value=0, max_value=10**9, places=2)
rates = st.sampled_from([Decimal("5.5"), Decimal(10), Decimal(20), Decimal("2.1"), Decimal(0)])


@given(st.dictionaries(rates, amounts, min_size=1, max_size=4), amounts)
def test_totals_computed_to_the_cent_are_never_refused(
    bases: dict[Decimal, Decimal], prepaid: Decimal
) -> None:
    taxes = tuple(TaxLine(rate, base, to_cents(base * rate / 100)) for rate, base in bases.items())
    without_tax = sum(line.taxable_amount for line in taxes)
    tax = sum(line.tax_amount for line in taxes)
    candidate = a_candidate(
        tax_breakdown=taxes,
        total_without_tax=without_tax,
        total_tax=tax,
        total_with_tax=without_tax + tax,
        prepaid=min(prepaid, without_tax + tax),
        amount_due=max(without_tax + tax - prepaid, Decimal(0)),
    )
    assert codes(candidate) == []
