"""What the commands of `wochorus contract` share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, chosen_company
from wochorus.core.dates import parse_date
from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.contracts.models import Contract


class FrenchDate(click.ParamType[date]):
    """A date as people type it: `24/11/2026`."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read it."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except ValueError:
            self.fail(f"« {value} » n'est pas une date comme 24/11/2026", param, ctx)


class Read(click.ParamType[Any]):
    """A value that a cell reader reads."""

    name = "value"

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Read it."""
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except CellRefused as refusal:
            self.fail(f"« {value} » : attendu {refusal}", param, ctx)


DAY = FrenchDate()
NUMBER = click.argument("number", metavar="N°")


def found_contract(company_code: str | None, number: str) -> Contract:
    """Find a contract of the company asked for. Raises `InvalidInput`."""
    from wochorus.contracts.queries import contract_by_number

    return contract_by_number(chosen_company(company_code), number)


def conclude(contract: Contract, done: str, *, as_json: bool) -> None:
    """Say what was done, then what to look at in the contract."""
    from django.utils import timezone

    from wochorus.cli.contract.card import contract_as_json
    from wochorus.contracts.queries import contract_by_number
    from wochorus.contracts.warnings import contract_warnings

    fresh = contract_by_number(contract.company, contract.number)
    today = timezone.localdate()
    if as_json:
        emit_json({"done": done, **contract_as_json(fresh, today)})
        return
    announce(fresh.company)
    out.print(escape(done), soft_wrap=True)
    print_warnings(contract_warnings(fresh, today))


def print_warnings(warnings: list[str]) -> None:
    """Print what to look at."""
    for warning in warnings:
        out.print(f"[yellow]Attention :[/] {escape(warning)}", soft_wrap=True)
