"""`wochorus einvoice build`: a checked file out of a JSON invoice."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.pdf_files import a_pdf, changed
from wochorus.einvoice import Circuit, Format, check, examples, read
from wochorus.einvoice.cpp_minimal import read as read_flow
from wochorus.einvoice.facturx.extracting import extract

if TYPE_CHECKING:
    from cli.einvoice.conftest import CallEInvoice

FORMATS = [
    (document_format, circuit)
    for document_format in Format
    for circuit in Circuit
    if (document_format, circuit) != (Format.CPP_MINIMAL, Circuit.AFNOR)
]
WRONG_TOTAL = "CP-TOTAL-01"


def wrong_total(folder: Path) -> Path:
    path = folder / "fausse.json"
    path.write_bytes(examples.content(examples.BROKEN, WRONG_TOTAL))
    return path


@pytest.mark.parametrize(("document_format", "circuit"), FORMATS)
def test_every_format_of_every_circuit_is_written_and_found_sound_again(
    einvoice: CallEInvoice, facture: Path, document_format: Format, circuit: Circuit
) -> None:
    done = einvoice(
        *("build", facture, "--format", document_format, "--dialect", circuit, "--out", "ecrit")
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"ecrit : conforme ({document_format.label}")
    assert "Contrôlé par : " in done.stdout
    assert done.stdout.endswith("Fichier écrit : ecrit\n")
    content = Path("ecrit").read_bytes()
    report = check(content, circuit=circuit)
    assert report.is_valid
    assert report.document_format == document_format.label
    invoice = read(content).invoice
    assert invoice is not None
    assert invoice.number == "FA-2026-0101"
    assert invoice.totals is not None
    assert str(invoice.totals.with_tax) == "1264.80"


def test_without_out_the_file_bears_the_number_of_the_invoice(
    einvoice: CallEInvoice, facture: Path
) -> None:
    done = einvoice("build", facture, "--format", "ubl")
    assert "Fichier écrit : FA-2026-0101.xml" in done.stdout
    assert Path("FA-2026-0101.xml").read_bytes().startswith(b"<?xml")


def test_a_wrong_invoice_is_not_written_unless_forced(
    einvoice: CallEInvoice, tmp_path: Path
) -> None:
    wrong = wrong_total(tmp_path)
    refused = einvoice("build", wrong, "--format", "ubl", "--out", "f.xml")
    assert refused.returncode == 1
    assert "f.xml : non conforme" in refused.stdout
    assert f"erreur {WRONG_TOTAL} BT-112 : Le total TTC" in refused.stdout
    assert "Que faire : Corrigez ce montant" in refused.stdout
    assert "Rien n'est écrit : corrigez ce qui précède, ou ajoutez --force." in refused.stdout
    assert not Path("f.xml").exists()

    forced = einvoice("build", wrong, "--format", "ubl", "--out", "f.xml", "--force")
    assert forced.returncode == 1
    assert "Fichier écrit : f.xml" in forced.stdout
    assert Path("f.xml").exists()


def test_json_says_what_was_written_and_what_was_found(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    sound = json.loads(einvoice("build", facture, "--format", "ubl", "--json").stdout)
    assert (sound["written"], sound["valid"], sound["format"]) == ("FA-2026-0101.xml", True, "UBL")
    assert {entry["layer"] for entry in sound["rule_sets"]} == {
        "schéma",
        "règles officielles",
        "règles Chorus Pro",
    }
    wrong = einvoice("build", wrong_total(tmp_path), "--format", "ubl", "--json")
    told = json.loads(wrong.stdout)
    assert (wrong.returncode, told["written"], told["valid"]) == (1, None, False)
    [finding] = [entry for entry in told["findings"] if entry["rule"] == WRONG_TOTAL]
    assert (finding["term"], finding["severity"]) == ("BT-112", "erreur")
    assert finding["remedy"]


def test_json_tells_every_defect_of_an_invoice_that_cannot_be_read(
    einvoice: CallEInvoice,
) -> None:
    done = einvoice("build", "-", "--format", "cii", "--json", stdin=b'{"number": 3, "siret": 1}')
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert (told["written"], told["valid"], told["format"]) == (None, False, "JSON")
    assert {entry["path"] for entry in told["findings"]} >= {"number", "issue_date", "siret"}


def test_standard_streams_stand_for_files(einvoice: CallEInvoice, facture: Path) -> None:
    done = einvoice("build", "-", "--format", "ubl", "--out", "-", stdin=facture.read_bytes())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("<?xml")
    assert check(done.stdout.encode()).is_valid


def test_what_hinders_a_file_on_standard_output_is_told_beside_it(
    einvoice: CallEInvoice, tmp_path: Path
) -> None:
    done = einvoice("build", wrong_total(tmp_path), "--format", "ubl", "--out", "-")
    assert (done.returncode, done.stdout) == (1, "")
    assert WRONG_TOTAL in done.stderr


def test_a_company_s_own_pdf_becomes_the_page(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    (tmp_path / "page.pdf").write_bytes(a_pdf("a-3b"))
    done = einvoice(
        *("build", facture, "--format", "facturx", "--pdf", "page.pdf", "--out", "fx.pdf")
    )
    assert done.returncode == 0, done.stdout
    extracted = extract(Path("fx.pdf").read_bytes())
    assert extracted.is_readable
    assert extracted.findings == ()


def test_a_pdf_that_is_no_pdf_a_is_taken_with_a_warning(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    (tmp_path / "page.pdf").write_bytes(a_pdf("1.7"))
    done = einvoice(
        *("build", facture, "--format", "facturx", "--pdf", "page.pdf", "--out", "fx.pdf")
    )
    assert done.returncode == 0
    assert "avertissement WO-PDFA" in done.stdout
    assert Path("fx.pdf").exists()


@pytest.mark.parametrize("document_format", ["facturx", "cpp-minimal"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"pas un PDF", "Ce fichier n'est pas un PDF."),
        (b"", "Le fichier est vide."),
        (a_pdf()[:-2000], "Le PDF est tronqué"),
        (
            changed(a_pdf("1.7"), lambda _: None, encryption={"owner": "o", "user": "secret"}),
            "protégé par un mot de passe",
        ),
    ],
    ids=["text", "empty", "cut", "locked"],
)
def test_a_pdf_that_cannot_be_opened_is_refused(
    einvoice: CallEInvoice,
    facture: Path,
    tmp_path: Path,
    document_format: str,
    content: bytes,
    told: str,
) -> None:
    (tmp_path / "page.pdf").write_bytes(content)
    done = einvoice(
        *("build", facture, "--format", document_format, "--pdf", "page.pdf", "--out", "fx")
    )
    assert done.returncode == 1
    assert told in done.stdout
    assert "Rien n'est écrit : corrigez ce qui précède" in done.stdout
    assert not Path("fx").exists()


def test_force_is_not_offered_where_there_is_no_file_to_write(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    (tmp_path / "page.pdf").write_bytes(b"pas un PDF")
    forced = einvoice(
        "build", facture, "--format", "facturx", "--pdf", "page.pdf", "--force", "--out", "fx"
    )
    assert forced.returncode == 1
    assert forced.stdout.endswith("Rien n'est écrit : corrigez ce qui précède.\n")
    assert not Path("fx").exists()


def test_annexes_travel_in_both_formats_that_have_a_page(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    for name in ("bon 1.pdf", "releve.csv"):
        (tmp_path / name).write_bytes(a_pdf() if name.endswith("pdf") else b"heures;12\n")
    annexes = ("--annex", "bon 1.pdf", "--annex", "releve.csv")
    for document_format in ("facturx", "cpp-minimal"):
        done = einvoice("build", facture, "--format", document_format, *annexes, "--out", "ecrit")
        assert done.returncode == 0, done.stdout
        if document_format == "facturx":
            attached = extract(Path("ecrit").read_bytes()).attachments
            assert {file.name for file in attached} >= {"bon 1.pdf", "releve.csv"}
        else:
            with Path("ecrit").open("rb") as file, read_flow(file) as flow:
                [invoice] = flow.invoices
                names = [attachment.file_name for attachment in invoice.attachments]
                assert names == ["FA-2026-0101.pdf", "bon 1.pdf", "releve.csv"]


@pytest.mark.parametrize("document_format", ["facturx", "cpp-minimal"])
@pytest.mark.parametrize(
    ("name", "rule"),
    [("virus.exe", "CP-PJ-03"), (f"{'a' * 60}.pdf", "CP-PJ-01"), ("bordereau", "CP-PJ-02")],
)
def test_an_annex_that_chorus_pro_refuses_is_refused(
    einvoice: CallEInvoice,
    facture: Path,
    tmp_path: Path,
    document_format: str,
    name: str,
    rule: str,
) -> None:
    (tmp_path / name).write_bytes(b"contenu")
    done = einvoice(
        *("build", facture, "--format", document_format, "--annex", name, "--out", "ecrit")
    )
    assert done.returncode == 1
    assert f"erreur {rule}" in done.stdout
    assert not Path("ecrit").exists()


def test_a_file_is_replaced_with_the_rights_that_files_have(
    einvoice: CallEInvoice, facture: Path, tmp_path: Path
) -> None:
    target = tmp_path / "f.xml"
    target.write_text("ancien")
    plain = tmp_path / "autre"
    plain.write_text("")
    einvoice("build", facture, "--format", "ubl", "--out", target)
    assert target.read_bytes().startswith(b"<?xml")
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    assert {path.name for path in tmp_path.iterdir()} == {"facture.json", "f.xml", "autre"}


def test_a_link_is_followed(einvoice: CallEInvoice, facture: Path, tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    link = tmp_path / "lien.xml"
    link.symlink_to("depot/vrai.xml")
    done = einvoice("build", facture, "--format", "ubl", "--out", "lien.xml")
    assert done.returncode == 0
    assert link.is_symlink()
    assert (tmp_path / "depot" / "vrai.xml").exists()


def test_a_pipe_is_written_through(einvoice: CallEInvoice, facture: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "tuyau"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = einvoice("build", facture, "--format", "ubl", "--out", "tuyau")
        assert done.returncode == 0
        assert os.read(reader, 100_000).startswith(b"<?xml")
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
