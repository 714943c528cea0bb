"""Showing a comparison: on the terminal, in JSON, in a spreadsheet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rich.markup import escape
from rich.table import Table

from wochorus.cli.output import out
from wochorus.core.dates import format_date, format_moment
from wochorus.core.money import format_amount, to_cents
from wochorus.deposits.comparing.queries import is_to_do
from wochorus.deposits.comparing.verdicts import What
from wochorus.deposits.models import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import Comparison, ComparisonRow

_TITLES = {
    Side.HERE: "Ici seulement",
    Side.THERE: "Sur Chorus Pro seulement",
    Side.DIFFERENT: "Différentes",
}
_HEADERS = (
    *("Où", "N° facture", "Date", "TTC", "N° de flux", "Statut Chorus", "identifiantFactureCPP"),
    *("Constat", "Ce qu'il en est", "Différences", "Que faire"),
)


def print_comparison(comparison: Comparison, rows: Sequence[ComparisonRow]) -> None:
    """Print the counts, then each of the three columns under its title."""
    sides = Counter(row.side for row in rows)
    made = format_moment(timezone.localtime(comparison.made_at))
    out.print(
        f"Factures datées du {format_date(comparison.issued_from)} au "
        f"{format_date(comparison.issued_to)} · comparées le {made} ({escape(comparison.actor)})"
    )
    out.print(
        f"Au journal : {comparison.here} · sur Chorus Pro : {comparison.there} · "
        f"identiques : {comparison.same}"
    )
    for side, title in _TITLES.items():
        out.print(f"\n[bold]{title} : {sides[side]}[/]")
        if sides[side]:
            out.print(_table(row for row in rows if row.side == side))


def _table(rows: Iterable[ComparisonRow]) -> Table:
    table = Table(box=None, padding=(0, 1))
    for header in ("N° facture", "Date", "TTC", "Constat"):
        table.add_column(header, no_wrap=header != "Constat", overflow="fold")
    table.add_column("Ce qu'il en est, et que faire", overflow="fold", ratio=1)
    for row in rows:
        told = " ".join(filter(None, (row.message, _differences(row))))
        table.add_row(
            escape(row.number or "–"),
            format_date(row.issue_date) if row.issue_date else "–",
            "–" if row.amount is None else format_amount(row.amount),
            str(What(row.what).label),
            escape(f"{told}\n→ {row.remedy}" if row.remedy else told),
        )
    return table


def _amount(row: ComparisonRow) -> Decimal | None:
    return None if row.amount is None else to_cents(row.amount)


def _differences(row: ComparisonRow) -> str:
    told = (
        f"{name} : {ours} ici, {theirs} là-bas" for name, (ours, theirs) in row.differences.items()
    )
    text = " ; ".join(told)
    return f"({text}.)" if text else ""


def comparison_as_json(
    company: Company, comparison: Comparison, rows: Sequence[ComparisonRow]
) -> dict[str, Any]:
    """Describe a comparison for programs."""
    return {
        "company": company.code,
        "environment": comparison.environment,
        "issued_from": comparison.issued_from,
        "issued_to": comparison.issued_to,
        "made_at": comparison.made_at,
        "made_by": comparison.actor,
        "in_journal": comparison.here,
        "on_chorus": comparison.there,
        "same": comparison.same,
        "to_do": sum(map(is_to_do, rows)),
        **{side.value: [_as_json(row) for row in rows if row.side == side] for side in Side},
    }


def _as_json(row: ComparisonRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "issue_date": row.issue_date,
        "amount_with_tax": _amount(row),
        "flow_number": row.flow_number,
        "chorus_id": row.chorus_id,
        "status": row.status,
        "finding": row.what,
        "finding_label": str(What(row.what).label),
        "is_to_do": is_to_do(row),
        "message": row.message,
        "remedy": row.remedy,
        "differences": {
            name: {"journal": ours, "chorus": theirs}
            for name, (ours, theirs) in row.differences.items()
        },
    }


def write_comparison(path: Path, rows: Sequence[ComparisonRow]) -> None:
    """Write the rows to a spreadsheet, CSV or XLSX by its name."""
    from wochorus.spreadsheets.writing import new_sheet

    with new_sheet(path, _HEADERS, "Comparaison") as sheet:
        for row in rows:
            sheet.write(
                [
                    _TITLES[Side(row.side)],
                    row.number,
                    row.issue_date,
                    _amount(row),
                    row.flow_number,
                    row.status,
                    "" if row.chorus_id is None else str(row.chorus_id),
                    str(What(row.what).label),
                    row.message,
                    _differences(row),
                    row.remedy,
                ]
            )
