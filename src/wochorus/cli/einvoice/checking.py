"""`wochorus einvoice check`: every layer of the validation on files of any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.einvoice.files import IN_FILE, content_of
from wochorus.cli.einvoice.findings import print_report, report_as_json, severities
from wochorus.cli.failures import NOT_DONE
from wochorus.cli.output import emit_json, out
from wochorus.cli.progress import showing_progress
from wochorus.cli.session import json_option
from wochorus.einvoice.checking import check as check_content
from wochorus.einvoice.dialects import Circuit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.findings import Report


@click.command("check", cls=FrenchHelp)
@click.argument("names", metavar="FICHIER…", type=IN_FILE, nargs=-1, required=True)
@click.option(
    "--dialect",
    type=click.Choice([circuit.value for circuit in Circuit]),
    help="Circuit dont les règles s'appliquent ; reconnu d'après le cadre de facturation sinon.",
)
@json_option
def check(names: tuple[str, ...], dialect: str | None, as_json: bool) -> None:
    """Contrôler des factures : Factur-X (PDF), CII, UBL, CPP minimal ou JSON.

    Chaque fichier passe par toutes les couches : limites, XML, schéma, règles officielles, règles
    de Chorus Pro. Le code de sortie est 1 quand un fichier n'est pas conforme.
    """
    circuit = Circuit(dialect) if dialect else None
    reports: list[tuple[str, Report]] = []
    for name, report in _checked(names, circuit):
        reports.append((name, report))
        if not as_json:
            print_report(report, name)
    wrong = [name for name, report in reports if not report.is_valid]
    if as_json:
        emit_json(_as_json(reports))
    elif len(reports) > 1:
        _conclude(reports, wrong)
    if wrong:
        raise click.exceptions.Exit(NOT_DONE)


def _checked(names: tuple[str, ...], circuit: Circuit | None) -> Iterator[tuple[str, Report]]:
    with showing_progress() as progress:
        for done, name in enumerate(names, start=1):
            yield name, check_content(content_of(name), circuit=circuit)
            progress("contrôle des fichiers", done, len(names))


def _as_json(reports: list[tuple[str, Report]]) -> dict[str, Any]:
    return {
        "checked": len(reports),
        "valid": sum(report.is_valid for _, report in reports),
        "files": [report_as_json(report, name) for name, report in reports],
    }


def _conclude(reports: list[tuple[str, Report]], wrong: list[str]) -> None:
    out.print()
    for name, report in reports:
        if not report.is_valid:
            out.print(f"{name} : {severities(report)}", markup=False)
    out.print(f"{len(reports) - len(wrong)} fichier(s) conforme(s) sur {len(reports)}.")
