"""Deliveries typed by others."""

from __future__ import annotations

from datetime import date

from support.ubl_documents import invoice_in, read
from wochorus.einvoice.model import Delivery


def test_a_delivery_may_be_a_day_alone_or_nothing() -> None:
    day = "<cbc:ActualDeliveryDate>2026-10-03</cbc:ActualDeliveryDate>"
    delivery = invoice_in(f"<cac:Delivery>{day}</cac:Delivery>").delivery
    assert delivery == Delivery(actual_date=date(2026, 10, 3))
    assert invoice_in("<cac:Delivery/>").delivery is None


def test_a_place_of_delivery_without_address_has_none() -> None:
    place = "<cac:DeliveryLocation><cbc:ID>S-1</cbc:ID><cac:Address/></cac:DeliveryLocation>"
    delivery = invoice_in(f"<cac:Delivery>{place}</cac:Delivery>").delivery
    assert delivery is not None
    assert delivery.location is not None
    assert delivery.address is None


def test_a_second_delivery_is_told() -> None:
    reading = read(
        "<cac:Delivery><cbc:ActualDeliveryDate>2026-10-03</cbc:ActualDeliveryDate></cac:Delivery>"
        "<cac:Delivery><cbc:ActualDeliveryDate>2026-10-04</cbc:ActualDeliveryDate></cac:Delivery>"
    )
    (told,) = reading.findings
    assert told.path == "/Invoice/cac:Delivery[2]"
    assert "2026-10-04" in told.message
