"""The layers of form and official rules, from the bytes to the findings."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from einvoice.corpus import corpus
from einvoice.validation.invoices import EN_16931, EXTENDED_CTC_FR, a_cii_invoice, a_ubl_invoice
from wochorus.einvoice.findings import Layer, Severity
from wochorus.einvoice.validation.effort import comparisons
from wochorus.einvoice.validation.limits import XmlLimits
from wochorus.einvoice.validation.official import FormCheck, check_form
from wochorus.einvoice.validation.schematron.telling import BREAKDOWN, NOT_USED

if TYPE_CHECKING:
    from collections.abc import Callable

XRECHNUNG = f"{EN_16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"


def names(check: FormCheck) -> list[str]:
    return [rules.name for rules in check.rule_sets]


def rules_of(check: FormCheck, severity: Severity = Severity.ERROR) -> set[str]:
    return {finding.rule for finding in check.findings if finding.severity is severity}


@pytest.mark.parametrize("write", [a_cii_invoice, a_ubl_invoice])
@pytest.mark.parametrize("profile", [EN_16931, EXTENDED_CTC_FR])
def test_a_sound_invoice_passes_every_layer_and_all_that_looked_are_named(
    write: Callable[..., str], profile: str
) -> None:
    check = check_form(write(profile=profile).encode())
    assert check.findings == []
    assert check.not_run == []
    assert [rules.layer for rules in check.rule_sets] == [
        Layer.SCHEMA,
        Layer.OFFICIAL,
        Layer.OFFICIAL,
    ]
    assert all(rules.version and len(rules.sha256) == 64 for rules in check.rule_sets)
    assert (check.profile, check.circuit) == (profile, "afnor")
    assert check.root is not None


def test_the_historical_circuit_has_no_french_rules() -> None:
    check = check_form(a_cii_invoice(frame="A1").encode())
    assert check.circuit == "chorus"
    assert names(check) == ["Schéma Factur-X EN 16931", "Règles Factur-X EN 16931"]
    assert check.findings == []


def test_the_circuit_that_is_asked_for_goes_before_the_frame() -> None:
    check = check_form(a_cii_invoice(frame="A1").encode(), circuit="afnor")
    assert "Règles françaises BR-FR pour CII" in names(check)
    assert "BR-FR-08_BT-23" in rules_of(check)


def test_a_broken_official_rule_is_told_with_place_term_remedy_and_official_words() -> None:
    check = check_form(a_cii_invoice().replace("FR</ram:CountryID>", "XX</ram:CountryID>").encode())
    finding = next(entry for entry in check.findings if "SellerTradeParty" in entry.path)
    assert finding.layer is Layer.OFFICIAL
    assert finding.term == "BT-40"
    assert finding.message.endswith(".")
    assert finding.remedy.endswith(".")
    assert "CountryID" in finding.detail
    assert finding.path == (
        "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/"
        "ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:PostalTradeAddress/"
        "ram:CountryID"
    )


def test_the_place_of_a_line_has_its_number() -> None:
    xml = a_cii_invoice(3).replace("<ram:Name>Nettoyage des locaux, lot n° 2<", "<ram:Name> <")
    paths = [finding.path for finding in check_form(xml.encode()).findings]
    assert paths
    assert all("ram:IncludedSupplyChainTradeLineItem[2]" in path for path in paths)


def test_flags_of_the_official_rules_give_the_severity() -> None:
    xml = a_ubl_invoice().replace(
        "<cbc:IssueDate>", "<cbc:CopyIndicator>false</cbc:CopyIndicator><cbc:IssueDate>"
    )
    check = check_form(xml.encode())
    assert rules_of(check) == set()
    assert rules_of(check, Severity.WARNING) == {"UBL-CR-004"}
    assert not check.has_errors


def test_a_report_of_facturx_without_flag_nor_id_is_an_error_with_a_name() -> None:
    xml = a_cii_invoice().replace(
        "<ram:ChargeAmount>50.0000", '<ram:ChargeAmount currencyID="EUR">50.0000'
    )
    check = check_form(xml.encode())
    assert rules_of(check) == {NOT_USED}
    assert "currencyID" in check.findings[0].detail


def test_rules_do_not_run_on_a_document_against_its_schema_and_that_is_told() -> None:
    check = check_form(a_cii_invoice().replace("2.0000", "deux").encode())
    assert names(check) == ["Schéma Factur-X EN 16931"]
    assert rules_of(check) == {"XSD-VALEUR"}
    assert len(check.not_run) == 2
    assert all("son schéma" in reason for reason in check.not_run)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "XML-VIDE"),
        (b"<!DOCTYPE a><a/>", "XML-DOCTYPE"),
        (b"<html/>", "XML-RACINE"),
        (b"<Invoice/>", "XML-RACINE"),
    ],
)
def test_what_is_no_invoice_is_refused_with_one_finding(content: bytes, rule: str) -> None:
    check = check_form(content)
    assert rules_of(check) == {rule}
    assert (check.document_format, check.rule_sets) == ("", [])


def test_a_foreign_profile_is_told_and_not_held_against_its_name() -> None:
    check = check_form(a_cii_invoice(profile=XRECHNUNG, frame="").encode())
    assert rules_of(check, Severity.INFORMATION) == {"PROFIL-ETRANGER"}
    assert "FX-SCH-A-000556" not in rules_of(check)
    assert "BR-01" not in rules_of(check)


@pytest.mark.parametrize(("package", "told"), [("saxonche", b"True 1 2"), ("facturx", b"True 0 3")])
def test_rules_that_cannot_run_are_an_error_never_a_silence(package: str, told: bytes) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from wochorus.einvoice.validation.official import check_form\n"
        "check = check_form(sys.stdin.buffer.read())\n"
        "print(check.has_errors, len(check.rule_sets), len(check.not_run))\n"
        "print(check.findings[0].rule, check.findings[0].remedy.encode())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        input=a_cii_invoice().encode(),
        capture_output=True,
        check=True,
    )
    assert ended.stdout.startswith(told)
    assert b"REGLES-NON-EXECUTEES" in ended.stdout
    assert package.replace("facturx", "factur-x").encode() in ended.stdout


def test_a_document_that_would_keep_the_rules_busy_is_refused() -> None:
    check = check_form(a_cii_invoice(40).encode(), limits=XmlLimits(comparisons=100))
    assert rules_of(check) == {"REGLES-NON-EXECUTEES"}
    assert len(check.not_run) == 2
    assert names(check) == ["Schéma Factur-X EN 16931"]


@pytest.mark.parametrize("write", [a_cii_invoice, a_ubl_invoice])
def test_the_work_of_the_rules_grows_with_lines_times_breakdowns(write: Callable[..., str]) -> None:
    root = check_form(write(40).encode()).root
    assert root is not None
    assert comparisons(root) == 3 * (40 + 3)


def test_rules_that_end_with_an_error_are_told_and_do_not_count_as_run() -> None:
    guideline = f"<ram:ID>{EN_16931}</ram:ID>"
    total = "<ram:GrandTotalAmount>681.00</ram:GrandTotalAmount>"
    xml = a_cii_invoice(frame="M").replace(guideline, "").replace(total, total * 2)
    check = check_form(xml.encode())
    assert names(check) == ["Schéma CII complet D22B"]
    assert check.not_run == ["Règles Factur-X EN 16931 : évaluation interrompue"]
    broken = [finding for finding in check.findings if finding.rule == BREAKDOWN]
    assert {finding.severity for finding in broken} == {Severity.ERROR}
    assert broken[0].path.endswith("/ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    assert "BR-01" in rules_of(check)


def test_the_first_samples_of_chorus_pro_are_read_by_the_schema_of_all_cii() -> None:
    sample = corpus("aife-chorus") / "FSO1116A_P20.xml"
    check = check_form(sample.read_bytes())
    assert (check.document_format, check.profile, check.circuit) == ("CII", "", "chorus")
    assert names(check) == ["Schéma CII complet D22B"]
    assert not check.has_errors
    assert "n'annonce aucun profil" in check.findings[0].message


def test_nobody_is_blamed_for_an_empty_element_that_the_schema_demands() -> None:
    xml = a_cii_invoice(frame="A1")
    empty = re.sub(
        r"<ram:ApplicableHeaderTradeDelivery>.*</ram:ApplicableHeaderTradeDelivery>",
        "<ram:ApplicableHeaderTradeDelivery/>",
        xml,
        flags=re.DOTALL,
    )
    assert "ApplicableHeaderTradeDelivery/>" in empty
    assert "PEPPOL-EN16931-R008" not in rules_of(check_form(empty.encode()))


def test_samples_of_xrechnung_hold_the_european_rules() -> None:
    folder = corpus("xrechnung")
    for sample in [
        *sorted(folder.glob("01.0*_uncefact.xml")),
        *sorted(folder.glob("01.0*_ubl.xml")),
    ]:
        check = check_form(sample.read_bytes())
        assert rules_of(check) == set(), sample.name
        assert rules_of(check, Severity.INFORMATION) == {"PROFIL-ETRANGER"}


def test_importing_the_layers_loads_no_engine() -> None:
    code = (
        "import sys; import wochorus.einvoice.validation.official; "
        "print({'lxml', 'saxonche', 'facturx'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ended.stdout == b"set()\n"
