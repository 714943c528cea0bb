"""`wochorus einvoice build`: from a JSON invoice to a file that was checked."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.einvoice.files import IN_FILE, OUT_FILE, content_of, write_content
from wochorus.cli.einvoice.findings import print_report, report_as_json
from wochorus.cli.einvoice.inputs import invoice_from_json
from wochorus.cli.failures import NOT_DONE
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import json_option
from wochorus.einvoice.building import Page
from wochorus.einvoice.building import build as build_file
from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from wochorus.einvoice.building import Built
    from wochorus.einvoice.facturx.embedding import Annex

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
    invoice = invoice_from_json(source)
    document_format = Format(options["document_format"])
    built = build_file(
        invoice,
        document_format,
        Circuit(options["dialect"]),
        page=_page(options),
    )
    target = options["target"] or built.file_name
    is_written = built.content is not None and (built.may_leave or options["force"])
    if is_written and built.content is not None:
        write_content(target, built.content)
    _tell(built, target, is_written=is_written, as_json=options["as_json"])
    if not built.may_leave:
        raise click.exceptions.Exit(NOT_DONE)


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


def _tell(built: Built, target: str, *, is_written: bool, as_json: bool) -> None:
    if as_json:
        written = target if is_written else None
        emit_json({"written": written, **report_as_json(built.report, target)})
        return
    if target == "-":
        return
    print_report(built.report, target)
    if is_written:
        out.print(f"Fichier écrit : {target}", markup=False)
    else:
        out.print("Rien n'est écrit : corrigez ce qui précède, ou ajoutez --force.")
