"""`wochorus einvoice check`: every layer of the validation on files of any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.einvoice.files import IN_FILE, STANDARD_STREAM, shown_name
from wochorus.cli.einvoice.findings import print_report, report_as_json, severities
from wochorus.cli.einvoice.judging import judged
from wochorus.cli.failures import NOT_DONE
from wochorus.cli.output import emit_json, out
from wochorus.cli.progress import showing_progress
from wochorus.cli.session import json_option
from wochorus.einvoice.dialects import Circuit

if TYPE_CHECKING:
    from wochorus.einvoice.findings import Report

    Named = list[tuple[str, Report]]


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
    if names.count(STANDARD_STREAM) > 1:
        raise click.UsageError("L'entrée standard (-) ne peut être lue qu'une fois")
    with showing_progress("fichiers") as progress:
        reports = judged(
            names,
            Circuit(dialect) if dialect else None,
            lambda done: progress("contrôle des fichiers", done, len(names)),
        )
    told = list(zip(names, reports, strict=True))
    if as_json:
        emit_json(_as_json(told))
    else:
        _print(told)
    if not all(report.is_valid for report in reports):
        raise click.exceptions.Exit(NOT_DONE)


def _as_json(told: Named) -> dict[str, Any]:
    return {
        "checked": len(told),
        "valid": _count_of_valid(told),
        "files": [report_as_json(report, name) for name, report in told],
    }


def _print(told: Named) -> None:
    for name, report in told:
        print_report(report, shown_name(name))
    if len(told) > 1:
        _conclude(told)


def _conclude(told: Named) -> None:
    out.print()
    for name, report in told:
        if not report.is_valid:
            line = f"{shown_name(name)} : {severities(report)}"
            out.print(line, markup=False, soft_wrap=True)
    out.print(f"{_count_of_valid(told)} fichier(s) conforme(s) sur {len(told)}.")


def _count_of_valid(told: Named) -> int:
    return sum(report.is_valid for _, report in told)
