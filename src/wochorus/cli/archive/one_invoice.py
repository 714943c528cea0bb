"""`wochorus archive attach`, `show` and `export`: the archived PDF of one invoice."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone
from rich.markup import escape

from wochorus.billing.archive.models import PdfOrigin
from wochorus.billing.archive.services import archived, attach_pdf, export_pdf, history, place_of
from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_moment
from wochorus.core.sizes import format_size
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from wochorus.billing.archive.models import ArchivedPdf

_COLUMNS = (
    TextColumn("Version", right=True),
    TextColumn("Archivé le"),
    TextColumn("Par"),
    TextColumn("Origine"),
    TextColumn("Fichier", least=12),
    TextColumn("Taille", right=True),
    TextColumn("SHA-256", least=16),
)


@click.command(cls=FrenchHelp)
@click.argument("number", metavar="N°")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER"
)
@year_option
@company_option
@json_option
@needs_database
def attach(
    number: str, file: Path, year: int | None, company_code: str | None, as_json: bool
) -> None:
    """Verser le PDF d'une facture à l'archive.

    Une facture pas encore déposée partira avec lui. Celle qui est déposée garde le sien : le
    nouveau vient à côté.
    """
    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    row = attach_pdf(invoice, file, actor=acting())
    if as_json:
        emit_json({"number": invoice.number, **_as_json(row)})
        return
    announce(company)
    out.print(
        f"Archivé : {escape(row.file_name)}, version {row.version} du PDF de la facture "
        f"{escape(invoice.number)}."
    )


@click.command(cls=FrenchHelp)
@click.argument("number", metavar="N°")
@year_option
@company_option
@json_option
@needs_database
def show(number: str, year: int | None, company_code: str | None, as_json: bool) -> None:
    """Montrer les versions du PDF d'une facture, la plus récente d'abord."""
    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    rows = history(invoice)
    if as_json:
        emit_json({"number": invoice.number, "versions": [_as_json(row) for row in rows]})
        return
    announce(company)
    if not rows:
        out.print(f"La facture {escape(invoice.number)} n'a pas de PDF archivé.")
        return
    print_columns(_COLUMNS, [_cells(row) for row in rows])


@click.command(cls=FrenchHelp)
@click.argument("number", metavar="N°")
@click.argument("target", metavar="DESTINATION", type=click.Path(), default=".")
@click.option(
    "--version", type=click.IntRange(1), metavar="N", help="Une autre que la plus récente."
)
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
@year_option
@company_option
@needs_database
def export(
    number: str,
    target: str,
    *,
    version: int | None,
    force: bool,
    year: int | None,
    company_code: str | None,
) -> None:
    """Copier le PDF archivé d'une facture dans un fichier, ou un dossier (nom fini par « / »)."""
    company = chosen_company(company_code)
    row = archived(found_invoice(company, number, year), version)
    place = Path(target)
    if target.endswith(("/", os.sep)):
        place.mkdir(parents=True, exist_ok=True)
    path = export_pdf(row, place, force=force)
    out.print(f"PDF copié : {path}", markup=False)
    out.print(f"SHA-256 : {row.document_id}", markup=False)


def _cells(row: ArchivedPdf) -> tuple[str, ...]:
    return (
        str(row.version),
        format_moment(timezone.localtime(row.at)),
        row.actor,
        str(PdfOrigin(row.origin).label),
        row.file_name,
        format_size(row.document.size),
        row.document_id,
    )


def _as_json(row: ArchivedPdf) -> dict[str, Any]:
    return {
        "version": row.version,
        "at": row.at,
        "actor": row.actor,
        "origin": row.origin,
        "file_name": row.file_name,
        "size": row.document.size,
        "sha256": row.document_id,
        "path": str(place_of(row)),
    }
