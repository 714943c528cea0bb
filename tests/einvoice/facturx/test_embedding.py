"""Putting an invoice into a customer's own PDF."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import TYPE_CHECKING

import pikepdf
import pytest
from lxml import etree
from pikepdf import Dictionary, Name, String

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
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.facturx.embedding import Annex, Embedded, embed
from wochorus.einvoice.facturx.extracting import extract
from wochorus.einvoice.facturx.vocabulary import Profile, Relationship
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

BON = Annex(name="Bon de travail.pdf", content=b"%PDF-1.4 bon", media_type="application/pdf")


def put(
    pdf: bytes | None = None,
    *,
    profile: Profile = Profile.EN_16931,
    annexes: Sequence[Annex] = (),
    relationship: Relationship | None = None,
) -> Embedded:
    return embed(
        pdf or a_pdf(),
        an_xml_invoice(),
        profile=profile,
        modified=NOON,
        annexes=annexes,
        relationship=relationship,
    )


def opened(made: Embedded) -> pikepdf.Pdf:
    assert made.content is not None
    return pikepdf.open(io.BytesIO(made.content))


def packet(made: Embedded) -> str:
    with opened(made) as pdf:
        return pdf.Root.Metadata.read_bytes().decode()


def test_the_invoice_hangs_where_factur_x_wants_it() -> None:
    with opened(put()) as pdf:
        key, named = pdf.Root.Names.EmbeddedFiles.Names
        [associated] = pdf.Root.AF
        assert str(key) == str(named.F) == str(named.UF) == "factur-x.xml"
        assert named.objgen == associated.objgen
        assert named.AFRelationship == Name.Alternative
        stream = named.EF.F
        assert stream.objgen == named.EF.UF.objgen
        assert stream.Subtype == Name("/text/xml")
        assert stream.read_bytes() == an_xml_invoice()
        assert int(stream.Params.Size) == len(an_xml_invoice())
        assert bytes(stream.Params.CheckSum) == hashlib.md5(an_xml_invoice()).digest()  # noqa: S324
        assert str(stream.Params.ModDate) == "D:20261124120000+01'00'"


@pytest.mark.parametrize(
    ("profile", "relationship"),
    [
        (Profile.MINIMUM, "Data"),
        (Profile.BASIC_WL, "Data"),
        (Profile.BASIC, "Alternative"),
        (Profile.EXTENDED, "Alternative"),
    ],
)
def test_a_profile_without_lines_is_data_and_others_are_the_page_itself(
    profile: Profile, relationship: str
) -> None:
    read = extract(put(profile=profile).content or b"")
    assert read.relationship == relationship
    assert read.facturx is not None
    assert read.facturx.conformance_level == profile.value


def test_a_relationship_can_be_chosen() -> None:
    read = extract(put(relationship=Relationship.SOURCE).content or b"")
    assert read.relationship == "Source"


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert put(annexes=[BON]).content == put(annexes=[BON]).content


def test_an_invoice_already_there_is_replaced_and_told() -> None:
    old = with_files(("zugferd-invoice.xml", b"<old/>"), ("plan.txt", b"plan"))
    made = put(old)
    assert "WO-FX-REMPLACEE" in rules(made)
    read = extract(made.content or b"")
    assert read.xml == an_xml_invoice()
    assert [attachment.name for attachment in read.attachments] == ["plan.txt"]


def test_an_invoice_under_a_wrong_name_is_replaced_too() -> None:
    made = put(with_files(("facture.xml", an_xml_invoice().replace(b"0042", b"0041"))))
    assert "« facture.xml »" in messages(made)
    assert extract(made.content or b"").findings == ()


def test_embedding_twice_leaves_one_invoice_and_one_description_of_it() -> None:
    made = put(put().content)
    assert rules(made) == ["WO-FX-REMPLACEE"]
    assert extract(made.content or b"").findings == ()
    assert packet(made).count("<fx:ConformanceLevel>") == 1
    assert packet(made).count("urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</") == 1


def test_annexes_hang_beside_the_invoice_with_their_relationship() -> None:
    made = put(annexes=[BON])
    assert rules(made) == []
    read = extract(made.content or b"")
    assert [(entry.name, entry.size, entry.relationship) for entry in read.attachments] == [
        ("Bon de travail.pdf", len(BON.content), "Supplement")
    ]


def test_attachments_that_were_in_one_place_only_come_to_hang_in_both() -> None:
    def hang(pdf: pikepdf.Pdf) -> None:
        file = a_file(pdf, "plan.txt", b"plan")
        del file["/AFRelationship"]
        attach(pdf, file, is_associated=False)

    with opened(put(changed(a_pdf(), hang))) as pdf:
        names = {str(entry.UF): str(entry.AFRelationship) for entry in pdf.Root.AF}
    assert names == {"factur-x.xml": "/Alternative", "plan.txt": "/Unspecified"}


@pytest.mark.parametrize("name", ["factur-x.xml", "Factur-X.XML", ""])
def test_an_annex_may_not_take_the_place_of_the_invoice(name: str) -> None:
    with pytest.raises(InvalidInput, match="Le nom d'annexe"):
        put(annexes=[Annex(name=name, content=b"", media_type="text/plain")])


def test_two_annexes_need_two_names() -> None:
    with pytest.raises(InvalidInput, match="Bon de travail"):
        put(annexes=[BON, BON])


def test_a_date_without_zone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="fuseau"):
        embed(
            a_pdf(),
            an_xml_invoice(),
            profile=Profile.BASIC,
            modified=datetime(2026, 1, 1),  # noqa: DTZ001
        )


@pytest.mark.parametrize(
    ("standard", "announced"),
    [("a-1b", "PDF/A-3b"), ("a-2b", "PDF/A-3b"), ("a-2u", "PDF/A-3u"), ("a-1a", "PDF/A-3a")],
)
def test_an_older_pdf_a_is_announced_as_pdf_a_3_and_told(standard: str, announced: str) -> None:
    made = put(a_pdf(standard))
    [told] = made.findings
    assert told.severity is Severity.INFORMATION
    assert announced in told.message
    read = extract(made.content or b"")
    assert str(read.pdfa) == announced
    assert read.findings == ()


def test_an_older_pdf_a_that_has_a_defect_keeps_its_claim() -> None:
    def use_helvetica(pdf: pikepdf.Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].add_resource(pdf.make_indirect(font), Name.Font)

    made = put(changed(a_pdf("a-2b"), use_helvetica))
    assert {"WO-PDFA-POLICES", "WO-PDFA-NIVEAU"} == set(rules(made))
    assert str(extract(made.content or b"").pdfa) == "PDF/A-2b"


def test_pdf_a_4_is_told_not_to_fit() -> None:
    made = put(a_pdf("a-4"))
    assert rules(made) == ["WO-PDFA-NIVEAU"]
    assert "PDF/A-4" in messages(made)


def test_a_pdf_that_is_no_pdf_a_is_taken_with_a_warning() -> None:
    made = put(a_pdf("1.7"))
    assert made.content is not None
    assert "WO-PDFA-ABSENT" in rules(made)
    assert all(finding.severity is Severity.WARNING for finding in made.findings)


def test_a_signature_is_told_to_be_broken() -> None:
    def sign(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=pikepdf.Array(), SigFlags=3)

    made = put(changed(a_pdf(), sign))
    assert "WO-PDF-SIGNE" in rules(made)


def test_metadata_come_to_agree_with_the_document_information() -> None:
    def inform(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Title"] = String("Facture <n° 7> & suite")
        pdf.docinfo["/Keywords"] = String("nettoyage, octobre")
        pdf.docinfo["/CreationDate"] = String("D:20260102030405+02'00'")

    made = put(changed(a_pdf(), inform))
    tree = etree.fromstring(packet(made).encode())
    texts = [text.strip() for text in tree.itertext()]
    assert "Facture <n° 7> & suite" in texts
    assert "nettoyage, octobre" in texts
    assert "2026-01-02T03:04:05+02:00" in texts
    with opened(made) as pdf:
        assert str(pdf.docinfo["/ModDate"]) == "D:20261124120000+01'00'"
    assert "2026-11-24T12:00:00+01:00" in texts


def test_extension_schemas_declared_twice_are_gathered_into_one() -> None:
    def double(pdf: pikepdf.Pdf) -> None:
        text = pdf.Root.Metadata.read_bytes().decode()
        start = text.index("<pdfaExtension:schemas>")
        end = text.index("</pdfaExtension:schemas>") + len("</pdfaExtension:schemas>")
        pdf.Root.Metadata.write(text.replace(text[start:end], text[start:end] * 2, 1).encode())

    made = put(changed(a_pdf("a-3a"), double))
    assert packet(made).count("<pdfaExtension:schemas>") == 1
    assert "http://www.aiim.org/pdfua/ns/id/" in packet(made) or "xmpMM" in packet(made)


def test_a_pdf_without_metadata_gets_some() -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        del pdf.Root["/Metadata"]

    made = put(changed(a_pdf("1.7"), strip))
    read = extract(made.content or b"")
    assert read.facturx is not None
    assert read.facturx.is_described
