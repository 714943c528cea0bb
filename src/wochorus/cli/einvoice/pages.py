"""`wochorus einvoice render` and `template`: the page of an invoice, and a company's own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.einvoice.building import logo_option, template_option
from wochorus.cli.einvoice.files import (
    IN_FILE,
    OUT_FILE,
    STANDARD_STREAM,
    check_target,
    content_of,
    write_content,
)
from wochorus.cli.einvoice.inputs import required
from wochorus.cli.output import out
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.checking import read as read_invoice
from wochorus.einvoice.formats import file_name


@click.command("render", cls=FrenchHelp)
@click.argument("name", metavar="FICHIER", type=IN_FILE)
@click.option("--out", "target", type=OUT_FILE, metavar="PDF", help="Fichier à écrire.")
@template_option
@logo_option
def render(name: str, target: str | None, template: Path | None, logo: str | None) -> None:
    """Mettre en page une facture, lue en JSON, CII, UBL, Factur-X ou CPP minimal.

    La page est un PDF/A-3a accessible (PDF/UA-1), sans fichier XML : pour une facture à déposer,
    utilisez « wochorus einvoice build ».
    """
    from wochorus.einvoice.facturx.vocabulary import Profile
    from wochorus.einvoice.rendering.render import render as set_page
    from wochorus.einvoice.totals import complete

    if name == logo == STANDARD_STREAM:
        raise click.UsageError("L'entrée standard (-) ne peut servir qu'une fois")
    invoice = complete(required(read_invoice(content_of(name)), name))
    target = target or file_name(invoice.number, ".pdf")
    check_target(target, name, logo, template)
    page = set_page(
        invoice,
        xml=None,
        profile=Profile.EN_16931,
        created=datetime.now(UTC).replace(microsecond=0),
        template=template,
        logo=content_of(logo) if logo else None,
    )
    write_content(target, page)
    if target != STANDARD_STREAM:
        out.print(f"Page écrite : {target}", markup=False, soft_wrap=True)


@click.command("template", cls=FrenchHelp)
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path))
def template(folder: Path) -> None:
    """Copier le modèle de page fourni dans un dossier, pour l'adapter à sa société."""
    from wochorus.einvoice.rendering.template_folder import standard_template

    if folder.exists():
        _check_is_empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in standard_template().files.items():
        write_content(str(folder / name), content)
    out.print(
        f"Modèle copié dans {folder}. Modifiez-le, puis : wochorus einvoice build … "
        f"--template {folder}",
        markup=False,
        soft_wrap=True,
    )


def _check_is_empty(folder: Path) -> None:
    if not folder.is_dir():
        raise InvalidInput(
            "Un fichier porte déjà ce nom",
            where=str(folder),
            remedy="Donnez le nom d'un nouveau dossier.",
        )
    if any(folder.iterdir()):
        raise InvalidInput(
            "Le dossier existe déjà et n'est pas vide",
            where=str(folder),
            remedy="Donnez le nom d'un nouveau dossier.",
        )
