"""The dialect of the samples that Chorus Pro published in 2018, and that many still write."""

from __future__ import annotations

import base64
import io
import zipfile
from decimal import Decimal

from support.cii_documents import BUYER, HEADER, SELLER, invoice_in, line, read
from wochorus.einvoice.model import AttachedFile, Identifier, Price

UNDATED = HEADER.format("").replace(' format="102"', "")
PRICES = """<ram:GrossPriceProductTradePrice><ram:ChargeAmount>100.00</ram:ChargeAmount>
    </ram:GrossPriceProductTradePrice><ram:NetPriceProductTradePrice>
    <ram:ChargeAmount>120.00</ram:ChargeAmount></ram:NetPriceProductTradePrice>"""


def zipped(name: str, content: bytes) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(name, content)
    return base64.b64encode(archive.getvalue()).decode()


def attached(content: str, attributes: str = 'mimeCode="application/pdf"') -> str:
    return f"""<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>aa.pdf
        </ram:IssuerAssignedID><ram:Name>ZZZ</ram:Name><ram:AttachmentBinaryObject {attributes}>
        {content}</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>"""


def test_a_siret_of_scheme_1_gets_the_scheme_of_sirets() -> None:
    legal = """<ram:SpecifiedLegalOrganization><ram:ID schemeID="1">53514650090018</ram:ID>
        </ram:SpecifiedLegalOrganization>"""
    invoice = invoice_in(parties=SELLER.format("") + BUYER.format(legal))
    assert invoice.buyer.legal_registration == Identifier("53514650090018", "0009")


def test_a_buyer_without_name_is_named_by_its_siret_and_that_is_told() -> None:
    buyer = """<ram:BuyerTradeParty><ram:SpecifiedLegalOrganization>
        <ram:ID schemeID="1">53514650090018</ram:ID></ram:SpecifiedLegalOrganization>
        </ram:BuyerTradeParty>"""
    reading = read(parties=SELLER.format("") + buyer)
    assert reading.invoice is not None
    assert reading.invoice.buyer.name == "53514650090018"
    (finding,) = reading.findings
    assert (finding.rule, finding.term) == ("WO-LECTURE-DEFAUT", "BT-44")


def test_a_file_inside_a_zip_comes_out_of_it() -> None:
    agreement = attached(zipped("PJP.pdf", b"%PDF-1.4"))
    (document,) = invoice_in(agreement=agreement).supporting_documents
    assert document.description == "ZZZ"
    assert document.file == AttachedFile(
        content=b"%PDF-1.4", media_type="application/pdf", file_name="aa.pdf"
    )


def test_a_zip_that_says_it_is_one_or_has_a_name_stays_a_zip() -> None:
    archive = zipped("PJP.pdf", b"%PDF-1.4")
    for attributes in (
        'mimeCode="application/zip" filename="a.zip"',
        'mimeCode="application/pdf" filename="a.pdf"',
    ):
        (document,) = invoice_in(agreement=attached(archive, attributes)).supporting_documents
        assert document.file is not None
        assert document.file.content == base64.b64decode(archive)


def test_an_office_document_is_no_zip_of_one_file_and_stays() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("[Content_Types].xml", "<Types/>")
        opened.writestr("word/document.xml", "<document/>")
    content = base64.b64encode(archive.getvalue()).decode()
    (document,) = invoice_in(agreement=attached(content)).supporting_documents
    assert document.file is not None
    assert document.file.content == archive.getvalue()


def test_a_net_price_with_vat_gives_way_to_the_gross_price() -> None:
    reading = read(header=UNDATED, lines=line(price=PRICES))
    assert reading.invoice is not None
    assert reading.invoice.lines[0].price == Price(net=Decimal("100.00"))
    (finding,) = reading.findings
    assert (finding.rule, finding.term) == ("WO-LECTURE-PRIX-TTC", "BT-146")
    assert "120.00" in finding.message


def test_a_file_that_dates_itself_properly_is_taken_at_its_word() -> None:
    (read_line,) = invoice_in(lines=line(price=PRICES)).lines
    assert read_line.price == Price(net=Decimal("120.00"), gross=Decimal("100.00"))
