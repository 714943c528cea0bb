"""The table of our own rules, and what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.broken_invoices import BREAKAGES, Breakage
from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.findings import Layer, RuleSet
from wochorus.einvoice.terms import labels
from wochorus.einvoice.validation.chorus import (
    CHAPTERS,
    RULES,
    check_chorus,
    rule_set,
    rules_of,
    rules_table,
)

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "regles-chorus.md"


def test_a_rule_has_one_number_a_french_title_and_a_source() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"BR-FR-CPRO-\d\d(-\d\d)?|CP-[A-Z]{2,8}-\d\d", rule.id)
        assert rule.title[0].isupper()
        assert not rule.title.endswith(".")
        assert rule.source


def test_a_rule_concerns_a_term_of_the_model() -> None:
    assert {rule.term for rule in RULES} <= labels().keys()


def test_the_numbers_of_the_reform_are_kept_for_the_reform() -> None:
    for rule in RULES:
        if rule.id.startswith("BR-FR"):
            assert rule.circuits == (Circuit.AFNOR,)


def test_every_rule_stands_in_one_chapter() -> None:
    assert tuple(rule for _, rules in CHAPTERS for rule in rules) == RULES
    assert {*rules_of(Circuit.CHORUS), *rules_of(Circuit.AFNOR)} == set(RULES)


@pytest.mark.parametrize("breakage", BREAKAGES.values(), ids=BREAKAGES)
def test_a_finding_says_what_is_wrong_where_and_what_to_do(breakage: Breakage) -> None:
    findings = check_chorus(breakage.invoice(), DIALECTS[breakage.circuit], **breakage.told)

    for finding in findings:
        assert finding.layer is Layer.CHORUS
        assert finding.message.endswith(".")
        assert len(finding.message) > 30
        assert finding.remedy.endswith(".")
        assert finding.path
        assert finding.term in labels()
        assert (
            finding.message.isprintable()
            or "\u202f" in finding.message
            or "\xa0" in (finding.message)
        )


def test_the_rule_set_says_which_source_decided() -> None:
    identity = rule_set()

    assert identity == RuleSet(
        Layer.CHORUS, "Règles Chorus Pro de WO CHORUS", identity.version, identity.sha256
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", identity.version)
    assert re.fullmatch(r"[0-9a-f]{64}", identity.sha256)


def test_the_reference_page_says_what_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_table(), (
        "refaire la page : python -m wochorus.einvoice.validation.chorus "
        "> docs/reference/regles-chorus.md"
    )
