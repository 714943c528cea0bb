"""The sample invoices: the valid ones are valid, each broken one breaks its rule alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.broken_invoices import BREAKAGES, Breakage, heavy_breakages
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.examples import BROKEN, VALID, content, example, names
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.json_format import to_json
from wochorus.einvoice.totals import total_findings
from wochorus.einvoice.validation.chorus import RULES, Rule, check_chorus

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice

RULE_OF = {rule.id: rule for rule in RULES}
HEAVY = ("BR-FR-CPRO-19", "CP-PJ-05", "CP-PJ-06", "CP-PJ-07")
WAITS_FOR_ITS_VALIDATOR = "CP-CADRE-10"


@pytest.mark.parametrize("name", names(VALID))
@pytest.mark.parametrize("circuit", list(Circuit))
def test_a_valid_example_is_valid_in_both_circuits(name: str, circuit: Circuit) -> None:
    said = express(example(VALID, name), DIALECTS[circuit]).invoice

    told = {finding.rule for finding in check_chorus(said, DIALECTS[circuit])}

    assert told <= {WAITS_FOR_ITS_VALIDATOR}
    assert total_findings(said) == ()


def test_the_valid_examples_cover_what_a_supplier_sends() -> None:
    invoices = [example(VALID, name) for name in names(VALID)]

    assert {invoice.type_code for invoice in invoices} == {"380", "381", "386"}
    assert {invoice.business_process for invoice in invoices} == {None, "A2", "A9", "A12"}
    assert {entry.category for invoice in invoices for entry in invoice.tax_breakdown} == {
        "S",
        "E",
        "AE",
    }
    assert any(len(invoice.tax_breakdown) == 3 for invoice in invoices)
    assert any(invoice.supporting_documents for invoice in invoices)


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in (VALID, BROKEN) for name in names(kind)]
)
def test_an_example_is_written_as_the_engine_writes_it(kind: str, name: str) -> None:
    assert to_json(example(kind, name)).encode() == content(kind, name)


def test_every_rule_has_its_broken_example() -> None:
    assert set(names(BROKEN)) == RULE_OF.keys() - set(HEAVY)
    assert set(heavy_breakages()) == set(HEAVY)


@pytest.mark.parametrize(("rule", "breakage"), BREAKAGES.items())
def test_a_broken_example_breaks_its_rule_and_no_other(rule: str, breakage: Breakage) -> None:
    _breaks_alone(RULE_OF[rule], example(BROKEN, rule), breakage)


@pytest.mark.parametrize("rule", [rule for rule in HEAVY if rule != "BR-FR-CPRO-19"])
def test_an_invoice_too_heavy_for_a_file_breaks_its_rule_alone(rule: str) -> None:
    breakage = heavy_breakages()[rule]

    _breaks_alone(RULE_OF[rule], breakage.invoice(), breakage)


@pytest.mark.parametrize(("rule", "breakage"), BREAKAGES.items())
def test_a_broken_example_is_a_valid_one_with_one_change(rule: str, breakage: Breakage) -> None:
    assert example(BROKEN, rule) == breakage.invoice(), (
        "refaire les exemples : PYTHONPATH=src:tests python -m support.broken_invoices"
    )
    assert 1 <= len(breakage.changes) <= 2


def test_an_unknown_example_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidInput, match="nettoyage-commune"):
        content(VALID, "../broken/CP-CADRE-01")


def _breaks_alone(rule: Rule, broken: Invoice, breakage: Breakage) -> None:
    findings = check_chorus(broken, DIALECTS[breakage.circuit], **breakage.told)

    assert breakage.circuit in rule.circuits
    assert rule.id in {finding.rule for finding in findings}
    errors = {finding.rule for finding in findings if finding.severity is Severity.ERROR}
    assert errors <= {rule.id}
