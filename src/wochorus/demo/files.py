"""The files that a clerk would have on the desk at the end of the month, all of them written."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.demo.annuaire_files import AnnuaireFiles, write_annuaire
from wochorus.demo.attachments import write_awkward_annexes
from wochorus.demo.contracts import write_contracts
from wochorus.demo.flaws import Expected, spoil
from wochorus.demo.journal_file import write_journal
from wochorus.demo.month import Month, month_before
from wochorus.demo.pdf_files import write_pdfs
from wochorus.demo.scenario import sound_invoices

if TYPE_CHECKING:
    from datetime import date

    from wochorus.demo.folder import DemoFolder
    from wochorus.demo.invoices import DemoInvoice


LOGO = Path(__file__).with_name("logo.svg")


@dataclass(frozen=True, slots=True)
class Desk:
    """What was written, and what it holds."""

    month: Month
    former_annuaire: AnnuaireFiles
    annuaire: AnnuaireFiles
    journal: Path
    contracts: Path
    logo: Path
    invoices: list[DemoInvoice]
    expected: Expected
    """The anomalies that the checks must find, by invoice number."""


def write_files(folder: DemoFolder, today: date) -> Desk:
    """Write the annuaire, the journal, the PDFs and the attachments of the month before."""
    month = month_before(today)
    invoices, expected = spoil(sound_invoices(month), today)
    journal = folder.home / f"journal-{month.code}.xlsx"
    former = write_annuaire(folder.annuaire, month.code, is_former=True)
    current = write_annuaire(folder.annuaire, f"{today:%Y-%m-%d}", is_former=False)
    write_journal(journal, invoices)
    contracts = folder.home / "contrats.xlsx"
    write_contracts(contracts, month)
    logo = Path(shutil.copy(LOGO, folder.home))
    write_awkward_annexes(folder.attachments)
    write_pdfs(folder.pdfs, folder.attachments, invoices)
    return Desk(month, former, current, journal, contracts, logo, invoices, expected)
