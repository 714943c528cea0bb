"""The last words of the demonstration: what was done, what is left, where it lies, how to go on.

Everything said here is read from the demonstration's own database, through the commands.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from wochorus.demo.opening import forgetting_lines, opening_lines
from wochorus.demo.simulator_process import our_program

if TYPE_CHECKING:
    from rich.console import Console

    from wochorus.demo.commands import Commands
    from wochorus.demo.folder import DemoFolder

_DEPOSITED = ("deposited", "integrated")


def conclude(commands: Commands, folder: DemoFolder, console: Console) -> None:
    """Tell the outcome and how to open the demonstration again."""
    outcome = _Outcome(
        commands.ask("journal", "list")["invoices"],
        commands.ask("check")["anomalies"],
        commands.ask("flow", "list")["flows"],
    )
    _tell_deposited(outcome, console)
    _tell_left(outcome, console)
    _tell_places(folder, console)
    _tell_next_commands(folder, console)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The answers of `journal list`, `check` and `flow list`."""

    invoices: list[dict[str, Any]]
    anomalies: list[dict[str, Any]]
    flows: list[dict[str, Any]]

    @property
    def public(self) -> list[dict[str, Any]]:
        return [row for row in self.invoices if row["buyer_kind"] == "public"]

    @property
    def deposited(self) -> list[dict[str, Any]]:
        return [row for row in self.public if row["deposit_state"] in _DEPOSITED]

    @property
    def refused(self) -> list[dict[str, Any]]:
        return [row for row in self.public if row["deposit_state"] == "refused"]

    @property
    def blocking(self) -> dict[str, list[dict[str, Any]]]:
        """The blocking anomalies, by invoice number."""
        found: dict[str, list[dict[str, Any]]] = {}
        for anomaly in self.anomalies:
            if anomaly["level"] == "bloquant":
                found.setdefault(anomaly["number"], []).append(anomaly)
        return found

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """Sound invoices that the demonstration did not ask to deposit."""
        blocked = self.blocking
        return [
            row
            for row in self.public
            if row["deposit_state"] == "to_deposit" and row["number"] not in blocked
        ]


def _tell_deposited(outcome: _Outcome, console: Console) -> None:
    public, private = len(outcome.public), len(outcome.invoices) - len(outcome.public)
    modes = Counter(flow["mode"] for flow in outcome.flows if flow["flow_number"])
    console.print(
        f"\n[bold]Ce qui est déposé[/]\n"
        f"{len(outcome.deposited)} factures et avoirs sur {public} du secteur public sont sur "
        f"Chorus Pro (ici, son simulateur), en {modes.total()} flux : {modes['batch']} par lot, "
        f"{modes['sequential']} un par un.\n"
        f"Les {private} autres vont à des clients privés : elles ne passent pas par Chorus Pro."
    )


def _tell_left(outcome: _Outcome, console: Console) -> None:
    blocked = _counted(len(outcome.blocking), "facture bloquée", "factures bloquées")
    refused = _counted(len(outcome.refused), "facture refusée", "factures refusées")
    console.print(
        f"\n[bold]Ce qui reste à corriger[/]\n{blocked} par une anomalie, {refused} par Chorus "
        "Pro. Corrigez le journal ou les fichiers, importez-les à nouveau, déposez à nouveau : "
        "ce qui est déposé sera ignoré."
    )
    table = Table("N° facture", "Pourquoi", box=None, padding=(0, 1))
    for number, anomalies in outcome.blocking.items():
        table.add_row(escape(number), escape(" ; ".join(each["anomaly"] for each in anomalies)))
    for row in outcome.refused:
        table.add_row(escape(row["number"]), escape(f"refusée par Chorus Pro : {row['refusal']}"))
    console.print(table)
    if outcome.waiting:
        waiting = _counted(
            len(outcome.waiting), "autre facture attend", "autres factures attendent"
        )
        numbers = ", ".join(row["number"] for row in outcome.waiting)
        console.print(f"{waiting} : {escape(numbers)}, hors des dates déposées.")


def _counted(count: int, one: str, several: str) -> str:
    """Write a count with its noun; the French plural begins at two."""
    return f"{count} {several if abs(count) > 1 else one}"


def _tell_places(folder: DemoFolder, console: Console) -> None:
    home = folder.home
    console.print("\n[bold]Où tout se trouve[/]")
    console.print(str(home), markup=False, soft_wrap=True)
    table = Table(show_header=False, box=None, padding=(0, 1))
    for path, text in (
        (home / "journal-….xlsx", "le journal du mois"),
        (folder.annuaire, "l'annuaire, mois dernier et jour"),
        (folder.pdfs, "les factures en PDF"),
        (folder.attachments, "les pièces jointes"),
        (home / "files", "les documents importés, rangés par empreinte"),
        (home / "files" / "flows", "les flux, tels qu'ils ont été envoyés"),
        (home / "postgres", "la base de données (PostgreSQL)"),
        (folder.simulator.state, "la mémoire du simulateur"),
    ):
        table.add_row(escape(str(path.relative_to(home))), text)
    console.print(table)


def _tell_next_commands(folder: DemoFolder, console: Console) -> None:
    lines = [
        *opening_lines(folder.home, Path(our_program("wochorus"))),
        *forgetting_lines(),
        "wochorus journal list --public --not-deposited",
        "wochorus check",
        "wochorus flow list",
        "wochorus serve --demo     # ouvre les écrans et rallume le simulateur, pour y revenir",
    ]
    console.print("\n[bold]Pour y revenir[/]")
    console.print("\n".join(f"  {line}" for line in lines), markup=False, soft_wrap=True)
    console.print("Relancer « wochorus demo » (ou make demo) refait tout depuis le début.")
