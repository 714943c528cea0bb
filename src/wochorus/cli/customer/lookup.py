"""`wochorus customer lookup|api-key`: the public register of companies."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.customer.options import provider_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import json_option, needs_database
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import compact_identifier, format_siret
from wochorus.customers.lookup.providers import ProviderName

if TYPE_CHECKING:
    from wochorus.customers.lookup import Establishment

_SIRET_LIKE = re.compile(r"\d{10,}")


@click.command("lookup", cls=FrenchHelp)
@click.argument("words", metavar="TEXTE…", nargs=-1, required=True)
@provider_option
@click.option("--fresh", is_flag=True, help="Redemander, même si la réponse est déjà connue.")
@json_option
@needs_database
def look_up(words: tuple[str, ...], provider: str, fresh: bool, as_json: bool) -> None:
    """Chercher une entreprise au registre, par son SIRET, son nom ou sa ville.

    Rien n'est enregistré : « wochorus customer add CODE --siret … » le fait.
    """
    from wochorus.customers.lookup import look_up_name, look_up_siret

    text, name = " ".join(words), ProviderName(provider)
    if _SIRET_LIKE.fullmatch(compact_identifier(text)):
        found = look_up_siret(text, name, fresh=fresh)
        hits = [found] if found else []
    else:
        hits = look_up_name(text, name, fresh=fresh)
    if as_json:
        emit_json({"establishments": [hit.model_dump(mode="json") for hit in hits]})
        return
    _print(hits)
    if len(hits) > 1:
        out.print(
            "Le registre ne donne que les premières réponses : si la bonne n'y est pas, ajoutez un "
            "mot du nom ou la ville."
        )


def _print(hits: list[Establishment]) -> None:
    from wochorus.customers.kinds import guess_kind, is_in_directory
    from wochorus.customers.lookup.filling import remarks_on
    from wochorus.customers.models import BuyerKind

    columns = (
        *(TextColumn("SIRET"), TextColumn("Nom", least=20), TextColumn("Adresse", least=12)),
        *(TextColumn("APE"), TextColumn("Cat. jur."), TextColumn("Public / Privé")),
        TextColumn("Ce qu'il faut savoir", least=20),
    )
    rows = []
    for hit in hits:
        guess = guess_kind(
            is_in_directory=is_in_directory(hit.siret),
            legal_category=hit.legal_category,
            is_administration=hit.is_administration,
        )
        kind = str(BuyerKind(guess.kind).label) if guess.kind else "à indiquer"
        name = " · ".join(part for part in (hit.name, hit.sign) if part)
        place = ", ".join(p for p in (hit.address, f"{hit.postcode} {hit.town}".strip()) if p)
        rows.append(
            (
                *(format_siret(hit.siret), name or "non diffusé", place or "non diffusée"),
                *(hit.ape, hit.legal_category, kind, " ; ".join(remarks_on(hit))),
            )
        )
    if not rows:
        out.print("Le registre ne connaît rien de tel. Essayez un autre mot, ou le SIRET.")
        return
    print_columns(columns, rows)
    out.print(f"{len(rows)} établissement(s)")


@click.command("api-key", cls=FrenchHelp)
@click.option("--stdin", "reads_stdin", is_flag=True, help="Lire la clé sur l'entrée standard.")
@click.option("--forget", is_flag=True, help="Oublier la clé enregistrée.")
@needs_database
def api_key(reads_stdin: bool, forget: bool) -> None:
    """Saisir la clé de l'API Sirene de l'Insee ; elle est chiffrée, et n'est jamais remontrée."""
    from wochorus.customers.lookup import forget_key, store_key

    if forget:
        text = "Clé oubliée." if forget_key() else "Aucune clé n'était enregistrée."
        out.print(text)
        return
    if reads_stdin:
        key = sys.stdin.readline()
    elif sys.stdin.isatty():
        key = click.prompt("Clé de l'API Sirene", hide_input=True)
    else:
        raise InvalidInput(
            "La clé se saisit dans un terminal",
            remedy="Hors d'un terminal, donnez-la sur l'entrée standard, avec --stdin.",
        )
    store_key(key)
    out.print(f"Clé enregistrée, chiffrée : --provider {escape(ProviderName.SIRENE)} l'emploie.")
