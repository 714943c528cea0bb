"""Journal files for tests: one good row, changed as each test needs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import xlsxwriter

from wochorus.billing.journal_format import JOURNAL
from wochorus.billing.journal_rows import JournalEntry, RowReader
from wochorus.billing.line_format import LINES
from wochorus.billing.line_rows import Line, LineReader
from wochorus.spreadsheets.layout import recognise
from wochorus.spreadsheets.row_reading import SourceRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

GOOD_ROW = {
    "N° facture": "FA-1",
    "Type": "Facture",
    "Date": "24/11/2026",
    "Échéance": "24/12/2026",
    "Code client": "C1",
    "Client": "Mairie d'Essai",
    "SIRET": "123 456 782 00051",
    "Public/Privé": "Public",
    "N° engagement": "ENG-1",
    "Code service": "SERV",
    "Taux TVA 1": "20",
    "Total HT": "100,00",
    "Total TVA": "20,00",
    "Total TTC": "120,00",
    "Objet": "Nettoyage de l'école",
}


def a_row(**changes: str) -> dict[str, str]:
    """Make the good row with `number`, `total`… changed by column title or short name."""
    row = dict(GOOD_ROW)
    for name, value in changes.items():
        row[_SHORT.get(name, name)] = value
    return row


_SHORT = {
    "number": "N° facture",
    "kind": "Type",
    "date": "Date",
    "due": "Échéance",
    "code": "Code client",
    "client": "Client",
    "siret": "SIRET",
    "buyer": "Public/Privé",
    "engagement": "N° engagement",
    "service": "Code service",
    "rate": "Taux TVA 1",
    "ht": "Total HT",
    "tva": "Total TVA",
    "ttc": "Total TTC",
    "prepaid": "Acompte versé",
    "net": "Net à payer",
    "currency": "Devise",
    "subject": "Objet",
    "pdf": "Fichier PDF",
    "annexes": "Pièces jointes",
    "payment": "Mode de règlement",
    "source": "Origine",
    "group": "Groupe",
}


def a_csv(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write ``rows`` as a French CSV; the columns are those that any row has."""
    kept = list(rows)
    titles = _titles(kept)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(titles)
        table.writerows([[row.get(title, "") for title in titles] for row in kept])
    return path


def an_xlsx(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write ``rows`` as a workbook, each cell of the type it has."""
    return a_workbook(path, {"Feuil1": rows})


def _titles(rows: Sequence[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(title for row in rows for title in row))


GOOD_LINE = {
    "N° facture": "FA-1",
    "Désignation": "Entretien courant",
    "Quantité": "4",
    "Unité": "heure",
    "Prix unitaire HT": "25,00",
    "Taux TVA": "20",
}
"""The good row is 100,00 € HT at 20 %."""


def a_line(**changes: str) -> dict[str, str]:
    """Make the good line with `number`, `quantity`… changed by column title or short name."""
    row = dict(GOOD_LINE)
    for name, value in changes.items():
        row[_SHORT_OF_LINES.get(name, name)] = value
    return row


_SHORT_OF_LINES = {
    "number": "N° facture",
    "date": "Date",
    "identifier": "N° ligne",
    "name": "Désignation",
    "description": "Description",
    "quantity": "Quantité",
    "unit": "Unité",
    "price": "Prix unitaire HT",
    "rate": "Taux TVA",
    "category": "Catégorie TVA",
    "amount": "Montant HT",
    "start": "Début de période",
    "end": "Fin de période",
    "order": "Ligne de commande",
    "note": "Note",
}


def a_workbook(path: Path, sheets: Mapping[str, Iterable[Mapping[str, object]]]) -> Path:
    """Write a workbook of several sheets, each cell of the type it has."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        for name, rows in sheets.items():
            kept = list(rows)
            sheet = workbook.add_worksheet(name)
            titles = _titles(kept)
            sheet.write_row(0, 0, titles)
            for number, row in enumerate(kept, start=1):
                sheet.write_row(number, 0, [row.get(title, "") for title in titles])
    return path


def read_line(**changes: str) -> tuple[Line | None, list[str]]:
    """Read the good line, changed; return it and the errors as `column : message`."""
    row = a_line(**changes)
    reader = LineReader(recognise(list(row), "test", LINES))
    read = reader.read(SourceRow(2, row))
    errors = [f"{error.column} : {error.message}" for error in reader.errors]
    return (read.line if read else None), errors


def line_of(**changes: str) -> Line:
    """Read the good line, changed; it must be accepted."""
    line, errors = read_line(**changes)
    assert line is not None, errors
    return line


def read_one(row: Mapping[str, str]) -> tuple[JournalEntry | None, list[str]]:
    """Read one row without a file; return the entry and the errors as `column : message`."""
    reader = RowReader(recognise(list(row), "test", JOURNAL), "A1")
    entry = reader.read(SourceRow(2, row))
    return entry, [f"{error.column} : {error.message}" for error in reader.errors]


def an_entry(**changes: str) -> JournalEntry:
    """Read the good row, changed; it must be accepted."""
    entry, errors = read_one(a_row(**changes))
    assert entry is not None, errors
    return entry


def refusals(**changes: str) -> list[str]:
    """Read the good row, changed; return why it is refused."""
    return read_one(a_row(**changes))[1]
