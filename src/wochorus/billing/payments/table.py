"""Payments in a table that a person filled in: one row, one payment."""

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
from wochorus.spreadsheets.row_reading import CellReader, RowError
from wochorus.spreadsheets.source import source_rows
from wochorus.storage.tables import TableLimits, open_table

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

LIMITS = TableLimits(max_rows=100_000)
SHOWN = 20


def amount(cell: str) -> Decimal:
    """Read an amount received: positive, to the cent."""
    value = number(cell, "un montant comme 1 234,56")
    if value <= 0:
        raise CellRefused("un montant positif : un règlement reçu")
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
            "En euros, positif.",
            ("1 200,00", "2 000,00"),
            ("Montant reçu", "Crédit"),
            required=True,
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
    ),
    (),
    remedy="Il faut au moins Date et Montant : « wochorus payment template » écrit un exemple.",
)


def read_payments(path: Path) -> BankFile:
    """Read the payments of a table (CSV or XLSX), all of them or none.

    Raises `InvalidInput` with the rows that cannot be read: line, column, what was expected.
    """
    table = open_table(path, limits=LIMITS)
    reader = CellReader(recognise(table.header, path.name, PAYMENTS))
    found, errors, seen = BankFile(), list[RowError](), Counter[str]()
    for row in source_rows(table, "Lecture des règlements", lambda *_: None):
        values, wrong = reader.read(row)
        errors += wrong
        if not wrong and values:
            found.lines.append(_line(values, seen))
    if errors:
        raise _refusal(path, errors)
    return found


def _line(values: dict[str, Any], seen: Counter[str]) -> BankLine:
    told = " · ".join(values[name] for name in ("numbers", "text", "reference") if name in values)
    reference = values.get("reference", "")
    key = reference or "\0".join(
        (str(values["received_on"]), str(values["amount"]), told, values.get("payer", ""))
    )
    seen[key] += 1
    if reference and seen[key] > 1:
        raise InvalidInput(
            f"La référence {reference} est celle de deux règlements "
            f"({format_euros(values['amount'])} en est un)",
            remedy="Une référence distingue un règlement de tout autre : corrigez-la.",
        )
    digest = hashlib.sha256(f"table\0{key}\0{seen[key]}".encode()).hexdigest()
    return BankLine(
        digest,
        "",
        values["received_on"],
        values["amount"],
        text=told,
        payer=values.get("payer", ""),
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
