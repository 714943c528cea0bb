"""`wochorus journal`: import, template, list and export of the billing journal."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wochorus.billing.journal import JournalPage, JournalRow, journal_page
from wochorus.billing.payments.state import ChorusPayment, PaymentState, payment_states
from wochorus.cli.app import FrenchGroup
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.filters import journal_filter_options
from wochorus.cli.invoice.wording import payment_state_as_json
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_date
from wochorus.core.money import format_amount

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.billing.journal_filter import JournalFilter

_EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_FORCE = click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")

_COLUMNS = (
    TextColumn("N° Chorus"),
    TextColumn("État"),
    TextColumn("N° facture"),
    TextColumn("Type"),
    TextColumn("Date"),
    TextColumn("Client", least=12),
    TextColumn("Références", least=12),
    TextColumn("HT", right=True, spare=1),
    TextColumn("TVA", right=True, spare=2),
    TextColumn("TTC", right=True),
    TextColumn("Réglé", right=True, spare=3),
    TextColumn("Reste dû", right=True, spare=5),
    TextColumn("Paiement selon Chorus", spare=4),
)


@click.group(cls=FrenchGroup)
def journal() -> None:
    """Journal de facturation : importer, lister, exporter."""


@journal.command("import")
@click.argument("file", type=_EXISTING_FILE, metavar="FICHIER")
@click.option(
    "--lines",
    type=_EXISTING_FILE,
    metavar="FICHIER",
    help="Lignes des factures, si le journal n'a pas de feuille « Lignes ».",
)
@click.option("--pdfs", type=_EXISTING_FOLDER, metavar="DOSSIER", help="PDF des factures.")
@click.option("--attachments", type=_EXISTING_FOLDER, metavar="DOSSIER", help="Pièces jointes.")
@click.option(
    "--partial",
    is_flag=True,
    help="Importer les bonnes lignes ; écrire les autres dans FICHIER.erreurs, à corriger.",
)
@company_option
@json_option
@needs_database
def import_file(
    file: Path,
    lines: Path | None,
    pdfs: Path | None,
    attachments: Path | None,
    partial: bool,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Importer un journal (XLSX ou CSV), ses lignes, ses PDF et ses pièces jointes.

    Le même fichier deux fois ne change rien. Une seule erreur, et rien n'est importé, sauf avec
    --partial. Le code de sortie est 0 quand tout est entré.
    """
    from wochorus.billing.importer import import_journal
    from wochorus.cli.failures import NOT_DONE
    from wochorus.cli.journal_report import print_report, report_as_json
    from wochorus.cli.progress import showing_progress

    company = chosen_company(company_code)
    if not as_json:
        announce(company)
    with showing_progress() as progress:
        report = import_journal(
            company,
            file,
            lines_path=lines,
            pdf_folder=pdfs,
            attachment_folder=attachments,
            partial=partial,
            progress=progress,
        )
    if as_json:
        emit_json({**_heading(company), **report_as_json(report)})
    else:
        print_report(report, partial=partial)
    if not report.complete:
        raise click.exceptions.Exit(NOT_DONE)


@journal.command("template")
@click.argument("file", type=_NEW_FILE, metavar="FICHIER")
@click.option(
    "--lines",
    type=_NEW_FILE,
    metavar="FICHIER",
    help="Écrire aussi un fichier de lignes vide ; un .xlsx a déjà sa feuille « Lignes ».",
)
@_FORCE
def template(file: Path, lines: Path | None, force: bool) -> None:
    """Écrire un journal vide (.xlsx ou .csv) à remplir ; le .xlsx explique chaque colonne."""
    from wochorus.billing.journal_template import write_template

    write_template(file, lines_path=lines, force=force)
    for path in (file, lines):
        if path is not None:
            out.print(f"Modèle écrit : {path}", markup=False)


@journal.command("reference", hidden=True)
def reference() -> None:
    """Écrire la page de référence du format, faite de la table des colonnes."""
    from wochorus.billing.journal_template import journal_reference

    click.echo(journal_reference(), nl=False)


@journal.command("list")
@journal_filter_options
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Ne montrer que les N premières."
)
@company_option
@json_option
@needs_database
def list_invoices(
    wanted: JournalFilter, limit: int | None, company_code: str | None, as_json: bool
) -> None:
    """Lister le journal, filtré ou entier, par date et numéro."""
    company = chosen_company(company_code)
    start = time.perf_counter()
    page = journal_page(company, wanted, limit=limit)
    if as_json:
        emit_json(
            {
                **_heading(company),
                "shown": page.shown,
                "matching": page.matching,
                "total": page.total,
                "invoices": [
                    _as_json(row, state)
                    for row, state in zip(page.rows, payment_states(page.rows), strict=True)
                ],
            }
        )
        return
    announce(company)
    print_page(page, start)


def print_page(page: JournalPage, start: float) -> None:
    """Print the rows and the closing line; ``start`` is when the reading began."""
    if not page.total:
        out.print("Le journal est vide. Remplissez-le : wochorus journal import FICHIER")
        return
    if not page.matching:
        out.print("Aucune facture ne répond à ces critères.")
    else:
        states = payment_states(page.rows)
        cells = [_cells(row, state) for row, state in zip(page.rows, states, strict=True)]
        print_columns(_COLUMNS, cells, [_note(state) for state in states])
    out.print(_closing_line(page, time.perf_counter() - start))


@journal.command("export")
@click.argument("file", type=_NEW_FILE, metavar="FICHIER")
@click.option(
    "--lines",
    type=_NEW_FILE,
    metavar="FICHIER",
    help="Avec un journal .csv : où écrire les lignes ; un .xlsx a sa feuille « Lignes ».",
)
@journal_filter_options
@_FORCE
@company_option
@json_option
@needs_database
def export(
    file: Path,
    lines: Path | None,
    *,
    wanted: JournalFilter,
    force: bool,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Exporter le journal (.csv, .xlsx), avec les numéros Chorus ; il peut être réimporté."""
    from wochorus.billing.export import export_journal
    from wochorus.spreadsheets.writing import check_target

    for path in (file, lines):
        if path is not None:
            check_target(path, force=force)
    company = chosen_company(company_code)
    exported = export_journal(company, wanted, file, lines)
    if as_json:
        counts = {"exported": exported.invoices, "lines": exported.lines}
        emit_json({**_heading(company), "file": str(file), **counts})
        return
    announce(company)
    out.print(f"{exported.invoices} facture(s) exportée(s) : {file}", markup=False)
    if exported.lines:
        out.print(f"{exported.lines} ligne(s) de facture : {lines or file}", markup=False)
    if exported.lines_left_out:
        out.print(
            f"Attention : {exported.lines_left_out} ligne(s) de facture ne sont pas dans ce "
            "fichier ; ajoutez --lines FICHIER, ou exportez en .xlsx."
        )


def _heading(company: Company) -> dict[str, Any]:
    return {"company": company.code, "environment": company.environment}


def _cells(row: JournalRow, state: PaymentState) -> tuple[str, ...]:
    return (
        row.flow_number,
        row.state_label,
        row.number,
        row.kind_label,
        format_date(row.issue_date),
        row.customer_name,
        row.references,
        format_amount(row.total_without_tax),
        format_amount(row.total_tax),
        format_amount(row.total_with_tax),
        format_amount(row.paid),
        format_amount(row.left),
        state.chorus.value if state.chorus is not ChorusPayment.ABSENT else "",
    )


def _note(state: PaymentState) -> str:
    return state.difference and f"Écart de paiement : {state.difference}."


def _as_json(row: JournalRow, state: PaymentState) -> dict[str, Any]:
    from wochorus.choruspro.catalogue import in_plain_words, invoice_status

    status = row.chorus_status
    return {
        **asdict(row),
        "state_label": row.state_label,
        "kind_label": row.kind_label,
        "refusal_in_plain_words": in_plain_words(row.refusal),
        "chorus_status_label": invoice_status(status).label if status else "",
        "payment": payment_state_as_json(state),
    }


def _closing_line(page: JournalPage, seconds: float) -> str:
    elapsed = f"{seconds:.2f}".replace(".", ",")
    line = f"{page.shown} / {page.total} affichés en {elapsed} s"
    if page.shown < page.matching:
        line += f" ; {page.matching} répondent au filtre (--limit)"
    return line
