from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wochorus.billing.document_folder import scan_folder
from wochorus.billing.document_matching import Matches, Wanted, match_annexes, match_pdfs
from wochorus.billing.journal_rows import InvoiceKey

if TYPE_CHECKING:
    from pathlib import Path


def files(folder: Path, *names: str) -> Path:
    """Write small files, sub-folders included."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def wanted(number: str, year: int = 2026, *, here: bool = True, **told: object) -> Wanted:
    """Want the documents of an invoice."""
    return Wanted(InvoiceKey(year, number), in_file=here, **told)  # type: ignore[arg-type]  # any field


def pairs(matches: Matches) -> dict[str, list[str]]:
    """Show who got what."""
    found: dict[str, list[str]] = {}
    for key, file in matches.pairs:
        found.setdefault(key.number, []).append(file.relative)
    return found


def pdfs_for(folder: Path, *invoices: Wanted) -> Matches:
    return match_pdfs(scan_folder(folder), list(invoices))


@pytest.mark.parametrize(
    "name", ["FA-2026_001.pdf", "fa-2026-001.PDF", "FA_2026_001.pdf", "2026/11/FA-2026-001.pdf"]
)
def test_a_pdf_named_as_the_number_is_found(tmp_path: Path, name: str) -> None:
    matches = pdfs_for(files(tmp_path, name), wanted("FA-2026/001"))
    assert pairs(matches) == {"FA-2026/001": [name]}
    assert not matches.issues
    assert not matches.unmatched


def test_the_number_is_found_among_other_words(tmp_path: Path) -> None:
    files(tmp_path, "Facture FA-7 Mairie.pdf", "FA-77.pdf", "divers.pdf")
    matches = pdfs_for(tmp_path, wanted("FA-7"), wanted("FA-77"))
    assert pairs(matches) == {"FA-7": ["Facture FA-7 Mairie.pdf"], "FA-77": ["FA-77.pdf"]}
    assert [file.relative for file in matches.unmatched] == ["divers.pdf"]


def test_the_name_in_the_journal_goes_first(tmp_path: Path) -> None:
    files(tmp_path, "FA-1.pdf", "autre nom.pdf")
    matches = pdfs_for(tmp_path, wanted("FA-1", pdf="Autre Nom.PDF"))
    assert pairs(matches) == {"FA-1": ["autre nom.pdf"]}
    assert [file.relative for file in matches.unmatched] == ["FA-1.pdf"]


def test_a_named_file_that_is_not_there_is_reported_unless_the_invoice_has_it(
    tmp_path: Path,
) -> None:
    files(tmp_path, "FA-1.pdf")
    absent = pdfs_for(tmp_path, wanted("FA-1", pdf="F.pdf"))
    held = pdfs_for(tmp_path, wanted("FA-1", pdf="F.pdf", held=frozenset({"F.pdf"})))
    assert [issue.reason for issue in absent.issues] == [
        "le fichier nommé n'est pas dans le dossier"
    ]
    assert not absent.pairs
    assert not held.issues


def test_two_files_for_an_invoice_are_reported_and_none_is_taken(tmp_path: Path) -> None:
    files(tmp_path, "a/FA-1.pdf", "b/FA-1.pdf", "FA-1 bis.pdf")
    matches = pdfs_for(tmp_path, wanted("FA-1"))
    assert not matches.pairs
    assert "a/FA-1.pdf, b/FA-1.pdf" in matches.issues[0].file
    assert matches.issues[0].reason == "plusieurs PDF pour une seule facture"


def test_an_exact_name_goes_before_a_name_that_contains_the_number(tmp_path: Path) -> None:
    files(tmp_path, "FA-1.pdf", "copie de FA-1.pdf")
    matches = pdfs_for(tmp_path, wanted("FA-1"))
    assert pairs(matches) == {"FA-1": ["FA-1.pdf"]}
    assert [file.relative for file in matches.unmatched] == ["copie de FA-1.pdf"]


def test_a_file_that_names_two_invoices_is_reported(tmp_path: Path) -> None:
    matches = pdfs_for(files(tmp_path, "FA-1 et FA-2.pdf"), wanted("FA-1"), wanted("FA-2"))
    assert not matches.pairs
    assert matches.issues[0].reason == "peut aller à plusieurs factures : FA-1 (2026), FA-2 (2026)"


def test_the_same_file_named_for_two_invoices_goes_to_neither(tmp_path: Path) -> None:
    files(tmp_path, "lot.pdf")
    matches = pdfs_for(tmp_path, wanted("A1", pdf="lot.pdf"), wanted("A2", pdf="lot.pdf"))
    assert not matches.pairs
    assert matches.issues[0].invoice == "A1, A2"


def test_the_invoice_of_the_journal_in_hand_goes_before_an_older_one(tmp_path: Path) -> None:
    matches = pdfs_for(
        files(tmp_path, "7001.pdf"), wanted("7001", 2025, here=False), wanted("7001")
    )
    assert [key.year for key, _ in matches.pairs] == [2026]


def test_the_same_number_in_two_older_years_is_reported(tmp_path: Path) -> None:
    files(tmp_path, "7001.pdf")
    matches = pdfs_for(tmp_path, wanted("7001", 2025, here=False), wanted("7001", 2024, here=False))
    assert not matches.pairs
    assert "plusieurs factures" in matches.issues[0].reason


def test_a_number_inside_a_longer_number_is_not_meant(tmp_path: Path) -> None:
    files(tmp_path, "copie FA-2026-001.pdf", "FA-2026-001.pdf")
    matches = pdfs_for(tmp_path, wanted("FA-2026-001"), wanted("2026-001"))
    assert pairs(matches) == {"FA-2026-001": ["FA-2026-001.pdf"]}


@pytest.mark.parametrize("number", ["12", "2026", "111"])
def test_a_number_that_says_little_is_only_found_alone(tmp_path: Path, number: str) -> None:
    files(tmp_path, f"facture {number} du mois.pdf")
    assert not pdfs_for(tmp_path, wanted(number)).pairs
    files(tmp_path, f"{number}.pdf")
    assert pairs(pdfs_for(tmp_path, wanted(number))) == {number: [f"{number}.pdf"]}


def test_links_that_leave_the_folder_are_refused(tmp_path: Path) -> None:
    outside = files(tmp_path / "ailleurs", "secret.pdf")
    folder = files(tmp_path / "pdf", "FA-2.pdf")
    (folder / "FA-1.pdf").symlink_to(outside / "secret.pdf")
    (folder / "dossier").symlink_to(outside)
    (folder / "lien.pdf").symlink_to(folder / "FA-2.pdf")
    scanned = scan_folder(folder)
    assert [file.relative for file in scanned.files] == ["FA-2.pdf", "lien.pdf"]
    assert list(scanned.refused) == ["FA-1.pdf"]


def test_hidden_files_and_impossible_names_are_set_apart(tmp_path: Path) -> None:
    files(tmp_path, ".DS_Store", "Thumbs.db", "~$FA-1.pdf", ".cache/x.pdf", "a|b.pdf", "x\ny.pdf")
    scanned = scan_folder(tmp_path)
    assert not scanned.files
    assert sorted(scanned.refused) == ["a|b.pdf", "x?y.pdf"]


def annexes_for(folder: Path, *invoices: Wanted, taken: frozenset[str] = frozenset()) -> Matches:
    return match_annexes(scan_folder(folder), list(invoices), taken=set(taken))


def test_the_annexes_that_a_row_lists_are_found_wherever_they_are(tmp_path: Path) -> None:
    files(tmp_path, "bon.pdf", "FA-1/plan.png", "x/devis.pdf", "FA-1_autre.pdf")
    told = ("bon.pdf", "plan.png", "x/devis.pdf", "absent.pdf")
    matches = annexes_for(tmp_path, wanted("FA-1", annexes=told))
    assert pairs(matches) == {"FA-1": ["bon.pdf", "FA-1/plan.png", "x/devis.pdf"]}
    assert [issue.file for issue in matches.issues] == ["absent.pdf"]
    assert [file.relative for file in matches.unmatched] == ["FA-1_autre.pdf"]


def test_a_listed_name_found_twice_is_taken_from_the_own_folder_or_reported(tmp_path: Path) -> None:
    files(tmp_path, "FA-1/bon.pdf", "FA-2/bon.pdf", "a/plan.pdf", "b/plan.pdf")
    first = annexes_for(tmp_path, wanted("FA-1", annexes=("bon.pdf",)))
    second = annexes_for(tmp_path, wanted("FA-1", annexes=("plan.pdf",)))
    assert pairs(first) == {"FA-1": ["FA-1/bon.pdf"]}
    assert "plusieurs fichiers de ce nom" in second.issues[0].reason


def test_an_annex_may_serve_several_invoices(tmp_path: Path) -> None:
    files(tmp_path, "cadre.pdf")
    told = ("cadre.pdf",)
    matches = annexes_for(tmp_path, wanted("A1", annexes=told), wanted("A2", annexes=told))
    assert pairs(matches) == {"A1": ["cadre.pdf"], "A2": ["cadre.pdf"]}


def test_a_sub_folder_goes_before_names_that_begin_with_the_number(tmp_path: Path) -> None:
    files(tmp_path, "FA_1/plan.png", "FA-1 bon.pdf", "FA-2 bon.pdf", "FA-2.pdf")
    matches = annexes_for(tmp_path, wanted("FA-1"), wanted("FA-2"))
    assert pairs(matches) == {"FA-1": ["FA_1/plan.png"], "FA-2": ["FA-2 bon.pdf"]}
    assert [file.relative for file in matches.unmatched] == ["FA-1 bon.pdf", "FA-2.pdf"]


def test_main_documents_are_no_annexes(tmp_path: Path) -> None:
    files(tmp_path, "FA-1 facture.pdf")
    matches = annexes_for(tmp_path, wanted("FA-1"), taken=frozenset({"FA-1 facture.pdf"}))
    assert not matches.pairs
