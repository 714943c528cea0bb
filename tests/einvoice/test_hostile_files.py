"""Whatever bytes come, checking and reading answer with findings, soon and in little memory."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from support.minimal_flows import a_minimal_invoice, an_attachment, flow_bytes
from wochorus.einvoice import Circuit, Format, Severity, build, check, read, to_json
from wochorus.einvoice.examples import VALID, content, example
from wochorus.einvoice.formats import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.einvoice import Report

    Carry = Callable[[int, bytes], bytes]

NAME = "nettoyage-commune"


def a_cii() -> bytes:
    written = build(example(VALID, NAME), Format.CII, Circuit.CHORUS).content
    assert written is not None
    return written


def a_ubl() -> bytes:
    written = build(example(VALID, NAME), Format.UBL, Circuit.CHORUS).content
    assert written is not None
    return written


def zipped(name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr(name, data)
    return target.getvalue()


def damaged(archive: bytes) -> bytes:
    return archive[:60] + b"\xff" * 20 + archive[80:]


def with_unreadable_name() -> bytes:
    return zipped("é.pdf", b"x").replace("é".encode(), b"\xff\xff")


def cii_with_zips(number: int, archive: bytes) -> bytes:
    """A file as in the samples of 2018: documents zipped, without name."""
    document = (
        "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>a.pdf</ram:IssuerAssignedID>"
        "<ram:TypeCode>916</ram:TypeCode><ram:AttachmentBinaryObject mimeCode='application/pdf'>"
        f"{base64.b64encode(archive).decode()}"
        "</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>"
    )
    end = b"</ram:ApplicableHeaderTradeAgreement>"
    return a_cii().replace(end, document.encode() * number + end)


def ubl_with_zips(number: int, archive: bytes) -> bytes:
    document = (
        "<cac:AdditionalDocumentReference><cbc:ID>a.pdf</cbc:ID>"
        "<cbc:DocumentTypeCode>application/pdf</cbc:DocumentTypeCode>"
        "<cbc:DocumentType>01</cbc:DocumentType><cac:Attachment>"
        "<cbc:EmbeddedDocumentBinaryObject mimeCode='application/zip'>"
        f"{base64.b64encode(archive).decode()}</cbc:EmbeddedDocumentBinaryObject>"
        "</cac:Attachment></cac:AdditionalDocumentReference>"
    )
    start = b"<cac:AccountingSupplierParty>"
    return a_ubl().replace(start, document.encode() * number + start)


def a_flow() -> bytes:
    return flow_bytes(a_minimal_invoice())


def flow_with_zips(number: int, archive: bytes) -> bytes:
    flow = a_flow()
    start = flow.index(b"<PJ")
    end = flow.index(b"</PJ>") + len(b"</PJ>")
    document = flow[start:end]
    was = document[document.index(b"<Contenu>") + 9 : document.index(b"</Contenu>")]
    return flow.replace(document, document.replace(was, base64.b64encode(archive)) * number)


def told(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


ZIPPED = pytest.mark.parametrize("carry", [cii_with_zips, ubl_with_zips, flow_with_zips])
ARCHIVES = {
    "a name that is no text": with_unreadable_name(),
    "a damaged LZMA": damaged(zipped("a.pdf", bytes(range(250)), zipfile.ZIP_LZMA)),
    "a damaged bzip2": damaged(zipped("a.pdf", bytes(range(250)), zipfile.ZIP_BZIP2)),
    "a damaged zip": damaged(zipped("FA-1.pdf", bytes(range(250)) * 9)),
}


@ZIPPED
@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=ARCHIVES)
def test_archives_of_all_kinds_raise_nothing(carry: Carry, archive: bytes) -> None:
    file = carry(1, archive)

    assert read(file).invoice is not None
    assert check(file).document_format


@ZIPPED
def test_documents_that_swell_are_left_closed(carry: Carry) -> None:
    file = carry(5, zipped("FA-1.pdf", bytes(50_000_000)))

    reading = read(file)

    assert reading.invoice is not None
    files = [document.file for document in reading.invoice.supporting_documents]
    assert sum(len(file.content) for file in files if file is not None) <= 120_000_000
    assert any(finding.severity is Severity.ERROR for finding in reading.findings)


def test_a_document_that_does_not_open_is_told_with_its_invoice() -> None:
    broken = damaged(zipped("FA-1.pdf", bytes(range(250)) * 9))

    report = check(flow_with_zips(1, broken))

    assert "WO-CPP-PIECE" in told(report)
    assert not report.is_valid


def test_documents_of_a_flow_are_held_against_the_rules_of_attachments() -> None:
    page = an_attachment()
    program = an_attachment("virus.exe", b"MZ", "02")

    report = check(flow_bytes(a_minimal_invoice("FA-1", page, program)))

    assert "CP-PJ-03" in told(report)


def test_findings_of_a_flow_name_their_invoice() -> None:
    good, bad = a_minimal_invoice("FA-1"), a_minimal_invoice("FA-2", kind="999")

    report = check(flow_bytes(good, bad))

    wrong = [entry for entry in report.findings if entry.severity is Severity.ERROR]
    assert wrong
    assert all(entry.message.startswith("Facture « FA-2 » : ") for entry in wrong)
    assert all(entry.path.startswith("invoices[1].") for entry in wrong)


def test_a_rule_broken_by_all_invoices_of_a_flow_is_told_fifty_times() -> None:
    flow = flow_bytes(*(a_minimal_invoice(f"FA.{rank}") for rank in range(60)))

    told_of_one_rule = [entry for entry in check(flow).findings if entry.rule == "CP-NUM-02"]

    assert len(told_of_one_rule) == 51
    assert "10 autres endroits" in told_of_one_rule[-1].message


@pytest.mark.parametrize("flow", [b"<CPPFactureMixte/>", b"<CPPFactureMixte>"])
def test_a_flow_without_invoice_is_wrong(flow: bytes) -> None:
    assert not check(flow).is_valid
    assert read(flow).invoice is None
    assert any(finding.severity is Severity.ERROR for finding in read(flow).findings)


@pytest.mark.parametrize("name", ["<a:></a:>", "<:/>", '<b a:="1"/>'])
def test_names_that_are_but_a_prefix_are_no_names(name: str) -> None:
    flow = a_flow().replace(b"<DonneesFacture>", f"{name}<DonneesFacture>".encode())

    assert told(check(flow)) == {"WO-CPP-XML"}


@pytest.mark.parametrize("encoding", ["x-foo", "shift_jis", "utf-7", "zip", "iso-8859-12"])
def test_an_encoding_that_is_not_read_is_named(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?><CPPFactureMixte/>'.encode()

    (finding,) = check(declared).findings[:1]

    assert finding.rule == "WO-CPP-ENCODAGE"
    assert encoding in finding.message


def test_a_flow_in_utf_16_is_a_flow() -> None:
    flow = a_flow().decode().replace("UTF-8", "UTF-16").encode("utf-16")

    assert check(flow).document_format == "CPP minimal"
    assert read(flow).invoice is not None


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (content(VALID, NAME).replace(b'"FA-', b'"%PDF-FA-'), Kind.JSON),
        ("\ufeff[]".encode("utf-16-le"), Kind.JSON),
        (b"<!-- %PDF- --><a/>", Kind.XML),
        (b"\xef\xbb\xbf <CPPFactureMixte>", Kind.CPP_MINIMAL),
        (b"%PDF-1.7 <CPPFactureMixte>", Kind.PDF),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.7", Kind.PDF),
        (b"", Kind.XML),
    ],
)
def test_a_file_is_known_by_its_beginning(file: bytes, kind: Kind) -> None:
    assert kind_of(file) is kind


def with_attributes(file: bytes, element: bytes) -> bytes:
    attributes = b" ".join(b'a%d="1"' % rank for rank in range(60_000))
    return file.replace(b"<" + element + b">", b"<" + element + b" " + attributes + b">", 1)


def test_attributes_by_ten_thousands_are_not_all_looked_at() -> None:
    for file in (with_attributes(a_cii(), b"ram:Content"), with_attributes(a_flow(), b"Nom")):
        assert len(read(file).findings) <= 101
        assert not check(file).is_valid


@pytest.mark.parametrize("number", [b"1" * 60_000, b"0." + b"1" * 60_000, b"." + b"1" * 60_000])
def test_a_number_without_end_keeps_the_official_rules_from_running(number: bytes) -> None:
    report = check(a_cii().replace(b"1264.80<", number + b"<"))

    assert "REGLES-NON-EXECUTEES" in told(report)
    assert report.not_run


def test_a_line_of_dashes_in_a_note_is_no_number() -> None:
    invoice = json.loads(content(VALID, NAME))
    invoice["notes"] = [{"text": "-" * 200}]

    assert check(json.dumps(invoice).encode()).is_valid


@pytest.mark.parametrize("character", ["\x01", "\x00", "\uffff"])
def test_a_character_that_xml_forbids_is_a_finding_of_a_json_invoice(character: str) -> None:
    text = to_json(example(VALID, NAME)).replace("Proprelux", json.dumps(character)[1:-1])

    report = check(text.encode())

    assert not report.is_valid
    assert "interdit" in report.findings[0].message


@pytest.mark.parametrize(
    "lines", [b"[" + b"{}," * 300_000 + b"{}]", b"[" + b"0," * 600_000 + b"0]"]
)
def test_json_of_too_many_values_is_refused_before_it_is_read(lines: bytes) -> None:
    (finding,) = read(b'{"lines":' + lines + b"}").findings

    assert finding.rule == "WO-JSON"
    assert "valeurs" in finding.message


def test_of_a_great_many_defects_the_first_are_told_and_all_are_counted() -> None:
    invoice = json.loads(content(VALID, NAME))
    invoice["lines"] = [{}] * 5_000
    invoice |= {f"inconnu{rank}": 1 for rank in range(5_000)}

    *first, last = read(json.dumps(invoice).encode()).findings

    assert len(first) == 4 * 20 + 100
    assert "25000 défauts" in last.message


def test_defects_far_down_a_long_list_are_counted() -> None:
    invoice = json.loads(content(VALID, NAME))
    invoice["lines"] = invoice["lines"] * 50 + [{}] * 5_000

    (finding,) = read(json.dumps(invoice).encode()).findings

    assert "20000 défauts" in finding.message


def test_a_json_invoice_is_checked_for_the_circuit_that_its_frame_tells() -> None:
    invoice = json.loads(content(VALID, NAME))

    names = [entry.name for entry in check(json.dumps(invoice).encode()).rule_sets]
    invoice["business_process"] = "S1"
    of_the_reform = [entry.name for entry in check(json.dumps(invoice).encode()).rule_sets]

    assert not any("BR-FR" in name for name in names)
    assert any("BR-FR" in name for name in of_the_reform)


def test_long_codes_are_cut_in_messages() -> None:
    currency = a_cii().replace(b"Code>EUR<", b"Code>" + b"E" * 5_000 + b"<")
    profile = a_cii().replace(b"urn:cen.eu:en16931:2017", b"u" * 5_000)

    for file in (currency, profile):
        assert all(len(finding.message) < 700 for finding in check(file).findings)
