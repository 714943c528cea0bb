"""`wochorus db`: the database and the files in one file, and back."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.conf import settings
from django.utils import timezone
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import out
from wochorus.cli.session import needs_database
from wochorus.core.dates import format_moment
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wochorus.storage.archive import Manifest
    from wochorus.storage.restore import Restored


@click.group(cls=FrenchGroup)
def db() -> None:
    """Sauvegarder et restaurer la base et les fichiers."""


@db.command()
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
@click.option(
    "--with-key",
    is_flag=True,
    help="Joindre la clé qui ouvre les accès enregistrés : gardez alors ce fichier en lieu sûr.",
)
@needs_database
def backup(file: Path, force: bool, with_key: bool) -> None:
    """Sauvegarder la base et les fichiers dans un seul fichier."""
    from wochorus.storage.backup import kept_files, make_backup

    environment = settings.ENVIRONMENT
    total = sum(path.stat().st_size for path in kept_files(environment.files))
    with _progress("Sauvegarde", total) as advance:
        made = make_backup(
            environment.home,
            environment.database_url,
            file.absolute(),
            now=timezone.now(),
            overwrite=force,
            with_key=with_key,
            advance=advance,
        )
    out.print(
        f"Sauvegardé : {made.path} ({_megabytes(made.size)}), "
        f"la base et {made.files} fichier{_plural(made.files)}."
    )
    key = environment.home / "keys" / "secret.key"
    if with_key:
        out.print("La clé des accès est dedans : qui a ce fichier peut déposer en votre nom.")
    elif key.exists():
        out.print(f"La clé des accès n'y est pas : gardez à part {key}, ou employez --with-key.")


@db.command()
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Remplacer ce qui est en place ; il est gardé à côté.")
def restore(file: Path, force: bool) -> None:
    """Vérifier une sauvegarde, puis remettre la base et les fichiers qu'elle contient."""
    from wochorus.storage.restore import restore as put_back
    from wochorus.storage.restore import verified_backup

    environment = settings.ENVIRONMENT
    size = file.stat().st_size if file.is_file() else 0
    with ExitStack() as stack:
        with _progress("Vérification", size) as advance:
            opened = stack.enter_context(verified_backup(file, advance))
        _refuse_newer(opened.manifest, file)
        total = sum(member.size for member in opened.manifest.members.values())
        with _progress("Restauration", total) as advance:
            restored = put_back(
                environment.home,
                environment.database_url,
                opened,
                now=timezone.now(),
                force=force,
                advance=advance,
            )
    _tell(restored)
    _bring_tables_up_to_date()


def _refuse_newer(manifest: Manifest, file: Path) -> None:
    from wochorus.schema import newer_migrations

    if newer_migrations(manifest.migrations):
        raise Permanent(
            f"Cette sauvegarde vient de WO CHORUS {manifest.product}, plus récent",
            where=str(file),
            remedy="Installez cette version ou une plus récente, puis restaurez.",
        )


def _tell(restored: Restored) -> None:
    manifest = restored.manifest
    moment = format_moment(timezone.localtime(datetime.fromisoformat(manifest.created_at)))
    files = len([name for name in manifest.members if name.startswith("files/")])
    out.print(
        f"Restauré : la sauvegarde du {moment} (WO CHORUS {manifest.product}), "
        f"la base et {files} fichier{_plural(files)}."
    )
    if restored.kept_folder is not None:
        out.print(f"Ce qui était là est gardé dans {restored.kept_folder}")
    if restored.kept_database is not None:
        out.print(f"L'ancienne base est gardée sous le nom « {restored.kept_database} »")
    out.print(
        f"[bold yellow]Avant de déposer :[/] ce qui a été déposé après le {moment} n'est pas dans "
        "cette sauvegarde et repartirait. Comparez avec Chorus Pro : « wochorus compare », puis "
        "reprenez ce qui y est : « wochorus compare adopt --all ».",
        soft_wrap=True,
    )


@needs_database
def _bring_tables_up_to_date() -> None:
    """Apply what is newer than the backup, stop what would leave, name credentials lost."""
    from wochorus.accounts.key_match import accesses_of_another_key
    from wochorus.deposits.orders.restoring import quieten

    if paused := quieten():
        out.print(f"{paused} ordre(s) de dépôt en cours mis en pause : wochorus order list")
    environment = settings.ENVIRONMENT
    unreadable = accesses_of_another_key(environment.home, environment.secret_key)
    if unreadable:
        names = ", ".join(
            f"{access.company.code} ({access.get_environment_display()})" for access in unreadable
        )
        out.print(
            f"[bold yellow]Attention :[/] les accès Chorus Pro de {names} ne peuvent pas être lus "
            f"sans leur clé. Remettez-la dans {environment.home / 'keys' / 'secret.key'} "
            "(ou WOCHORUS_SECRET_KEY), ou saisissez-les à nouveau : wochorus company access"
        )


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar that follows the bytes, on a terminal only."""
    columns = (TextColumn(label), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task(label, total=total or None)
        yield lambda count: bar.advance(task, count)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} Mo".replace(".", ",")


def _plural(count: int) -> str:
    return "s" if count > 1 else ""
