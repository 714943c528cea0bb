"""What a line sells."""

from __future__ import annotations

from support.cii_documents import xml
from wochorus.einvoice.cii.writing.products import product
from wochorus.einvoice.model import Classification, Identifier, Item, ItemAttribute


def test_an_item_says_its_numbers_then_its_name_then_the_rest() -> None:
    item = Item(
        name="Détergent 5 L",
        description="Pour sols <carrelés>",
        seller_identifier="DET-5",
        buyer_identifier="ACH-1",
        standard_identifier=Identifier("3016570001007", "0160"),
        classifications=(Classification("90911200-8", "STI", "2008"), Classification("X", "ZZZ")),
        origin_country="DE",
        attributes=(ItemAttribute("Parfum", "Citron"),),
    )
    assert product(item) == xml("""
        <ram:SpecifiedTradeProduct>
            <ram:GlobalID schemeID="0160">3016570001007</ram:GlobalID>
            <ram:SellerAssignedID>DET-5</ram:SellerAssignedID>
            <ram:BuyerAssignedID>ACH-1</ram:BuyerAssignedID>
            <ram:Name>Détergent 5 L</ram:Name>
            <ram:Description>Pour sols &lt;carrelés&gt;</ram:Description>
            <ram:ApplicableProductCharacteristic>
                <ram:Description>Parfum</ram:Description>
                <ram:Value>Citron</ram:Value>
            </ram:ApplicableProductCharacteristic>
            <ram:DesignatedProductClassification>
                <ram:ClassCode listID="STI" listVersionID="2008">90911200-8</ram:ClassCode>
            </ram:DesignatedProductClassification>
            <ram:DesignatedProductClassification>
                <ram:ClassCode listID="ZZZ">X</ram:ClassCode>
            </ram:DesignatedProductClassification>
            <ram:OriginTradeCountry><ram:ID>DE</ram:ID></ram:OriginTradeCountry>
        </ram:SpecifiedTradeProduct>
    """)


def test_an_item_may_be_a_name_alone() -> None:
    assert product(Item(name="Nettoyage")) == (
        "<ram:SpecifiedTradeProduct><ram:Name>Nettoyage</ram:Name></ram:SpecifiedTradeProduct>"
    )
