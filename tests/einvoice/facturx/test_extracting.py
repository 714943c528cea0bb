"""Reading Factur-X PDFs: what is sound is read in silence, what is amiss is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pikepdf import Dictionary, Name

from support.pdf_files import (
    NOON,
    a_file,
    a_pdf,
    an_xml_invoice,
    attach,
    changed,
    messages,
    rules,
    with_files,
)
from wochorus.einvoice.facturx.embedding import Annex, embed
from wochorus.einvoice.facturx.extracting import Attachment, extract
from wochorus.einvoice.facturx.vocabulary import Profile
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    import pikepdf


def a_factur_x(pdf: bytes | None = None, profile: Profile = Profile.EN_16931) -> bytes:
    made = embed(pdf or a_pdf(), an_xml_invoice(), profile=profile, modified=NOON)
    assert made.content is not None
    return made.content


def test_a_sound_factur_x_is_read_without_a_word() -> None:
    read = extract(a_factur_x())
    assert read.findings == ()
    assert read.is_readable
    assert read.xml == an_xml_invoice()
    assert (read.file_name, read.relationship) == ("factur-x.xml", "Alternative")
    assert str(read.pdfa) == "PDF/A-3b"
    assert read.facturx is not None
    assert read.facturx.conformance_level == "EN 16931"
    assert read.page_count == 1
    assert read.attachments == ()


def test_other_attachments_are_listed_with_their_size() -> None:
    annex = Annex(name="Bon de travail n° 4.pdf", content=a_pdf(), media_type="application/pdf")
    made = embed(
        a_pdf(), an_xml_invoice(), profile=Profile.EN_16931, modified=NOON, annexes=[annex]
    )
    read = extract(made.content or b"")
    assert read.xml == an_xml_invoice()
    assert read.attachments == (Attachment("Bon de travail n° 4.pdf", len(a_pdf()), "Supplement"),)


def test_a_pdf_without_an_invoice_says_so() -> None:
    read = extract(a_pdf())
    assert read.xml is None
    assert rules(read) == ["WO-FX-ABSENTE"]
    assert "ne contient pas de facture XML" in messages(read)


@pytest.mark.parametrize("name", ["zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"])
def test_an_older_name_is_read_with_a_warning(name: str) -> None:
    read = extract(with_files((name, an_xml_invoice())))
    assert read.xml == an_xml_invoice()
    [told] = [finding for finding in read.findings if finding.rule == "WO-FX-NOM"]
    assert told.severity is Severity.WARNING
    assert name in told.message


@pytest.mark.parametrize("name", ["facture.xml", "Factur-X.xml", "factur-x.XML"])
def test_a_wrong_name_is_an_error_that_names_it(name: str) -> None:
    read = extract(with_files((name, an_xml_invoice())))
    [told] = [finding for finding in read.findings if finding.rule == "WO-FX-NOM"]
    assert told.severity is Severity.ERROR
    assert f"« {name} »" in told.message
    assert not read.is_readable


def test_an_xml_file_that_is_no_invoice_is_only_an_attachment() -> None:
    read = extract(with_files(("factur-x.xml", an_xml_invoice()), ("notes.xml", b"<notes/>")))
    assert read.xml == an_xml_invoice()
    assert [attachment.name for attachment in read.attachments] == ["notes.xml"]


def test_two_different_invoices_are_no_invoice() -> None:
    other = an_xml_invoice().replace(b"FA-2026-0042", b"FA-2026-0043")
    read = extract(with_files(("factur-x.xml", an_xml_invoice()), ("zugferd-invoice.xml", other)))
    assert read.xml is None
    assert rules(read) == ["WO-FX-DOUBLE"]


def test_two_files_of_the_right_name_are_no_invoice_either() -> None:
    other = an_xml_invoice().replace(b"FA-2026-0042", b"FA-2026-0043")
    read = extract(with_files(("factur-x.xml", an_xml_invoice()), ("factur-x.xml", other)))
    assert read.xml is None
    assert "WO-FX-DOUBLE" in rules(read)


def test_the_same_invoice_twice_is_read_with_a_warning() -> None:
    twice = with_files(("xrechnung.xml", an_xml_invoice()), ("factur-x.xml", an_xml_invoice()))
    read = extract(twice)
    assert read.file_name == "factur-x.xml"
    [told] = [finding for finding in read.findings if finding.rule == "WO-FX-DOUBLE"]
    assert told.severity is Severity.WARNING


def hung(is_named: bool, is_associated: bool, relationship: str = "Alternative") -> bytes:
    def hang(pdf: pikepdf.Pdf) -> None:
        file = a_file(pdf, "factur-x.xml", an_xml_invoice(), relationship=relationship)
        attach(pdf, file, is_named=is_named, is_associated=is_associated)

    return changed(a_pdf(), hang)


def test_an_invoice_missing_from_the_associated_files_is_read_with_a_warning() -> None:
    read = extract(hung(is_named=True, is_associated=False))
    assert read.xml == an_xml_invoice()
    assert "WO-FX-PLACE" in rules(read)
    assert "/AF" in messages(read)


def test_an_invoice_missing_from_the_list_of_attachments_is_read_with_a_warning() -> None:
    read = extract(hung(is_named=False, is_associated=True))
    assert read.xml == an_xml_invoice()
    assert "/Names/EmbeddedFiles" in messages(read)


def test_a_relationship_that_is_not_an_invoice_s_is_told() -> None:
    read = extract(hung(is_named=True, is_associated=True, relationship="Supplement"))
    assert "WO-FX-RELATION" in rules(read)
    assert "« Supplement »" in messages(read)


def test_metadata_that_announce_no_invoice_are_told() -> None:
    read = extract(hung(is_named=True, is_associated=True))
    assert rules(read) == ["WO-FX-XMP"]
    assert "n'annoncent pas" in messages(read)


def test_metadata_of_another_profile_than_the_xml_are_told() -> None:
    read = extract(a_factur_x(profile=Profile.BASIC))
    assert rules(read) == ["WO-FX-XMP"]
    assert "profil « BASIC »" in messages(read)
    assert "« EN 16931 » (BT-24)" in messages(read)


def test_metadata_that_name_another_file_or_kind_are_told() -> None:
    def rename(pdf: pikepdf.Pdf) -> None:
        packet = pdf.Root.Metadata.read_bytes()
        packet = packet.replace(b"factur-x.xml<", b"invoice.xml<").replace(b"INVOICE<", b"ORDER<")
        pdf.Root.Metadata.write(packet)

    told = messages(extract(changed(a_factur_x(), rename)))
    assert "annoncent le fichier « invoice.xml »" in told
    assert "« ORDER »" in told


def test_metadata_that_are_not_xml_are_told() -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata.write(b"<x:xmpmeta")

    read = extract(changed(a_factur_x(), spoil))
    assert read.xml == an_xml_invoice()
    assert "WO-PDF-XMP" in rules(read)


def test_a_pdf_that_is_no_pdf_a_is_read_with_the_reasons() -> None:
    read = extract(a_factur_x(a_pdf("1.7")))
    assert read.xml == an_xml_invoice()
    assert {"WO-PDFA-ABSENT", "WO-PDFA-COULEURS"} <= set(rules(read))
    assert read.is_readable


def test_an_invoice_in_ubl_is_refused() -> None:
    ubl = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
    read = extract(with_files(("factur-x.xml", ubl)))
    assert "WO-FX-SYNTAXE" in rules(read)
    assert not read.is_readable


@pytest.mark.parametrize(("content", "rule"), [(b"", "WO-FX-VIDE"), (b"<rsm:Cross", "WO-FX-XML")])
def test_an_empty_or_broken_invoice_is_refused(content: bytes, rule: str) -> None:
    read = extract(with_files(("factur-x.xml", content)))
    assert rule in rules(read)
    assert not read.is_readable


def test_a_font_that_is_not_in_the_file_is_named() -> None:
    def use_helvetica(pdf: pikepdf.Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].add_resource(pdf.make_indirect(font), Name.Font)

    read = extract(changed(a_factur_x(), use_helvetica))
    assert rules(read) == ["WO-PDFA-POLICES"]
    assert "Helvetica" in messages(read)
