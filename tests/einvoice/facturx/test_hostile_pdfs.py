"""PDFs that are broken, or made to do harm: a finding each, never a traceback, never a flood."""

from __future__ import annotations

import random
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from support.pdf_files import (
    NOON,
    a_bomb,
    a_file,
    a_pdf,
    an_xml_invoice,
    attach,
    changed,
    messages,
    rules,
    with_files,
)
from wochorus.einvoice.facturx.embedding import embed
from wochorus.einvoice.facturx.extracting import extract
from wochorus.einvoice.facturx.limits import DECODED_STREAM_SIZE, PdfLimits
from wochorus.einvoice.facturx.vocabulary import Profile
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable


BOMB = DECODED_STREAM_SIZE + 10_000_000


def a_factur_x() -> bytes:
    return with_files(("factur-x.xml", an_xml_invoice()))


@pytest.mark.parametrize(
    ("content", "rule", "word"),
    [
        (b"", "WO-PDF-VIDE", "vide"),
        (b"PK\x03\x04 and so on", "WO-PDF-AUTRE", "archive ZIP"),
        (b"<?xml version='1.0'?><Invoice/>", "WO-PDF-AUTRE", "fichier XML"),
        (b"\x00\x01\x02", "WO-PDF-AUTRE", "n'est pas un PDF"),
        (b"%PDF-1.7\n", "WO-PDF-TRONQUE", "tronqué"),
        (b"%PDF-1.7\nhello\n%%EOF", "WO-PDF-ABIME", "abîmé"),
    ],
)
def test_what_is_no_readable_pdf_is_told_apart(content: bytes, rule: str, word: str) -> None:
    read = extract(content)
    assert rules(read) == [rule]
    assert word in messages(read)
    assert read.findings[0].severity is Severity.ERROR
    assert read.findings[0].remedy
    assert (read.xml, read.page_count) == (None, 0)
    put = embed(content, an_xml_invoice(), profile=Profile.EN_16931, modified=NOON)
    assert put.content is None
    assert rules(put) == [rule]


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_pdf_is_an_error_even_when_something_is_left_to_read(part: float) -> None:
    whole = a_factur_x()
    read = extract(whole[: int(len(whole) * part)])
    assert "WO-PDF-TRONQUE" in rules(read)
    assert not read.is_readable


def test_a_pdf_with_a_wrong_index_is_read_and_told_to_be_repaired() -> None:
    whole = a_factur_x()
    start = whole.rindex(b"startxref")
    read = extract(whole[:start] + b"startxref\n7\n%%EOF\n")
    assert read.xml == an_xml_invoice()
    assert "WO-PDF-REPARE" in rules(read)


def test_a_pdf_under_a_password_is_refused() -> None:
    locked = changed(a_factur_x(), lambda _: None, encryption=pikepdf.Encryption("key", "key"))
    assert rules(extract(locked)) == ["WO-PDF-MOT-DE-PASSE"]


def test_a_pdf_that_only_forbids_printing_is_read_with_a_warning_and_made_free() -> None:
    limited = changed(a_factur_x(), lambda _: None, encryption=pikepdf.Encryption(owner="key"))
    read = extract(limited)
    assert read.xml == an_xml_invoice()
    assert "WO-PDFA-CHIFFRE" in rules(read)
    put = embed(limited, an_xml_invoice(), profile=Profile.EN_16931, modified=NOON)
    assert "WO-PDFA-CHIFFRE" in rules(put)
    assert "WO-PDFA-CHIFFRE" not in rules(extract(put.content or b""))


def test_a_pdf_over_the_limit_is_refused_unread() -> None:
    read = extract(a_factur_x(), PdfLimits(pdf_size=1_000))
    assert rules(read) == ["WO-PDF-TAILLE"]
    assert "la limite est de 0\u00a0Mo" in messages(read)


def test_an_xml_over_the_limit_is_refused_and_not_said_to_be_missing() -> None:
    read = extract(a_factur_x(), PdfLimits(xml_size=1_000))
    assert read.xml is None
    assert "WO-PDF-TAILLE" in rules(read)
    assert "WO-FX-ABSENTE" not in rules(read)


def packed_invoice(packed: bytes, name: str = "factur-x.xml") -> bytes:
    return changed(a_pdf(), lambda pdf: attach(pdf, a_file(pdf, name, b"", packed=packed)))


@pytest.mark.parametrize("name", ["factur-x.xml", "plan.dwg"])
def test_a_bomb_is_stopped_before_it_fills_the_memory(name: str) -> None:
    bomb = packed_invoice(a_bomb(BOMB), name)
    assert len(bomb) < 400_000
    tracemalloc.start()
    try:
        read = extract(bomb)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "WO-PDF-BOMBE" in rules(read)
    assert not read.is_readable
    assert most < 1.2 * DECODED_STREAM_SIZE


def test_a_bomb_inside_a_bomb_is_stopped_too() -> None:
    def hang(pdf: pikepdf.Pdf) -> None:
        file = a_file(pdf, "factur-x.xml", b"")
        double = zlib.compress(a_bomb(BOMB))
        stream = file.EF.F
        assert isinstance(stream, Stream)
        stream.write(double, filter=Array([Name.FlateDecode, Name.FlateDecode]))
        attach(pdf, file)

    assert "WO-PDF-BOMBE" in rules(extract(changed(a_pdf(), hang)))


def test_many_small_bombs_are_stopped_by_their_sum() -> None:
    block = a_bomb(50_000_000)

    def hang(pdf: pikepdf.Pdf) -> None:
        attach(pdf, *(a_file(pdf, f"{rank}.bin", b"", packed=block) for rank in range(8)))

    read = extract(changed(a_pdf(), hang))
    assert rules(read).count("WO-PDF-TAILLE") >= 1
    assert sum(attachment.size or 0 for attachment in read.attachments) <= 250_000_000


def test_metadata_that_are_a_bomb_are_not_read() -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata.write(a_bomb(BOMB), filter=Name.FlateDecode)

    assert "WO-PDF-XMP" in rules(extract(changed(a_factur_x(), spoil)))


def test_metadata_with_an_entity_are_not_read() -> None:
    packet = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'

    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata.write(packet)

    assert "WO-PDF-XMP" in rules(extract(changed(a_factur_x(), spoil)))


def test_packed_objects_under_lzw_are_refused_even_when_the_name_is_disguised() -> None:
    fake = b"%PDF-1.5\n1 0 obj\n<</Type/#4fbjStm/Filter/#4cZ#57Decode/N 1/First 4>>\n%%EOF"
    assert rules(extract(fake)) == ["WO-PDF-LZW"]


def loop_in_names(pdf: pikepdf.Pdf) -> None:
    node = pdf.make_indirect(Dictionary())
    node.Kids = Array([node, node])
    pdf.Root.Names.EmbeddedFiles = node


def loop_in_pages(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def numbers_for_everything(pdf: pikepdf.Pdf) -> None:
    for key in ("/Names", "/AF", "/Metadata", "/OpenAction", "/AcroForm", "/OutputIntents"):
        pdf.Root[key] = 7


def endless_actions(pdf: pikepdf.Pdf) -> None:
    action = pdf.make_indirect(Dictionary(S=Name.GoTo))
    action.Next = action
    pdf.Root.OpenAction = action


def a_file_without_content(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF = Array([Dictionary(EF=Dictionary(F=7)), 7, Dictionary()])


@pytest.mark.parametrize(
    "spoil",
    [
        loop_in_names,
        loop_in_pages,
        numbers_for_everything,
        endless_actions,
        a_file_without_content,
    ],
)
def test_a_twisted_structure_ends_in_findings(spoil: Callable[[pikepdf.Pdf], None]) -> None:
    twisted = changed(a_factur_x(), spoil)
    extract(twisted)
    put = embed(twisted, an_xml_invoice(), profile=Profile.EN_16931, modified=NOON)
    if put.content is not None:
        assert extract(put.content).xml == an_xml_invoice()
    else:
        assert any(finding.severity is Severity.ERROR for finding in put.findings)


def test_damaged_bytes_never_raise() -> None:
    whole = bytearray(a_factur_x())
    dice = random.Random(20_261_124)  # noqa: S311 - the same damage each time
    for _ in range(250):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 40)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        extract(bytes(damaged))
        embed(bytes(damaged), an_xml_invoice(), profile=Profile.EN_16931, modified=NOON)


def open_action(**action: Any) -> Callable[[pikepdf.Pdf], None]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(**action)

    return spoil


def named_script(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), script]))


def script_of_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("1")))


def launch_from_a_link(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.Launch)
    )
    pdf.pages[0].obj.Annots = Array([link])


def script_after_a_harmless_action(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("1"))
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, Next=Array([script]))


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (open_action(S=Name.JavaScript, JS=String("1")), "JavaScript"),
        (open_action(S=Name.Launch), "lancement d'un programme"),
        (open_action(S=Name.SubmitForm), "envoi d'un formulaire"),
        (named_script, "JavaScript"),
        (script_of_a_page, "JavaScript"),
        (launch_from_a_link, "lancement"),
        (script_after_a_harmless_action, "JavaScript"),
    ],
)
def test_scripts_and_launches_are_errors(spoil: Callable[[pikepdf.Pdf], None], word: str) -> None:
    read = extract(changed(a_factur_x(), spoil))
    [told] = [finding for finding in read.findings if finding.rule == "WO-PDF-ACTION"]
    assert told.severity is Severity.ERROR
    assert word in told.message


def test_a_view_to_open_at_is_harmless() -> None:
    read = extract(changed(a_factur_x(), open_action(S=Name.GoTo, D=String("start"))))
    assert "WO-PDF-ACTION" not in rules(read)


@pytest.mark.parametrize(
    ("name", "content"), [("facture.pdf.exe", b"x"), ("photo.jpg", b"MZ\x90\x00"), ("a.js", b"1")]
)
def test_a_program_among_the_attachments_is_an_error(name: str, content: bytes) -> None:
    read = extract(with_files(("factur-x.xml", an_xml_invoice()), (name, content)))
    assert "WO-PDF-PROGRAMME" in rules(read)
    assert f"« {name} »" in messages(read)
    assert not read.is_readable


def test_a_name_made_to_deceive_the_eye_is_shown_without_its_tricks() -> None:
    read = extract(with_files(("factur-x.xml", an_xml_invoice()), ("a\x1b[2J\u202efdp.exe", b"x")))
    assert "« a\ufffd[2J\ufffdfdp.exe »" in messages(read)


def test_more_attachments_than_the_limit_are_told() -> None:
    many = with_files(*((f"{rank}.txt", b"x") for rank in range(5)))
    read = extract(many, PdfLimits(attachments=3))
    assert "WO-PDF-PIECES" in rules(read)
    assert len(read.attachments) == 3
