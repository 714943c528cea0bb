"""`wochorus evidence`: the proof of a deposit, exported, and checked anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchGroup
from wochorus.cli.failures import fail_partially
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import chosen_company, company_option, json_option, needs_database
from wochorus.core.errors import InvalidInput

_Row = tuple[Path, dict[str, Any], list[str]]
_MISSING = "Ce fichier n'existe pas."


@click.group(cls=FrenchGroup)
def evidence() -> None:
    """Exporter la preuve d'un dépôt, et la vérifier n'importe où."""


@evidence.command("export")
@click.argument("number", metavar="N°_FACTURE")
@year_option
@company_option
@click.option(
    "--out",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Fichier à écrire (preuve-N°.zip par défaut).",
)
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
@needs_database
def export(
    number: str, year: int | None, company_code: str | None, target: Path | None, force: bool
) -> None:
    """Écrire la preuve du dépôt d'une facture : fichier envoyé, compte rendu, historique."""
    from wochorus.deposits.evidence.collecting import evidence_of
    from wochorus.deposits.naming import main_document_name

    found = found_invoice(chosen_company(company_code), number, year)
    name = main_document_name(found.number).removesuffix(".pdf")
    path = target or Path(f"preuve-{name}.zip")
    if path.exists() and not force:
        raise InvalidInput(
            "Ce fichier existe déjà", where=str(path), remedy="Choisissez-en un autre, ou --force."
        )
    content = evidence_of(found)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidInput(
            "La preuve ne peut pas être écrite là", where=str(path), remedy=f"{error.strerror}."
        ) from error
    out.print(f"Preuve écrite : {escape(str(path))} ({len(content) / 1000:.0f} ko).")


@evidence.command("verify")
@click.argument(
    "files", nargs=-1, required=True, metavar="FICHIER…", type=click.Path(path_type=Path)
)
@json_option
def verify(files: tuple[Path, ...], as_json: bool) -> None:
    """Vérifier des preuves, sans base de données ni réseau : pas un octet n'a changé."""
    from wochorus.deposits.evidence.sealing import check

    rows: list[_Row] = []
    missing = [path for path in files if not path.exists()]
    for path in files:
        if path in missing:
            rows.append((path, {}, [_MISSING]))
            continue
        try:
            checked = check(path)
            rows.append((path, checked.manifest, list(checked.defects)))
        except InvalidInput as failure:
            rows.append((path, {}, [failure.what]))
    if as_json:
        emit_json(
            {
                "files": [
                    {
                        "file": str(path),
                        "missing": path in missing,
                        "intact": not defects,
                        "defects": defects,
                        "invoice": manifest.get("invoice"),
                        "flow": manifest.get("flow"),
                    }
                    for path, manifest, defects in rows
                ]
            }
        )
    else:
        for path, manifest, defects in rows:
            _print(path, manifest, defects)
    altered = sum(bool(defects) for _, _, defects in rows) - len(missing)
    if altered or missing:
        _fail(altered, len(missing), len(rows))


def _fail(altered: int, missing: int, count: int) -> None:
    told = [f"{altered} preuve(s) altérée(s)"] * bool(altered)
    told += [f"{missing} absente(s)"] * bool(missing)
    remedy = "Demandez l'original, ou exportez-la de nouveau."
    if not altered:
        remedy = "Vérifiez le nom et le dossier, ou exportez-la : wochorus evidence export N°."
    fail_partially(f"{', '.join(told)} sur {count}", remedy=remedy)


def _print(path: Path, manifest: dict[str, object], defects: list[str]) -> None:
    if defects == [_MISSING]:
        out.print(f"[red]absente[/]  {escape(str(path))} : {_MISSING}")
        return
    if defects:
        out.print(f"[red]altérée[/]  {escape(str(path))} : {escape(' '.join(defects))}")
        return
    invoice, flow = manifest.get("invoice"), manifest.get("flow")
    number = invoice.get("number") if isinstance(invoice, dict) else "?"
    flow_number = flow.get("flow_number") if isinstance(flow, dict) else "?"
    out.print(
        f"[green]intacte[/]  {escape(str(path))} : facture {escape(str(number))}, "
        f"flux {escape(str(flow_number or 'sans numéro'))}"
    )
