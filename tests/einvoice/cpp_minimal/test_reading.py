"""Flows are read back whole, and flows typed by others as far as they go."""

from __future__ import annotations

import base64
import io
import tracemalloc
import zipfile
from dataclasses import replace
from decimal import Decimal
from hashlib import shake_256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.minimal_flows import (
    SUPPLIER,
    TOWN_HALL,
    a_minimal_invoice,
    an_attachment,
    an_envelope,
    bytes_opener,
    contents,
    flow_bytes,
    read_bytes,
)
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.cpp_minimal import (
    Attachment,
    Envelope,
    MinimalInvoice,
    Party,
    ReadingLimits,
    Tax,
    read,
    write_flow,
)
from wochorus.einvoice.findings import Layer, Severity

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=15,
).filter(lambda text: text == text.strip())
entry_names = texts.filter(lambda name: "/" not in name and "\\" not in name)
amounts = st.decimals("-99999", "99999", places=2)
parties = st.builds(Party, texts, texts, texts | st.just(""))
taxes = st.builds(Tax, st.decimals("0", "99", places=2), amounts, amounts)
attachments = st.builds(
    Attachment,
    entry_names,
    texts,
    st.sampled_from(["01", "02"]),
    st.binary(max_size=500).map(bytes_opener),
)


@st.composite
def minimal_invoices(draw: st.DrawFn) -> MinimalInvoice:
    kind = draw(st.sampled_from(["380", "381"]))
    return MinimalInvoice(
        number=draw(texts),
        kind=kind,
        cadre=draw(texts),
        issue_date=draw(st.dates()),
        payment_means="" if kind == "381" else draw(texts | st.just("")),
        currency=draw(texts),
        recipient=draw(parties),
        total_without_tax=draw(amounts),
        total_with_tax=draw(amounts),
        amount_due=draw(amounts),
        taxes=tuple(draw(st.lists(taxes, max_size=3))),
        marche=draw(texts | st.just("")),
        engagement=draw(texts | st.just("")),
        attachments=tuple(draw(st.lists(attachments, max_size=3))),
    )


def comparable(invoice: MinimalInvoice) -> tuple[MinimalInvoice, list[tuple[str, str, str, bytes]]]:
    return replace(invoice, attachments=()), contents(invoice.attachments)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(minimal_invoices(), min_size=1, max_size=3),
    st.integers(0, 10**15 - 1),
    st.dates(),
    st.builds(Party, texts, texts),
)
def test_a_flow_comes_back_as_it_was_written(
    invoices: list[MinimalInvoice], flow_id: int, day: date, supplier: Party
) -> None:
    envelope = Envelope(flow_id, day, supplier, len(invoices))
    with read_bytes(flow_bytes(*invoices, envelope=envelope)) as reading:
        assert reading.findings == ()
        assert reading.envelope == envelope
        assert list(map(comparable, reading.invoices)) == list(map(comparable, invoices))


def test_an_invoice_of_another_supplier_keeps_its_own() -> None:
    other = replace(a_minimal_invoice("FA-2"), supplier=Party("55210055400013", "Cotraitant"))
    reading = read_bytes(flow_bytes(a_minimal_invoice(), other))
    assert [invoice.supplier for invoice in reading.invoices] == [None, other.supplier]
    assert reading.envelope == an_envelope(2)


def test_memory_does_not_grow_with_the_documents_of_a_flow(tmp_path: Path) -> None:
    content = shake_256().digest(300_000)  # nothing that a zip makes smaller
    path = tmp_path / "flux.xml"

    def peak(count: int) -> int:
        invoices = (
            a_minimal_invoice(f"FA-{rank}", an_attachment(content=content)) for rank in range(count)
        )
        with path.open("wb") as target:
            write_flow(target, an_envelope(count), invoices)
        tracemalloc.start()
        with path.open("rb") as source, read(source) as reading:
            assert len(reading.invoices) == count
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(40) < peak(10) + 300_000


def test_a_document_of_many_megabytes_is_read_from_disk() -> None:
    content = b"0123456789abcdef" * 200_000
    reading = read_bytes(flow_bytes(a_minimal_invoice("FA-1", an_attachment(content=content))))
    assert contents(reading.invoices[0].attachments)[0][3] == content


def test_documents_may_be_opened_again_and_together() -> None:
    first, second = an_attachment("a.pdf", b"A" * 99), an_attachment("b.pdf", b"B" * 99, "02")
    reading = read_bytes(flow_bytes(a_minimal_invoice("FA-1", first, second)))
    one, other = reading.invoices[0].attachments
    with one.open() as opened, other.open() as also, one.open() as again:
        assert (opened.read(50), also.read(50)) == (b"A" * 50, b"B" * 50)
        assert again.read() == b"A" * 99
        assert (opened.read(), also.read()) == (b"A" * 49, b"B" * 49)


def changed(before: str, after: str, content: bytes | None = None) -> bytes:
    written = content or flow_bytes(a_minimal_invoice())
    assert before.encode() in written
    return written.replace(before.encode(), after.encode())


def told(content: bytes) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in read_bytes(content).findings]


UNIT = "/CPPFactureMixte/CPPFactures/CPPFactureMixteUnitaire"


def test_content_without_a_place_in_the_model_is_told_with_its_place() -> None:
    content = flow_bytes(a_minimal_invoice(), a_minimal_invoice("FA-2"))
    content = changed("<Nom>", "<NomService>Compta</NomService><Nom>", content)
    findings = read_bytes(content).findings
    assert [finding.path for finding in findings] == [f"{UNIT}[1]/Debiteur/NomService"]
    assert findings[0].message.endswith("(2 fois).")


def test_parts_that_no_one_knows_are_told() -> None:
    content = changed("<CPPFactures", "<Signature>x</Signature><CPPFactures")
    assert told(content) == [("WO-LECTURE-INCONNU", "/CPPFactureMixte/Signature")]
    content = changed("<CPPFactureMixteUnitaire", "<Autre/><CPPFactureMixteUnitaire")
    assert told(content) == [("WO-LECTURE-INCONNU", "/CPPFactureMixte/CPPFactures/Autre")]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("<Id>FA-1</Id>", "", "DonneesFacture/Id"),
        ("<Type>380</Type>", "<Type/>", "DonneesFacture/Type"),
        ("<MontantTTC>120.00</MontantTTC>", "", "DonneesFacture/Montants/MontantTTC"),
        ("<Identifiant>21940068600012</Identifiant>", "", "Debiteur/Identifiant"),
    ],
)
def test_an_invoice_that_lacks_what_each_has_is_told_and_the_others_read(
    before: str, after: str, path: str
) -> None:
    both = flow_bytes(a_minimal_invoice("FA-1"), a_minimal_invoice("FA-2"))
    both = both.replace(before.encode(), after.encode(), 1)
    reading = read_bytes(both)
    assert [invoice.number for invoice in reading.invoices] == ["FA-2"]
    assert [finding.path for finding in reading.findings] == [f"{UNIT}[1]/{path}"]


def test_a_value_that_cannot_be_read_is_told_and_only_its_group_left_out() -> None:
    reading = read_bytes(changed("<Taux>20.00</Taux>", "<Taux>vingt</Taux>"))
    (invoice,) = reading.invoices
    assert invoice.taxes == ()
    assert [finding.term for finding in reading.findings] == ["BT-119", "BT-119"]


def test_currency_and_frame_that_are_missing_are_assumed_and_told() -> None:
    content = changed("<Devise>EUR</Devise>", "", changed("<Cadre>A1</Cadre>", ""))
    reading = read_bytes(content)
    (invoice,) = reading.invoices
    assert (invoice.currency, invoice.cadre) == ("EUR", "A1")
    assert {finding.term for finding in reading.findings} == {"BT-5", "BT-23"}


def test_an_identifier_that_is_no_siret_is_told() -> None:
    content = changed("<Debiteur><TypeIdentifiant>1<", "<Debiteur><TypeIdentifiant>4<")
    reading = read_bytes(content)
    assert reading.invoices[0].recipient == TOWN_HALL
    assert [finding.rule for finding in reading.findings] == ["WO-CPP-IDENTIFIANT"]


@pytest.mark.parametrize(
    "before", ["2026-11-24", "000000000000012", "<Emetteur><Id>73282932000074</Id></Emetteur>"]
)
def test_an_envelope_without_number_day_or_sender_is_none(before: str) -> None:
    reading = read_bytes(changed(before, ""))
    assert reading.envelope is None
    assert len(reading.invoices) == 1
    assert [finding.rule for finding in reading.findings] == ["WO-CPP-ENVELOPPE"]


def test_a_count_that_is_wrong_is_told() -> None:
    assert told(changed('Compteur="1"', 'Compteur="3"')) == [
        ("WO-CPP-COMPTEUR", "/CPPFactureMixte/CPPFactures/@Compteur")
    ]


def with_content(content: bytes) -> bytes:
    written = flow_bytes(a_minimal_invoice())
    start, end = written.index(b"<Contenu>") + 9, written.index(b"</Contenu>")
    return written[:start] + content + written[end:]


def zipped(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def test_base64_may_be_broken_into_lines() -> None:
    content = base64.encodebytes(zipped(("FA-1.pdf", b"%PDF" * 900))).replace(b"\n", b"&#13;\n\t")
    reading = read_bytes(with_content(content))
    assert reading.findings == ()
    assert contents(reading.invoices[0].attachments)[0][3] == b"%PDF" * 900


@pytest.mark.parametrize("content", [b"pas du base64", b"QUJD=", b"QQ==QQ==", "é".encode() * 4])
def test_a_document_that_is_no_base64_is_told_and_left_out(content: bytes) -> None:
    reading = read_bytes(with_content(content))
    assert reading.invoices[0].attachments == ()
    (finding,) = reading.findings
    assert finding.path == f"{UNIT}[1]/PJ/Contenu"
    assert finding.severity is Severity.ERROR


def test_a_document_that_is_not_zipped_is_told_and_read_as_it_is() -> None:
    reading = read_bytes(with_content(base64.b64encode(b"%PDF-1.7")))
    assert contents(reading.invoices[0].attachments)[0][3] == b"%PDF-1.7"
    assert [finding.rule for finding in reading.findings] == ["WO-CPP-PIECE"]


def test_another_name_in_the_zip_is_told_and_the_document_read() -> None:
    reading = read_bytes(with_content(base64.b64encode(zipped(("autre.pdf", b"%PDF")))))
    assert contents(reading.invoices[0].attachments) == [
        ("FA-1.pdf", "application/pdf", "01", b"%PDF")
    ]
    assert "« autre.pdf »" in reading.findings[0].message


@pytest.mark.parametrize("size", [100_000_001, 10])
def test_a_document_that_turns_out_broken_or_huge_is_refused_when_opened(size: int) -> None:
    archive = bytearray(zipped(("FA-1.pdf", bytes(size))))
    if size == 10:
        archive[14] ^= 1
        archive[archive.find(b"PK\x01\x02") + 16] ^= 1
    reading = read_bytes(with_content(base64.b64encode(bytes(archive))))
    (attachment,) = reading.invoices[0].attachments
    with pytest.raises(InvalidInput, match="illisible"):
        attachment.open()


def test_a_flow_that_is_cut_gives_the_invoices_before_the_cut() -> None:
    whole = flow_bytes(a_minimal_invoice("FA-1"), a_minimal_invoice("FA-2"))
    reading = read_bytes(whole[: whole.rindex(b"<Devise>")])
    assert [invoice.number for invoice in reading.invoices] == ["FA-1"]
    (finding,) = reading.findings
    assert finding.layer is Layer.WELL_FORMED
    assert reading.envelope is not None


def test_another_format_is_told_as_such() -> None:
    reading = read_bytes(b"<Invoice/>")
    assert (reading.envelope, reading.invoices) == (None, ())
    assert "n'est pas un flux CPP minimal" in reading.findings[0].message
    assert read_bytes(b"").findings[0].layer is Layer.WELL_FORMED
    assert read_bytes(b"%PDF-1.7").findings[0].layer is Layer.WELL_FORMED


def test_a_document_type_is_refused_before_it_declares_anything() -> None:
    bomb = b'<!DOCTYPE CPPFactureMixte [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = flow_bytes(a_minimal_invoice()).replace(
        b"<CPPFactureMixte>", bomb + b"<CPPFactureMixte>"
    )
    reading = read_bytes(content)
    assert reading.invoices == ()
    assert [finding.rule for finding in reading.findings] == ["WO-CPP-DOCTYPE"]


@pytest.mark.parametrize(
    "limits",
    [
        ReadingLimits(size=1500),
        ReadingLimits(document_size=20),
        ReadingLimits(invoices=1),
        ReadingLimits(depth=4),
        ReadingLimits(elements=20),
        ReadingLimits(characters=100),
    ],
    ids=str,
)
def test_beyond_a_limit_the_reading_stops_and_says_so(limits: ReadingLimits) -> None:
    content = flow_bytes(a_minimal_invoice(), a_minimal_invoice("FA-2"))
    with read(io.BytesIO(content), limits=limits) as reading:
        assert len(reading.invoices) < 2
        assert reading.findings[0].layer is Layer.LIMITS


def test_prefixes_and_encodings_of_others_are_read() -> None:
    content = flow_bytes(a_minimal_invoice()).decode()
    latin = content.replace("'UTF-8'", "'ISO-8859-1'").encode("latin-1")
    assert read_bytes(latin).envelope == an_envelope()
    wide = content.replace("'UTF-8'", "'UTF-16'").encode("utf-16")
    assert read_bytes(wide).invoices[0].recipient == TOWN_HALL
    prefixed = content.replace("<CPPFactureMixte>", '<c:CPPFactureMixte xmlns:c="urn:cpp">')
    prefixed = prefixed.replace("</CPPFactureMixte>", "</c:CPPFactureMixte>")
    assert read_bytes(prefixed.encode()).findings == ()


def test_the_supplier_of_a_flow_without_sender_name_is_its_siret() -> None:
    reading = read_bytes(flow_bytes())
    assert reading.envelope is not None
    assert reading.envelope.supplier == Party(SUPPLIER.siret, "")
    assert reading.invoices == ()


def test_amounts_are_read_exactly() -> None:
    (invoice,) = read_bytes(changed("<MontantHT>100.00<", "<MontantHT>100.123456<")).invoices
    assert invoice.total_without_tax == Decimal("100.123456")
