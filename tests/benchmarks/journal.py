"""The journal of a large cleaning company: imported, imported again, listed.

Targets on two cores: 16,464 invoices imported in 15 s; 529 of them listed in 50 ms.
"""

from __future__ import annotations

import io
import resource
import tempfile
import time
from contextlib import redirect_stdout
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from secrets import token_hex
from typing import TYPE_CHECKING

from python_calamine import load_workbook

from wochorus.core.money import to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wochorus.accounts.models import Company
    from wochorus.spreadsheets.writing import Cell

INVOICES = 16_464
LISTED = 529
CUSTOMERS = 800
RATES = (Decimal(20), Decimal(20), Decimal(20), Decimal(10), Decimal("5.5"))
FIRST_DAY = date(2024, 1, 1)


def journal_rows(count: int, seed: int = 1) -> Iterator[dict[str, Cell]]:
    """Yield ``count`` invoices by field name; one in six has two VAT rates."""
    random = Random(seed)  # noqa: S311 - made-up invoices
    for index in range(count):
        customer = random.randrange(CUSTOMERS)
        day = FIRST_DAY + timedelta(days=index * 720 // count)
        credit_note = random.random() < 0.04
        rates = (
            random.sample(sorted(set(RATES)), 2)
            if random.random() < 1 / 6
            else [random.choice(RATES)]
        )
        yield {
            "number": f"FA-{day.year}-{index:06}",
            "kind": "Avoir" if credit_note else "Facture",
            "issue_date": day,
            "due_date": day + timedelta(days=30),
            "preceding_invoice": f"FA-{day.year}-{index - 1:06}" if credit_note else "",
            "payment_means": random.choice(("Virement", "Prélèvement", "Chèque")),
            "subject": f"Entretien des locaux, semaine {index % 52}",
            "source": random.choice(("Contrat", "Facture libre", "Travaux complémentaires")),
            "sector": f"Secteur {customer % 7}",
            "chantier": f"Chantier {customer % 40}",
            **_customer(customer),
            **_amounts(random, rates),
        }


def _customer(index: int) -> dict[str, Cell]:
    public = index % 3 > 0
    return {
        "customer_code": f"C{index:04}",
        "customer_name": f"{'Commune de' if public else 'Société'} Fictive n° {index}",
        "siret": f"{20000000000000 + index * 1003}",
        "buyer_kind": "Public" if public else "Privé",
        "address": f"{index} rue de l'Église",
        "postcode": f"{10000 + index}",
        "town": f"Fictive-{index}",
        "engagement": f"ENG{index:08}" if public else "",
        "code_service": f"SERVICE_{index % 12}" if public else "",
        "group": f"Groupe {index % 5}",
    }


def _amounts(random: Random, rates: list[Decimal]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    total, tax = Decimal(0), Decimal(0)
    for position, rate in enumerate(rates, start=1):
        base = Decimal(random.randrange(5_000, 900_000)) / 100
        amount = to_cents(base * rate / 100)
        cells[f"rate_{position}"] = rate
        cells[f"base_{position}"], cells[f"tax_{position}"] = base, amount
        total, tax = total + base, tax + amount
    return {
        **cells,
        "total_without_tax": total,
        "total_tax": tax,
        "total_with_tax": total + tax,
    }


def line_rows(invoice: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """Yield two lines for each VAT rate of an invoice, which add up to it."""
    sign = -1 if invoice["kind"] == "Avoir" else 1
    for position, rate in ((n, invoice[f"rate_{n}"]) for n in (1, 2) if f"rate_{n}" in invoice):
        base = invoice[f"base_{position}"]
        if not isinstance(base, Decimal):
            raise TypeError(base)
        shared = {"number": invoice["number"], "tax_rate": rate, "unit": "heure"}
        half = to_cents(base / 2)
        for name, price in (("Entretien des locaux", half), ("Vitrerie", base - half)):
            yield {**shared, "name": name, "quantity": Decimal(sign), "price": price}


def write_journal(
    path: Path, count: int = INVOICES, seed: int = 1, *, with_lines: bool = False
) -> Path:
    """Write ``count`` invoices to ``path``, CSV or XLSX by its name, with their lines in XLSX."""
    from wochorus.billing.journal_format import JOURNAL, JOURNAL_SHEET
    from wochorus.billing.line_format import LINES, SHEET
    from wochorus.spreadsheets.writing import new_sheet, new_sheets

    if not with_lines:
        with new_sheet(path, JOURNAL.headers, JOURNAL_SHEET) as sheet:
            for row in journal_rows(count, seed):
                sheet.write([row.get(column.field) for column in JOURNAL.columns])
        return path
    with new_sheets(path, {JOURNAL_SHEET: JOURNAL.headers, SHEET: LINES.headers}) as sheets:
        for row in journal_rows(count, seed):
            sheets[JOURNAL_SHEET].write([row.get(column.field) for column in JOURNAL.columns])
            for line in line_rows(row):
                sheets[SHEET].write([line.get(column.field) for column in LINES.columns])
    return path


def measure(company: Company, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield each thing measured, its seconds, and those of its peer: the least work possible.

    The peer of an import is the reading of the same file by the library alone; that of the
    list is the bare query, its rows thrown away.
    """
    from wochorus.billing.export import export_journal
    from wochorus.billing.importer import import_journal
    from wochorus.billing.journal_filter import EVERYTHING

    workbook = write_journal(folder / "journal.xlsx")
    text = write_journal(folder / "journal.csv")
    changed = write_journal(folder / "corrige.xlsx", seed=2)
    reading = _seconds(lambda: load_workbook(workbook).get_sheet_by_index(0).to_python())
    yield "import XLSX", _seconds(lambda: import_journal(company, workbook)), reading
    yield "le même en CSV, inchangé", _seconds(lambda: import_journal(company, text)), reading
    yield "tout modifié", _seconds(lambda: import_journal(company, changed)), reading
    export = _seconds(lambda: export_journal(company, EVERYTHING, folder / "export.xlsx"))
    yield "export XLSX", export, reading
    detailed = write_journal(folder / "lignes.xlsx", seed=2, with_lines=True)
    yield "lignes ajoutées", _seconds(lambda: import_journal(company, detailed)), reading
    yield "les mêmes lignes", _seconds(lambda: import_journal(company, detailed)), reading
    bare = min(_seconds(lambda: _bare_query(company)) for _ in range(5))
    yield f"liste de {LISTED}", min(_seconds(lambda: _list(company)) for _ in range(5)), bare


def _bare_query(company: Company) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM billing_invoice WHERE company_id = %s AND number BETWEEN %s AND %s",
            [company.pk, *_bounds()],
        )
        cursor.fetchall()


def _bounds() -> tuple[str, str]:
    start = INVOICES * 2 // 3
    return f"FA-2025-{start:06}", f"FA-2025-{start + LISTED - 1:06}"


def _list(company: Company) -> None:
    from wochorus.billing.journal import JournalFilter, journal_page
    from wochorus.cli.journal import print_page

    lowest, highest = _bounds()
    start = time.perf_counter()
    page = journal_page(company, JournalFilter(number_from=lowest, number_to=highest))
    if page.shown != LISTED:
        raise AssertionError(page.shown)
    print_page(page, start)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    with redirect_stdout(io.StringIO()):
        work()
    return time.perf_counter() - start


def main() -> None:
    """Print the figures; the company made for them is removed at the end."""
    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice

    company = Company.objects.create(code=f"banc-{token_hex(4)}", name="Banc d'essai")
    try:
        with tempfile.TemporaryDirectory(prefix="wochorus-bench-") as folder:
            _print_figures(company, Path(folder))
    finally:
        Invoice.objects.filter(company=company).delete()
        company.delete()


def _print_figures(company: Company, folder: Path) -> None:
    print(f"Journal de {INVOICES} factures")
    for name, seconds, peer in measure(company, folder):
        print(f"  {name:<28} {seconds:8.3f} s   {seconds / peer:6.1f} × le strict minimum")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {'mémoire la plus haute':<28} {peak:8} Mo")
