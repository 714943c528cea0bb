"""What is asked wrongly: one French message, the right code, and nothing written."""

from __future__ import annotations

import resource
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cli.einvoice.conftest import CallEInvoice

BUILD = ("build", "facture.json", "--format")
MISTYPED = [
    ((*BUILD,), "Il manque la valeur de l'option --format"),
    (("build", "facture.json"), "Il manque une valeur : '--format'"),
    (("build", "--format", "cii"), "Il manque une valeur : 'FACTURE.json'"),
    ((*BUILD, "pdf"), "choisissez parmi facturx, cii, ubl, cpp-minimal"),
    ((*BUILD, "cii", "--dialect", "peppol"), "choisissez parmi chorus, afnor"),
    ((*BUILD, "cii", "--out", "dossier"), "« dossier » est un dossier"),
    ((*BUILD, "cii", "--pdf", "vide"), "--pdf ne va qu'avec --format facturx ou cpp-minimal"),
    ((*BUILD, "ubl", "--annex", "vide"), "--annex ne va qu'avec --format facturx"),
    ((*BUILD, "ubl", "--logo", "vide"), "--logo ne va qu'avec --format facturx"),
    ((*BUILD, "cii", "--template", "dossier"), "--template ne va qu'avec --format facturx"),
    ((*BUILD, "facturx", "--pdf", "rien.pdf"), "« rien.pdf » n'existe pas"),
    ((*BUILD, "facturx", "--annex", "rien.pdf"), "« rien.pdf » n'existe pas"),
    ((*BUILD, "facturx", "--logo", "rien.png"), "« rien.png » n'existe pas"),
    ((*BUILD, "facturx", "--template", "rien"), "« rien » n'existe pas"),
    ((*BUILD, "facturx", "--pdf", "vide", "--logo", "vide"), "--pdf ne va pas avec --template"),
    ((*BUILD, "facturx", "--pdf", "vide", "--template", "dossier"), "--pdf ne va pas avec"),
    ((*BUILD, "ubl", "--out", "-", "--json"), "--out - ne va pas avec --json"),
    (("build", "-", "--format", "facturx", "--pdf", "-"), "ne peut servir qu'une fois"),
    (("build", "rien.json", "--format", "cii"), "« rien.json » n'existe pas"),
    (("build", "dossier", "--format", "cii"), "« dossier » est un dossier"),
    (("check",), "Il manque une valeur : 'FICHIER…'"),
    (("check", "facture.json", "rien.xml"), "« rien.xml » n'existe pas"),
    (("check", "dossier"), "« dossier » est un dossier"),
    (("check", "-", "facture.json", "-"), "ne peut être lue qu'une fois"),
    (("read", "rien.pdf"), "« rien.pdf » n'existe pas"),
    (("render", "-", "--logo", "-"), "ne peut servir qu'une fois"),
    (("schema", "facture.json"), "Argument en trop"),
    (("schema", "--out", "dossier"), "« dossier » est un dossier"),
]
NOT_DONE = [
    ((*BUILD, "cpp-minimal", "--dialect", "afnor"), "n'existe que dans le circuit historique"),
    ((*BUILD, "cii", "--out", "nulle/part/f.xml"), "Le dossier où écrire n'existe pas"),
    ((*BUILD, "cii", "--out", "vide/f.xml"), "Le dossier où écrire n'existe pas"),
    ((*BUILD, "cii", "--out", "facture.json"), "l'un de ceux à lire"),
    ((*BUILD, "cii", "--out", "n" * 300), "le nom est trop long"),
    ((*BUILD, "cii", "--out", "/dev/full"), "le disque est plein"),
    ((*BUILD, "cii", "--out", "/sys/f.xml"), "Le fichier ne peut pas être écrit"),
    ((*BUILD, "facturx", "--logo", "vide"), "Le logo n'est pas une image"),
    ((*BUILD, "facturx", "--template", "dossier"), "Le modèle de facture est introuvable"),
    ((*BUILD, "facturx", "--template", "vide"), "est introuvable"),
    ((*BUILD, "facturx", "--annex", "vide", "--annex", "double/vide"), "nom d'annexe"),
    (("build", "vide", "--format", "cii"), "Ce n'est pas du JSON (ligne 1, colonne 1)"),
    (("build", "casse.json", "--format", "cii"), "Ce n'est pas du JSON (ligne 2, colonne 1)"),
    (("build", "octets", "--format", "cii"), "Ce n'est pas du JSON"),
    (("build", "liste.json", "--format", "cii"), "La facture doit être un groupe de champs"),
    (("build", "controle.json", "--format", "ubl"), "interdit (U+001B)"),
    (("read", "vide"), "Le fichier est vide"),
    (("read", "octets"), "Le fichier n'est pas du XML"),
    (("render", "octets"), "Le fichier n'est pas du XML"),
    (("render", "facture.json", "--out", "nulle/part.pdf"), "Le dossier où écrire n'existe pas"),
    (("render", "facture.json", "--out", "facture.json"), "l'un de ceux à lire"),
    (("template", "dossier/plein"), "Le dossier existe déjà et n'est pas vide"),
    (("template", "vide"), "Un fichier porte déjà ce nom"),
    (("template", "vide/dedans"), "ce n'est pas un dossier"),
    (("schema", "--out", "nulle/part.json"), "Le dossier où écrire n'existe pas"),
]


@pytest.fixture
def desk(tmp_path: Path, facture: Path) -> Path:
    """Lay out files of every unwelcome kind beside a sound invoice."""
    (tmp_path / "dossier" / "plein").mkdir(parents=True)
    (tmp_path / "dossier" / "plein" / "notes.txt").touch()
    (tmp_path / "double").mkdir()
    (tmp_path / "double" / "vide").touch()
    (tmp_path / "vide").touch()
    (tmp_path / "octets").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "casse.json").write_text('{"number": "FA-1",\n', encoding="utf-8")
    (tmp_path / "liste.json").write_text("[1, 2]", encoding="utf-8")
    escaped = facture.read_text("utf-8").replace("Proprelux SAS", r"\u001b[31mPropre")
    (tmp_path / "controle.json").write_text(escaped, encoding="utf-8")
    return tmp_path


@contextmanager
def small_files_only() -> Iterator[None]:
    """Let the system refuse files beyond a kilobyte, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(("words", "told"), MISTYPED, ids=[" ".join(w) for w, _ in MISTYPED])
def test_a_mistyped_command_is_told_with_its_help(
    einvoice: CallEInvoice, desk: Path, words: tuple[str, ...], told: str
) -> None:
    before = everything_in(desk)
    done = einvoice(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Erreur : ")
    assert told in done.stderr
    assert "--help »." in done.stderr
    assert everything_in(desk) == before


@pytest.mark.parametrize(("words", "told"), NOT_DONE, ids=[" ".join(w)[:60] for w, _ in NOT_DONE])
def test_what_cannot_be_done_says_what_where_and_what_to_do(
    einvoice: CallEInvoice, desk: Path, words: tuple[str, ...], told: str
) -> None:
    before = everything_in(desk)
    done = einvoice(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Erreur : ")
    assert done.stderr.count("Erreur : ") == 1
    assert told in done.stderr
    assert "Que faire : " in done.stderr
    assert "Traceback" not in done.stderr
    assert "Panne inattendue" not in done.stderr
    assert "\x1b" not in done.stderr
    assert everything_in(desk) == before


def test_every_defect_of_an_invoice_is_told_at_once(einvoice: CallEInvoice) -> None:
    content = b"""{"number": "", "issue_date": "31/10/2026", "siret": "123", "buyer": {},
        "seller": {"name": "Proprelux"}, "lines": [{"identifier": "1", "quantity": "dix",
        "price": {"net": "1,5"}, "item": {"name": "Lavage"}}]}"""
    done = einvoice("build", "-", "--format", "cii", stdin=content)
    assert done.returncode == 1
    assert "Où : entrée standard" in done.stderr
    assert "Que faire : 6 défauts à corriger :" in done.stderr
    for told in (
        "« n° de facture » (BT-1) est un texte vide",
        "« date de facture » (BT-2) n'est pas une date : « 31/10/2026 »",
        "« nom de l'acheteur » (BT-44) est obligatoire et manque",
        "« quantité » (BT-129) n'est pas un nombre : « dix » (champ lines[0].quantity)",
        "« prix unitaire HT » (BT-146) n'est pas un nombre : « 1,5 »",
        "« siret » n'est pas un champ de la facture",
    ):
        assert told in done.stderr


def test_no_source_is_lost_to_the_file_that_is_made_of_it(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    page = tmp_path / "FA-2026-0101.pdf"
    assert einvoice("build", facture, "--format", "facturx").returncode == 0
    made = page.read_bytes()
    again = einvoice("build", facture, "--format", "facturx", "--pdf", page)
    bare = einvoice("render", page)
    for done in (again, bare):
        assert done.returncode == 1
        assert "l'un de ceux à lire, qui serait perdu" in done.stderr
        assert "Où : FA-2026-0101.pdf" in done.stderr
    assert page.read_bytes() == made


def test_no_file_of_a_template_is_lost_to_the_page(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    assert einvoice("template", "modele").returncode == 0
    source = tmp_path / "modele" / "invoice.typ"
    before = source.read_bytes()
    done = einvoice("render", facture, "--template", "modele", "--out", "modele/invoice.typ")
    assert done.returncode == 1
    assert "l'un de ceux à lire, qui serait perdu" in done.stderr
    assert source.read_bytes() == before
    (tmp_path / "p.pdf").write_text("ancien")
    named = ("--template", source, "--out", "p.pdf")
    assert einvoice("render", facture, *named).returncode == 0


def test_a_full_disk_leaves_the_file_that_was_there(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    target = tmp_path / "f.pdf"
    target.write_text("ancien")
    with small_files_only():
        done = einvoice("build", facture, "--format", "facturx", "--out", "f.pdf")
    assert done.returncode == 1
    assert "Le fichier ne peut pas être écrit : il dépasse la taille permise" in done.stderr
    assert target.read_text() == "ancien"
    assert {path.name for path in tmp_path.iterdir()} == {"facture.json", "f.pdf"}
