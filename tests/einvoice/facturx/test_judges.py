"""What others say of our PDFs: veraPDF, qpdf; and what we say of PDFs that others published."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

from einvoice.corpus import corpus
from support import verapdf
from support.pdf_files import NOON, a_pdf, an_xml_invoice, rules
from wochorus.einvoice.facturx.embedding import Annex, embed
from wochorus.einvoice.facturx.extracting import extract
from wochorus.einvoice.facturx.vocabulary import Profile

if TYPE_CHECKING:
    from pathlib import Path

STANDARDS = ("a-1b", "a-2b", "a-3b")


def test_verapdf_passes_what_was_put_into_pdf_a(tmp_path: Path) -> None:
    verapdf.command()
    annex = Annex(name="Bon n° 1.pdf", content=a_pdf(), media_type="application/pdf")
    files = []
    for standard in STANDARDS:
        made = embed(
            a_pdf(standard),
            an_xml_invoice(),
            profile=Profile.EN_16931,
            modified=NOON,
            annexes=[annex],
        )
        path = tmp_path / f"{standard}.pdf"
        path.write_bytes(made.content or b"")
        files.append(path)
    assert verapdf.failures(files, "3b") == []


def test_qpdf_finds_nothing_wrong() -> None:
    for standard in (*STANDARDS, "1.7"):
        made = embed(a_pdf(standard), an_xml_invoice(), profile=Profile.EN_16931, modified=NOON)
        with pikepdf.open(io.BytesIO(made.content or b"")) as pdf:
            assert pdf.check_pdf_syntax() == []


def test_samples_of_fnfe_are_read_without_a_word() -> None:
    samples = sorted(corpus("facturx-1.08").rglob("*.pdf"))
    assert len(samples) == 10
    for sample in samples:
        read = extract(sample.read_bytes())
        assert read.is_readable, sample.name
        assert read.findings == (), sample.name


def test_samples_of_aife_are_read_and_their_defects_told() -> None:
    # veraPDF says the same of them: fonts that are not in the file, no output intent, no /ID.
    samples = sorted(corpus("aife-chorus").glob("*.pdf"))
    assert len(samples) == 4
    for sample in samples:
        read = extract(sample.read_bytes())
        assert read.is_readable, sample.name
        assert set(rules(read)) == {
            "WO-PDFA-COULEURS",
            "WO-PDFA-IDENTIFIANT",
            "WO-PDFA-POLICES",
        }


def test_an_invoice_of_ours_takes_the_place_of_a_published_one() -> None:
    sample = min(corpus("facturx-1.08").rglob("*.pdf"))
    made = embed(sample.read_bytes(), an_xml_invoice(), profile=Profile.EN_16931, modified=NOON)
    read = extract(made.content or b"")
    assert read.xml == an_xml_invoice()
    assert read.findings == ()
