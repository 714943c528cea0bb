"""Bringing a file of customers in: every error told, all or nothing, twice the same as once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from wochorus.core.errors import InvalidInput
from wochorus.customers.kinds import is_told_by_user
from wochorus.customers.models import Contact, Customer
from wochorus.customers.people import add_contact, change_contact
from wochorus.customers.services import checked_code, write_fields
from wochorus.customers.table.layout import CONTACT, CUSTOMERS, SHEET
from wochorus.spreadsheets.layout import recognise
from wochorus.spreadsheets.refused_rows import error_header, free_name, write_refused
from wochorus.spreadsheets.row_reading import CellReader, RowError, SourceRow
from wochorus.spreadsheets.source import Progress, SourceTable, place_of, source_rows
from wochorus.spreadsheets.writing import new_sheet
from wochorus.storage.tables import TableLimits, open_tables

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

LIMITS = TableLimits(max_rows=200_000)
BATCH = 500
_GUESSED = ("kind", "siret", "legal_category")
_WRITTEN = [
    column.name
    for column in Customer._meta.concrete_fields  # noqa: SLF001 - Django's documented API
    if not column.primary_key and not column.generated and column.name != "company"
]


@dataclass(slots=True)
class ImportReport:
    """What an import did, in customers."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()
    imported: bool = False
    error_file: Path | None = None

    @property
    def complete(self) -> bool:
        """Tell whether all that was asked was done."""
        return self.imported and not self.errors

    def refused_rows(self) -> set[int]:
        """Name the rows that did not come in."""
        return {error.row for error in self.errors}


def import_customers(
    company: Company,
    path: Path,
    *,
    partial: bool = False,
    progress: Progress = lambda *_: None,
) -> ImportReport:
    """Add or change customers of ``company`` from the table at ``path`` (XLSX or CSV), by code.

    An empty cell changes nothing. Errors stop everything, unless ``partial``: then the good rows
    come in, and the others are written beside the file with what is wrong. Raises `InvalidInput`
    when the file is no table of customers at all.
    """
    source, rows, report = _read(path, progress)
    with transaction.atomic():
        held = _Held(company, [values["code"] for _, values in rows if "code" in values])
        for row, values in rows:
            held.take(source, row, values, report)
        if report.errors and not partial:
            return report
        progress("Enregistrement", 0, len(rows))
        held.save(report)
        if report.errors:
            report.error_file = _write_refused(source, report)
    report.imported = True
    return report


_Row = tuple[SourceRow, dict[str, Any]]


def _read(path: Path, progress: Progress) -> tuple[SourceTable, list[_Row], ImportReport]:
    table = next(open_tables(path, limits=LIMITS, keep_long_rows=True))
    layout = recognise(table.header, place_of(table), CUSTOMERS)
    reader, report = CellReader(layout), ImportReport(ignored_columns=layout.ignored)
    rows: list[SourceRow] = []
    good: list[_Row] = []
    for row in source_rows(table, "Lecture des clients", progress):
        rows.append(row)
        values, errors = reader.read(row)
        report.errors += errors
        if not errors:
            good.append((row, values))
    report.rows = len(rows)
    return SourceTable(path, layout, table.header, rows), good, report


class _Held:
    """The customers that a file is about, those known and those new, until they are saved."""

    def __init__(self, company: Company, codes: list[str]) -> None:
        self._company = company
        known = Customer.objects.select_for_update().filter(company=company, code__in=codes)
        self._known = {customer.code: customer for customer in known.order_by("id")}
        self._rows: dict[str, int] = {}
        self._new: list[Customer] = []
        self._changed: list[Customer] = []
        self._unchanged = 0
        self._contacts: list[tuple[Customer, dict[str, Any]]] = []

    def take(
        self, source: SourceTable, row: SourceRow, values: dict[str, Any], report: ImportReport
    ) -> None:
        """Write a row on its customer; what is refused joins the errors of ``report``."""
        reader = CellReader(source.layout)
        code = values["code"]
        if first := self._rows.get(code):
            message = f"ce code est déjà à la ligne {first} : gardez-en une"
            report.errors.append(reader.error(row, "code", message))
            return
        self._rows[code] = row.number
        try:
            self._write(code, values)
        except InvalidInput as error:
            column = "code_service" if "service" in error.what else "code"
            told = " ; ".join(part for part in (error.what, error.remedy) if part)
            report.errors.append(reader.error(row, column, told))

    def _write(self, code: str, values: dict[str, Any]) -> None:
        known = self._known.get(code)
        if known is None and not values.get("name"):
            raise InvalidInput(
                f"le client {code} est nouveau : il lui faut un nom",
                remedy="Remplissez la colonne du nom.",
            )
        customer = known or Customer(company=self._company, code=checked_code(code))
        before = _snapshot(customer)
        own = {
            name: value
            for name, value in values.items()
            if name != "code" and not name.startswith(CONTACT)
        }
        if known is not None and _says_the_guess_again(known, own):
            del own["kind"]
        write_fields(customer, own)
        contact = {
            name.removeprefix(CONTACT): value
            for name, value in values.items()
            if name.startswith(CONTACT)
        }
        if contact.get("name"):
            self._contacts.append((customer, contact))
        if known is None:
            self._new.append(customer)
        elif _snapshot(customer) != before:
            self._changed.append(customer)
        else:
            self._unchanged += 1

    def save(self, report: ImportReport) -> None:
        """Write everything, and count it in ``report``."""
        now = timezone.now()
        for customer in self._changed:
            customer.updated_at = now
        Customer.objects.bulk_create(self._new, batch_size=BATCH)
        Customer.objects.bulk_update(self._changed, _WRITTEN, batch_size=BATCH)
        changed = {customer.pk for customer in self._changed}
        new = {customer.pk for customer in self._new}
        for customer, contact in self._contacts:
            if _save_contact(customer, contact) and customer.pk not in new:
                changed.add(customer.pk)
        report.added, report.changed = len(new), len(changed)
        report.unchanged = self._unchanged - len(changed - {c.pk for c in self._changed})


def _says_the_guess_again(known: Customer, told: dict[str, Any]) -> bool:
    """Tell whether a row gives back the kind that was guessed, and nothing to guess another from.

    An exported file says each kind: brought in again, it must not turn a guess into a choice.
    """
    return (
        "kind" in told
        and not is_told_by_user(known)
        and all(told.get(name, getattr(known, name)) == getattr(known, name) for name in _GUESSED)
    )


def _snapshot(customer: Customer) -> list[Any]:
    return [getattr(customer, name) for name in _WRITTEN]


def _save_contact(customer: Customer, told: dict[str, Any]) -> bool:
    """Add or change a contact by its name, and say whether that was news."""
    known: Contact | None = customer.contacts.filter(name__iexact=told["name"]).first()
    if known is None:
        add_contact(customer, **told)
        return True
    news = {name: value for name, value in told.items() if getattr(known, name) != value}
    if news:
        change_contact(known, **news)
    return bool(news)


def _write_refused(source: SourceTable, report: ImportReport) -> Path:
    """Write the refused rows beside the file, to be corrected and imported."""
    path, refused = free_name(source.path), report.refused_rows()
    messages: dict[int, list[str]] = {}
    for error in report.errors:
        messages.setdefault(error.row, []).append(f"{error.column} : {error.message}")
    rows = [row for row in source.rows if row.number in refused]
    with new_sheet(path, error_header(source), SHEET) as sheet:
        write_refused(sheet, source, rows, messages)
    return path
