"""`wochorus ingest`: invoices that another program made."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import InvalidInput, Transient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company
    from wochorus.billing.ingest.ingesting import FileOutcome, IngestReport
    from wochorus.billing.ingest.watching import WatchedFolder

_SETTLING_SECONDS = 2.0


@click.group(cls=FrenchGroup)
def ingest() -> None:
    """Prendre les factures d'un autre logiciel : Factur-X, CII, UBL, JSON."""


@ingest.command("files")
@click.argument(
    "paths",
    type=click.Path(exists=True, path_type=Path),
    metavar="FICHIER…|DOSSIER",
    nargs=-1,
    required=True,
)
@click.option("--partial", is_flag=True, help="Prendre les bonnes factures, laisser les autres.")
@company_option
@json_option
@needs_database
def ingest_files(
    paths: tuple[Path, ...], partial: bool, company_code: str | None, as_json: bool
) -> None:
    """Faire entrer des fichiers de facture dans le journal.

    Les mêmes fichiers deux fois ne changent rien. Un seul fichier refusé, et rien n'entre, sauf
    avec --partial. Le code de sortie est 0 quand tout est entré.
    """
    from wochorus.billing.ingest.ingesting import ingest as bring_in
    from wochorus.cli.failures import NOT_DONE
    from wochorus.cli.progress import showing_progress

    company = chosen_company(company_code)
    files = list(_files(paths))
    with showing_progress("fichiers") as progress:
        report = bring_in(company, files, partial=partial, progress=progress)
    if as_json:
        emit_json(_as_json(company, report))
    else:
        announce(company)
        _print(report, partial=partial)
    if not report.complete:
        raise click.exceptions.Exit(NOT_DONE)


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """List the files given, and the invoice files of the folders given.

    Raises `InvalidInput` on a folder without any, and on too many files for one call.
    """
    from wochorus.billing.ingest.files import EXTENSIONS
    from wochorus.billing.ingest.ingesting import MOST_FILES

    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = [each for each in sorted(path.iterdir()) if each.suffix.lower() in EXTENSIONS]
        if not inside:
            raise InvalidInput(
                "Ce dossier n'a aucun fichier de facture (.pdf, .xml, .json)",
                where=str(path),
                remedy="Vérifiez le chemin.",
            )
        found += inside
    if len(found) > MOST_FILES:
        raise InvalidInput(
            f"{len(found)} fichiers d'un coup : {MOST_FILES} au plus",
            remedy="Faites-le en plusieurs fois.",
        )
    return iter(dict.fromkeys(found))


@ingest.command()
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DOSSIER"
)
@click.option(
    "--every",
    type=click.FloatRange(0.1, 3600),
    default=5.0,
    show_default=True,
    metavar="N",
    help="Secondes entre deux regards.",
)
@click.option("--once", is_flag=True, help="Prendre ce qui est là, puis finir.")
@company_option
@needs_database
def watch(folder: Path, every: float, once: bool, company_code: str | None) -> None:
    """Surveiller un dossier, et prendre chaque facture dès qu'elle est entière.

    Ce qui est entré va dans « traites », le reste dans « refuses » avec son motif. Ctrl-C arrête.
    """
    from wochorus.billing.ingest.watching import watched
    from wochorus.cli.failures import NOT_DONE

    company = chosen_company(company_code)
    announce(company)
    with watched(folder) as place:
        if once:
            _turn(company, place)
            time.sleep(_SETTLING_SECONDS)
            if not _turn(company, place):
                raise click.exceptions.Exit(NOT_DONE)
            return
        out.print(f"Dossier surveillé : {folder}", markup=False)
        while True:
            _try_turn(company, place)
            time.sleep(every)


def _try_turn(company: Company, place: WatchedFolder) -> None:
    """Take a turn; what hinders it for now is told, and tried again at the next."""
    from django.db import DatabaseError, InterfaceError, connections

    try:
        _turn(company, place)
    except (Transient, OSError) as failure:
        out.print(escape(f"En attente : {failure}"))
    except (DatabaseError, InterfaceError) as failure:
        first_line = (str(failure).strip().splitlines() or [type(failure).__name__])[0]
        out.print(escape(f"En attente de la base de données : {first_line}"))
        connections.close_all()


def _turn(company: Company, place: WatchedFolder) -> bool:
    """Take what is whole and tell it; say whether nothing was refused."""
    is_clean = True
    for taken in place.turn(company):
        _print_file(taken.outcome)
        is_clean &= not taken.outcome.errors
    return is_clean


def _print(report: IngestReport, *, partial: bool) -> None:
    from wochorus.billing.ingest.ingesting import FileState

    for each in report.files:
        if each.errors or each.warnings:
            _print_file(each)
    counts = {state: sum(each.state is state for each in report.files) for state in FileState}
    told = ", ".join(f"{count} {state.label}" for state, count in counts.items() if count)
    out.print(f"{len(report.files)} fichier(s) : {told}.")
    if not report.whole.imported and not partial:
        out.print("Rien n'est entré : corrigez, ou prenez les autres avec --partial.")


def _print_file(each: FileOutcome) -> None:
    number = f", facture {each.number}" if each.number else ""
    out.print(escape(f"{each.path.name}{number} : {each.state.label}"))
    for error in each.errors:
        out.print(escape(f"  - {error}"))
    for warning in each.warnings:
        out.print(f"  [yellow]Remarque :[/] {escape(warning)}")


def _as_json(company: Company, report: IngestReport) -> dict[str, Any]:
    return {
        "company": company.code,
        "imported": report.whole.imported,
        "files": [
            {**asdict(each), "path": str(each.path), "state": each.state.value}
            for each in report.files
        ],
    }
