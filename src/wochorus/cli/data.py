"""`wochorus data`: the whole data set in open files, and back."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings

from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import out
from wochorus.cli.progress import showing_progress
from wochorus.cli.session import needs_database


@click.group(cls=FrenchGroup)
def data() -> None:
    """Exporter toutes les données en fichiers ouverts (JSON), les reprendre ailleurs."""


@data.command("export")
@click.argument("target", metavar="DESTINATION", type=click.Path(path_type=Path))
@click.option(
    "--directory/--no-directory",
    "with_directory",
    default=True,
    show_default=True,
    help="Avec l'annuaire des structures publiques ; il se réimporte sinon.",
)
@needs_database
def export(target: Path, with_directory: bool) -> None:
    """Écrire toutes les données dans un dossier, ou dans un fichier .zip.

    Une table par fichier, une ligne JSON par enregistrement, et les documents. Les secrets (accès
    Chorus Pro, certificats, clés) n'y sont pas.
    """
    from wochorus.dataset.exporting import export_data

    with showing_progress("") as tell:
        manifest = export_data(
            settings.ENVIRONMENT.files, target, with_directory=with_directory, progress=tell
        )
    out.print(
        f"Exporté : {target} ({len(manifest.tables)} tables, {manifest.rows} lignes, "
        f"{len(manifest.files)} documents).",
        markup=False,
    )
    out.print("Les accès à Chorus Pro et les certificats n'y sont pas : ils se ressaisissent.")


@data.command("import")
@click.argument("source", metavar="EXPORT", type=click.Path(exists=True, path_type=Path))
@needs_database
def import_(source: Path) -> None:
    """Reprendre un export dans une base vide.

    Tout est vérifié avant d'être écrit. Les ordres de dépôt en cours reviennent en pause.
    """
    from wochorus.dataset.importing import import_data
    from wochorus.deposits.orders.restoring import quieten

    with showing_progress("") as tell:
        manifest = import_data(settings.ENVIRONMENT.files, source, settle=quieten, progress=tell)
    out.print(
        f"Repris : {manifest.rows} lignes, {len(manifest.files)} documents (WO CHORUS "
        f"{manifest.product}).",
        markup=False,
    )
    out.print(
        "[bold yellow]Avant de déposer :[/] ressaisissez les accès (wochorus company access), puis "
        "comparez avec Chorus Pro (wochorus compare) : ce qui a été déposé depuis l'export "
        "repartirait."
    )
