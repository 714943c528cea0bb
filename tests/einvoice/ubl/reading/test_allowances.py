"""Allowances and charges typed by others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from support.ubl_documents import invoice_in, read

PART = (
    "<cac:AllowanceCharge><cbc:ChargeIndicator>{}</cbc:ChargeIndicator>"
    "<cbc:AllowanceChargeReason>Remise</cbc:AllowanceChargeReason>"
    "<cbc:Amount>5.00</cbc:Amount>{}</cac:AllowanceCharge>"
)
CATEGORY = "<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>5.5</cbc:Percent></cac:TaxCategory>"


@pytest.mark.parametrize("indicator", ["true", "1"])
def test_a_charge_is_told_from_an_allowance(indicator: str) -> None:
    invoice = invoice_in(PART.format(indicator, CATEGORY) + PART.format("false", CATEGORY))
    assert len(invoice.allowances) == len(invoice.charges) == 1
    assert invoice.charges[0].amount == Decimal("5.00")
    assert invoice.charges[0].tax_rate == Decimal("5.5")


@pytest.mark.parametrize(
    ("part", "term"),
    [(PART.format("oui", CATEGORY), "BG-20"), (PART.format("true", ""), "BT-102")],
)
def test_a_part_that_lacks_what_each_has_is_told_and_left_out(part: str, term: str) -> None:
    reading = read(part)
    assert reading.invoice is not None
    assert reading.invoice.allowances == reading.invoice.charges == ()
    assert [finding.term for finding in reading.findings] == [term]
