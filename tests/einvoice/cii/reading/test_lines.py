"""Lines, items and prices of foreign files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from support.cii_documents import invoice_in, line, read, told
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import Classification, Identifier, ItemAttribute, Note, Period, Price


def test_a_line_has_a_place_for_all_that_the_french_profile_adds() -> None:
    (read_line,) = invoice_in(
        lines=line(
            document="""<ram:LineID>1</ram:LineID><ram:IncludedNote><ram:Content>N</ram:Content>
                <ram:SubjectCode>AAI</ram:SubjectCode></ram:IncludedNote>""",
            agreement="""<ram:BuyerOrderReferencedDocument>
                <ram:IssuerAssignedID>BC-7</ram:IssuerAssignedID><ram:LineID>3</ram:LineID>
                </ram:BuyerOrderReferencedDocument>""",
            delivery="""<ram:BilledQuantity unitCode="HUR">1</ram:BilledQuantity>
                <ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
                <udt:DateTimeString format="102">20261012</udt:DateTimeString>
                </ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>
                <ram:DespatchAdviceReferencedDocument>
                <ram:IssuerAssignedID>BL-4</ram:IssuerAssignedID><ram:LineID>2</ram:LineID>
                </ram:DespatchAdviceReferencedDocument>""",
            settlement="""<ram:BillingSpecifiedPeriod><ram:EndDateTime>
                <udt:DateTimeString format="102">20261031</udt:DateTimeString></ram:EndDateTime>
                </ram:BillingSpecifiedPeriod><ram:ReceivableSpecifiedTradeAccountingAccount>
                <ram:ID>6135</ram:ID></ram:ReceivableSpecifiedTradeAccountingAccount>""",
        )
    ).lines
    assert read_line.notes == (Note("N", "AAI"),)
    assert (read_line.purchase_order_reference, read_line.purchase_order_line) == ("BC-7", "3")
    assert read_line.delivery_date == date(2026, 10, 12)
    assert read_line.despatch_advice_reference == "BL-4"
    assert read_line.despatch_advice_line == "2"
    assert read_line.period == Period(end=date(2026, 10, 31))
    assert read_line.buyer_accounting_reference == "6135"


def test_an_item_with_everything() -> None:
    product = """<ram:GlobalID schemeID="0160">3016570001007</ram:GlobalID>
        <ram:Name>Savon</ram:Name><ram:ApplicableProductCharacteristic>
        <ram:Description>Parfum</ram:Description><ram:Value>Citron</ram:Value>
        </ram:ApplicableProductCharacteristic><ram:DesignatedProductClassification>
        <ram:ClassCode listID="STI" listVersionID="2008">90911200-8</ram:ClassCode>
        </ram:DesignatedProductClassification><ram:OriginTradeCountry><ram:ID>DE</ram:ID>
        </ram:OriginTradeCountry>"""
    item = invoice_in(lines=line(product=product)).lines[0].item
    assert item.standard_identifier == Identifier("3016570001007", "0160")
    assert item.attributes == (ItemAttribute("Parfum", "Citron"),)
    assert item.classifications == (Classification("90911200-8", "STI", "2008"),)
    assert item.origin_country == "DE"


def test_a_classification_without_list_means_nothing_and_is_told() -> None:
    product = """<ram:Name>Savon</ram:Name><ram:DesignatedProductClassification>
        <ram:ClassCode>90911200-8</ram:ClassCode></ram:DesignatedProductClassification>"""
    reading = read(lines=line(product=product))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].item.classifications == ()
    assert told(reading) == [("WO-LECTURE-MANQUE", "ClassCode/@listID")]


def test_a_line_that_says_nothing_is_kept_and_what_it_lacks_is_told() -> None:
    reading = read(lines="<ram:IncludedSupplyChainTradeLineItem/>")
    assert reading.invoice is not None
    (read_line,) = reading.invoice.lines
    assert (read_line.identifier, read_line.item.name) == ("1", "Sans désignation")
    assert read_line.price == Price(net=Decimal(0))
    assert {finding.severity for finding in reading.findings} == {Severity.WARNING}
    assert {finding.term for finding in reading.findings} == {
        *("BT-126", "BT-129", "BT-130", "BT-146", "BT-151", "BT-153")
    }


GROSS = """<ram:GrossPriceProductTradePrice><ram:ChargeAmount>10</ram:ChargeAmount>{}
    <ram:AppliedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{}</udt:Indicator>
    </ram:ChargeIndicator><ram:ActualAmount>1</ram:ActualAmount>
    </ram:AppliedTradeAllowanceCharge></ram:GrossPriceProductTradePrice>"""
NET = """<ram:NetPriceProductTradePrice><ram:ChargeAmount>9</ram:ChargeAmount>{}
    </ram:NetPriceProductTradePrice>"""
HUNDRED = '<ram:BasisQuantity unitCode="MTK">100</ram:BasisQuantity>'


def test_the_quantity_of_a_price_is_that_of_either_price() -> None:
    expected = Price(
        net=Decimal(9),
        gross=Decimal(10),
        discount=Decimal(1),
        base_quantity=Decimal(100),
        base_unit="MTK",
    )
    for gross, net in ((HUNDRED, ""), ("", HUNDRED), (HUNDRED, HUNDRED)):
        price = GROSS.format(gross, "false") + NET.format(net)
        assert invoice_in(lines=line(price=price)).lines[0].price == expected


def test_two_quantities_that_differ_are_told_and_that_of_the_net_price_is_kept() -> None:
    price = GROSS.format(HUNDRED.replace("100", "1"), "false") + NET.format(HUNDRED)
    reading = read(lines=line(price=price))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].price.base_quantity == 100
    assert told(reading) == [("WO-LECTURE-REPETE", "GrossPriceProductTradePrice/BasisQuantity")]


def test_a_charge_on_a_price_has_no_place_and_is_told_whole() -> None:
    reading = read(lines=line(price=GROSS.format("", "true") + NET.format("")))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].price == Price(net=Decimal(9), gross=Decimal(10))
    assert told(reading) == [
        ("WO-LECTURE-INCONNU", "GrossPriceProductTradePrice/AppliedTradeAllowanceCharge")
    ]


def test_a_net_price_above_the_gross_price_is_left_as_it_is() -> None:
    price = NET.format("").replace("9", "12")
    (read_line,) = invoice_in(lines=line(price=GROSS.format("", "false") + price)).lines
    assert (read_line.price.net, read_line.price.gross) == (Decimal(12), Decimal(10))
