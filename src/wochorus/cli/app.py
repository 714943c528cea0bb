"""The root of the command line: `wochorus GROUP COMMAND`, in French."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from wochorus import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = {
    "company": ("company", "Sociétés émettrices et leurs accès à Chorus Pro."),
    "directory": (
        "directory",
        "Annuaire des structures publiques : importer, chercher, consulter.",
    ),
    "customer": (
        "customer",
        "Clients : fiche, contacts, recherche au registre des entreprises.",
    ),
    "contract": ("contract", "Contrats : lignes, références, calendrier, révision de prix."),
    "billing": ("billing", "Facturer : contrats dus, factures libres, avoirs, numérotation."),
    "journal": ("journal", "Journal de facturation : importer, lister, exporter."),
    "ingest": ("ingest", "Prendre les factures d'un autre logiciel : Factur-X, CII, UBL, JSON."),
    "attachment": ("attachment", "Pièces jointes d'une facture : ajouter, lister, retirer."),
    "archive": ("archive", "PDF des factures : ce qui manque, refaire, joindre, vérifier."),
    "check": ("check", "Contrôler les factures : toutes les anomalies, avec leur remède."),
    "anomalies": ("anomalies_fix", "Corriger les anomalies des factures, annuler une correction."),
    "deposit": ("deposit", "Déposer des factures sur Chorus Pro, par lot ou une par une."),
    "order": ("order", "Consulter, lancer, mettre en pause ou annuler les ordres de dépôt."),
    "worker": ("worker", "Mener les dépôts confiés au service et suivre les flux."),
    "follow": ("follow", "Suivre les flux déposés jusqu'à leur état final."),
    "compare": ("compare", "Comparer le journal avec Chorus Pro, reprendre ce qui y est déjà."),
    "flow": ("flow", "Consulter les flux déposés, régler ceux restés sans réponse."),
    "invoice": ("invoice", "Suivre une facture après son dépôt : son statut, que faire."),
    "payment": ("payment", "Enregistrer les règlements reçus, les affecter aux factures."),
    "late": ("late", "Suivre les délais de paiement publics : retards, intérêts, lettre."),
    "evidence": ("evidence", "Exporter la preuve d'un dépôt, la vérifier n'importe où."),
    "chorus": ("chorus", "Expliquer ce que dit Chorus Pro, vérifier qu'on peut y déposer."),
    "einvoice": (
        "einvoice",
        "Factures électroniques : écrire, contrôler, lire, mettre en page.",
    ),
    "data": ("data", "Exporter toutes les données en fichiers ouverts, les reprendre ailleurs."),
    "db": ("db", "Sauvegarder et restaurer la base et les fichiers."),
    "doctor": ("doctor", "Dire ce qui est installé, configuré, et ce qui manque."),
    "demo": ("demo", "Montrer tout le travail sur une société de démonstration."),
    "user": ("user", "Personnes qui ouvrent les écrans, et leurs rôles."),
    "web": ("web", "Ouvrir les écrans dans un navigateur."),
    "serve": ("serve", "Tenir ouverts la base, le simulateur et le service de dépôt."),
}
"""Each command's module in this package, and the line that `--help` shows for it."""

STANDING_ALONE = (
    ("einvoice",),
    ("chorus", "explain"),
    ("evidence", "verify"),
)
"""Those that need no company: no settings are read for them, no database, no data folder."""


def stands_alone(words: Sequence[str]) -> bool:
    """Tell whether the command that ``words`` call needs nothing but what it is given."""
    called = tuple(word for word in words if not word.startswith("-"))
    return not called or any(called[: len(names)] == names for names in STANDING_ALONE)


class FrenchHelp(click.Command):
    """A command whose help page is in French."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Utilisation : "
        )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Describe `--help` in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Afficher cette aide."
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options, what click adds to their help said in French."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx))]
        if rows:
            with formatter.section("Options"):
                formatter.write_dl(
                    [(_in_french(f"{name} ").rstrip(), _in_french(text)) for name, text in rows]
                )


def _in_french(text: str) -> str:
    for english, french in (
        ("[default: ", "[par défaut : "),
        ("; required]", " ; obligatoire]"),
        ("[required]", "[obligatoire]"),
        ("; default: ", " ; par défaut : "),
        (" INTEGER RANGE", " N"),
        (" INTEGER", " N"),
        (" TEXT ", " TEXTE "),
    ):
        text = text.replace(english, french)
    return text


class FrenchGroup(FrenchHelp, click.Group):
    """A group whose own commands are French too."""

    command_class = FrenchHelp
    group_class = type

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name in French the place of the command."""
        return [*super().collect_usage_pieces(ctx)[:-1], "COMMANDE [ARGUMENTS]…"]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options, then the commands."""
        FrenchHelp.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands under a French heading."""
        rows = [
            (name, command.get_short_help_str(limit=90))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) and not command.hidden
        ]
        with formatter.section("Commandes"):
            formatter.write_dl(rows)


class RootGroup(FrenchGroup):
    """The root: it imports a group only when that group is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the groups in the order of the work."""
        return list(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of the command and take its object of the same name."""
        if cmd_name not in GROUPS:
            return None
        module = import_module(f"wochorus.cli.{GROUPS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the groups without importing them."""
        with formatter.section("Commandes"):
            formatter.write_dl([(name, text) for name, (_, text) in GROUPS.items()])


@click.group(cls=RootGroup)
@click.version_option(__version__, message="WO CHORUS %(version)s", help="Afficher la version.")
@click.option("--debug", is_flag=True, help="En cas d'erreur, montrer aussi le détail technique.")
def wochorus(debug: bool) -> None:
    """Déposer ses factures sur Chorus Pro, sans en perdre ni en envoyer deux fois."""
