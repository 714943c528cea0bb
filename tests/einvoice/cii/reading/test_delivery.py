"""Where and when it was delivered, in foreign files."""

from __future__ import annotations

from datetime import date

from support.cii_documents import invoice_in, read, told
from wochorus.einvoice.model import Address, Delivery, Identifier

EVENT = """<ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
    <udt:DateTimeString format="102">20261030</udt:DateTimeString></ram:OccurrenceDateTime>
    </ram:ActualDeliverySupplyChainEvent>"""


def test_a_place_and_a_day() -> None:
    place = """<ram:ShipToTradeParty><ram:GlobalID schemeID="0088">301</ram:GlobalID>
        <ram:Name>École</ram:Name><ram:PostalTradeAddress><ram:CityName>Créteil</ram:CityName>
        </ram:PostalTradeAddress></ram:ShipToTradeParty>"""
    assert invoice_in(delivery=place + EVENT).delivery == Delivery(
        name="École",
        location=Identifier("301", "0088"),
        actual_date=date(2026, 10, 30),
        address=Address(city="Créteil", country=None),
    )


def test_a_day_alone_is_a_delivery_and_an_empty_place_is_none() -> None:
    assert invoice_in(delivery=EVENT).delivery == Delivery(actual_date=date(2026, 10, 30))
    empty = "<ram:ShipToTradeParty><ram:ID/><ram:Name/></ram:ShipToTradeParty>"
    assert invoice_in(delivery=empty).delivery is None


def test_a_second_identifier_of_a_place_is_told() -> None:
    place = """<ram:ShipToTradeParty><ram:ID>7</ram:ID>
        <ram:GlobalID schemeID="0088">301</ram:GlobalID></ram:ShipToTradeParty>"""
    reading = read(delivery=place)
    assert reading.invoice is not None
    assert reading.invoice.delivery == Delivery(location=Identifier("301", "0088"))
    assert told(reading) == [("WO-LECTURE-INCONNU", "ShipToTradeParty/ID")]
