"""`wochorus contract calendar`: the periods to come, and nothing billed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.contract.common import NUMBER, found_contract
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, company_option, json_option, needs_database
from wochorus.core.dates import format_date
from wochorus.core.money import format_amount

if TYPE_CHECKING:
    from wochorus.contracts.due import PeriodBill


@click.command("calendar", cls=FrenchHelp)
@NUMBER
@click.option(
    "--periods",
    type=click.IntRange(1, 600),
    default=12,
    show_default=True,
    help="Nombre de périodes à venir.",
)
@company_option
@json_option
@needs_database
def calendar(number: str, periods: int, company_code: str | None, as_json: bool) -> None:
    """Montrer les périodes à venir, leurs dates et leurs montants, sans rien facturer."""
    from wochorus.contracts.due import coming_bills

    contract = found_contract(company_code, number)
    bills = list(coming_bills(contract, periods))
    if as_json:
        emit_json({"number": number, "periods": [_bill_as_json(bill) for bill in bills]})
        return
    announce(contract.company)
    print_columns(_CALENDAR, [_bill_cells(bill) for bill in bills])
    if not bills:
        out.print("Il n'y a plus rien à facturer.")


_CALENDAR = (
    TextColumn("Période"),
    TextColumn("Facturée le"),
    TextColumn("Échéance"),
    TextColumn("HT", right=True),
    TextColumn("TVA", right=True),
    TextColumn("TTC", right=True),
    TextColumn("Remarque", least=10),
)


def _bill_cells(bill: PeriodBill) -> tuple[str, ...]:
    remark = "suspendue" if bill.is_suspended else ""
    if bill.period.is_partial and not bill.is_suspended:
        days, whole = bill.period.billed.days, bill.period.whole.days
        remark = f"prorata {days}/{whole} jours"
    return (
        str(bill.period.billed),
        format_date(bill.issued_on),
        format_date(bill.due_on),
        format_amount(bill.without_tax),
        format_amount(bill.with_tax - bill.without_tax),
        format_amount(bill.with_tax),
        remark,
    )


def _bill_as_json(bill: PeriodBill) -> dict[str, Any]:
    return {
        "start": bill.period.billed.start,
        "end": bill.period.billed.end,
        "is_partial": bill.period.is_partial,
        "is_suspended": bill.is_suspended,
        "issued_on": bill.issued_on,
        "due_on": bill.due_on,
        "without_tax": bill.without_tax,
        "with_tax": bill.with_tax,
        "lines": [{"name": one.line.name, "amount": one.amount} for one in bill.lines],
    }
