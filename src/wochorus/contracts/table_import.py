"""Contracts read from tables: all of a file comes in, or nothing does; twice is as once.

A contract that is new comes with its sites and its lines. One that is known is changed where the
file says something; its lines are not: they must be those of the file, or be changed one by one
from a day on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wochorus.contracts.amounts import PriceBasis
from wochorus.contracts.contract_format import CONTRACTS, LINE_SHEET, SITE_SHEET
from wochorus.contracts.line_format import LINES, SITES
from wochorus.contracts.models import Contract
from wochorus.contracts.reference_terms import REFERENCE_NAMES, references_on, set_references
from wochorus.contracts.selling import add_line, add_site
from wochorus.contracts.services import change_contract, create_contract
from wochorus.core.errors import InvalidInput
from wochorus.core.tax_categories import usual_category
from wochorus.core.text import fold
from wochorus.core.units import ONE
from wochorus.customers.models import Customer
from wochorus.spreadsheets.layout import recognise
from wochorus.spreadsheets.row_reading import CellReader, RowError, SourceRow
from wochorus.spreadsheets.source import place_of, source_rows
from wochorus.storage.tables import open_table, open_tables

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.contracts.models import ContractLine
    from wochorus.spreadsheets.columns import ColumnTable
    from wochorus.storage.tables import Table

_COMPARED = (
    *("name", "description", "chantier", "quantity", "unit", "basis", "price", "tax_rate"),
    *("tax_category", "starts_on", "ends_on", "is_revised"),
)


@dataclass(slots=True)
class ContractReport:
    """What an import did; nothing when there are errors."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()

    @property
    def imported(self) -> bool:
        """Tell whether the file came in."""
        return not self.errors


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row read: where it stands, and its values by field."""

    row: SourceRow
    values: dict[str, Any]


class _Sheet:
    """One table of the file: its rows read, and its errors told at their cells."""

    def __init__(
        self, table: Table, columns: ColumnTable, report: ContractReport, name: str
    ) -> None:
        layout = recognise(table.header, place_of(table), columns)
        self._reader = CellReader(layout, name)
        self._report = report
        report.ignored_columns += layout.ignored
        self.entries = []
        for row in source_rows(table, "Lecture", lambda *_: None):
            values, errors = self._reader.read(row)
            report.errors += errors
            if not errors:
                self.entries.append(_Entry(row, values))

    def refuse(self, entry: _Entry, column: str, message: str) -> None:
        """Tell that a row is wrong."""
        self._report.errors.append(self._reader.error(entry.row, column, message))

    def by_number(self, known: set[str]) -> dict[str, list[_Entry]]:
        """Group the rows by contract; one that names no contract of the file is wrong."""
        found: dict[str, list[_Entry]] = {}
        for entry in self.entries:
            number = entry.values.pop("number")
            if number in known:
                found.setdefault(number, []).append(entry)
            else:
                self.refuse(entry, "number", "ce contrat n'est pas dans la feuille des contrats")
        return found


def import_contracts(
    company: Company,
    path: Path,
    *,
    actor: str,
    lines_path: Path | None = None,
    sites_path: Path | None = None,
) -> ContractReport:
    """Import the contracts of ``path``, with their lines and sites: sheets, or files of their own.

    Every error is in the report, and then nothing changed. Raises `InvalidInput` when a file has
    not the columns that it must.
    """
    report = ContractReport()
    contracts, lines, sites = _sheets(path, lines_path, sites_path, report)
    report.rows = len(contracts.entries)
    numbers = _distinct(contracts)
    told_lines = lines.by_number(numbers) if lines else {}
    told_sites = sites.by_number(numbers) if sites else {}
    if report.errors:
        return report
    with transaction.atomic():
        writing = _Writing(company, actor, contracts, report)
        for entry in contracts.entries:
            number = entry.values["number"]
            writing.write(entry, told_lines.get(number, []), told_sites.get(number, []))
        if report.errors:
            transaction.set_rollback(True)
            report.added = report.changed = report.unchanged = 0
    return report


def _sheets(
    path: Path, lines_path: Path | None, sites_path: Path | None, report: ContractReport
) -> tuple[_Sheet, _Sheet | None, _Sheet | None]:
    first: _Sheet | None = None
    others: dict[str, _Sheet | None] = {LINE_SHEET: None, SITE_SHEET: None}
    kinds = {fold(LINE_SHEET): (LINE_SHEET, LINES), fold(SITE_SHEET): (SITE_SHEET, SITES)}
    for table in open_tables(path, keep_long_rows=True):
        name, columns = kinds.get(fold(table.sheet), ("", CONTRACTS))
        if name:
            others[name] = _Sheet(table, columns, report, name)
        elif first is None:
            first = _Sheet(table, CONTRACTS, report, "")
    for name, columns, given in ((LINE_SHEET, LINES, lines_path), (SITE_SHEET, SITES, sites_path)):
        if given is None:
            continue
        if others[name] is not None:
            raise InvalidInput(
                f"La feuille « {name} » et {given.name} disent la même chose",
                where=path.name,
                remedy="Retirez l'une des deux.",
            )
        others[name] = _Sheet(open_table(given), columns, report, name)
    if first is None:
        raise InvalidInput(
            "Le fichier n'a pas de feuille des contrats", where=path.name, remedy=CONTRACTS.remedy
        )
    return first, others[LINE_SHEET], others[SITE_SHEET]


def _distinct(contracts: _Sheet) -> set[str]:
    numbers: set[str] = set()
    for entry in contracts.entries:
        number = entry.values["number"]
        if number in numbers:
            contracts.refuse(entry, "number", "ce contrat est deux fois dans le fichier")
        numbers.add(number)
    return numbers


class _Writing:
    """Writes contracts one after the other, each whole or refused at its row."""

    def __init__(
        self, company: Company, actor: str, contracts: _Sheet, report: ContractReport
    ) -> None:
        self._company, self._actor = company, actor
        self._contracts, self._report = contracts, report
        codes = {entry.values["customer"] for entry in contracts.entries}
        numbers = {entry.values["number"] for entry in contracts.entries}
        customers = Customer.objects.filter(company=company, code__in=codes)
        self._customers = {customer.code: customer for customer in customers}
        known = Contract.objects.filter(company=company, number__in=numbers)
        self._known = {contract.number: contract for contract in known}

    def write(self, entry: _Entry, lines: list[_Entry], sites: list[_Entry]) -> None:
        """Create or change one contract."""
        customer = self._customers.get(entry.values["customer"])
        if customer is None:
            message = "ce client n'existe pas : enregistrez-le d'abord"
            self._contracts.refuse(entry, "customer", message)
            return
        values = {**entry.values, "customer": customer}
        number = values.pop("number")
        try:
            with transaction.atomic():
                if number in self._known:
                    self._change(self._known[number], values, lines, sites)
                else:
                    self._create(number, values, lines, sites)
        except InvalidInput as error:
            self._contracts.refuse(entry, "number", str(error))

    def _create(
        self, number: str, values: dict[str, Any], lines: list[_Entry], sites: list[_Entry]
    ) -> None:
        customer, start = values.pop("customer"), values.pop("starts_on")
        # The lines of a contract taken over live since its effect, which is billed elsewhere.
        following = values.pop("next_start", None)
        contract = create_contract(customer, number, start, actor=self._actor, **values)
        for site in sites:
            add_site(contract, actor=self._actor, **site.values)
        for line in lines:
            add_line(contract, actor=self._actor, **line.values)
        if following is not None and following != contract.next_start:
            change_contract(contract, actor=self._actor, next_start=following)
        self._report.added += 1

    def _change(
        self,
        contract: Contract,
        values: dict[str, Any],
        lines: list[_Entry],
        sites: list[_Entry],
    ) -> None:
        before = contract.history.count()
        references = {name: values.pop(name) for name in REFERENCE_NAMES if name in values}
        if values["starts_on"] == contract.starts_on:
            values.pop("starts_on")
        contract = change_contract(contract, actor=self._actor, **values)
        if references and not _same_references(contract, references):
            set_references(contract, actor=self._actor, **references)
        for site in sites:
            if not _same_site(contract, site.values):
                add_site(contract, actor=self._actor, **site.values)
        if lines:
            _refuse_other_lines(contract, lines)
        is_news = contract.history.count() > before
        self._report.changed += is_news
        self._report.unchanged += not is_news


def _same_references(contract: Contract, told: dict[str, Any]) -> bool:
    start = told.get("references_from")
    known = references_on(contract, start or contract.next_start)
    if known is None or (start is not None and known.starts_on != start):
        return False
    return all(getattr(known, name) == told[name] for name in told if name != "references_from")


def _same_site(contract: Contract, told: dict[str, Any]) -> bool:
    known = contract.chantiers.filter(name=told["name"]).first()
    return known is not None and all(getattr(known, name) == told[name] for name in told)


def _refuse_other_lines(contract: Contract, told: list[_Entry]) -> None:
    wanted = sorted((_told_key(contract, entry.values) for entry in told), key=repr)
    known = sorted(map(_known_key, contract.lines.select_related("chantier")), key=repr)
    if wanted != known:
        raise InvalidInput(
            "le contrat existe déjà, avec d'autres lignes que celles du fichier",
            where=f"contrat {contract.number}",
            remedy="Changez-les à compter d'un jour (contract line change), ou retirez-les du "
            "fichier.",
        )


def _told_key(contract: Contract, values: dict[str, Any]) -> tuple[str, ...]:
    usual = {
        "description": "",
        "chantier": "",
        "quantity": Decimal(1),
        "unit": ONE,
        "basis": PriceBasis.MONTH.value,
        "tax_category": usual_category(values["tax_rate"]),
        "starts_on": contract.starts_on,
        "ends_on": None,
        "is_revised": True,
    }
    return tuple(_comparable({**usual, **values}[name]) for name in _COMPARED)


def _known_key(line: ContractLine) -> tuple[str, ...]:
    site = line.chantier.name if line.chantier else ""
    return tuple(
        _comparable(site if name == "chantier" else getattr(line, name)) for name in _COMPARED
    )


def _comparable(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
