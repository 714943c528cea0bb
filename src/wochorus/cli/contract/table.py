"""`wochorus contract import|export`: contracts as tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import acting

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_SHOWN = 100


@click.command("import", cls=FrenchHelp)
@click.argument("file", type=_FILE, metavar="FICHIER")
@click.option("--lines", type=_FILE, metavar="FICHIER", help="Lignes, à côté d'un CSV.")
@click.option("--sites", type=_FILE, metavar="FICHIER", help="Chantiers, à côté d'un CSV.")
@company_option
@json_option
@needs_database
def import_file(
    file: Path, lines: Path | None, sites: Path | None, company_code: str | None, as_json: bool
) -> None:
    """Ajouter ou corriger des contrats d'après un classeur ou un CSV, par leur numéro.

    Feuilles Contrats, Lignes et Chantiers. Une seule erreur, et rien n'est importé. Une cellule
    vide ne change rien ; les lignes d'un contrat connu ne changent pas par un fichier.
    """
    from wochorus.contracts.table_import import import_contracts

    company = chosen_company(company_code)
    report = import_contracts(company, file, actor=acting(), lines_path=lines, sites_path=sites)
    if as_json:
        emit_json({"company": company.code, "imported": report.imported, **asdict(report)})
    else:
        announce(company)
        for error in report.errors[:_SHOWN]:
            sheet = f"feuille « {error.sheet} », " if error.sheet else ""
            shown = f" « {error.value[:60]} »" if error.value else ""
            text = f"{sheet}ligne {error.row}, {error.column}{shown} : {error.message}"
            out.print(f"  {escape(text)}", soft_wrap=True)
        if report.ignored_columns:
            names = ", ".join(report.ignored_columns)
            out.print(f"Colonnes inconnues, non lues : {names}", markup=False)
    if report.errors:
        raise InvalidInput(
            f"{len(report.errors)} erreur(s) : rien n'a été importé",
            where=file.name,
            remedy="Corrigez le fichier et relancez.",
        )
    if not as_json:
        out.print(
            f"{report.rows} contrat(s) lu(s) : {report.added} ajouté(s), {report.changed} "
            f"modifié(s), {report.unchanged} inchangé(s)."
        )


@click.command("export", cls=FrenchHelp)
@click.argument("file", type=_NEW_FILE, metavar="FICHIER")
@click.option("--lines", type=_NEW_FILE, metavar="FICHIER", help="Lignes, à côté d'un CSV.")
@click.option("--sites", type=_NEW_FILE, metavar="FICHIER", help="Chantiers, à côté d'un CSV.")
@click.option("--force", is_flag=True, help="Remplacer les fichiers s'ils existent.")
@company_option
@json_option
@needs_database
def export_file(
    file: Path,
    lines: Path | None,
    sites: Path | None,
    force: bool,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Écrire les contrats, leurs lignes et leurs chantiers (.xlsx ou .csv)."""
    from django.utils import timezone

    from wochorus.contracts.queries import ContractFilter, contracts_matching
    from wochorus.contracts.table_export import export_contracts
    from wochorus.spreadsheets.writing import check_target

    company = chosen_company(company_code)
    beside = [path for path in (lines, sites) if path is not None]
    if beside and file.suffix.lower() == ".xlsx":
        raise click.UsageError("Un classeur a ses lignes et ses chantiers dans ses feuilles")
    for path in (file, *beside):
        check_target(path, force=force)
    today = timezone.localdate()
    found = [contract for contract, _ in contracts_matching(company, ContractFilter(), today)]
    written = export_contracts(found, file, today, lines, sites)
    if as_json:
        emit_json({"company": company.code, "file": str(file), **asdict(written)})
        return
    announce(company)
    out.print(
        f"{written.contracts} contrat(s), {written.lines} ligne(s), {written.sites} chantier(s) "
        f"écrits dans {escape(str(file))}.",
        soft_wrap=True,
    )
