"""Payments in a table that a person filled in, or a bank's CSV: one row, one payment.

Money that went out has its amount in the column « Débit », or a minus before it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from wochorus.billing.payments.bank_lines import BankFile, BankLine
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_euros, to_cents
from wochorus.spreadsheets.cells import CellRefused, code, day, number, text
from wochorus.spreadsheets.columns import Column, ColumnTable
from wochorus.spreadsheets.layout import recognise
from wochorus.spreadsheets.row_reading import CellReader, RowError, SourceRow
from wochorus.spreadsheets.source import source_rows
from wochorus.storage.tables import TableLimits, open_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from wochorus.spreadsheets.layout import Layout

LIMITS = TableLimits(max_rows=100_000)
SHOWN = 20


def amount(cell: str) -> Decimal:
    """Read an amount: positive when it came in, negative when it went out, to the cent."""
    value = number(cell, "un montant comme 1 234,56")
    if not value:
        raise CellRefused("un montant autre que zéro, ou une cellule vide")
    if value != to_cents(value):
        raise CellRefused("deux décimales au plus")
    return to_cents(value)


PAYMENTS = ColumnTable(
    (
        Column(
            "received_on",
            "Date",
            day,
            "Jour où l'argent est arrivé.",
            ("24/11/2026", "25/11/2026"),
            ("Date de règlement", "Date d'opération", "Date de valeur"),
            required=True,
        ),
        Column(
            "amount",
            "Montant",
            amount,
            "En euros ; négatif pour un remboursement. Vide si la ligne a un débit.",
            ("1 200,00", "2 000,00"),
            ("Montant reçu", "Crédit"),
        ),
        Column(
            "numbers",
            "N° de facture",
            text(500),
            "La ou les factures payées ; plusieurs se suivent, séparées par une espace.",
            ("FA-2026-0012", "FA-2026-0013 FA-2026-0014"),
            ("Facture", "Factures", "N° facture", "Pièce"),
        ),
        Column(
            "payer", "Payeur", text(200), "Qui a payé.", ("DRFIP Paris", ""), ("Client", "Tiers")
        ),
        Column(
            "text",
            "Libellé",
            text(500),
            "Ce que dit la banque ou le chèque.",
            ("VIR SEPA", ""),
            ("Libelle", "Communication"),
        ),
        Column(
            "reference",
            "Référence",
            code(100),
            "Ce qui distingue ce règlement de tout autre : il n'est enregistré qu'une fois.",
            ("VIR-4711", ""),
            ("Référence bancaire", "N° de chèque"),
        ),
        Column(
            "debit",
            "Débit",
            amount,
            "En euros : ce qui est sorti, avec ou sans signe moins.",
            ("", ""),
            ("Montant débité",),
        ),
    ),
    (),
    remedy="Il faut au moins Date, et Montant ou Débit : « wochorus payment template » écrit un "
    "exemple.",
)


def read_payments(path: Path) -> BankFile:
    """Read the payments of a table (CSV or XLSX), all of them or none.

    Raises `InvalidInput` with the rows that cannot be read: line, column, what was expected.
    """
    table = open_table(path, limits=LIMITS)
    reader = CellReader(_recognised(table.header, path.name))
    found, errors, seen = BankFile(), list[RowError](), Counter[str]()
    for row in source_rows(table, "Lecture des règlements", lambda *_: None):
        values, wrong = reader.read(row)
        wrong += _misplaced(reader, row)
        errors += wrong
        if not wrong and values:
            found.lines.append(_line(values, seen))
    if errors:
        raise _refusal(path, errors)
    return found


def _recognised(header: Sequence[str], where: str) -> Layout:
    layout = recognise(header, where, PAYMENTS)
    if not (layout.has("amount") or layout.has("debit")):
        raise InvalidInput("Il manque une colonne : Montant", where=where, remedy=PAYMENTS.remedy)
    return layout


def _misplaced(reader: CellReader, row: SourceRow) -> list[RowError]:
    """Want one amount in a row: in « Montant » or in « Débit »."""
    filled = [name for name in ("amount", "debit") if row.cells.get(reader.layout.title(name))]
    if len(filled) > 1:
        return [reader.error(row, "debit", "la ligne a déjà un montant : gardez-en un seul")]
    if not filled and any(row.cells.values()):
        return [reader.error(row, "amount", "valeur obligatoire : remplissez la cellule")]
    return []


def _line(values: dict[str, Any], seen: Counter[str]) -> BankLine:
    told = " · ".join(values[name] for name in ("numbers", "text", "reference") if name in values)
    reference = values.get("reference", "")
    signed: Decimal = values["amount"] if "amount" in values else -abs(values["debit"])
    key = reference or "\0".join(
        (str(values["received_on"]), str(signed), told, values.get("payer", ""))
    )
    seen[key] += 1
    if reference and seen[key] > 1:
        raise InvalidInput(
            f"La référence {reference} est celle de deux règlements "
            f"({format_euros(signed)} en est un)",
            remedy="Une référence distingue un règlement de tout autre : corrigez-la.",
        )
    digest = hashlib.sha256(f"table\0{key}\0{seen[key]}".encode()).hexdigest()
    return BankLine(
        digest,
        "",
        values["received_on"],
        abs(signed),
        text=told,
        payer=values.get("payer", ""),
        is_debit=signed < 0,
    )


def _refusal(path: Path, errors: list[RowError]) -> InvalidInput:
    told = "\n".join(
        f"  ligne {error.row}, colonne « {error.column} » (« {error.value[:40]} ») : "
        f"{error.message}"
        for error in errors[:SHOWN]
    )
    more = f"\n  … et {len(errors) - SHOWN} autre(s)" if len(errors) > SHOWN else ""
    return InvalidInput(
        f"{len(errors)} cellule(s) ne se lisent pas ; rien n'a été enregistré\n{told}{more}",
        where=path.name,
        remedy="Corrigez-les et importez à nouveau.",
    )
