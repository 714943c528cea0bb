"""The PDFs of the demonstration: real ones, except those that are spoiled on purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pikepdf
import pytest

from wochorus.demo.attachments import (
    EMPTY_ANNEX,
    LONG_NAMED_ANNEX,
    PHOTOS,
    REFUSED_ANNEX,
    TOO_LARGE_ANNEX,
    write_awkward_annexes,
)
from wochorus.demo.invoices import DemoInvoice, PdfFile
from wochorus.demo.month import month_before
from wochorus.demo.pdf_files import invoice_document, invoice_pdf, write_pdfs
from wochorus.demo.scenario import LONG_BILL_LINES, sound_invoices
from wochorus.storage.inspection import inspect_file

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def invoices() -> list[DemoInvoice]:
    return sound_invoices(month_before(date(2026, 11, 24)))


def the_long_bill(invoices: list[DemoInvoice]) -> DemoInvoice:
    return next(each for each in invoices if len(each.lines) == LONG_BILL_LINES)


def test_the_same_invoice_gives_the_same_pdf(invoices: list[DemoInvoice]) -> None:
    assert invoice_pdf(invoices[0]) == invoice_pdf(invoices[0])


def test_a_long_bill_runs_over_two_numbered_pages(
    invoices: list[DemoInvoice], tmp_path: Path
) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(invoice_pdf(the_long_bill(invoices)))
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2
        assert str(pdf.docinfo["/Title"]) == the_long_bill(invoices).kind_and_number
        assert str(pdf.Root.Lang) == "fr-FR"


def test_a_public_invoice_shows_the_references_of_its_buyer(invoices: list[DemoInvoice]) -> None:
    public = next(each for each in invoices if each.engagement and each.code_service)
    shown = dict(invoice_document(public)["references"])
    assert shown["N° d’engagement"] == public.engagement
    assert shown["Code service"] == public.code_service
    assert "L2192-13" in invoice_document(public)["mentions"]
    private = next(each for each in invoices if not each.customer.is_public)
    assert invoice_document(private)["references"] == []
    assert "L441-10" in invoice_document(private)["mentions"]


@pytest.mark.parametrize(
    ("state", "defect"),
    [
        (PdfFile.SOUND, ""),
        (PdfFile.EMPTY, "Le fichier est vide"),
        (PdfFile.TRUNCATED, "Le PDF est tronqué : sa fin manque"),
    ],
)
def test_each_state_of_a_pdf_is_what_the_product_finds(
    state: PdfFile, defect: str, invoices: list[DemoInvoice], tmp_path: Path
) -> None:
    invoice = replace(invoices[0], pdf=state, annexes=())
    write_pdfs(tmp_path, tmp_path, [invoice])
    assert inspect_file(tmp_path / invoice.pdf_name, invoice.pdf_name).defect == defect


def test_a_missing_pdf_is_not_written(invoices: list[DemoInvoice], tmp_path: Path) -> None:
    write_pdfs(tmp_path, tmp_path, [replace(invoices[0], pdf=PdfFile.MISSING, annexes=())])
    assert list(tmp_path.iterdir()) == []


def test_awkward_attachments_are_what_the_portal_refuses(tmp_path: Path) -> None:
    write_awkward_annexes(tmp_path)
    assert (tmp_path / EMPTY_ANNEX).stat().st_size == 0
    assert (tmp_path / TOO_LARGE_ANNEX).stat().st_size > 10 * MEGABYTE
    assert inspect_file(tmp_path / TOO_LARGE_ANNEX, TOO_LARGE_ANNEX).media_type == "image/bmp"
    weights = [(tmp_path / name).stat().st_size for name in PHOTOS]
    assert max(weights) <= 10 * MEGABYTE
    assert sum(weights) > 120 * MEGABYTE
    assert len(LONG_NAMED_ANNEX) > 50
    assert REFUSED_ANNEX.endswith(".heic")
