"""The command ``wochorus-simulator``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chorus_simulator import __version__
from chorus_simulator.clock import MODES, ClockRefusedError
from chorus_simulator.faults import orders
from chorus_simulator.generator.loading import COUNT_MAXIMUM
from chorus_simulator.settings import SettingsRefusedError
from chorus_simulator.store import StateFileError, Store

if TYPE_CHECKING:
    from chorus_simulator.simulator import AtStart


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


_REFUSED = (SettingsRefusedError, ClockRefusedError, orders.FaultRefusedError)


@click.command(cls=_French)
@click.version_option(__version__, message="%(prog)s %(version)s", help="Afficher la version.")
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADRESSE",
    help="Adresse de boucle locale à écouter (127.0.0.1 par défaut).",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    metavar="N",
    help="Port à écouter (8765 par défaut ; 0 : n'importe quel port libre).",
)
@click.option(
    "--state",
    default=":memory:",
    metavar="FICHIER",
    help="Fichier où tout est gardé ; sans lui, tout s'oublie à l'arrêt.",
)
@click.option(
    "--snapshot-dir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DOSSIER",
    help="Dossier des instantanés (à côté du fichier d'état ; en mémoire s'il n'y en a pas).",
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help='Fichier écrit dès que le simulateur écoute : {"url": …, "pid": …}.',
)
@click.option(
    "--integration-delay",
    type=float,
    metavar="SECONDES",
    help="Délai entre un dépôt et l'état final de son flux (2 par défaut).",
)
@click.option(
    "--routing-delay",
    type=float,
    metavar="SECONDES",
    help="Délai entre DEPOSEE et MISE_A_DISPOSITION (2 par défaut).",
)
@click.option(
    "--size-limit", type=int, metavar="OCTETS", help="Taille maximale d'un flux (30000000)."
)
@click.option(
    "--format-rules",
    type=click.Choice(["on", "off"]),
    callback=lambda _context, _option, value: None if value is None else value == "on",
    help="Règles officielles EN 16931 sur CII, UBL et Factur-X (on par défaut).",
)
@click.option(
    "--page-size", type=int, metavar="N", help="Lignes par page quand rien n'est demandé (10)."
)
@click.option(
    "--token-failure-rate",
    type=float,
    metavar="TAUX",
    help="Part des demandes de jeton refusées sans raison, de 0 à 1 (0).",
)
@click.option(
    "--clock",
    "clock_mode",
    type=click.Choice(MODES),
    help="Horloge : réelle, rapide, ou figée et avancée à la main (celle d'avant, sinon real).",
)
@click.option(
    "--clock-speed",
    type=float,
    metavar="N",
    help="Secondes du portail en une seconde d'horloge rapide (86400 : un jour).",
)
@click.option(
    "--lives",
    type=click.Choice(["routed", "drawn"]),
    help="Vie des factures : s'arrêter chez le destinataire, ou tirée au sort jusqu'au paiement.",
)
@click.option("--seed", "lives_seed", type=int, metavar="N", help="Graine de ces vies (1).")
@click.option(
    "--directory",
    type=click.IntRange(1, COUNT_MAXIMUM),
    metavar="N",
    help="Compléter l'annuaire jusqu'à N structures publiques inventées.",
)
@click.option(
    "--directory-seed",
    type=int,
    default=1,
    metavar="N",
    help="Graine de cet annuaire inventé (1).",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="SORTE[:clé=valeur,…]",
    help="Panne dès le départ, par exemple status_500:probability=0.1. Répétable.",
)
@click.option(
    "--faults-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Fichier JSON : une liste de pannes, comme l'API les reçoit.",
)
def main(
    host: str,
    port: int,
    state: str,
    ready_file: Path | None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Simuler Chorus Pro sur cette machine : dépôts, contrôles, états, pannes."""
    from chorus_simulator.rules.sheets import RulesMissingError
    from chorus_simulator.server import CannotListenError, open_socket, serve
    from chorus_simulator.simulator import Simulator

    try:
        at_start = _at_start(state, options)
        listening = open_socket(host, port)
        simulator = Simulator(Store(state), at_start)
    except (CannotListenError, StateFileError, RulesMissingError, *_REFUSED) as error:
        raise click.ClickException(str(error)) from error
    try:
        serve(simulator, listening, ready_file)
    finally:
        simulator.close()
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)


def _at_start(state: str, options: dict[str, Any]) -> AtStart:
    """Sort the options: snapshots, clock, faults; the others are settings."""
    from chorus_simulator.simulator import AtStart

    beside = None if state == ":memory:" else Path(f"{state}.snapshots")
    folder = options.pop("snapshot_dir") or beside
    mode, speed = options.pop("clock_mode"), options.pop("clock_speed")
    faults = [orders.read_text(text) for text in options.pop("faults")]
    file = options.pop("faults_file")
    faults += orders.read_file(file) if file else []
    size, seed = options.pop("directory"), options.pop("directory_seed")
    settings = {name: value for name, value in options.items() if value is not None}
    return AtStart(settings, mode, speed, tuple(faults), folder, size, seed)


if __name__ == "__main__":
    main()
