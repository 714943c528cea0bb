"""Lines typed by others."""

from __future__ import annotations

import pytest

from support.ubl_documents import invoice_in, read
from wochorus.einvoice.model import Classification, Identifier

ITEM = (
    "<cac:Item><cbc:Name>Savon</cbc:Name>{}<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>"
    "<cbc:Percent>20</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>"
)
LINE = (
    "<cac:InvoiceLine><cbc:ID>1</cbc:ID>"
    '<cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity>'
    "{}{}<cac:Price><cbc:PriceAmount>5</cbc:PriceAmount></cac:Price></cac:InvoiceLine>"
)
PLAIN = LINE.format("", ITEM.format(""))


def test_a_line_without_amount_is_read_without() -> None:
    (line,) = invoice_in(PLAIN).lines
    assert line.net_amount is None
    assert line.unit == "HUR"


@pytest.mark.parametrize(
    ("missing", "term"),
    [
        ("<cbc:ID>1</cbc:ID>", "BT-126"),
        ('<cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity>', "BT-129"),
        ("<cac:Price><cbc:PriceAmount>5</cbc:PriceAmount></cac:Price>", "BT-146"),
        ("<cbc:Name>Savon</cbc:Name>", "BT-153"),
        ("<cbc:ID>S</cbc:ID>", "BT-151"),
        (ITEM.format(""), "BG-31"),
    ],
)
def test_a_line_that_lacks_what_each_has_is_told_and_the_others_read(
    missing: str, term: str
) -> None:
    reading = read(PLAIN.replace(missing, "") + PLAIN)
    assert reading.invoice is not None
    assert len(reading.invoice.lines) == 1
    assert [finding.term for finding in reading.findings] == [term]
    assert reading.findings[0].path.startswith("/Invoice/cac:InvoiceLine[1]/")


def test_a_unit_that_is_missing_is_assumed_and_told() -> None:
    reading = read(PLAIN.replace(' unitCode="HUR"', ""))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].unit == "C62"
    assert [finding.term for finding in reading.findings] == ["BT-130"]


def test_the_same_bad_value_of_many_lines_is_told_once() -> None:
    reading = read(PLAIN.replace(">20<", ">vingt<") * 30)
    assert reading.invoice is not None
    assert len(reading.invoice.lines) == 30
    (told,) = reading.findings
    assert told.term == "BT-152"
    assert told.message.endswith("(30 fois).")


def test_the_object_of_a_line_is_told_from_other_documents() -> None:
    reference = (
        '<cac:DocumentReference><cbc:ID schemeID="AVV">S-7</cbc:ID>{}</cac:DocumentReference>'
    )
    code = "<cbc:DocumentTypeCode>{}</cbc:DocumentTypeCode>"
    for given in ("", code.format("130")):
        (line,) = invoice_in(LINE.format(reference.format(given), ITEM.format(""))).lines
        assert line.object_identifier == Identifier("S-7", "AVV")
    reading = read(LINE.format(reference.format(code.format("916")), ITEM.format("")))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].object_identifier is None
    (told,) = reading.findings
    assert told.path.endswith("cac:DocumentReference")


def test_a_placeholder_stands_for_no_line_of_the_order() -> None:
    order = (
        "<cac:OrderLineReference><cbc:LineID>{}</cbc:LineID><cac:OrderReference><cbc:ID>BC-1"
        "</cbc:ID></cac:OrderReference></cac:OrderLineReference>"
    )
    (line,) = invoice_in(LINE.format(order.format("NA"), ITEM.format(""))).lines
    assert (line.purchase_order_reference, line.purchase_order_line) == ("BC-1", None)
    (line,) = invoice_in(LINE.format(order.format("3"), ITEM.format(""))).lines
    assert line.purchase_order_line == "3"


def test_lines_below_lines_are_told() -> None:
    below = f"<cac:SubInvoiceLine>{ITEM.format('')}</cac:SubInvoiceLine>"
    (told,) = read(LINE.format(below, ITEM.format(""))).findings
    assert told.path == "/Invoice/cac:InvoiceLine/cac:SubInvoiceLine"


def test_a_classification_says_its_list_or_is_told() -> None:
    code = (
        "<cac:CommodityClassification><cbc:ItemClassificationCode{}>47</cbc:ItemClassificationCode>"
        "</cac:CommodityClassification>"
    )
    listed = ITEM.format(code.format(' listID="STI" listVersionID="2008"'))
    (line,) = invoice_in(LINE.format("", listed)).lines
    assert line.item.classifications == (Classification("47", "STI", "2008"),)
    reading = read(LINE.format("", ITEM.format(code.format(""))))
    assert [finding.term for finding in reading.findings] == ["BT-158"]
