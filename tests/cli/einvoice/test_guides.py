"""What the guides show is run as they show it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from support.guides import Example, examples_of
from support.pdf_files import a_pdf
from wochorus.einvoice import Circuit, Format, build, examples, from_json
from wochorus.einvoice.rendering.template_values import template_values

if TYPE_CHECKING:
    from cli.einvoice.conftest import CallEInvoice

INVOICES, TEMPLATES = "guides/factures-electroniques.md", "guides/modele-de-page.md"
FIRST = examples_of(INVOICES)[0]


@pytest.fixture
def office(einvoice: CallEInvoice, tmp_path: Path) -> Path:
    """Lay out what the guides take for granted: a page, a logo, an annex, received files."""
    assert callable(einvoice)
    (tmp_path / "ma-facture.pdf").write_bytes(a_pdf("a-3b"))
    (tmp_path / "bon-42.pdf").write_bytes(a_pdf("1.7"))
    Image.new("RGB", (40, 20), "navy").save(tmp_path / "logo.png")
    for folder in ("recues", "a-faire"):
        (tmp_path / folder).mkdir()
    for name in ("acompte", "avoir"):
        invoice = examples.example(examples.VALID, name)
        content = build(invoice, Format.UBL, Circuit.CHORUS).content or b""
        (tmp_path / "recues" / f"{name}.xml").write_bytes(content)
        content = examples.content(examples.VALID, name)
        (tmp_path / "a-faire" / f"{name}.json").write_bytes(content)
    (tmp_path / "recues" / "abimee.xml").write_text("<Invoice>")
    return tmp_path


def play(example: Example, einvoice: CallEInvoice, names: dict[str, Any]) -> None:
    if example.kind == "sh":
        for line in example.text.splitlines():
            play_line(line, example, einvoice)
    elif example.kind == "python" and not example.file:
        exec(compile(example.text, INVOICES, "exec"), names)  # noqa: S102 - our own guide
    elif example.file:
        path = Path(example.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.text, "utf-8")


def globbed(word: str) -> list[str]:
    return sorted(map(str, Path().glob(word))) if "*" in word else [word]


def play_line(line: str, example: Example, einvoice: CallEInvoice) -> None:
    program, group, *typed = shlex.split(line)
    assert (program, group) == ("wochorus", "einvoice")
    words = [found for word in typed for found in globbed(word)]
    given = example.facts.get("stdin")
    done = einvoice(*words, stdin=Path(given).read_bytes() if given else b"")
    assert done.returncode == int(example.facts.get("code", "0")), (line, done)
    assert done.stderr == "", line


def test_the_guide_to_e_invoices_does_what_it_shows(office: Path, einvoice: CallEInvoice) -> None:
    names: dict[str, Any] = {}
    for example in examples_of(INVOICES):
        play(example, einvoice, names)
    written = {path.name for path in office.iterdir()}
    assert written >= {
        *("FA-2026-0101.pdf", "facture-ubl.xml", "facture-reforme.xml", "avec-logo.pdf"),
        *("ma-facturx.pdf", "avec-annexe.pdf", "page.pdf", "facture-42.xml", "FA-2026-0101.xml"),
    }
    ran = subprocess.run(
        [sys.executable, "lot.py"], cwd=office, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line.rpartition(" ")[2] for line in ran.stdout.splitlines()] == ["écrite", "écrite"]


def test_the_guide_to_templates_does_what_it_shows(office: Path, einvoice: CallEInvoice) -> None:
    play(FIRST, einvoice, {})
    for example in examples_of(TEMPLATES):
        play(example, einvoice, {})
    assert (office / "mon-modele" / "invoice.typ").exists()
    assert (office / "petite.pdf").read_bytes().startswith(b"%PDF-")


def test_the_guide_to_templates_names_every_value_that_they_receive() -> None:
    page = (Path(__file__).parents[3] / "docs" / TEMPLATES).read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    told = {name.strip("` ") for row in rows for name in row.split("|")[1].split(",")}
    assert told == template_values(from_json(FIRST.text)).keys()


def test_a_guide_s_first_invoice_is_as_small_as_it_says() -> None:
    assert '"totals"' not in FIRST.text
    assert '"tax_breakdown"' not in FIRST.text
    built = build(from_json(FIRST.text), Format.UBL, Circuit.CHORUS)
    assert built.report.findings == ()
