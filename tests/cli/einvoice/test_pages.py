"""`wochorus einvoice render`, `template` and `schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
from PIL import Image

from wochorus.einvoice import Circuit, Format, build, examples, json_schema
from wochorus.einvoice.facturx.extracting import extract
from wochorus.einvoice.rendering.template_folder import STANDARD_TEMPLATE

if TYPE_CHECKING:
    from cli.einvoice.conftest import CallEInvoice


def text_of(path: str) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_an_invoice_of_any_format_gets_a_page(einvoice: CallEInvoice) -> None:
    invoice = examples.example(examples.VALID, "nettoyage-commune")
    content = build(invoice, Format.UBL, Circuit.CHORUS).content
    assert content is not None
    Path("f.xml").write_bytes(content)
    done = einvoice("render", "f.xml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Page écrite : FA-2026-0101.pdf\n"
    extracted = extract(Path("FA-2026-0101.pdf").read_bytes())
    assert extracted.pdfa is not None
    assert extracted.xml is None
    assert "Commune de Valfleury" in text_of("FA-2026-0101.pdf")


def test_the_logo_is_on_the_page(einvoice: CallEInvoice, facture: Path) -> None:
    Image.new("RGB", (40, 20), "navy").save("logo.png")
    done = einvoice("render", facture, "--logo", "logo.png", "--out", "p.pdf")
    assert done.returncode == 0
    [page] = pypdf.PdfReader("p.pdf").pages
    assert len(list(page.images)) == 1


def test_the_template_is_copied_changed_and_used(einvoice: CallEInvoice, facture: Path) -> None:
    done = einvoice("template", "modeles/le-mien")
    assert done.returncode == 0
    assert "Modèle copié dans modeles/le-mien" in done.stdout
    copied = Path("modeles/le-mien/invoice.typ")
    assert copied.read_bytes() == (STANDARD_TEMPLATE / "invoice.typ").read_bytes()
    copied.write_text(copied.read_text().replace("Détail de la TVA", "TVA chez nous"))
    made = einvoice(
        *("build", facture, "--format", "facturx", "--template", copied.parent, "--out", "f.pdf")
    )
    assert made.returncode == 0
    assert "TVA CHEZ NOUS" in text_of("f.pdf")
    named = einvoice("render", facture, "--template", copied, "--out", "p.pdf")
    assert named.returncode == 0
    assert "TVA CHEZ NOUS" in text_of("p.pdf")


def test_a_template_goes_into_an_empty_folder(einvoice: CallEInvoice) -> None:
    Path("vide").mkdir()
    assert einvoice("template", "vide").returncode == 0
    assert Path("vide/invoice.typ").exists()


def test_a_fault_of_a_template_is_told_with_its_line(einvoice: CallEInvoice, facture: Path) -> None:
    Path("invoice.typ").write_text('#let values = json("values.json")\n#values.nombre\n')
    done = einvoice("render", facture, "--template", "invoice.typ", "--out", "p.pdf")
    assert done.returncode == 1
    assert 'dictionary does not contain key "nombre"' in done.stderr
    assert "Où : invoice.typ, ligne 2" in done.stderr
    assert not Path("p.pdf").exists()


def test_the_schema_is_printed_or_written(einvoice: CallEInvoice) -> None:
    printed = einvoice("schema")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert json.loads(printed.stdout) == json_schema()
    written = einvoice("schema", "--out", "schema.json")
    assert (written.returncode, written.stdout) == (0, "")
    assert Path("schema.json").read_text("utf-8") == printed.stdout
