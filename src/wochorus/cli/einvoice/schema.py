"""`wochorus einvoice schema`: the JSON Schema of an invoice."""

from __future__ import annotations

import json

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.einvoice.files import OUT_FILE, check_target, write_content
from wochorus.einvoice.json_format import json_schema


@click.command("schema", cls=FrenchHelp)
@click.option(
    "--out",
    "target",
    type=OUT_FILE,
    default="-",
    metavar="FICHIER",
    help="Fichier à écrire, au lieu de l'afficher.",
)
def schema(target: str) -> None:
    """Donner le schéma JSON (draft 2020-12) des factures que lit « wochorus einvoice build »."""
    check_target(target)
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    write_content(target, text.encode())
