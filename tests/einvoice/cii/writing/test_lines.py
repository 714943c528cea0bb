"""The lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from support.cii_documents import xml
from support.einvoices import a_line
from wochorus.einvoice.cii.writing.lines import line_item
from wochorus.einvoice.model import (
    Identifier,
    Item,
    LineAllowanceCharge,
    LinePrecedingInvoice,
    Note,
    Period,
)


def test_a_plain_line() -> None:
    line = a_line(
        7,
        quantity=Decimal("12.5"),
        unit="HUR",
        item=Item(name="Nettoyage"),
        tax_rate=Decimal(20),
        net_amount=Decimal("310.00"),
    )
    assert "".join(line_item(line)) == xml("""
        <ram:IncludedSupplyChainTradeLineItem>
            <ram:AssociatedDocumentLineDocument>
                <ram:LineID>7</ram:LineID>
            </ram:AssociatedDocumentLineDocument>
            <ram:SpecifiedTradeProduct><ram:Name>Nettoyage</ram:Name></ram:SpecifiedTradeProduct>
            <ram:SpecifiedLineTradeAgreement>
                <ram:NetPriceProductTradePrice>
                    <ram:ChargeAmount>24.80</ram:ChargeAmount>
                </ram:NetPriceProductTradePrice>
            </ram:SpecifiedLineTradeAgreement>
            <ram:SpecifiedLineTradeDelivery>
                <ram:BilledQuantity unitCode="HUR">12.5</ram:BilledQuantity>
            </ram:SpecifiedLineTradeDelivery>
            <ram:SpecifiedLineTradeSettlement>
                <ram:ApplicableTradeTax>
                    <ram:TypeCode>VAT</ram:TypeCode>
                    <ram:CategoryCode>S</ram:CategoryCode>
                    <ram:RateApplicablePercent>20</ram:RateApplicablePercent>
                </ram:ApplicableTradeTax>
                <ram:SpecifiedTradeSettlementLineMonetarySummation>
                    <ram:LineTotalAmount>310.00</ram:LineTotalAmount>
                </ram:SpecifiedTradeSettlementLineMonetarySummation>
            </ram:SpecifiedLineTradeSettlement>
        </ram:IncludedSupplyChainTradeLineItem>
    """)


def test_notes_of_a_line_have_a_subject() -> None:
    opening, _ = line_item(a_line(1, notes=(Note("Passage du lundi", "AAI"),)))
    assert (
        xml("""
        <ram:LineID>1</ram:LineID>
        <ram:IncludedNote>
            <ram:Content>Passage du lundi</ram:Content>
            <ram:SubjectCode>AAI</ram:SubjectCode>
        </ram:IncludedNote>
    """)
        in opening
    )


def test_an_order_comes_before_the_price_and_a_delivery_after_the_quantity() -> None:
    line = a_line(
        1,
        purchase_order_reference="BC-7",
        purchase_order_line="3",
        delivery_date=date(2026, 10, 12),
        despatch_advice_reference="BL-4",
        despatch_advice_line="2",
    )
    terms = line_item(line)[1]
    assert (
        xml("""
        <ram:SpecifiedLineTradeAgreement>
            <ram:BuyerOrderReferencedDocument>
                <ram:IssuerAssignedID>BC-7</ram:IssuerAssignedID>
                <ram:LineID>3</ram:LineID>
            </ram:BuyerOrderReferencedDocument>
            <ram:NetPriceProductTradePrice>
    """)
        in terms
    )
    assert (
        xml("""
        </ram:BilledQuantity>
        <ram:ActualDeliverySupplyChainEvent>
            <ram:OccurrenceDateTime>
                <udt:DateTimeString format="102">20261012</udt:DateTimeString>
            </ram:OccurrenceDateTime>
        </ram:ActualDeliverySupplyChainEvent>
        <ram:DespatchAdviceReferencedDocument>
            <ram:IssuerAssignedID>BL-4</ram:IssuerAssignedID>
            <ram:LineID>2</ram:LineID>
        </ram:DespatchAdviceReferencedDocument>
        </ram:SpecifiedLineTradeDelivery>
    """)
        in terms
    )


def test_period_allowances_and_charges_come_before_the_amount_and_references_after() -> None:
    line = a_line(
        1,
        net_amount=None,
        period=Period(start=date(2026, 10, 1)),
        allowances=(LineAllowanceCharge(amount=Decimal(1)),),
        charges=(LineAllowanceCharge(amount=Decimal(2)),),
        preceding_invoice=LinePrecedingInvoice(number="FA-31", line="4"),
        object_identifier=Identifier("SITE-7", "AVV"),
        buyer_accounting_reference="6135",
    )
    settlement = line_item(line)[1].split("</ram:ApplicableTradeTax>")[1]
    assert settlement == xml("""
        <ram:BillingSpecifiedPeriod>
            <ram:StartDateTime>
                <udt:DateTimeString format="102">20261001</udt:DateTimeString>
            </ram:StartDateTime>
        </ram:BillingSpecifiedPeriod>
        <ram:SpecifiedTradeAllowanceCharge>
            <ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
            <ram:ActualAmount>1</ram:ActualAmount>
        </ram:SpecifiedTradeAllowanceCharge>
        <ram:SpecifiedTradeAllowanceCharge>
            <ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator>
            <ram:ActualAmount>2</ram:ActualAmount>
        </ram:SpecifiedTradeAllowanceCharge>
        <ram:SpecifiedTradeSettlementLineMonetarySummation>
        </ram:SpecifiedTradeSettlementLineMonetarySummation>
        <ram:InvoiceReferencedDocument>
            <ram:IssuerAssignedID>FA-31</ram:IssuerAssignedID>
            <ram:LineID>4</ram:LineID>
        </ram:InvoiceReferencedDocument>
        <ram:AdditionalReferencedDocument>
            <ram:IssuerAssignedID>SITE-7</ram:IssuerAssignedID>
            <ram:TypeCode>130</ram:TypeCode>
            <ram:ReferenceTypeCode>AVV</ram:ReferenceTypeCode>
        </ram:AdditionalReferencedDocument>
        <ram:ReceivableSpecifiedTradeAccountingAccount>
            <ram:ID>6135</ram:ID>
        </ram:ReceivableSpecifiedTradeAccountingAccount>
        </ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
    """)


def test_what_is_not_subject_to_vat_has_no_rate() -> None:
    assert "RateApplicablePercent" not in line_item(a_line(1, tax_category="O", tax_rate=None))[1]
