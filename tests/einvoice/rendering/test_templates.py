"""A company's own template: what it may do, and what it is told when it fails."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf
import pytest
from PIL import Image

from support.einvoices import an_invoice
from support.pdf_files import NOON, an_xml_invoice
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.facturx.extracting import extract
from wochorus.einvoice.facturx.vocabulary import Profile
from wochorus.einvoice.rendering.render import render
from wochorus.einvoice.rendering.template_folder import STANDARD_TEMPLATE, read_template
from wochorus.einvoice.totals import complete

if TYPE_CHECKING:
    from pathlib import Path

OWN = """
#import "colours.typ": accent
#let values = json("values.json")
#set document(title: values.document_title)
#set text(lang: "fr", fill: accent)
= #values.kind #values.number chez nous
#image("img/stamp.png", alt: "Cachet", width: 1cm)
"""


def a_template(folder: Path, source: str = OWN) -> Path:
    (folder / "img").mkdir(parents=True)
    (folder / "invoice.typ").write_text(source, encoding="utf-8")
    (folder / "colours.typ").write_text('#let accent = rgb("#123456")')
    stamp = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stamp, "PNG")
    (folder / "img" / "stamp.png").write_bytes(stamp.getvalue())
    return folder


def page(template: Path) -> bytes:
    return render(
        complete(an_invoice()),
        xml=an_xml_invoice(),
        profile=Profile.EN_16931,
        created=NOON,
        template=template,
    )


def failure(template: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        page(template)
    return caught.value


def test_a_company_s_own_template_makes_a_factur_x_too(tmp_path: Path) -> None:
    pdf = page(a_template(tmp_path / "own"))
    assert extract(pdf).findings == ()
    assert extract(pdf).xml == an_xml_invoice()
    [only] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert "Facture FA-2026-0042 chez nous" in only.extract_text()
    assert len(list(only.images)) == 1


def test_a_template_may_be_named_by_its_file(tmp_path: Path) -> None:
    folder = a_template(tmp_path / "own")
    (folder / "invoice.typ").rename(folder / "facture.typ")
    assert extract(page(folder / "facture.typ")).is_readable


def test_a_template_changed_on_the_disk_is_used_at_once(tmp_path: Path) -> None:
    folder = a_template(tmp_path / "own")
    before = page(folder)
    (folder / "colours.typ").write_text('#let accent = rgb("#654321")')
    assert page(folder) != before


def test_the_standard_template_obeys_the_rules_of_templates() -> None:
    assert read_template(STANDARD_TEMPLATE).main == "invoice.typ"


def test_a_mistake_is_told_with_the_words_of_typst_and_its_line(tmp_path: Path) -> None:
    told = failure(a_template(tmp_path / "own", OWN + "\n#let n = 1 + values.number\n"))
    assert "cannot add integer and string" in told.what
    assert told.where.startswith("invoice.typ, ligne 9, colonne")
    assert told.remedy


def test_a_mistake_in_another_file_of_the_template_names_that_file(tmp_path: Path) -> None:
    folder = a_template(tmp_path / "own")
    (folder / "colours.typ").write_text("#let accent = rouge")
    told = failure(folder)
    assert "unknown variable: rouge" in told.what
    assert told.where.startswith("colours.typ, ligne 1")


def test_an_image_without_words_for_the_blind_is_refused(tmp_path: Path) -> None:
    told = failure(a_template(tmp_path / "own", OWN.replace('alt: "Cachet", ', "")))
    assert "missing alt text" in told.what


@pytest.mark.parametrize(
    "wanted", ["/etc/passwd", "../../etc/passwd", "/img/../../../etc/passwd", "absent.txt"]
)
def test_a_file_outside_its_folder_is_out_of_reach(tmp_path: Path, wanted: str) -> None:
    told = failure(a_template(tmp_path / "own", OWN + f'\n#read("{wanted}")\n'))
    assert "file not found" in told.what or "would escape" in told.what
    assert "wochorus-" not in told.what


def test_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    folder = a_template(tmp_path / "own")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "notes.txt").symlink_to(tmp_path / "secret.txt")
    assert "lien vers un fichier hors de son dossier" in failure(folder).what


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('#import "@preview/cetz:0.3.0"', "paquet"),
        ('#let p = "@local/x:0.1.0"', "paquet"),
        ('#import ("@pre" + "view/cetz:0.3.0")', "entre guillemets"),
        ("#include lieu", "entre guillemets"),
        ('#eval("1 + 1")', "à la volée"),
        ('#let e = dictionary(std).at("ev" + "al")', "à la volée"),
    ],
)
def test_nothing_is_asked_of_the_network(tmp_path: Path, source: str, word: str) -> None:
    told = failure(a_template(tmp_path / "own", OWN + source))
    assert word in told.what
    assert told.where.endswith("invoice.typ, ligne 8")


def test_names_that_merely_hold_a_forbidden_word_are_allowed(tmp_path: Path) -> None:
    source = OWN + "\n#let import-rapide = 1\n#let evaluation = 2\nL’importation, une évaluation\n"
    page(a_template(tmp_path / "own", source))


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    assert "introuvable" in failure(tmp_path / "nothing").what
    assert "introuvable" in failure(tmp_path).what
    facture = tmp_path / "facture.json"
    facture.write_text("{}")
    assert "introuvable" in failure(facture).what


@pytest.mark.parametrize("name", ["values.json", "main.typ", "factur-x.xml"])
def test_names_that_the_engine_gives_are_reserved(tmp_path: Path, name: str) -> None:
    folder = a_template(tmp_path / "own")
    (folder / name).write_text("x")
    assert f"« {name} » est réservé" in failure(folder).what


def test_a_template_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    folder = a_template(tmp_path / "own")
    (folder / "invoice.typ").write_bytes("= Réf".encode("latin-1"))
    assert "UTF-8" in failure(folder).what


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    folder = a_template(tmp_path / "own")
    for rank in range(201):
        (folder / f"{rank}.txt").touch()
    assert "200 fichiers" in failure(folder).what
