"""What the judges of the e-invoice find, told beside the other checks: all of it, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.candidates import a_candidate, a_file, surroundings
from support.records import (
    a_company,
    a_customer,
    a_detailed_invoice,
    a_pdf,
    a_structure,
    a_whole_company,
    an_invoice,
)
from wochorus.billing.documents import attach_main
from wochorus.billing.models import DepositState, Invoice, InvoiceLine
from wochorus.core.errors import InvalidInput
from wochorus.deposits.candidates import check_invoices
from wochorus.deposits.checks import anomalies_of
from wochorus.deposits.checks.anomaly import Level
from wochorus.deposits.checks.einvoice import SUBJECTS
from wochorus.deposits.judging import Opinion
from wochorus.deposits.syntaxes import DepositFormat, SyntaxChoice
from wochorus.einvoice import Finding, Format, Layer, Severity
from wochorus.einvoice.validation.artefacts import RulesUnavailable
from wochorus.einvoice.validation.schematron import official_rules

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.deposits.candidates import CheckReport
    from wochorus.deposits.checks.anomaly import Finding as Told

ROOT = Path(__file__).parents[2]
FACTURX = a_candidate(document_format=Format.FACTURX, has_lines=True, main_document=None)


def a_finding(rule: str = "BR-X", term: str = "", **changes: Any) -> Finding:
    sound = Finding(Layer.OFFICIAL, rule, Severity.ERROR, "Une règle est enfreinte.", "Corrigez.")
    return replace(sound, term=term, **changes)


def told(opinion: Opinion, **changes: Any) -> list[Told]:
    candidate = replace(FACTURX, **changes)
    return [each.finding for each in anomalies_of(candidate, surroundings(), opinion)]


def test_a_finding_is_told_with_its_rule_its_remedy_and_its_weight() -> None:
    error = a_finding("BR-CO-15")
    warning = a_finding("CP-MENTION-05", severity=Severity.WARNING, layer=Layer.CHORUS)
    found = told(Opinion((error, warning)))
    assert [(each.code, each.level) for each in found] == [
        ("EINVOICE_RULE", Level.BLOCKING),
        ("EINVOICE_RULE", Level.WARNING),
    ]
    assert found[0].message == "Une règle est enfreinte (règle BR-CO-15)"
    assert found[0].remedy == "Corrigez."


def test_what_is_only_information_is_not_told() -> None:
    assert told(Opinion((a_finding(severity=Severity.INFORMATION),))) == []


def test_the_same_finding_from_two_judges_is_told_once() -> None:
    assert len(told(Opinion((a_finding(), a_finding(layer=Layer.CHORUS))))) == 1


def test_what_a_check_tells_too_keeps_the_words_of_the_check() -> None:
    late = {"due_date": date(2026, 1, 1)}
    (found,) = told(Opinion((a_finding("X", "BT-9", severity=Severity.WARNING),)), **late)
    assert (found.code, found.level) == ("DUE_DATE_TOO_EARLY", Level.WARNING)


def test_the_more_severe_of_the_check_and_the_judge_decides() -> None:
    late = {"due_date": date(2026, 1, 1)}
    (found,) = told(Opinion((a_finding("X", "BT-9"),)), **late)
    assert (found.code, found.level) == ("DUE_DATE_TOO_EARLY", Level.BLOCKING)
    long = {"number": "F" * 21}
    (found,) = told(Opinion((a_finding("X", "BT-1", severity=Severity.WARNING),)), **long)
    assert (found.code, found.level) == ("NUMBER_TOO_LONG", Level.BLOCKING)


def test_another_term_is_another_matter() -> None:
    late = {"due_date": date(2026, 1, 1)}
    found = told(Opinion((a_finding("X", "BT-84"), a_finding("Y"))), **late)
    assert [each.code for each in found] == ["DUE_DATE_TOO_EARLY", "EINVOICE_RULE", "EINVOICE_RULE"]


def test_what_a_page_lacks_is_told_unless_a_check_said_that_it_is_of_no_use() -> None:
    script = a_finding("WO-PDF-ACTION", layer=Layer.CONTAINER)
    (found,) = told(Opinion(page=(script,)), main_document=a_file())
    assert (found.code, found.level) == ("EINVOICE_PDF", Level.BLOCKING)
    (broken,) = told(Opinion(page=(script,)), main_document=a_file(defect="tronqué"))
    assert broken.code == "PDF_UNREADABLE"


def test_a_page_that_is_not_archival_is_told_once_with_the_risk_for_the_others() -> None:
    page = tuple(
        a_finding(rule, layer=Layer.CONTAINER, severity=Severity.WARNING, message=f"{rule} manque.")
        for rule in ("WO-PDFA-COULEURS", "WO-PDFA-ABSENT", "WO-PDFA-POLICES")
    )
    (found,) = told(Opinion(page=page), main_document=a_file())
    assert found.message == "WO-PDFA-ABSENT manque (règle WO-PDFA-ABSENT)"
    assert "rejeter tout le flux" in found.remedy


def test_a_file_that_cannot_be_written_is_blocked_with_the_reason() -> None:
    failure = InvalidInput("Le champ note contient un caractère interdit", where="lines[0]")
    (found,) = told(Opinion(failure=failure))
    assert (found.code, found.level) == ("EINVOICE_NOT_MADE", Level.BLOCKING)
    assert found.message.endswith("(lines[0])")


def test_the_subjects_are_those_of_anomalies_that_exist() -> None:
    page = (ROOT / "docs/reference/anomalies.md").read_text("utf-8")
    assert [code for code in SUBJECTS if f"`{code}`" not in page] == []


@pytest.fixture
def company(db: None) -> Company:  # noqa: ARG001 - rows are written
    a_structure()
    return a_whole_company()


def checked(company: Company, choice: SyntaxChoice = SyntaxChoice.AUTO) -> CheckReport:
    return check_invoices(company, Invoice.objects.all(), timezone.localdate(), choice=choice)


def found_codes(report: CheckReport) -> list[tuple[str, str]]:
    return [(each.candidate.number, each.finding.code) for each in report.anomalies]


def formats(report: CheckReport) -> dict[str, DepositFormat]:
    return {each.number: each.document_format for each in report.candidates}


def test_each_invoice_takes_the_format_that_suits_it(company: Company, tmp_path: Path) -> None:
    a_detailed_invoice(company, "FA-1", delivery_date=None)
    a_detailed_invoice(company, "FA-2", tmp_path)
    an_invoice(company, "FA-3", tmp_path)
    report = checked(company)
    assert found_codes(report) == []
    assert formats(report) == {
        "FA-1": Format.FACTURX,
        "FA-2": Format.FACTURX,
        "FA-3": Format.CPP_MINIMAL,
    }


def test_a_page_that_would_have_the_flow_refused_leaves_as_before_and_is_told(
    company: Company, tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(a_pdf())
    attach_main(a_detailed_invoice(company, "FA-1"), path)
    report = checked(company)
    assert formats(report) == {"FA-1": Format.CPP_MINIMAL}
    assert found_codes(report) == [("FA-1", "PDF_NOT_ARCHIVAL")]
    assert len(report.ready) == 1
    asked = checked(company, SyntaxChoice.FACTURX)
    assert formats(asked) == {"FA-1": Format.FACTURX}
    assert found_codes(asked) == [("FA-1", "EINVOICE_PDF")]
    assert len(asked.ready) == 1, "accepted with a warning when Factur-X is asked for"


def test_a_format_asked_for_blocks_what_has_no_lines(company: Company, tmp_path: Path) -> None:
    an_invoice(company, "FA-1", tmp_path, customer=a_customer(company))
    a_detailed_invoice(company, "FA-2")
    for choice in (SyntaxChoice.FACTURX, SyntaxChoice.CII, SyntaxChoice.UBL):
        report = checked(company, choice)
        assert found_codes(report) == [("FA-1", "LINES_MISSING")]
        assert [each.number for each in report.ready] == ["FA-2"]
    minimal = checked(company, SyntaxChoice.CPP_MINIMAL)
    assert found_codes(minimal) == [("FA-2", "PDF_MISSING")]


def test_official_rules_hold_an_invoice_back(company: Company) -> None:
    invoice = a_detailed_invoice(company, "FA-1")
    InvoiceLine.objects.filter(invoice=invoice, position=1).update(unit="ZZ9")
    report = checked(company)
    assert found_codes(report) == [("FA-1", "EINVOICE_RULE")]
    assert report.ready == []
    assert "(règle " in report.anomalies[0].finding.message


def test_amounts_that_do_not_add_up_are_told_by_the_checks_alone(company: Company) -> None:
    a_detailed_invoice(company, "FA-1", total_with_tax=241)
    assert {code for _, code in found_codes(checked(company))} == {"TOTAL_TTC", "AMOUNT_DUE"}


@pytest.mark.django_db
def test_a_company_of_which_little_is_known_is_told_what_its_e_invoices_lack() -> None:
    a_structure()
    company = a_company()
    company.vat_number = ""
    company.save()
    a_detailed_invoice(company, "FA-1")
    report = checked(company)
    blocking = [each.finding.message for each in report.anomalies if each.is_blocking]
    assert any("TVA" in message for message in blocking)
    assert any("IBAN" in message for message in blocking)
    assert any("BT-33" in each.finding.message for each in report.anomalies)


def test_a_character_that_xml_forbids_is_told_for_its_invoice_alone(company: Company) -> None:
    a_detailed_invoice(company, "FA-1", subject="collé\x0b")
    a_detailed_invoice(company, "FA-2")
    report = checked(company)
    assert found_codes(report) == [("FA-1", "EINVOICE_NOT_MADE")]
    assert "U+000B" in report.anomalies[0].finding.message


def test_what_is_deposited_is_not_judged_again(company: Company) -> None:
    invoice = a_detailed_invoice(company, "FA-1", deposit_state=DepositState.DEPOSITED)
    InvoiceLine.objects.filter(invoice=invoice).update(unit="ZZ9")
    assert found_codes(checked(company)) == [("FA-1", "ALREADY_DEPOSITED")]


def test_nothing_leaves_when_official_rules_cannot_run(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise RulesUnavailable(
            "Les règles officielles ne sont pas installées", remedy="Réinstallez"
        )

    a_detailed_invoice(company, "FA-UNJUDGED")
    an_invoice(company, "FA-2", tmp_path)
    monkeypatch.setattr(official_rules, "prepare", gone)
    report = checked(company)
    assert [each.code for each in report.common] == ["EINVOICE_RULES_MISSING"]
    assert report.common[0].remedy == "Réinstallez"
    assert report.ready == []
