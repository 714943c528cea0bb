"""`wochorus customer import|export`: customers as a table."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.customer.filters import filter_options
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)

if TYPE_CHECKING:
    from wochorus.customers.queries import CustomerFilter
    from wochorus.customers.table import ImportReport

_SHOWN = 100


@click.command("import", cls=FrenchHelp)
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER"
)
@click.option(
    "--partial",
    is_flag=True,
    help="Importer les bonnes lignes ; écrire les autres dans FICHIER.erreurs, à corriger.",
)
@company_option
@json_option
@needs_database
def import_file(file: Path, partial: bool, company_code: str | None, as_json: bool) -> None:
    """Ajouter ou corriger des clients d'après un tableau (XLSX ou CSV), par leur code.

    Une cellule vide ne change rien. Une seule erreur, et rien n'est importé, sauf avec --partial.
    """
    from wochorus.cli.failures import NOT_DONE
    from wochorus.cli.progress import showing_progress
    from wochorus.customers.table import import_customers

    company = chosen_company(company_code)
    if not as_json:
        announce(company)
    with showing_progress() as progress:
        report = import_customers(company, file, partial=partial, progress=progress)
    if as_json:
        kept = report.error_file
        emit_json({**asdict(report), "error_file": str(kept) if kept else None})
    else:
        _print(report)
    if not report.complete:
        raise click.exceptions.Exit(NOT_DONE)


def _print(report: ImportReport) -> None:
    refused = len(report.refused_rows())
    if report.imported:
        out.print(
            f"{report.rows} ligne(s) lue(s) : [green]{report.added} client(s) ajouté(s)[/], "
            f"{report.changed} modifié(s), {report.unchanged} inchangé(s), {refused} refusé(s)."
        )
    else:
        out.print(
            f"[bold red]Rien n'a été importé[/] : {len(report.errors)} erreur(s) dans "
            f"{refused} ligne(s) sur {report.rows}."
        )
    for error in report.errors[:_SHOWN]:
        shown = f"« {error.value[:60]} »" if error.value else "vide"
        text = f"ligne {error.row}, {error.column} : {shown} ; {error.message}"
        out.print(f"  {escape(text)}", soft_wrap=True)
    if len(report.errors) > _SHOWN:
        out.print(f"  … et {len(report.errors) - _SHOWN} autre(s) : --json les donne toutes.")
    if report.ignored_columns:
        out.print(
            f"Colonnes inconnues, non lues : {', '.join(report.ignored_columns)}", markup=False
        )
    if report.error_file:
        out.print(f"Lignes refusées, à corriger et importer : {report.error_file}", markup=False)
    elif report.errors:
        out.print("Corrigez ces lignes, ou importez les autres avec --partial.")


@click.command("export", cls=FrenchHelp)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FICHIER")
@filter_options
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
@company_option
@needs_database
def export_file(file: Path, wanted: CustomerFilter, force: bool, company_code: str | None) -> None:
    """Écrire les clients dans un tableau (.xlsx ou .csv) que l'import relit."""
    from wochorus.customers.table import export_customers

    company = chosen_company(company_code)
    count = export_customers(company, file, wanted, force=force)
    announce(company)
    out.print(f"{count} client(s) écrit(s) : {file}", markup=False)
