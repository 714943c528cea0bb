"""What veraPDF and qpdf say of the pages: PDF/A-3a and PDF/UA-1, whatever the invoice."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pikepdf
from hypothesis import HealthCheck, Phase, given, settings

from support import verapdf
from support.einvoice_strategies import valid_invoices
from support.einvoices import a_credit_note, a_line, a_whole_invoice, an_invoice
from support.pdf_files import NOON, an_xml_invoice
from wochorus.einvoice.facturx.extracting import extract
from wochorus.einvoice.facturx.vocabulary import Profile
from wochorus.einvoice.model import Invoice, Item
from wochorus.einvoice.rendering.render import render
from wochorus.einvoice.totals import Exemption, complete

if TYPE_CHECKING:
    from pathlib import Path

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    b'<rect width="9" height="9" opacity="0.5"/></svg>'
)


def page(invoice: Invoice, logo: bytes | None = None) -> bytes:
    return render(invoice, xml=an_xml_invoice(), profile=Profile.EN_16931, created=NOON, logo=logo)


def a_gallery() -> dict[str, bytes]:
    exempt = replace(
        an_invoice(0),
        lines=(
            a_line(1, tax_category="E", tax_rate=Decimal(0)),
            a_line(2, tax_category="AE", tax_rate=Decimal(0)),
            a_line(3, item=Item(name="Sols", description="Décapage complet des sols. " * 60)),
        ),
    )
    reasons = {"E": Exemption("TVA non applicable, art. 293 B du CGI")}
    return {
        "one": page(a_whole_invoice(lines=1)),
        "ten": page(a_whole_invoice(lines=10), SVG),
        "forty": page(a_whole_invoice(lines=40)),
        "credit": page(complete(a_credit_note())),
        "exempt": page(complete(exempt, exemptions=reasons)),
        "long": page(
            complete(
                replace(
                    an_invoice(0),
                    lines=(a_line(item=Item(name="Sols", description="Décapage. " * 1_500)),),
                )
            )
        ),
    }


@cache
def drawn_pages() -> tuple[bytes, ...]:
    """Pages of invoices of all shapes, always the same ones."""
    pages: list[bytes] = []

    @settings(
        max_examples=8,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(invoice=valid_invoices())
    def draw(invoice: Invoice) -> None:
        pages.append(page(invoice))

    draw()
    return tuple(pages)


def test_any_invoice_is_set_and_qpdf_finds_nothing_wrong() -> None:
    assert len(drawn_pages()) >= 8
    for pdf in drawn_pages():
        assert extract(pdf).findings == ()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert opened.check_pdf_syntax() == []


def test_verapdf_passes_every_page_as_pdf_a_3a_and_pdf_ua_1(tmp_path: Path) -> None:
    verapdf.command()
    pages = {**a_gallery(), **{f"drawn-{rank}": pdf for rank, pdf in enumerate(drawn_pages())}}
    files = []
    for name, pdf in pages.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf)
        files.append(path)
    assert verapdf.failures(files, "3a") == []
    assert verapdf.failures(files, "ua1") == []
