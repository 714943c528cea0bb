"""Every public sample is read, and what was read is what an XPath finds in the file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lxml import etree

from einvoice.corpus import corpus
from support.ubl_documents import schema_of, texts
from wochorus.einvoice import ubl
from wochorus.einvoice.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import Invoice

LINES = "cac:InvoiceLine | cac:CreditNoteLine"
UNREAD = {
    "/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme[2]/cbc:CompanyID",
    "/Invoice/cac:PaymentMeans/cac:CardAccount/cbc:NetworkID",
}
"""What the samples hold beyond EN 16931: a buyer's fiscal code, the network of a card."""


def samples() -> Iterator[tuple[str, etree._Element]]:
    files = [*corpus("cen").glob("ubl/*.xml"), *corpus("xrechnung").glob("*_ubl.xml")]
    assert len(files) > 45
    for file in sorted(files):
        yield file.name, etree.parse(file).getroot()


def invoices() -> Iterator[tuple[str, etree._Element, Invoice]]:
    for name, root in samples():
        invoice = ubl.read(root).invoice
        assert invoice is not None, name
        yield name, root, invoice


def numbers(root: etree._Element, path: str) -> list[Decimal]:
    return list(map(Decimal, texts(root, path)))


def test_number_dates_and_type_are_those_of_the_file() -> None:
    for name, root, invoice in invoices():
        assert texts(root, "cbc:ID") == [invoice.number], name
        assert texts(root, "cbc:IssueDate") == [invoice.issue_date.isoformat()], name
        due = [invoice.due_date.isoformat()] if invoice.due_date else []
        assert texts(root, "cbc:DueDate") == due, name
        types = texts(root, "cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode")
        assert types == [invoice.type_code], name


def test_totals_are_those_of_the_file() -> None:
    for name, root, invoice in invoices():
        totals = invoice.totals
        assert totals is not None, name
        stated = numbers(
            root,
            "cac:LegalMonetaryTotal/*[self::cbc:LineExtensionAmount or self::cbc:TaxExclusiveAmount"
            " or self::cbc:TaxInclusiveAmount or self::cbc:PayableAmount]",
        )
        assert stated == [totals.lines, totals.without_tax, totals.with_tax, totals.due], name
        currency = invoice.currency
        tax = numbers(root, f"cac:TaxTotal/cbc:TaxAmount[@currencyID='{currency}']")
        assert tax == [totals.tax], name


def test_vat_is_that_of_the_file() -> None:
    for name, root, invoice in invoices():
        subtotal = "cac:TaxTotal/cac:TaxSubtotal"
        breakdown = invoice.tax_breakdown
        assert numbers(root, f"{subtotal}/cbc:TaxableAmount") == [
            entry.taxable_amount for entry in breakdown
        ], name
        assert numbers(root, f"{subtotal}/cbc:TaxAmount") == [
            entry.tax_amount for entry in breakdown
        ], name
        assert numbers(root, f"{subtotal}/cac:TaxCategory/cbc:Percent") == [
            entry.rate for entry in breakdown if entry.rate is not None
        ], name


def test_lines_are_those_of_the_file() -> None:
    for name, root, invoice in invoices():
        lines = invoice.lines
        within = f"({LINES})"
        assert numbers(root, f"{within}/cbc:LineExtensionAmount") == [
            line.net_amount for line in lines
        ], name
        quantities = f"{within}/*[self::cbc:InvoicedQuantity or self::cbc:CreditedQuantity]"
        assert numbers(root, quantities) == [line.quantity for line in lines], name
        assert numbers(root, f"{within}/cac:Price/cbc:PriceAmount") == [
            line.price.net for line in lines
        ], name
        items = [text.strip() for text in texts(root, f"{within}/cac:Item/cbc:Name")]
        assert items == [line.item.name for line in lines], name


def test_parties_are_those_of_the_file() -> None:
    for name, root, invoice in invoices():
        registered = "cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"
        seller = texts(root, f"cac:AccountingSupplierParty/{registered}")
        assert [text.strip() for text in seller] == [invoice.seller.name], name
        buyer = texts(root, f"cac:AccountingCustomerParty/{registered}")
        assert [text.strip() for text in buyer] == [invoice.buyer.name], name
        accounts = texts(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID")
        read = invoice.payment.credit_transfers if invoice.payment else ()
        assert [text.strip() for text in accounts] == [transfer.account for transfer in read], name


def test_nothing_of_the_samples_is_left_unread_but_what_is_beyond_the_standard() -> None:
    told = {finding.path for _, root in samples() for finding in ubl.read(root).findings}
    assert told == UNREAD


def test_samples_that_are_written_anew_come_back_the_same_and_pass_the_schema() -> None:
    schemas = {kind: schema_of(kind) for kind in ("Invoice", "CreditNote")}
    for name, _, invoice in invoices():
        root = etree.fromstring(ubl.write(invoice))
        assert ubl.read(root) == Reading(invoice), name
        schema = schemas[etree.QName(root).localname]
        assert schema.validate(root), (name, schema.error_log.last_error)
