"""Small files of the directory, as published, with what a test wants changed in them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import xlsxwriter

from wochorus.directory.columns import SERVICE_COLUMNS, STRUCTURE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STRUCTURE_HEADER = [column.title for column in STRUCTURE_COLUMNS]
SERVICE_HEADER = [column.title for column in SERVICE_COLUMNS]

VILLEJUIF = "21940076900019"
MONTREUIL = "21930048000016"
LANGON = "21330227800015"
Row = dict[str, Any]


def a_structure_row(siret: str = VILLEJUIF, **changes: Any) -> Row:
    """Build the row of an active town that requires nothing."""
    undemanding = dict.fromkeys(STRUCTURE_HEADER, "false") | {
        "TypeIdentifiant": "1",
        "Identifiant": siret,
        "RaisonSociale": "COMMUNE DE VILLEJUIF",
        "StructureActive": "true",
        "Adresse": "1 ESPLANADE PIERRE-YVES COSNIER",
        "ComplementAdresse1": "",
        "ComplementAdresse2": "",
        "CodePostal": "94800",
        "Ville": "VILLEJUIF",
        "NumTelephone": "0100000000",
        "Courriel": "mairie@villejuif.example",
        "CodePays": "FR",
        "LibellePays": "FRANCE",
    }
    return undemanding | changes


def a_service_row(siret: str = VILLEJUIF, code: str = "COMPTA", **changes: Any) -> Row:
    """Build the row of an active service that requires nothing."""
    undemanding = dict.fromkeys(SERVICE_HEADER, "") | {
        "idService": "25000001",
        "Identifiant": siret,
        "RaisonSociale": "COMMUNE DE VILLEJUIF",
        "Code": code,
        "Nom": "Comptabilité",
        "GestionEGMT": "false",
        "ServiceActif": "true",
    }
    return undemanding | changes


def write_csv(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8") -> Path:
    """Write the rows under the titles of the first one."""
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)
    return path


def write_xlsx(path: Path, **sheets: Sequence[Row]) -> Path:
    """Write each sheet with the types that Python has; a number stays a number."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, list(row.values()))
    return path
