"""`wochorus directory`: import, refresh, search and changes of the directory of public bodies.

It is the same for all the issuing companies: a command that names one asks through its access.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import compact_identifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company
    from wochorus.directory.models import Structure
    from wochorus.directory.outcome import Outcome
    from wochorus.directory.staging import Progress

_EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=FrenchGroup)
def directory() -> None:
    """Annuaire des structures publiques : importer, chercher, consulter."""


@directory.command("import")
@click.argument("files", type=_EXISTING_FILE, metavar="FICHIER…", nargs=-1, required=True)
@click.option(
    "--origin",
    default="annuaire",
    show_default=True,
    metavar="NOM",
    help="Source des fichiers : seules ses propres lignes peuvent être fermées.",
)
@click.option("--partial", is_flag=True, help="Importer les bonnes lignes malgré les mauvaises.")
@click.option(
    "--allow-closing",
    is_flag=True,
    help="Accepter de fermer plus de 20 % des lignes de la source.",
)
@json_option
@needs_database
def import_files(
    files: tuple[Path, ...], origin: str, partial: bool, allow_closing: bool, as_json: bool
) -> None:
    """Importer les fichiers publiés des structures et des services (CSV « ; » ou XLSX).

    Donnez-les ensemble : les structures passent d'abord. Tout entre ou rien n'entre. Un nouvel
    import met à jour, ferme ce qui a disparu et rouvre ce qui revient.
    """
    from wochorus.directory.importer import Choices, import_directory

    choices = Choices(origin=origin, partial=partial, allow_closing=allow_closing)
    _tell_import(
        lambda tell: import_directory(files, choices, progress=tell),
        "Corrigez-les dans le fichier, puis importez-le à nouveau.",
        as_json=as_json,
    )


@directory.command("refresh")
@click.option("--partial", is_flag=True, help="Prendre les bonnes lignes malgré les mauvaises.")
@click.option(
    "--allow-closing",
    is_flag=True,
    help="Accepter de fermer plus de 20 % des lignes de la source.",
)
@click.option(
    "--keep",
    "folder",
    type=_EXISTING_FOLDER,
    metavar="DOSSIER",
    help="Y garder le fichier reçu et les tableaux qui en sont tirés.",
)
@company_option
@json_option
@needs_database
def refresh(
    partial: bool, allow_closing: bool, folder: Path | None, company_code: str | None, as_json: bool
) -> None:
    """Mettre l'annuaire à jour depuis Chorus Pro, par l'accès de la société.

    Le service de fond le refait chaque semaine. Un fichier qui ne peut pas être lu ne change rien.
    """
    from wochorus.deposits.background.annuaire import refresh_for
    from wochorus.directory.importer import Choices
    from wochorus.directory.refreshing import origin_of

    company = chosen_company(company_code)
    if not as_json:
        announce(company)
    choices = Choices(origin=origin_of(company), partial=partial, allow_closing=allow_closing)
    _tell_import(
        lambda tell: refresh_for(company, choices, folder=folder, progress=tell),
        "Chorus Pro les donne ainsi : elles restent ici comme elles étaient.",
        as_json=as_json,
    )


@directory.command("search")
@click.argument("words", metavar="TEXTE…", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Au plus N lignes."
)
@click.option("--active", is_flag=True, help="Seulement les structures actives.")
@json_option
@needs_database
def search_text(words: tuple[str, ...], limit: int, active: bool, as_json: bool) -> None:
    """Chercher par nom, ville, code postal, SIRET ou début de SIRET.

    Accents, majuscules et fautes de frappe ne gênent pas.
    """
    from wochorus.cli.directory_report import hit_as_json, print_hits
    from wochorus.directory.queries import search

    hits = search(" ".join(words), limit=limit, active_only=active)
    if as_json:
        emit_json({"hits": [hit_as_json(hit) for hit in hits]})
        return
    if not hits:
        _require_some_structures()
        out.print("Aucune structure ne correspond. Essayez un seul mot, la ville ou le SIRET.")
        return
    print_hits(hits, limit)


@directory.command("show")
@click.argument("siret", metavar="SIRET")
@json_option
@needs_database
def show(siret: str, as_json: bool) -> None:
    """Montrer une structure, ce qu'elle exige d'une facture, et ses services."""
    from wochorus.cli.directory_report import print_structure, structure_as_json
    from wochorus.directory.queries import services_of

    structure = _structure(siret)
    services = services_of(structure)
    if as_json:
        emit_json(structure_as_json(structure, services))
        return
    print_structure(structure, services)


@directory.command("changes")
@click.option("--limit", type=click.IntRange(min=1), help="Ne montrer que les N premiers.")
@json_option
@needs_database
def changes(limit: int | None, as_json: bool) -> None:
    """Lister ce que le dernier import de chaque source a changé."""
    from itertools import islice

    from wochorus.cli.directory_report import change_as_json, import_as_json, print_changes
    from wochorus.directory.queries import changes_of, last_imports

    answer: list[dict[str, Any]] = []
    for imported in last_imports():
        found = list(islice(changes_of(imported), limit))
        if as_json:
            listed = [change_as_json(change) for change in found]
            answer.append({**import_as_json(imported), "changes": listed})
        else:
            print_changes(imported, found)
    if as_json:
        emit_json({"imports": answer})
    else:
        _require_some_structures()


@directory.command("status")
@json_option
@needs_database
def status(as_json: bool) -> None:
    """Dire combien l'annuaire contient de structures, et de quand il date."""
    from wochorus.cli.directory_report import print_status, status_as_json
    from wochorus.directory.queries import directory_status

    found = directory_status()
    if as_json:
        emit_json(status_as_json(found))
        return
    print_status(found)
    _require_some_structures()


@directory.command("drift")
@click.option(
    "--ask-chorus",
    is_flag=True,
    help="Demander d'abord à Chorus Pro jusqu'à quand les services des clients sont valables.",
)
@company_option
@json_option
@needs_database
def drift(ask_chorus: bool, company_code: str | None, as_json: bool) -> None:
    """Dire quelles structures et quels services de vos clients et contrats ferment ou ont fermé.

    Sans --company, ceux de toutes les sociétés. La fin d'un service n'est pas dans les
    fichiers publiés : --ask-chorus la demande, une seconde environ par appel.
    """
    from django.utils import timezone

    from wochorus.cli.directory_report import drift_as_json, print_drifts
    from wochorus.contracts.drift import drifts

    company = chosen_company(company_code) if company_code or ask_chorus else None
    if ask_chorus and company is not None:
        _read_service_ends(company, quiet=as_json)
    found = drifts(timezone.localdate(), company)
    if as_json:
        emit_json({"drifts": [drift_as_json(one) for one in found]})
        return
    _require_some_structures()
    print_drifts(found)


def _tell_import(work: Callable[[Progress], list[Outcome]], remedy: str, *, as_json: bool) -> None:
    """Show a bar while ``work`` imports, then what it changed or refused, and its ``remedy``."""
    from wochorus.cli.directory_import_report import (
        outcome_as_json,
        print_outcome,
        print_refusals,
        refusals_as_json,
    )
    from wochorus.cli.failures import fail_partially
    from wochorus.cli.progress import showing_progress
    from wochorus.directory.outcome import RefusedRows

    try:
        with showing_progress() as progress:
            outcomes = work(progress)
    except RefusedRows as error:
        if as_json:
            emit_json({"imported": False, **refusals_as_json(error.refusals)})
        else:
            print_refusals(error.refusals)
        raise
    if as_json:
        emit_json({"imported": True, "imports": [outcome_as_json(found) for found in outcomes]})
    else:
        for outcome in outcomes:
            print_outcome(outcome)
    if rejected := sum(outcome.rejected for outcome in outcomes):
        fail_partially(f"{rejected} ligne(s) refusée(s), non importée(s)", remedy=remedy)


def _read_service_ends(company: Company, *, quiet: bool) -> None:
    from wochorus.accounts.services import chorus_client
    from wochorus.customers.drift import watched_customers
    from wochorus.directory.watching import read_service_ends

    sirets = sorted(set(watched_customers(company).values_list("siret", flat=True)))
    with chorus_client(company) as client:
        watched = read_service_ends(client, sirets)
    if not quiet:
        out.print(
            f"Chorus Pro : {watched.structures} structure(s) lue(s), {len(watched.unknown)} "
            f"inconnue(s), fin de validité changée pour {watched.changed} service(s)."
        )


def _structure(siret: str) -> Structure:
    from wochorus.directory.queries import structure_by_siret

    structure = structure_by_siret(compact_identifier(siret)) or structure_by_siret(siret.strip())
    if structure is None:
        _require_some_structures()
        raise InvalidInput(
            "Cette structure n'est pas dans l'annuaire",
            where=siret,
            remedy="Cherchez-la par son nom ou sa ville : wochorus directory search TEXTE",
        )
    return structure


def _require_some_structures() -> None:
    from wochorus.directory.models import Structure

    if not Structure.objects.exists():
        raise InvalidInput(
            "L'annuaire est vide",
            remedy="Importez-le (wochorus directory import FICHIER_STRUCTURES FICHIER_SERVICES), "
            "ou demandez-le à Chorus Pro (wochorus directory refresh)",
        )
