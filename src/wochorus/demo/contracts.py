"""Six contracts that the demonstration bills itself, beside the journal of its former software.

One begins inside the month and owes its days only; one has not come back signed, which is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from wochorus.contracts.contract_format import CONTRACT_SHEET, CONTRACTS, LINE_SHEET
from wochorus.contracts.line_format import LINES
from wochorus.demo.customers import SOUND_PUBLIC_CUSTOMERS
from wochorus.demo.journal_file import write_sheet
from wochorus.demo.public_bodies import Requires

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.demo.customers import DemoCustomer
    from wochorus.demo.journal_file import Row
    from wochorus.demo.month import Month

COUNT = 6
FIRST_NUMBER = 1_010_001
_LATE_START = 12
_MONTHLY = (
    ("Entretien courant des locaux", Decimal(52), "h", Decimal("24.60")),
    ("Consommables sanitaires", Decimal(1), "forfait", Decimal("86.40")),
)
_WITH_ORDER = (Requires.ENGAGEMENT, Requires.BOTH, Requires.ONE_OF_TWO)


@dataclass(frozen=True, slots=True)
class DemoContract:
    """A monthly contract, billed at the end of each month. ``day`` is that of its first one."""

    number: str
    customer: DemoCustomer
    day: int = 1
    is_returned: bool = True


def demo_contracts() -> list[DemoContract]:
    """Give the contracts: for bodies spread over the list, so that each kind of demand is met."""
    step = len(SOUND_PUBLIC_CUSTOMERS) // COUNT
    chosen = SOUND_PUBLIC_CUSTOMERS[::step][:COUNT]
    return [
        DemoContract(
            str(FIRST_NUMBER + rank),
            customer,
            _LATE_START if rank == 1 else 1,
            is_returned=rank != 2,  # noqa: PLR2004 - the third one
        )
        for rank, customer in enumerate(chosen)
    ]


def write_contracts(path: Path, month: Month) -> None:
    """Write the file of the contracts, their lines on a second sheet."""
    contracts = demo_contracts()
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        write_sheet(book, CONTRACT_SHEET, CONTRACTS, (_row(each, month) for each in contracts))
        lines = (row for each in contracts for row in _line_rows(each))
        write_sheet(book, LINE_SHEET, LINES, lines)


def _row(contract: DemoContract, month: Month) -> Row:
    customer, body = contract.customer, contract.customer.body
    start = month.first.replace(day=contract.day)
    services = body.usable_services if body else ()
    asks_for_order = body is not None and body.requires in _WITH_ORDER
    return {
        "number": contract.number,
        "customer": customer.code,
        "subject": f"Entretien de {customer.sites[0]}",
        "kind": "ENT LOCAUX + E",
        "signed_on": start,
        "returned_on": start if contract.is_returned else "",
        "starts_on": start,
        "duration_months": "12",
        "anchor": month.first,
        "anchor_day": "1",
        "sector": customer.sector,
        "engagement": f"EJ-{month.year}-{contract.number}" if asks_for_order else "",
        "code_service": services[0].code if services else "",
        "marche": f"{month.year}-PROP-{contract.number[-2:]}",
    }


def _line_rows(contract: DemoContract) -> Iterator[Row]:
    for name, quantity, unit, price in _MONTHLY:
        yield {
            "number": contract.number,
            "name": name,
            "chantier": contract.customer.sites[0],
            "quantity": quantity,
            "unit": unit,
            "price": price,
            "tax_rate": Decimal(20),
        }
