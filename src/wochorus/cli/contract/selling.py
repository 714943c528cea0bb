"""`wochorus contract line add|change|end|remove`, `contract site add`, `contract attach|detach`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wochorus.cli.app import FrenchGroup, FrenchHelp
from wochorus.cli.contract.common import DAY, NUMBER, conclude, found_contract
from wochorus.cli.contract.options import line_options, read_line, read_options, site_options
from wochorus.cli.session import company_option, json_option, needs_database
from wochorus.contracts.line_format import SITE_FIELD
from wochorus.contracts.models import Follows
from wochorus.core.attachments import AttachmentKind
from wochorus.core.dates import format_date
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from datetime import date

_RANK = click.argument("rank", metavar="LIGNE", type=click.IntRange(min=1))


@click.group("line", cls=FrenchGroup)
def line() -> None:
    """Lignes d'un contrat : ce qui est vendu, à quel prix, de quand à quand."""


@line.command("add")
@NUMBER
@click.option("--start", type=DAY, metavar="DATE", help="Premier jour (le prochain facturé sinon).")
@line_options
@company_option
@json_option
@needs_database
def add_to(
    number: str,
    start: date | None,
    company_code: str | None,
    as_json: bool,
    **options: str | None,
) -> None:
    """Ajouter une ligne (--name, --price et --rate sont obligatoires)."""
    from wochorus.contracts.selling import add_line

    missing = [
        flag
        for flag, name in (("--name", "name"), ("--price", "price"), ("--rate", "tax_rate"))
        if not options.get(name)
    ]
    if missing:
        raise click.UsageError(f"Il manque {', '.join(missing)}")
    contract = found_contract(company_code, number)
    made = add_line(contract, actor=acting(), starts_on=start, **read_line(options))
    conclude(contract, f"Ligne ajoutée : {made.name}.", as_json=as_json)


@line.command("change")
@NUMBER
@_RANK
@click.option("--from", "start", required=True, type=DAY, metavar="DATE", help="À compter du.")
@line_options
@company_option
@json_option
@needs_database
def change_one(
    number: str,
    rank: int,
    start: date,
    company_code: str | None,
    as_json: bool,
    **options: str | None,
) -> None:
    """Changer une ligne à compter d'un jour : l'ancienne finit la veille, une autre la suit."""
    from wochorus.contracts.queries import line_at
    from wochorus.contracts.selling import change_line

    contract = found_contract(company_code, number)
    values = read_line(options)
    if not values:
        raise click.UsageError("Aucune option n'a été donnée : rien n'a changé")
    made = change_line(line_at(contract, rank), start, actor=acting(), **values)
    told = f"Ligne {rank} changée à compter du {format_date(start)} : {made.name}."
    conclude(contract, told, as_json=as_json)


@line.command("end")
@NUMBER
@_RANK
@click.option("--on", "day", required=True, type=DAY, metavar="DATE", help="Dernier jour.")
@company_option
@json_option
@needs_database
def end_one(number: str, rank: int, day: date, company_code: str | None, as_json: bool) -> None:
    """Mettre fin à une ligne."""
    from wochorus.contracts.queries import line_at
    from wochorus.contracts.selling import end_line

    contract = found_contract(company_code, number)
    end_line(line_at(contract, rank), day, actor=acting())
    conclude(contract, f"Ligne {rank} terminée le {format_date(day)}.", as_json=as_json)


@line.command("remove")
@NUMBER
@_RANK
@company_option
@json_option
@needs_database
def remove_one(number: str, rank: int, company_code: str | None, as_json: bool) -> None:
    """Retirer une ligne saisie par erreur, dont rien n'est facturé."""
    from wochorus.contracts.queries import line_at
    from wochorus.contracts.selling import remove_line

    contract = found_contract(company_code, number)
    remove_line(line_at(contract, rank), actor=acting())
    conclude(contract, f"Ligne {rank} retirée.", as_json=as_json)


@click.group("site", cls=FrenchGroup)
def site() -> None:
    """Chantiers d'un contrat."""


@site.command("add")
@NUMBER
@click.argument("name", metavar="CHANTIER")
@site_options
@company_option
@json_option
@needs_database
def add_one(
    number: str, name: str, company_code: str | None, as_json: bool, **options: str | None
) -> None:
    """Ajouter un chantier, ou compléter celui de ce nom."""
    from wochorus.contracts.selling import add_site

    contract = found_contract(company_code, number)
    fields = {
        **read_options(SITE_FIELD, {"name": name}),
        **read_options(SITE_FIELD, options),
    }
    made = add_site(contract, actor=acting(), **fields)
    conclude(contract, f"Chantier enregistré : {made.name}.", as_json=as_json)


@click.command("attach", cls=FrenchHelp)
@NUMBER
@click.argument(
    "file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--name", default="", help="Nom que verra le client (celui du fichier sinon).")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in AttachmentKind]),
    default=AttachmentKind.ANNEX.value,
    show_default=True,
    help="Type de pièce.",
)
@click.option(
    "--follows",
    type=click.Choice(Follows.values),
    default=Follows.ALL.value,
    show_default=True,
    help="Suit toutes les factures, la première, ou aucune.",
)
@company_option
@json_option
@needs_database
def attach(
    number: str,
    file: Path,
    name: str,
    kind: str,
    follows: str,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Joindre un fichier au contrat ; il suivra ses factures (10 Mo au plus)."""
    from wochorus.contracts.files import attach_file

    contract = found_contract(company_code, number)
    made = attach_file(contract, file, actor=acting(), name=name, kind=kind, follows=follows)
    told = f"{made.name} joint : {made.get_kind_display()}, {made.get_follows_display().lower()}."
    conclude(contract, told, as_json=as_json)


@click.command("detach", cls=FrenchHelp)
@NUMBER
@click.argument("name", metavar="NOM")
@company_option
@json_option
@needs_database
def detach(number: str, name: str, company_code: str | None, as_json: bool) -> None:
    """Retirer une pièce jointe du contrat ; les factures déjà faites la gardent."""
    from wochorus.contracts.files import detach_file

    contract = found_contract(company_code, number)
    detach_file(contract, name, actor=acting())
    conclude(contract, f"{name} retiré.", as_json=as_json)
