"""`wochorus einvoice build`: from a JSON invoice to a file that was checked."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from wochorus.cli.app import FrenchHelp
from wochorus.cli.einvoice.files import (
    IN_FILE,
    OUT_FILE,
    STANDARD_STREAM,
    check_target,
    content_of,
    write_content,
)
from wochorus.cli.einvoice.findings import print_report, report_as_json
from wochorus.cli.einvoice.inputs import report_of_json, required
from wochorus.cli.failures import NOT_DONE
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import json_option
from wochorus.einvoice.building import Page
from wochorus.einvoice.building import build as build_file
from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.formats import Format, file_name
from wochorus.einvoice.json_format import read_json

if TYPE_CHECKING:
    from wochorus.einvoice.building import Built
    from wochorus.einvoice.facturx.embedding import Annex

_FORMATS_WITH_PAGE = (Format.FACTURX, Format.CPP_MINIMAL)
_PAGE_OPTIONS = {
    "pdf": "--pdf",
    "annexes": "--annex",
    "template": "--template",
    "logo": "--logo",
}
CIRCUITS = " ; ".join(f"{circuit.value} : {dialect.label}" for circuit, dialect in DIALECTS.items())

dialect_option = click.option(
    "--dialect",
    type=click.Choice([circuit.value for circuit in Circuit]),
    default=Circuit.CHORUS.value,
    show_default=True,
    help=f"Circuit auquel le fichier est destiné. {CIRCUITS}.",
)
template_option = click.option(
    "--template",
    type=click.Path(exists=True, path_type=Path),
    metavar="DOSSIER",
    help="Modèle de page de la société (dossier, ou fichier .typ).",
)
logo_option = click.option(
    "--logo", type=IN_FILE, metavar="IMAGE", help="Logo à placer sur la page (PNG, JPEG ou SVG)."
)


@click.command("build", cls=FrenchHelp)
@click.argument("source", metavar="FACTURE.json", type=IN_FILE)
@click.option(
    "--format",
    "document_format",
    type=click.Choice([document_format.value for document_format in Format]),
    required=True,
    help="Format du fichier à écrire.",
)
@dialect_option
@click.option("--out", "target", type=OUT_FILE, metavar="FICHIER", help="Fichier à écrire.")
@click.option(
    "--pdf",
    type=IN_FILE,
    metavar="PDF",
    help="Factur-X et CPP minimal : prendre ce PDF au lieu de mettre la facture en page.",
)
@click.option(
    "--annex",
    "annexes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FICHIER",
    help="Factur-X et CPP minimal : joindre ce fichier. Option répétable.",
)
@template_option
@logo_option
@click.option("--force", is_flag=True, help="Écrire le fichier même s'il n'est pas conforme.")
@json_option
def build(source: str, **options: Any) -> None:  # noqa: ANN401 - the options above
    """Écrire une facture électronique à partir de son contenu en JSON, et la contrôler.

    Les montants absents du JSON sont calculés. Sans --out, le fichier prend le numéro de la
    facture. Le fichier n'est écrit que s'il est conforme, sauf avec --force. Le code de sortie est
    1 quand il ne l'est pas.
    """
    document_format, target = Format(options["document_format"]), options["target"]
    _check_options(source, document_format, options)
    reading = read_json(content_of(source))
    if reading.invoice is None and options["as_json"]:
        emit_json({"written": None, **report_as_json(report_of_json(reading), source)})
        raise click.exceptions.Exit(NOT_DONE)
    invoice = required(reading, source)
    target = target or file_name(invoice.number, document_format.extension)
    check_target(target, source, *_page_files(options))
    circuit = Circuit(options["dialect"])
    built = build_file(invoice, document_format, circuit, page=_page(options))
    if _is_to_be_written(built, options):
        write_content(target, built.content or b"")
    _tell(built, target, options)
    if not built.may_leave:
        raise click.exceptions.Exit(NOT_DONE)


def _check_options(source: str, document_format: Format, options: dict[str, Any]) -> None:
    given = [name for key, name in _PAGE_OPTIONS.items() if options[key]]
    if given and document_format not in _FORMATS_WITH_PAGE:
        raise click.UsageError(
            f"{given[0]} ne va qu'avec --format facturx ou cpp-minimal : "
            "les autres formats n'ont pas de page"
        )
    if options["pdf"] and (options["template"] or options["logo"]):
        raise click.UsageError(
            "--pdf ne va pas avec --template ni --logo : la page est celle du PDF"
        )
    if [source, options["pdf"], options["logo"]].count(STANDARD_STREAM) > 1:
        raise click.UsageError("L'entrée standard (-) ne peut servir qu'une fois")
    if options["target"] == STANDARD_STREAM and options["as_json"]:
        raise click.UsageError("--out - ne va pas avec --json : ils écriraient au même endroit")


def _page_files(options: dict[str, Any]) -> tuple[str | Path | None, ...]:
    return (options["pdf"], options["logo"], options["template"], *options["annexes"])


def _page(options: dict[str, Any]) -> Page:
    return Page(
        created=datetime.now(UTC),
        pdf=content_of(options["pdf"]) if options["pdf"] else None,
        template=options["template"],
        logo=content_of(options["logo"]) if options["logo"] else None,
        annexes=[_annex(path) for path in options["annexes"]],
    )


def _annex(path: Path) -> Annex:
    from wochorus.einvoice.facturx.embedding import Annex

    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Annex(name=path.name, content=content_of(str(path)), media_type=media_type)


def _is_to_be_written(built: Built, options: dict[str, Any]) -> bool:
    return built.may_leave or (built.content is not None and options["force"])


def _tell(built: Built, target: str, options: dict[str, Any]) -> None:
    is_written = _is_to_be_written(built, options)
    if options["as_json"]:
        written = target if is_written else None
        emit_json({"written": written, **report_as_json(built.report, target)})
        return
    if target == STANDARD_STREAM:
        _tell_beside(built)
        return
    print_report(built.report, target)
    if is_written:
        out.print(f"Fichier écrit : {target}", markup=False, soft_wrap=True)
    elif built.content is None:
        out.print("Rien n'est écrit : corrigez ce qui précède.")
    else:
        out.print("Rien n'est écrit : corrigez ce qui précède, ou ajoutez --force.")


def _tell_beside(built: Built) -> None:
    """Tell what was found on standard error: standard output is the file's."""
    if built.report.findings:
        screen = Console(stderr=True, highlight=False)
        print_report(built.report, built.file_name, screen)
