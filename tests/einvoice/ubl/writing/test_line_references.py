"""What a line refers to, most of it by the French extensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from support.einvoices import a_line, an_invoice
from support.ubl_documents import texts, written
from wochorus.einvoice.model import LinePrecedingInvoice


def references(path: str, **changes: Any) -> list[str]:
    root = written(replace(an_invoice(), lines=(a_line(1, **changes),)))
    return texts(root, f"cac:InvoiceLine/{path}//*[not(*)]")


def test_an_order_is_written_with_its_line() -> None:
    order = {"purchase_order_reference": "BC-1", "purchase_order_line": "7"}
    assert references("cac:OrderLineReference", **order) == ["7", "BC-1"]


def test_an_order_without_its_line_still_gives_the_schema_a_line() -> None:
    assert references("cac:OrderLineReference", purchase_order_reference="BC-1") == ["NA", "BC-1"]


def test_a_despatch_advice_is_written_with_its_line() -> None:
    advice = {"despatch_advice_reference": "BL-1", "despatch_advice_line": "4"}
    assert references("cac:DespatchLineReference", **advice) == ["4", "BL-1"]
    assert references("cac:DespatchLineReference", despatch_advice_line="4") == ["4"]


def test_the_earlier_invoice_of_a_line_is_written_with_the_line_corrected() -> None:
    earlier = LinePrecedingInvoice(
        number="FA-1", type_code="380", issue_date=date(2026, 9, 30), line="3"
    )
    assert references("cac:BillingReference", preceding_invoice=earlier) == [
        "FA-1",
        "2026-09-30",
        "380",
        "3",
    ]


def test_the_day_of_a_line_is_its_delivery() -> None:
    assert references("cac:Delivery", delivery_date=date(2026, 10, 3)) == ["2026-10-03"]
