"""What an import of the journal tells: while it runs, and at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from wochorus.cli.output import out

if TYPE_CHECKING:
    from wochorus.billing.importer import JournalReport
    from wochorus.spreadsheets.row_reading import RowError

SHOWN = 100
"""Lines of each list on screen; `--json` gives them all."""
LONGEST_VALUE = 60
"""Characters of a refused cell on screen; `--json` gives them all."""


def print_report(report: JournalReport, *, partial: bool) -> None:
    """Print the outcome, then all that needs a look, then what to do."""
    _print_counts(report)
    _print_list("Erreurs", [_error_line(report, error) for error in report.errors])
    _print_list("Attention", report.warnings)
    documents = report.documents
    _print_list(
        "Documents non rattachés",
        [
            " : ".join(part for part in (issue.file, _invoice(issue.invoice), issue.reason) if part)
            for issue in documents.issues
        ],
    )
    _print_list("Fichiers sans facture", documents.unmatched)
    if report.ignored_columns:
        out.print(
            f"Colonnes inconnues, non lues : {', '.join(report.ignored_columns)}", markup=False
        )
    if report.errors:
        out.print(_advice(report, partial=partial), soft_wrap=True)


def _print_counts(report: JournalReport) -> None:
    seconds = f"{report.seconds:.1f}".replace(".", ",")
    if not report.imported:
        wrong = len({(error.sheet, error.row) for error in report.errors})
        out.print(
            f"[bold red]Rien n'a été importé[/] : {len(report.errors)} erreur(s) dans "
            f"{wrong} ligne(s) sur {report.rows + report.lines}."
        )
        return
    out.print(
        f"{report.rows} ligne(s) lue(s) en {seconds} s : [green]{report.added} ajoutée(s)[/], "
        f"{report.updated} modifiée(s), {report.unchanged} inchangée(s), "
        f"{report.rejected} refusée(s)."
    )
    if report.lines:
        out.print(f"Lignes de facture : {report.lines} lue(s).")
    if not report.rows:
        out.print("[yellow]Attention :[/] sous ses titres, le fichier n'a aucune ligne.")
    out.print(
        f"Clients : {report.customers_added} ajouté(s), {report.customers_changed} complété(s)."
    )
    documents = report.documents
    if documents.added or documents.replaced or documents.removed or documents.unchanged:
        out.print(
            f"Documents : {documents.added} ajouté(s), {documents.replaced} remplacé(s), "
            f"{documents.removed} retiré(s), {documents.unchanged} inchangé(s), "
            f"{documents.defective} inutilisable(s)."
        )


def _print_list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    out.print(f"[bold]{title} ({len(lines)})[/]")
    for line in lines[:SHOWN]:
        out.print(f"  {escape(line)}", soft_wrap=True)
    if len(lines) > SHOWN:
        out.print(f"  … et {len(lines) - SHOWN} autre(s) : --json les donne toutes.")


def _error_line(report: JournalReport, error: RowError) -> str:
    value = f" « {_shortened(error.value)} »" if error.value else ""
    return f"{_place(report, error)}, ligne {error.row}, {error.column}{value} : {error.message}"


def _place(report: JournalReport, error: RowError) -> str:
    """Name the file of an error, and its sheet when the journal has several."""
    if not error.sheet:
        return report.file.name
    if report.lines_file is not None:
        return report.lines_file.name
    return f"{report.file.name}, feuille « {error.sheet} »"


def _shortened(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def _invoice(number: str) -> str:
    return f"facture {number}" if number else ""


def _advice(report: JournalReport, *, partial: bool) -> str:
    if report.lines_error_file is not None:
        return (
            f"Que faire : corrigez {escape(str(report.error_file))} et "
            f"{escape(str(report.lines_error_file))}, puis importez-les ensemble (--lines) ; la "
            "colonne « Erreur » n'est pas lue."
        )
    if report.error_file is not None:
        return (
            f"Que faire : corrigez {escape(str(report.error_file))}, puis importez-le ; "
            "la colonne « Erreur » n'est pas lue."
        )
    if partial:
        return "Que faire : corrigez le fichier et relancez."
    return (
        "Que faire : corrigez le fichier et relancez, ou ajoutez --partial pour importer les "
        "bonnes lignes."
    )


def report_as_json(report: JournalReport) -> dict[str, Any]:
    """Describe the report for programs, nothing left out."""
    documents = report.documents
    return {
        "file": str(report.file),
        "lines_file": str(report.lines_file) if report.lines_file else None,
        "imported": report.imported,
        "complete": report.complete,
        "rows": report.rows,
        "lines": report.lines,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "customers": {"added": report.customers_added, "changed": report.customers_changed},
        "errors": [
            {
                "sheet": error.sheet,
                "row": error.row,
                "column": error.column,
                "value": error.value,
                "message": error.message,
            }
            for error in report.errors
        ],
        "error_file": str(report.error_file) if report.error_file else None,
        "lines_error_file": str(report.lines_error_file) if report.lines_error_file else None,
        "warnings": report.warnings,
        "ignored_columns": list(report.ignored_columns),
        "documents": {
            "added": documents.added,
            "replaced": documents.replaced,
            "removed": documents.removed,
            "unchanged": documents.unchanged,
            "defective": documents.defective,
            "issues": [
                {"file": i.file, "invoice": i.invoice, "reason": i.reason} for i in documents.issues
            ],
            "unmatched": documents.unmatched,
        },
        "seconds": round(report.seconds, 3),
    }
