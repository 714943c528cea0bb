"""The invoices that AIFE published for the historical circuit."""

from __future__ import annotations

import pytest
from lxml import etree

from einvoice.corpus import corpus
from wochorus.einvoice.cii import read
from wochorus.einvoice.dialects import CHORUS
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus import check_chorus

SAMPLES = ("P01", "P02", "P08", "P20", "P40", "P42")
REFUSED_SINCE = {"P20": {"CP-PRIX-01"}}
"""Sample P20 gives gross prices alone, which Chorus Pro has refused since (2024)."""


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_chorus_pro_publishes_is_not_held_back(sample: str) -> None:
    root = etree.parse(corpus("aife-chorus") / f"FSO1116A_{sample}.xml").getroot()
    invoice = read(root).invoice
    assert invoice is not None

    findings = check_chorus(invoice, CHORUS)

    errors = {finding.rule for finding in findings if finding.severity is Severity.ERROR}
    assert errors == REFUSED_SINCE.get(sample, set())
    assert "CP-ID-04" in {finding.rule for finding in findings}
