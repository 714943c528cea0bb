"""Where and when it was delivered."""

from __future__ import annotations

from datetime import date

from support.cii_documents import xml
from support.einvoices import an_invoice
from wochorus.einvoice.cii.writing.delivery import delivery
from wochorus.einvoice.model import Delivery


def test_place_day_and_advices() -> None:
    invoice = an_invoice(
        delivery=Delivery(name="École", actual_date=date(2026, 10, 30)),
        despatch_advice_reference="BL-1",
        receiving_advice_reference="BR-2",
    )
    assert delivery(invoice) == xml("""
        <ram:ApplicableHeaderTradeDelivery>
            <ram:ShipToTradeParty><ram:Name>École</ram:Name></ram:ShipToTradeParty>
            <ram:ActualDeliverySupplyChainEvent>
                <ram:OccurrenceDateTime>
                    <udt:DateTimeString format="102">20261030</udt:DateTimeString>
                </ram:OccurrenceDateTime>
            </ram:ActualDeliverySupplyChainEvent>
            <ram:DespatchAdviceReferencedDocument>
                <ram:IssuerAssignedID>BL-1</ram:IssuerAssignedID>
            </ram:DespatchAdviceReferencedDocument>
            <ram:ReceivingAdviceReferencedDocument>
                <ram:IssuerAssignedID>BR-2</ram:IssuerAssignedID>
            </ram:ReceivingAdviceReferencedDocument>
        </ram:ApplicableHeaderTradeDelivery>
    """)


def test_the_section_is_there_even_when_nothing_was_delivered() -> None:
    empty = "<ram:ApplicableHeaderTradeDelivery></ram:ApplicableHeaderTradeDelivery>"
    assert delivery(an_invoice()) == empty
