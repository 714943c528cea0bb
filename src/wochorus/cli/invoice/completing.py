"""`wochorus invoice complete`: give a suspended invoice what it lacked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.found_invoice import year_option
from wochorus.cli.invoice.changing import Asked, number_argument, send_wish, yes_option
from wochorus.cli.output import out
from wochorus.cli.session import company_option, json_option, needs_database
from wochorus.core.sizes import format_size
from wochorus.deposits.requests.services import completion

if TYPE_CHECKING:
    from wochorus.deposits.requests.wishes import Completion


@click.command("complete", cls=FrenchHelp)
@number_argument
@click.option(
    "--file",
    "paths",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FICHIER",
    help="Pièce à ajouter (répétable) : 10 Mo au plus, nom de 50 caractères au plus.",
)
@click.option("--comment", metavar="TEXTE", default="", help="Réponse au destinataire.")
@year_option
@company_option
@yes_option
@json_option
@needs_database
def complete(**options: Any) -> None:  # noqa: ANN401 - the options above
    """Compléter une facture suspendue : ajouter les pièces demandées, un commentaire.

    Son statut est d'abord relu sur Chorus Pro. Une réponse perdue n'est jamais refaite à
    l'aveugle : « wochorus follow » en cherche la trace.
    """
    asked = Asked.of(options)
    wish = completion(asked.invoice, options["paths"], options["comment"])
    for piece in wish.pieces:
        if piece.defect and not asked.as_json:
            out.print(f"[yellow]Attention :[/] {escape(piece.file_name)} : {escape(piece.defect)}")
    send_wish(asked, wish, f"compléter {asked.invoice.number} : {_told(wish)}")


def _told(wish: Completion) -> str:
    pieces = [f"{piece.file_name} ({format_size(piece.size)})" for piece in wish.pieces]
    comment = [f"commentaire « {wish.comment} »"] if wish.comment else []
    return ", ".join([*pieces, *comment])
