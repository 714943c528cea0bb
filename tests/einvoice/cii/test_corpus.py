"""Every public sample is read, and what was read is what an XPath finds in the file."""

from __future__ import annotations

import dataclasses
import tarfile
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from lxml import etree

from einvoice.corpus import corpus
from support.cii_documents import schema_of, texts
from wochorus.einvoice import cii
from wochorus.einvoice.model import AttachedFile, Invoice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.einvoice.findings import Finding

TRANSACTION = "rsm:SupplyChainTradeTransaction"
SETTLEMENT = f"{TRANSACTION}/ram:ApplicableHeaderTradeSettlement"
TOTALS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
LINES = f"{TRANSACTION}/ram:IncludedSupplyChainTradeLineItem"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


@cache
def samples() -> tuple[tuple[str, etree._Element], ...]:
    files = [
        *corpus("cen").glob("cii/*.xml"),
        *corpus("xrechnung").glob("*_uncefact.xml"),
        *corpus("aife-chorus").glob("FSO1116A_*.xml"),
    ]
    found = [(file.name, file.read_bytes()) for file in sorted(files)]
    found += [*in_archive(corpus("aife-chorus") / "FSO1116A_P100.tar.gz")]
    pdfs = [*corpus("aife-chorus").glob("*.pdf"), *corpus("facturx-1.08").rglob("*.pdf")]
    found += [(file.name, inside(file)) for file in sorted(pdfs)]
    return tuple((name, etree.fromstring(content, PARSER)) for name, content in found)


def in_archive(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as opened:
        for member in opened:
            file = opened.extractfile(member)
            if file is not None:
                yield member.name, file.read()


def inside(pdf: Path) -> bytes:
    with pikepdf.open(pdf) as opened:
        return bytes(opened.attachments["factur-x.xml"].get_file().read_bytes())


def invoices() -> Iterator[tuple[str, etree._Element, Invoice]]:
    for name, root in samples():
        invoice = cii.read(root).invoice
        assert invoice is not None, name
        yield name, root, invoice


def numbers(root: etree._Element, path: str) -> list[Decimal]:
    return [Decimal(text.strip()) for text in texts(root, path)]


def is_of_2018(name: str) -> bool:
    return name.startswith("FSO111")


def test_all_samples_are_there() -> None:
    assert len(samples()) == 70


def test_number_date_type_and_parties_are_those_of_the_file() -> None:
    for name, root, invoice in invoices():
        header = "rsm:ExchangedDocument"
        assert texts(root, f"{header}/ram:ID") == [invoice.number], name
        day = texts(root, f"{header}/ram:IssueDateTime/udt:DateTimeString")
        assert day == [f"{invoice.issue_date:%Y%m%d}"], name
        assert texts(root, f"{header}/ram:TypeCode") == [invoice.type_code], name
        seller = texts(root, "//ram:SellerTradeParty/ram:Name")
        assert [text.strip() for text in seller] == [invoice.seller.name], name
        buyer = [text.strip() for text in texts(root, "//ram:BuyerTradeParty/ram:Name")]
        legal = texts(root, "//ram:BuyerTradeParty/ram:SpecifiedLegalOrganization/ram:ID")
        assert buyer == [invoice.buyer.name] or (not buyer and legal == [invoice.buyer.name]), name


def test_totals_and_vat_are_those_of_the_file() -> None:
    for name, root, invoice in invoices():
        totals = invoice.totals
        assert totals is not None, name
        for element, amount in (
            ("LineTotalAmount", totals.lines),
            ("TaxBasisTotalAmount", totals.without_tax),
            ("GrandTotalAmount", totals.with_tax),
            ("DuePayableAmount", totals.due),
        ):
            stated = numbers(root, f"{TOTALS}/ram:{element}")
            assert stated == [amount] or (not stated and is_of_2018(name)), (name, element)
        tax = numbers(root, f"{TOTALS}/ram:TaxTotalAmount[1]")
        assert tax == ([] if totals.tax is None else [totals.tax]), name
        entries = f"{SETTLEMENT}/ram:ApplicableTradeTax"
        assert numbers(root, f"{entries}/ram:BasisAmount") == [
            entry.taxable_amount for entry in invoice.tax_breakdown
        ], name


def test_lines_are_those_of_the_file() -> None:
    for name, root, invoice in invoices():
        quantities = numbers(root, f"{LINES}//ram:BilledQuantity")
        assert quantities == [line.quantity for line in invoice.lines], name
        assert numbers(
            root, f"{LINES}//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
        ) == [line.net_amount for line in invoice.lines], name
        if not is_of_2018(name):
            net = numbers(root, f"{LINES}//ram:NetPriceProductTradePrice/ram:ChargeAmount")
            assert net == [line.price.net for line in invoice.lines], name
            items = texts(root, f"{LINES}/ram:SpecifiedTradeProduct/ram:Name")
            names = [line.item.name for line in invoice.lines]
            assert [text.strip() for text in items] == names, name


def values(part: Any) -> Iterator[object]:
    if dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from values(getattr(part, field.name))
    elif isinstance(part, tuple):
        for entry in part:
            yield from values(entry)
    elif part is not None:
        yield part


def leaves(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Give the text of each leaf of a document, and its place by names."""
    for element in root.iter("{*}*"):
        text = (element.text or "").strip()
        if text and not any(isinstance(child.tag, str) for child in element):
            above = [element, *element.iterancestors()]
            yield "/".join(etree.QName(each).localname for each in reversed(above)), text


def as_value(text: str) -> set[object]:
    found: set[object] = {text}
    with suppress(InvalidOperation):
        found.add(Decimal(text))
    with suppress(ValueError):
        found.add(datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date())
    return found


SAID_OTHERWISE = {"VAT", "916", "130", "50", "true", "false", "Project reference"}
"""What the model says by the place of a value, not by a value."""


def test_nothing_of_any_sample_is_left_out_in_silence() -> None:
    for name, root in samples():
        reading = cii.read(root)
        assert reading.invoice is not None
        held = set(values(reading.invoice))
        told = {told_by(finding) for finding in reading.findings}
        for place, text in leaves(root):
            is_file = place.endswith("/AttachmentBinaryObject")
            is_told = any(place.startswith(path) for path in told)
            is_held = bool(as_value(text) & held) or text in SAID_OTHERWISE
            assert is_held or is_told or is_file, (name, place, text)


def told_by(finding: Finding) -> str:
    """Give the place that a finding tells, by names: the whole group when it lacks something."""
    steps = [step.split("[")[0].split(":")[-1] for step in finding.path.strip("/").split("/")]
    return "/".join(steps[:-1] if finding.rule == "WO-LECTURE-MANQUE" else steps)


def test_files_inside_the_samples_of_2018_are_the_documents_that_they_say_to_be() -> None:
    files = [
        document.file
        for name, _, invoice in invoices()
        if is_of_2018(name)
        for document in invoice.supporting_documents
        if document.file is not None
    ]
    pdfs = [file for file in files if file.media_type == "application/pdf"]
    assert len(pdfs) == 8
    assert all(isinstance(file, AttachedFile) for file in files)
    assert all(file.content.startswith(b"%PDF-") for file in pdfs)


@pytest.mark.parametrize("schema", ["EN 16931", "D22B"])
def test_samples_that_are_written_anew_come_back_the_same_and_pass_the_schema(schema: str) -> None:
    judge = schema_of(schema)
    for name, _, invoice in invoices():
        written = etree.fromstring(cii.write(invoice), PARSER)
        again = cii.read(written)
        assert again.invoice == invoice, name
        assert again.findings == (), name
        if schema == "D22B" or not is_of_2018(name):
            assert judge.validate(written), (name, judge.error_log.last_error)
