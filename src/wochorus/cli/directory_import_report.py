"""What `wochorus directory import` prints: its progress, its outcome, the refused cells."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from wochorus.cli.output import out

if TYPE_CHECKING:
    from wochorus.directory.outcome import Outcome, Refusals

REFUSALS_SHOWN = 20


def print_refusals(refusals: Refusals) -> None:
    """List the first refused cells and say how many there are."""
    table = Table("Fichier", "Ligne", "Colonne", "Valeur", "Attendu", box=None, pad_edge=False)
    for refusal in refusals.first[:REFUSALS_SHOWN]:
        table.add_row(
            escape(refusal.file),
            str(refusal.row),
            escape(refusal.column),
            escape(refusal.value[:60]) if refusal.value else "[dim](vide)[/]",
            refusal.expected,
        )
    out.print(table)
    hidden = refusals.cells - min(REFUSALS_SHOWN, len(refusals.first))
    if hidden:
        out.print(f"… et {thousands(hidden)} autres.")


def refusals_as_json(refusals: Refusals) -> dict[str, Any]:
    """Give the refused cells that were kept (the first thousand), and the totals."""
    return {
        "refused_cells": refusals.cells,
        "refused_rows": refusals.rows,
        "refusals": [asdict(refusal) for refusal in refusals.first],
    }


def print_outcome(outcome: Outcome) -> None:
    """Say in a few lines what an import changed."""
    files = escape(", ".join(outcome.files))
    if outcome.is_repeat:
        out.print(f"{_name(outcome)} : [bold]inchangé[/], {files} est déjà importé.")
        return
    counts = (
        ("ajouts", outcome.added),
        ("modifications", outcome.changed),
        ("réouvertures", outcome.reopened),
        ("fermetures", outcome.closed),
        ("sans changement", outcome.unchanged),
    )
    told = ", ".join(f"{word} [bold]{thousands(count)}[/]" for word, count in counts)
    out.print(f"{_name(outcome)} ({thousands(outcome.rows)} ligne(s) de {files}) : {told}.")
    _print_warnings(outcome)


def _print_warnings(outcome: Outcome) -> None:
    if outcome.refusals.rows:
        print_refusals(outcome.refusals)
    if outcome.kept_open:
        out.print(
            f"[yellow]{thousands(outcome.kept_open)} ligne(s) absente(s), non fermée(s)[/] : "
            "des lignes du fichier ont été refusées, ce sont peut-être les mêmes."
        )
    if outcome.orphaned:
        named = ", ".join(f"{orphan.identifier} {orphan.code}" for orphan in outcome.first_orphans)
        out.print(
            f"[yellow]{thousands(outcome.orphaned)} service(s) laissé(s) de côté[/] : "
            f"leur structure n'est pas dans l'annuaire ({escape(named)}"
            f"{'…' if outcome.orphaned > len(outcome.first_orphans) else ''}). "
            "Importez le fichier des structures avec celui des services."
        )
    if outcome.unknown_columns:
        names = escape(", ".join(outcome.unknown_columns))
        out.print(f"[yellow]Colonnes inconnues, non lues[/] : {names}.")


def _name(outcome: Outcome) -> str:
    return outcome.kind.capitalize()


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Give all that an import told."""
    answer = asdict(outcome)
    del answer["refusals"]
    return answer | refusals_as_json(outcome.refusals)


def thousands(number: int) -> str:
    """Write a count with narrow no-break spaces."""
    return f"{number:,}".replace(",", "\u202f")
