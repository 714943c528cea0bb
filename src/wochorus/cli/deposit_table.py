"""The table N° pièce, fichier, rapport, that fills as the deposit goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wochorus.choruspro.catalogue import in_plain_words
from wochorus.cli.output import out
from wochorus.deposits.services import DepositResult, Outcome, ReportLine, carry_out

if TYPE_CHECKING:
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.workshop import Workshop

_STYLES = {
    Outcome.DEPOSITED: "green",
    Outcome.REFUSED: "red",
    Outcome.AMBIGUOUS: "yellow",
    Outcome.NOT_SENT: "red",
}
_BAR = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
)


def run_shown(
    order: DepositOrder, invoices: int, client: ChorusClient, workshop: Workshop
) -> DepositResult:
    """Carry out an order whose plan has so many ``invoices``, and show each one's fate."""
    out.print(f"[bold]{'N° pièce':<20}  {'Fichier':<44}  Rapport[/]")
    with Progress(*_BAR, console=out, transient=True) as progress:
        sending = progress.add_task("Dépôt", total=invoices)

        def show(line: ReportLine) -> None:
            progress.console.print(_reported(line))
            progress.advance(sending)

        return carry_out(order, client, show, workshop=workshop)


def run_quietly(order: DepositOrder, client: ChorusClient, workshop: Workshop) -> DepositResult:
    """Carry out an order without a word."""
    return carry_out(order, client, lambda _: None, workshop=workshop)


def _reported(line: ReportLine) -> str:
    style, word = _STYLES[line.outcome], line.outcome.value
    refused = line.outcome is Outcome.REFUSED
    detail = in_plain_words(line.detail) if refused else line.detail
    return (
        f"{escape(line.number):<20}  {escape(line.file_name):<44}  "
        f"[{style}]{word}[/] {escape(detail)}"
    )
