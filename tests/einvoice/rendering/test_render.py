"""Pages set by Typst: sound PDFs that hold their XML, in the standard look or a company's own."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdf
import pytest
from PIL import Image

from support.einvoices import (
    a_cleaning_company,
    a_credit_note,
    a_line,
    a_town_hall,
    an_invoice,
)
from support.pdf_files import NOON, an_xml_invoice
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.facturx.extracting import extract
from wochorus.einvoice.facturx.vocabulary import Profile
from wochorus.einvoice.model import DocumentAllowanceCharge, Identifier, Item
from wochorus.einvoice.rendering import xmp_patch
from wochorus.einvoice.rendering.render import render
from wochorus.einvoice.totals import complete
from wochorus.einvoice.workers import WorkerPool

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.einvoice.model import Invoice

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


def page(invoice: Invoice | None = None, **options: Any) -> bytes:
    options.setdefault("xml", an_xml_invoice())
    options.setdefault("profile", Profile.EN_16931)
    options.setdefault("created", NOON)
    return render(complete(invoice if invoice is not None else an_invoice()), **options)


def text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def a_picture(kind: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(content, kind)
    return content.getvalue()


def test_the_page_is_a_factur_x_without_a_defect() -> None:
    read = extract(page())
    assert read.findings == ()
    assert read.xml == an_xml_invoice()
    assert (read.file_name, read.relationship) == ("factur-x.xml", "Alternative")
    assert str(read.pdfa) == "PDF/A-3a"
    assert read.facturx is not None
    assert read.facturx.conformance_level == "EN 16931"


def test_the_page_says_what_the_invoice_says() -> None:
    said = text(page(an_invoice(3)))
    for part in (
        "FACTURE",
        "FA-2026-0042",
        "Proprelux SAS",
        "Commune de Saint-Maur-des-Fossés",
        "ENG-2026-118",
        "Entretien courant, bâtiment 3",
        "930,00 €",
        "1 116,00 €",
        "FR76 3000 6000 0112 3456 7890 189",
        "30 jours à réception",
        "Page 1 / 1",
    ):
        assert part in said


def test_a_credit_note_is_titled_avoir_and_names_its_invoice() -> None:
    said = text(page(a_credit_note()))
    assert "AVOIR" in said
    assert "Avoir sur la facture n° FA-2026-0031 du 30/09/2026" in said


def test_a_long_invoice_repeats_its_head_and_numbers_its_pages() -> None:
    pdf = page(an_invoice(120))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 3
    for number, one in enumerate(pages, start=1):
        assert f"Page {number} / {len(pages)}" in one.extract_text()
    assert "Désignation" in pages[1].extract_text()
    assert "Facture FA-2026-0042 (suite)" in pages[1].extract_text()
    assert all(f"bâtiment {number}" in text(pdf) for number in (1, 60, 120))


def test_a_line_longer_than_a_page_is_printed_to_its_end() -> None:
    item = Item(name="Remise en état", description="Décapage des sols. " * 400 + "Fin du texte.")
    said = text(page(replace(an_invoice(0), lines=(a_line(item=item),))))
    assert "Fin du texte." in said


def test_hundreds_of_adjustments_are_printed_to_the_last() -> None:
    charges = tuple(
        DocumentAllowanceCharge(amount=a_line().quantity, reason=f"Frais {rank}")
        for rank in range(1, 121)
    )
    assert "Frais 120" in text(page(an_invoice(charges=charges)))


def test_a_word_wider_than_its_column_is_broken() -> None:
    item = Item(name="X" * 200)
    said = text(page(replace(an_invoice(0), lines=(a_line(item=item),))))
    assert said.count("X") == 200


def lines(pdf: bytes) -> list[str]:
    """Give the lines as they stand on the page, with spaces where it has some."""
    found = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(extraction_mode="layout")
    return found.splitlines()


def test_references_stand_apart_however_long_they_are() -> None:
    reform = "219400686_21940068600016_SERVICE-TECHNIQUE"
    buyer = a_town_hall(electronic_address=Identifier(reform, "0225"))
    invoice = an_invoice(buyer=buyer, buyer_reference="SERVICE-TECHNIQUE")
    row = next(line for line in lines(page(invoice)) if "SERVICE-TECHNIQUE" in line)
    assert row.split()[:3] == ["SERVICE-TECHNIQUE", "ENG-2026-118", "2024-07"]

    long: dict[str, Any] = {
        "buyer_reference": "S" * 50,
        "purchase_order_reference": "E" * 50,
        "contract_reference": "M" * 50,
        "project_reference": "P" * 50,
    }
    found = lines(page(an_invoice(**long)))
    assert [line for line in found if "SSSS" in line and "EEEE" in line] == []
    assert [line for line in found if "MMMM" in line and "PPPP" in line] == []


def test_a_very_long_name_leaves_room_for_what_is_under_it() -> None:
    seller = a_cleaning_company(name="Société coopérative " * 15)
    found = lines(page(an_invoice(seller=seller)))
    first = next(rank for rank, line in enumerate(found) if "Société" in line)
    heading = next(rank for rank, line in enumerate(found) if "VENDEUR" in line)
    assert heading < first


def test_texts_are_never_taken_for_markup_of_typst() -> None:
    item = Item(name='#panic("x") *gras* $x$ <a> @b \\ // rien')
    said = text(page(replace(an_invoice(0), lines=(a_line(item=item),))))
    assert '#panic("x") *gras* $x$ <a> @b \\ // rien' in said


def test_the_same_invoice_gives_the_same_bytes() -> None:
    first = page()
    page(an_invoice(3))
    assert page() == first


def test_the_document_has_its_title_language_and_date() -> None:
    with pikepdf.open(io.BytesIO(page())) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Facture FA-2026-0042"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261124")
        assert str(pdf.Root.Lang).startswith("fr")
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_without_xml_the_page_is_a_plain_pdf_a() -> None:
    read = extract(page(xml=None))
    assert read.xml is None
    assert str(read.pdfa) == "PDF/A-3a"
    assert read.facturx is None


def test_a_profile_without_lines_attaches_data() -> None:
    assert extract(page(profile=Profile.MINIMUM)).relationship == "Data"


def test_a_date_without_zone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="fuseau"):
        page(created=datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


def test_xml_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(InvalidInput, match="UTF-8"):
        page(xml="<é/>".encode("latin-1"))


def test_a_character_that_no_font_prints_is_named_with_its_place() -> None:
    item = Item(name="Nettoyage 😀 des bureaux")
    with pytest.raises(InvalidInput) as caught:
        page(replace(an_invoice(0), lines=(a_line(item=item),)))
    assert "« 😀 » (U+1F600)" in caught.value.what
    assert "Nettoyage 😀 des bureaux" in caught.value.where


def test_greek_and_cyrillic_are_printed() -> None:
    item = Item(name="Αθήνα, Москва")
    page(replace(an_invoice(0), lines=(a_line(item=item),)))


def test_the_patch_in_place_and_the_whole_rewriting_say_the_same() -> None:
    plain = page(xml=None)
    spliced = extract(xmp_patch.splice(plain, Profile.EXTENDED)).facturx
    assert spliced is not None
    assert extract(xmp_patch.rewrite(plain, Profile.EXTENDED)).facturx == spliced
    assert spliced.is_described


def test_a_layout_that_the_patch_does_not_know_is_rewritten_whole() -> None:
    other = io.BytesIO()
    with pikepdf.open(io.BytesIO(page(xml=None))) as pdf:
        pdf.save(other, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(xmp_patch.UnexpectedLayoutError):
        xmp_patch.splice(other.getvalue(), Profile.BASIC)
    claimed = extract(xmp_patch.claim_invoice(other.getvalue(), Profile.BASIC)).facturx
    assert claimed is not None
    assert claimed.conformance_level == "BASIC"


@pytest.mark.parametrize("logo", [SVG, a_picture("PNG"), a_picture("JPEG")])
def test_a_logo_takes_the_place_of_the_name(logo: bytes) -> None:
    read = extract(page(logo=logo))
    assert read.findings == ()


def test_two_companies_keep_their_own_logos_in_one_process() -> None:
    red, blue = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(red, "PNG")
    Image.new("RGB", (8, 8), "blue").save(blue, "PNG")
    first, second = page(logo=red.getvalue()), page(logo=blue.getvalue())
    assert first != second
    assert page(logo=red.getvalue()) == first


@pytest.mark.parametrize(
    ("logo", "word"),
    [
        (b"GIF89a", "n'est pas une image"),
        (b"", "n'est pas une image"),
        (a_picture("PNG")[:60], "ne peut pas être lu"),
        (b"<svg><", "ne peut pas être lu"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0", "65536 × 65536"),
        (b"\xff\xd8\xff" + bytes(2_000_001), "pèse plus de"),
    ],
)
def test_a_logo_that_cannot_be_used_is_refused_in_french(logo: bytes, word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        page(logo=logo)


def test_a_logo_may_not_draw_in_files_of_the_disk(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(a_picture("PNG"))
    logo = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<image href="{secret}" width="9" height="9"/></svg>'
    ).encode()
    with pytest.raises(InvalidInput, match="Le logo ne peut pas être lu"):
        page(logo=logo)


def test_many_invoices_are_set_by_processes_in_their_order() -> None:
    invoices = [complete(an_invoice(number=f"F-{rank}")) for rank in range(6)]
    job = partial(render, xml=None, profile=Profile.BASIC, created=NOON)
    with WorkerPool(processes=2, jobs_per_worker=2) as pool:
        pages = list(pool.map(job, invoices))
    assert [f"n° F-{rank}" in text(pdf) for rank, pdf in enumerate(pages)] == [True] * 6
    assert pages[0] == job(invoices[0])


def test_the_seller_s_legal_form_is_at_the_foot_of_the_page() -> None:
    seller = a_cleaning_company(legal_information="SARL au capital de 8 000 €")
    assert "SARL au capital de 8 000 €" in text(page(an_invoice(seller=seller)))
