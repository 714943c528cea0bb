"""Contracts written as tables, in the columns that an import reads."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wochorus.contracts.contract_format import (
    CONTRACT_SHEET,
    CONTRACTS,
    LINE_SHEET,
    REFERENCE_FIELDS,
    SITE_SHEET,
)
from wochorus.contracts.line_format import LINES, SITES
from wochorus.contracts.reference_terms import references_on
from wochorus.core.tax_categories import TaxCategory, category_label
from wochorus.core.units import unit_word
from wochorus.spreadsheets.writing import Cell, SheetWriter, new_sheet, new_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from wochorus.contracts.models import Chantier, Contract, ContractLine

_REFERENCES = frozenset(column.field for column in REFERENCE_FIELDS)


@dataclass(slots=True)
class Written:
    """How many rows an export wrote."""

    contracts: int = 0
    lines: int = 0
    sites: int = 0


def export_contracts(
    contracts: Iterable[Contract],
    path: Path,
    day: date,
    lines_path: Path | None = None,
    sites_path: Path | None = None,
) -> Written:
    """Write contracts to ``path`` with their references in force on ``day``.

    In a workbook, lines and sites are two other sheets; beside a CSV they go to CSV files of their
    own when these are given.
    """
    written = Written()
    with ExitStack() as stack:
        rows, lines, sites = _writers(stack, path, lines_path, sites_path)
        for contract in contracts:
            rows.write(_contract_row(contract, day))
            written.contracts += 1
            if lines is not None:
                for line in contract.lines.select_related("chantier"):
                    lines.write(_line_row(contract, line))
                    written.lines += 1
            if sites is not None:
                for site in contract.chantiers.order_by("name"):
                    sites.write(_site_row(contract, site))
                    written.sites += 1
    return written


def _writers(
    stack: ExitStack, path: Path, lines_path: Path | None, sites_path: Path | None
) -> tuple[SheetWriter, SheetWriter | None, SheetWriter | None]:
    if path.suffix.lower() == ".xlsx":
        headers = {
            CONTRACT_SHEET: CONTRACTS.headers,
            LINE_SHEET: LINES.headers,
            SITE_SHEET: SITES.headers,
        }
        sheets = stack.enter_context(new_sheets(path, headers))
        return sheets[CONTRACT_SHEET], sheets[LINE_SHEET], sheets[SITE_SHEET]
    rows = stack.enter_context(new_sheet(path, CONTRACTS.headers, CONTRACT_SHEET))
    lines = sites = None
    if lines_path is not None:
        lines = stack.enter_context(new_sheet(lines_path, LINES.headers, LINE_SHEET))
    if sites_path is not None:
        sites = stack.enter_context(new_sheet(sites_path, SITES.headers, SITE_SHEET))
    return rows, lines, sites


def _contract_row(contract: Contract, day: date) -> list[Cell]:
    references = references_on(contract, day)
    known: dict[str, Any] = {
        "customer": contract.customer.code,
        "timing": contract.get_timing_display(),
        "references_from": references.starts_on if references else None,
        "cadre": contract.cadre,
    }
    for name in _REFERENCES - {"references_from"}:
        known[name] = getattr(references, name) if references else None
    if known["ceiling"] is None:
        known["ceiling_basis"] = None
    names = [column.field for column in CONTRACTS.columns]
    return [_cell(known[name] if name in known else getattr(contract, name)) for name in names]


def _line_row(contract: Contract, line: ContractLine) -> list[Cell]:
    plain = line.tax_category == TaxCategory.STANDARD
    known: dict[str, Any] = {
        "number": contract.number,
        "chantier": line.chantier.name if line.chantier else "",
        "quantity": _trimmed(line.quantity),
        "price": _trimmed(line.price),
        "unit": unit_word(line.unit),
        "basis": line.get_basis_display(),
        "tax_category": "" if plain else category_label(line.tax_category),
        "exemption": f"{line.exemption_code} {line.exemption_reason}".strip(),
    }
    names = [column.field for column in LINES.columns]
    return [_cell(known[name] if name in known else getattr(line, name)) for name in names]


def _site_row(contract: Contract, site: Chantier) -> list[Cell]:
    return [
        contract.number if column.field == "number" else _cell(getattr(site, column.field))
        for column in SITES.columns
    ]


def _trimmed(value: Decimal) -> Decimal:
    """Drop the zeros that say nothing, without the power of ten that `normalize` writes."""
    return Decimal(f"{value.normalize():f}")


def _cell(value: Any) -> Cell:  # noqa: ANN401 - any column
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) if isinstance(value, int) else value
