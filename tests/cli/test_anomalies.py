"""The anomalies on a screen: every sentence readable, whatever the width of the terminal."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from support.candidates import a_candidate, a_structure, surroundings
from wochorus.cli import anomalies
from wochorus.deposits.candidates import CheckReport
from wochorus.deposits.checks import all_anomalies
from wochorus.deposits.checks.flags import FLAGS
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from wochorus.deposits.checks.anomaly import Candidate

DEMANDING = a_structure(requires_engagement=True)


def printed(candidates: list[Candidate], width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    screen = StringIO()
    monkeypatch.setattr(anomalies, "out", Console(file=screen, width=width, highlight=False))
    found = all_anomalies(candidates, surroundings(DEMANDING))
    anomalies.print_anomalies(CheckReport(candidates, found))
    return screen.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_sentence_is_never_broken_into_a_column_of_words(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = printed([a_candidate(engagement="")], width, monkeypatch)
    assert all(len(line) <= width for line in lines)
    assert any("La structure exige un n° d'engagement" in line for line in lines)


def test_a_narrow_screen_shows_an_invoice_once_with_all_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = printed([a_candidate(engagement="", main_document=None)], 80, monkeypatch)
    text = "\n".join(lines)
    assert text.count("FA-2026-001  Mairie de Villeneuve") == 1
    assert "La structure exige un n° d'engagement" in text
    assert "Le fichier PDF de la facture est introuvable" in text
    assert "StGE\u00a0☑" in text


def test_a_wide_screen_shows_one_row_for_each_anomaly_with_the_columns_of_the_annuaire(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_reference = "à rappeler sur la facture, suivi par le service du patrimoine bâti"
    candidate = a_candidate(engagement="", marche=long_reference)
    lines = printed([candidate], 200, monkeypatch)
    titles = next(line for line in lines if "N° facture" in line)
    for title in ("Anomalie", "N° engagement", "N° marché", "Code service", *FLAGS):
        assert title in titles
    rows = [line for line in lines if line.strip().startswith("FA-2026-001")]
    assert len(rows) == 2
    assert all("La structure exige" in row or "Le n° de marché a" in row for row in rows)


def test_what_many_e_invoices_lack_alike_is_told_once_with_their_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = [
        a_candidate(invoice_id=rank, number=f"FA-{rank}", document_format=Format.FACTURX)
        for rank in range(1, 8)
    ]
    few = printed(bare[:4], 200, monkeypatch)
    assert sum("n'a que ses totaux" in line for line in few) == 4
    many = printed(
        [*bare, a_candidate(invoice_id=9, number="FA-9", engagement="")], 200, monkeypatch
    )
    told = [line for line in many if "n'a que ses totaux" in line]
    assert len(told) == 1
    assert told[0].startswith("7 factures (FA-1, FA-2, FA-3…) : ")
    assert any("FA-9" in line and "engagement" in line for line in many)
