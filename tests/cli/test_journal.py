from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from support.records import a_pdf
from wochorus.cli import columns
from wochorus.cli.columns import TextColumn, print_columns

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import RunWoChorus

HEADER = (
    "N° facture;Type;Date;Code client;Client;Public/Privé;Taux TVA 1;Total HT;Total TVA;Total TTC\n"
)
GOOD = "FA-1;Facture;24/11/2026;C1;Mairie d'Étang;Public;20;1000,00;200,00;1200,00\n"
CREDIT_NOTE = "AV-1;Avoir;25/11/2026;C2;Société [b]X;Privé;20;-100,00;-20,00;-120,00\n"
BAD = "FA-3;Facture;hier;C1;;;20;100,00;20,00;120,00\n"


@pytest.fixture
def journal(tmp_path: Path, run_wochorus: RunWoChorus) -> Path:
    """Register a company and write a journal of two good rows."""
    added = run_wochorus("company", "add", "propre", "--name", "Propre SARL")
    assert added.returncode == 0, added.stderr
    path = tmp_path / "journal.csv"
    path.write_text(HEADER + GOOD + CREDIT_NOTE, encoding="utf-8")
    return path


def test_a_journal_is_imported_listed_and_exported(
    journal: Path, tmp_path: Path, run_wochorus: RunWoChorus
) -> None:
    pdfs = tmp_path / "pdf"
    pdfs.mkdir()
    (pdfs / "FA-1.pdf").write_bytes(a_pdf())
    imported = run_wochorus("journal", "import", journal, "--pdfs", pdfs)
    assert imported.returncode == 0, imported.stderr
    assert "2 ajoutée(s), 0 modifiée(s), 0 inchangée(s), 0 refusée(s)" in imported.stdout
    assert "Documents : 1 ajouté(s)" in imported.stdout
    assert "environnement simulateur" in imported.stdout
    assert imported.stderr == ""

    listed = run_wochorus("journal", "list", "--search", "ETANG", "--not-deposited")
    assert listed.returncode == 0
    first, header, row, last = listed.stdout.splitlines()
    assert "Propre SARL" in first
    assert header.split("  ")[0] == "N° Chorus"
    assert "FA-1" in row
    assert "1\u202f200,00" in row
    assert last.startswith("1 / 2 affichés en 0,")
    assert last.endswith(" s")

    exported = run_wochorus("journal", "export", tmp_path / "sortie.xlsx", "--credit-notes")
    assert "1 facture(s) exportée(s)" in exported.stdout
    again = run_wochorus("journal", "import", tmp_path / "sortie.xlsx", "--json")
    answer = json.loads(again.stdout)
    assert (answer["unchanged"], answer["complete"]) == (1, True)
    assert (answer["company"], answer["environment"]) == ("propre", "simulator")


def test_errors_are_told_and_the_code_says_that_it_is_not_done(
    journal: Path, run_wochorus: RunWoChorus
) -> None:
    journal.write_text(HEADER + GOOD + BAD, encoding="utf-8")
    refused = run_wochorus("journal", "import", journal)
    assert refused.returncode == 1
    assert "Rien n'a été importé" in refused.stdout
    assert "journal.csv, ligne 3, Date « hier » : attendu : une date" in refused.stdout
    assert "--partial" in refused.stdout
    partial = run_wochorus("journal", "import", journal, "--partial")
    assert partial.returncode == 1
    assert "1 ajoutée(s)" in partial.stdout
    assert journal.with_name("journal.erreurs.csv").exists()
    answer = json.loads(run_wochorus("journal", "list", "--json").stdout)
    assert [row["number"] for row in answer["invoices"]] == ["FA-1"]
    assert answer["invoices"][0]["total_with_tax"] == "1200.00"
    assert (answer["shown"], answer["total"]) == (1, 1)


def test_the_template_needs_neither_company_nor_database(
    tmp_path: Path, run_wochorus: RunWoChorus
) -> None:
    path = tmp_path / "modele.xlsx"
    first = run_wochorus("journal", "template", path)
    second = run_wochorus("journal", "template", path)
    assert first.returncode == 0
    assert second.returncode == 1
    assert "existe déjà" in second.stderr
    assert "--force" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--from", "32/01/2026", "une date s'écrit 24/11/2026"),
        ("--state", "perdue", "choisissez parmi a-deposer"),
    ],
)
def test_a_mistyped_filter_is_told_in_french(
    run_wochorus: RunWoChorus, option: str, value: str, message: str
) -> None:
    refused = run_wochorus("journal", "list", option, value)
    assert refused.returncode == 2
    assert message in refused.stderr


def test_public_and_private_together_are_refused(run_wochorus: RunWoChorus) -> None:
    refused = run_wochorus("journal", "list", "--public", "--private")
    assert refused.returncode == 2
    assert "ne vont pas ensemble" in refused.stderr


def test_labels_are_typed_as_they_come(journal: Path, run_wochorus: RunWoChorus) -> None:
    run_wochorus("journal", "import", journal)
    listed = run_wochorus(
        "journal", "list", "--state", "À déposer", "--source", "CONTRAT", "--json"
    )
    assert json.loads(listed.stdout)["shown"] == 2


def test_a_wide_table_shrinks_on_a_terminal_and_hides_control_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Console(force_terminal=True, width=30, color_system=None)
    monkeypatch.setattr(columns, "out", terminal)
    shown = (TextColumn("N°"), TextColumn("Client", least=8), TextColumn("TTC", right=True))
    print_columns(shown, [("FA-1", "Syndicat intercommunal \x1b[31m", "1\u202f200,00")])
    header, row = capsys.readouterr().out.splitlines()
    assert "Client" in header
    assert row == "FA-1  Syndicat inte…  1\u202f200,00"
    assert "\x1b" not in row


def test_a_row_goes_on_under_itself_when_the_terminal_is_narrow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Console(force_terminal=True, width=24, color_system=None)
    monkeypatch.setattr(columns, "out", terminal)
    shown = (
        TextColumn("N° Chorus"),
        TextColumn("N°"),
        TextColumn("Client", least=8),
        TextColumn("TTC", right=True),
    )
    print_columns(shown, [("CPP0001", "FA-1", "Syndicat intercommunal", "12,00")])
    assert capsys.readouterr().out.splitlines() == [
        "N° Chorus  N°",
        "  Client             TTC",
        "CPP0001    FA-1",
        "  Syndicat inter…  12,00",
    ]


def test_a_long_value_is_shown_by_its_beginning_and_json_gives_it_whole(
    journal: Path, run_wochorus: RunWoChorus
) -> None:
    value = "x" * 5000
    journal.write_text(HEADER + GOOD.replace("1000,00", value), encoding="utf-8")
    shown = run_wochorus("journal", "import", journal)
    assert shown.returncode == 1
    assert f"Total HT « {'x' * 59}… »" in shown.stdout
    told = json.loads(run_wochorus("journal", "import", journal, "--json").stdout)
    assert told["errors"][0]["value"] == value


LINES = "N° facture;Désignation;Quantité;Unité;Prix unitaire HT;Taux TVA\n"
GOOD_LINES = "FA-1;Vitrerie;100;m²;4,00;20\nFA-1;Sols;1;forfait;600,00;20\n"


def test_the_lines_of_a_csv_come_and_go_beside_it(
    journal: Path, tmp_path: Path, run_wochorus: RunWoChorus
) -> None:
    lines = tmp_path / "lignes.csv"
    lines.write_text(LINES + GOOD_LINES, encoding="utf-8")
    imported = run_wochorus("journal", "import", journal, "--lines", lines)
    assert imported.returncode == 0, imported.stdout + imported.stderr
    assert "Lignes de facture : 2 lue(s)." in imported.stdout

    bare = run_wochorus("journal", "export", tmp_path / "sortie.csv")
    assert "2 ligne(s) de facture ne sont pas dans ce fichier" in bare.stdout
    beside = tmp_path / "lignes-sortie.csv"
    target = tmp_path / "sortie-2.csv"
    exported = run_wochorus("journal", "export", target, "--lines", beside, "--json")
    assert json.loads(exported.stdout)["lines"] == 2
    again = run_wochorus("journal", "import", target, "--lines", beside, "--json")
    answer = json.loads(again.stdout)
    assert (answer["unchanged"], answer["lines"], answer["complete"]) == (2, 2, True)
    refused = run_wochorus("journal", "export", target, "--lines", beside)
    assert refused.returncode == 1
    assert "existe déjà" in refused.stderr


def test_an_error_of_a_line_names_its_file(
    journal: Path, tmp_path: Path, run_wochorus: RunWoChorus
) -> None:
    lines = tmp_path / "lignes.csv"
    lines.write_text(LINES + GOOD_LINES.replace("forfait", "bidule"), encoding="utf-8")
    refused = run_wochorus("journal", "import", journal, "--lines", lines)
    assert refused.returncode == 1
    assert "1 erreur(s) dans 1 ligne(s) sur 4" in refused.stdout
    assert "lignes.csv, ligne 3, Unité « bidule » : attendu : une unité comme" in refused.stdout
    told = json.loads(run_wochorus("journal", "import", journal, "--lines", lines, "--json").stdout)
    assert [(error["sheet"], error["row"]) for error in told["errors"]] == [("Lignes", 3)]
    partial = run_wochorus("journal", "import", journal, "--lines", lines, "--partial")
    assert "importez-les ensemble (--lines)" in partial.stdout
    assert (tmp_path / "lignes.erreurs.csv").exists()


def test_the_lines_have_a_template_too(tmp_path: Path, run_wochorus: RunWoChorus) -> None:
    files = (tmp_path / "journal.csv", tmp_path / "lignes.csv")
    made = run_wochorus("journal", "template", files[0], "--lines", files[1])
    assert made.returncode == 0
    assert "Prix unitaire HT" in files[1].read_text("utf-8-sig")
