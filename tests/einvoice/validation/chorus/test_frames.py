"""Which billing frame goes where, and what it says of the invoice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from support.broken_invoices import AFNOR, CHORUS, changed, rules_broken
from support.einvoices import a_whole_invoice, an_invoice
from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.model import Identifier, OperationCategory, SellerAgent
from wochorus.einvoice.totals import complete
from wochorus.einvoice.validation.chorus import check_chorus


@pytest.mark.parametrize("frame", ["A1", "A9", "A12"])
def test_the_frames_of_suppliers_are_taken(frame: str) -> None:
    broken = rules_broken(a_whole_invoice(business_process=frame))

    assert broken == ([] if frame == "A1" else ["CP-CADRE-10"])


@pytest.mark.parametrize(
    ("frame", "expected"),
    [("S1", "A1"), ("B2", "A2"), ("M4", "A1"), ("S3", "A9"), ("S6", "A12"), ("S5", "A1")],
)
def test_a_frame_of_the_reform_is_told_with_the_one_to_use(frame: str, expected: str) -> None:
    invoice = changed(a_whole_invoice(CHORUS), "business_process", frame)

    [finding] = check_chorus(invoice, DIALECTS[CHORUS])

    assert finding.rule == "CP-CADRE-02"
    assert f"« {frame} »" in finding.message
    assert f"attend {expected} " in finding.message
    assert "plateforme agréée" in finding.remedy


@pytest.mark.parametrize(
    ("frame", "category", "expected"),
    [("A1", None, "S1"), ("A1", OperationCategory.GOODS, "B1"), ("A2", None, "S2"),
     ("A12", None, "S6")],
)  # fmt: skip
def test_a_historical_frame_is_told_with_the_one_to_use(
    frame: str, category: OperationCategory | None, expected: str
) -> None:
    invoice = changed(a_whole_invoice(AFNOR), "business_process", frame)
    invoice = changed(invoice, "operation_category", category)

    [finding] = check_chorus(invoice, DIALECTS[AFNOR])

    assert finding.rule == "CP-CADRE-03"
    assert f"attend {expected}." in finding.message


@pytest.mark.parametrize("circuit", [CHORUS, AFNOR])
@pytest.mark.parametrize(
    ("frame", "flow"),
    [("A4", "E4 ou E5"), ("A20", "E4 ou E5"), ("A3", "E3"), ("A21", "saisie sur le portail")],
)
def test_what_is_no_ordinary_invoice_is_sent_to_its_own_flow(
    circuit: Circuit, frame: str, flow: str
) -> None:
    invoice = changed(a_whole_invoice(circuit), "business_process", frame)

    [finding] = check_chorus(invoice, DIALECTS[circuit])

    assert finding.rule == "CP-CADRE-04"
    assert flow in finding.message


@pytest.mark.parametrize("frame", ["A26", "Z1", "facture", "a1", " A1"])
def test_an_unknown_frame_is_told_with_those_that_exist(frame: str) -> None:
    invoice = changed(a_whole_invoice(), "business_process", frame)

    [finding] = check_chorus(invoice, DIALECTS[CHORUS])

    assert finding.rule == "CP-CADRE-05"
    assert "A1, A2, A9 ou A12 attendu" in finding.message


def test_a_paid_invoice_leaves_nothing_to_pay() -> None:
    paid = complete(an_invoice(lines=1, business_process="A2"), prepaid=Decimal("372.00"))
    half_paid = complete(an_invoice(lines=1, business_process="A2"), prepaid=Decimal("200.00"))

    assert rules_broken(a_whole_invoice(CHORUS, paid)) == []
    assert rules_broken(a_whole_invoice(CHORUS, half_paid)) == ["CP-CADRE-07"]
    assert rules_broken(a_whole_invoice(CHORUS, complete(an_invoice(business_process="A2")))) == [
        "CP-CADRE-07"
    ]


def test_an_invoice_paid_in_full_under_an_ordinary_frame_is_a_doubt() -> None:
    paid = complete(an_invoice(lines=1), prepaid=Decimal("372.00"))

    assert rules_broken(a_whole_invoice(CHORUS, paid)) == ["CP-CADRE-08"]
    assert rules_broken(a_whole_invoice(AFNOR, paid), AFNOR) == ["CP-CADRE-08"]


@pytest.mark.parametrize("frame", ["S3", "S6"])
def test_direct_payment_names_the_main_contractor(frame: str) -> None:
    nobody = a_whole_invoice(AFNOR, business_process=frame)
    unknown = changed(nobody, "seller_agent", SellerAgent(name="Bâtisseurs"))
    known = changed(
        nobody,
        "seller_agent",
        SellerAgent(name="Bâtisseurs", legal_registration=Identifier("552100554", "0002")),
    )

    assert rules_broken(nobody, AFNOR) == ["CP-CADRE-11"]
    assert rules_broken(unknown, AFNOR) == ["CP-CADRE-11"]
    assert rules_broken(known, AFNOR) == []
