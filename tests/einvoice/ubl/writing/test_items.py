"""What a line sells."""

from __future__ import annotations

from dataclasses import replace

from support.einvoices import a_line, an_invoice
from support.ubl_documents import names, texts, written
from wochorus.einvoice.model import Classification, Identifier, Item, ItemAttribute


def test_an_item_stands_in_the_order_of_the_schema_with_its_vat() -> None:
    item = Item(
        name="Savon <doux>",
        description="Bidon & pompe",
        seller_identifier="S-1",
        buyer_identifier="B-1",
        standard_identifier=Identifier("3016570001007", "0160"),
        classifications=(
            Classification("39831700-3", "STI", "2008"),
            Classification("47", "SRV"),
        ),
        origin_country="FR",
        attributes=(ItemAttribute("Parfum", "Lavande"),),
    )
    root = written(replace(an_invoice(), lines=(a_line(1, item=item),)))
    (element,) = root.iterfind("{*}InvoiceLine/{*}Item")
    assert names(element) == [
        *("Description", "Name", "BuyersItemIdentification", "SellersItemIdentification"),
        *("StandardItemIdentification", "OriginCountry"),
        *("CommodityClassification", "CommodityClassification"),
        *("ClassifiedTaxCategory", "AdditionalItemProperty"),
    ]
    assert texts(element, "cbc:Description | cbc:Name") == ["Bidon & pompe", "Savon <doux>"]
    codes = "cac:CommodityClassification/cbc:ItemClassificationCode"
    assert texts(element, f"{codes}/@listID") == ["STI", "SRV"]
    assert texts(element, f"{codes}/@listVersionID") == ["2008"]
    assert texts(element, "cac:ClassifiedTaxCategory//*[not(*)]") == ["S", "20", "VAT"]
    assert texts(element, "cac:AdditionalItemProperty/*") == ["Parfum", "Lavande"]
