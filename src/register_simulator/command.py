"""The command ``wochorus-register``."""

from __future__ import annotations

from pathlib import Path

import click

from register_simulator import __version__
from register_simulator.app import PER_SECOND, Desk
from register_simulator.faults import KINDS, FaultRefusedError, Faults, read_fault
from register_simulator.generator import invented
from register_simulator.register import Register
from register_simulator.server import CannotListenError, open_socket, serve
from register_simulator.units import MOST_UNITS, UnitsRefusedError, read_units

USUAL_PORT = 8766


class _French(click.Command):
    """A command whose help page is French."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, "[OPTIONS]", prefix="Utilisation : ")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Describe `--help` in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Afficher cette aide."
        return option


@click.command(cls=_French)
@click.version_option(__version__, message="%(prog)s %(version)s", help="Afficher la version.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=USUAL_PORT,
    metavar="N",
    help="Port à écouter sur cette machine (8766 par défaut ; 0 : n'importe quel port libre).",
)
@click.option(
    "--units",
    "units_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Fichier JSON des entreprises à connaître, avant celles qui sont inventées.",
)
@click.option(
    "--count",
    type=click.IntRange(0, MOST_UNITS),
    default=1000,
    metavar="N",
    help="Nombre d'entreprises inventées (1000 par défaut).",
)
@click.option("--seed", type=int, default=1, metavar="N", help="Graine de l'invention (1).")
@click.option(
    "--key", default="", metavar="CLÉ", help="Clé que l'API Sirene exige (aucune par défaut)."
)
@click.option(
    "--per-second",
    type=click.IntRange(0, 1000),
    default=PER_SECOND,
    metavar="N",
    help="Appels permis par seconde, au-delà : 429 (7 par défaut ; 0 : sans limite).",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="SORTE[:count=N,seconds=S]",
    help=f"Panne dès le départ, répétable. Sortes : {', '.join(KINDS)}.",
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help='Fichier écrit dès que le registre écoute : {"url": …, "pid": …}.',
)
def main(
    port: int,
    units_file: Path | None,
    count: int,
    seed: int,
    key: str,
    per_second: int,
    faults: tuple[str, ...],
    ready_file: Path | None,
) -> None:
    """Simuler le registre des entreprises sur cette machine : Recherche d'entreprises et Sirene."""
    try:
        known = read_units(units_file) if units_file else []
        waiting = Faults(tuple(map(read_fault, faults)))
        listening = open_socket(port)
    except (UnitsRefusedError, FaultRefusedError, CannotListenError) as error:
        raise click.ClickException(str(error)) from error
    register = Register([*known, *invented(count, seed)])
    desk = Desk(register, waiting, key=key, per_second=per_second)
    try:
        serve(desk, listening, ready_file)
    finally:
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
