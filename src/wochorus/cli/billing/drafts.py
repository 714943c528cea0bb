"""`wochorus billing draft`: free invoices and extra works, typed then issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.billing.drafts.format import (
    DRAFT_FIELD,
    DRAFT_FIELDS,
    DRAFT_LINE_FIELD,
    DRAFT_LINE_FIELDS,
)
from wochorus.cli.app import FrenchGroup
from wochorus.cli.billing.common import date_option, day_of, question, yes_option
from wochorus.cli.billing.draft_report import preview_as_json, print_draft, print_drafts
from wochorus.cli.confirmation import confirm
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.contracts.entry import read_entry
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from wochorus.billing.drafts.models import InvoiceDraft
    from wochorus.spreadsheets.columns import Column

_SOURCES = {"free": "free", "extra-work": "extra_work"}
_FLAGS = {
    "delivery_date": "--done",
    "period_start": "--from",
    "period_end": "--to",
    "payment_term": "--term",
    "payment_means": "--means",
    "operation_category": "--operation",
    "tax_rate": "--rate",
    "tax_category": "--category",
    "exemption": "--mention",
    "code_service": "--service",
}
_DRAFT = click.argument("number", metavar="BROUILLON", type=click.IntRange(min=1))
_RANK = click.argument("rank", metavar="LIGNE", type=click.IntRange(min=1))


def _options(columns: Iterable[Column]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for column in reversed(list(columns)):
            flag = _FLAGS.get(column.field, "--" + column.field.replace("_", "-"))
            command = click.option(flag, column.field, help=column.description)(command)
        return command

    return add


def _read(columns: Mapping[str, Column], options: Mapping[str, str | None]) -> dict[str, Any]:
    return read_entry(columns, {name: text for name, text in options.items() if text is not None})


@click.group("draft", cls=FrenchGroup)
def draft() -> None:
    """Factures libres et travaux complémentaires (TC) : les préparer, puis les émettre."""


@draft.command("new")
@click.argument("customer_code", metavar="CLIENT")
@click.option(
    "--kind",
    type=click.Choice(list(_SOURCES)),
    default="free",
    show_default=True,
    help="Facture libre, ou travaux complémentaires.",
)
@click.option("--contract", "contract_number", metavar="N°", help="Contrat dont elle dépend.")
@_options(DRAFT_FIELDS)
@company_option
@json_option
@needs_database
def new(
    customer_code: str,
    kind: str,
    contract_number: str | None,
    company_code: str | None,
    as_json: bool,
    **options: str | None,
) -> None:
    """Commencer une facture libre, ou de travaux complémentaires."""
    from wochorus.billing.drafts.services import create_draft
    from wochorus.billing.models import InvoiceSource
    from wochorus.contracts.queries import contract_by_number
    from wochorus.customers.queries import customer_by_code

    company = chosen_company(company_code)
    made = create_draft(
        customer_by_code(company, customer_code),
        InvoiceSource(_SOURCES[kind]),
        actor=acting(),
        contract=contract_by_number(company, contract_number) if contract_number else None,
        **_read(DRAFT_FIELD, options),
    )
    _conclude(made, f"Brouillon {made.pk} créé.", as_json=as_json)


@draft.command("change")
@_DRAFT
@_options(DRAFT_FIELDS)
@company_option
@json_option
@needs_database
def change(number: int, company_code: str | None, as_json: bool, **options: str | None) -> None:
    """Changer un brouillon ; une option vide (--subject "") efface."""
    from wochorus.billing.drafts.services import change_draft

    values = _read(DRAFT_FIELD, options)
    if not values:
        raise click.UsageError("Aucune option n'a été donnée : rien n'a changé")
    changed = change_draft(_found(company_code, number), **values)
    _conclude(changed, f"Brouillon {number} changé.", as_json=as_json)


@draft.group("line", cls=FrenchGroup)
def line() -> None:
    """Lignes d'un brouillon."""


@line.command("add")
@_DRAFT
@_options(DRAFT_LINE_FIELDS)
@company_option
@json_option
@needs_database
def add_to(number: int, company_code: str | None, as_json: bool, **options: str | None) -> None:
    """Ajouter une ligne (--name, --price et --rate sont obligatoires)."""
    from wochorus.billing.drafts.services import add_line

    found = _found(company_code, number)
    made = add_line(found, **_read(DRAFT_LINE_FIELD, options))
    _conclude(found, f"Ligne ajoutée : {made.name}.", as_json=as_json)


@line.command("change")
@_DRAFT
@_RANK
@_options(DRAFT_LINE_FIELDS)
@company_option
@json_option
@needs_database
def change_one(
    number: int, rank: int, company_code: str | None, as_json: bool, **options: str | None
) -> None:
    """Changer une ligne."""
    from wochorus.billing.drafts.services import change_line

    values = _read(DRAFT_LINE_FIELD, options)
    if not values:
        raise click.UsageError("Aucune option n'a été donnée : rien n'a changé")
    found = _found(company_code, number)
    changed = change_line(found, rank, **values)
    _conclude(found, f"Ligne {rank} changée : {changed.name}.", as_json=as_json)


@line.command("remove")
@_DRAFT
@_RANK
@company_option
@json_option
@needs_database
def remove_one(number: int, rank: int, company_code: str | None, as_json: bool) -> None:
    """Retirer une ligne ; les suivantes remontent."""
    from wochorus.billing.drafts.services import remove_line

    found = _found(company_code, number)
    removed = remove_line(found, rank)
    _conclude(found, f"Ligne retirée : {removed.name}.", as_json=as_json)


@draft.command("show")
@_DRAFT
@date_option
@company_option
@json_option
@needs_database
def show(number: int, day: date | None, company_code: str | None, as_json: bool) -> None:
    """Montrer un brouillon comme la facture qu'il deviendrait."""
    from wochorus.billing.drafts.contents import preview

    seen = preview(_found(company_code, number), day_of(day))
    if as_json:
        emit_json(preview_as_json(seen))
        return
    announce(seen.draft.company)
    print_draft(seen)


@draft.command("list")
@click.option("--issued", is_flag=True, help="Ceux qui sont émis, au lieu des autres.")
@company_option
@json_option
@needs_database
def show_all(issued: bool, company_code: str | None, as_json: bool) -> None:
    """Lister les brouillons."""
    print_drafts(chosen_company(company_code), issued=issued, as_json=as_json)


@draft.command("copy")
@_DRAFT
@company_option
@json_option
@needs_database
def copy(number: int, company_code: str | None, as_json: bool) -> None:
    """Recopier un brouillon, émis ou non."""
    from wochorus.billing.drafts.services import copy_draft

    made = copy_draft(_found(company_code, number), actor=acting())
    _conclude(_found(company_code, made.pk), f"Brouillon {made.pk} créé.", as_json=as_json)


@draft.command("delete")
@_DRAFT
@company_option
@json_option
@needs_database
def delete(number: int, company_code: str | None, as_json: bool) -> None:
    """Supprimer un brouillon : aucun numéro n'était pris."""
    from wochorus.billing.drafts.services import delete_draft

    found = _found(company_code, number)
    delete_draft(found)
    told = f"Brouillon {number} supprimé."
    if as_json:
        emit_json({"company": found.company.code, "done": told})
        return
    announce(found.company)
    out.print(told)


@draft.command("issue")
@click.argument("numbers", metavar="BROUILLON…", nargs=-1, required=True, type=int)
@date_option
@yes_option
@company_option
@json_option
@needs_database
def issue(
    numbers: tuple[int, ...],
    day: date | None,
    yes: bool,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Émettre des brouillons : tous, ou aucun."""
    from wochorus.billing.drafts.contents import issue_drafts

    company = chosen_company(company_code)
    wanted = [_found(company_code, number) for number in dict.fromkeys(numbers)]
    issue_date = day_of(day)
    what = f"{len(wanted)} facture(s)"
    confirm(
        question(company, what, issue_date), yes=yes, what="L'émission demande une confirmation"
    )
    issued = issue_drafts(company, wanted, issue_date, actor=acting())
    if as_json:
        emit_json({"company": company.code, "invoices": [each.number for each in issued]})
        return
    announce(company)
    out.print(f"Émise(s) : {', '.join(each.number for each in issued)}.", markup=False)
    out.print("Leurs PDF : wochorus archive rebuild", markup=False)


def _found(company_code: str | None, number: int) -> InvoiceDraft:
    from wochorus.billing.drafts.services import draft_by_number

    return draft_by_number(chosen_company(company_code), number)


def _conclude(found: InvoiceDraft, told: str, *, as_json: bool) -> None:
    from wochorus.billing.drafts.contents import preview
    from wochorus.billing.drafts.services import draft_by_number

    fresh = draft_by_number(found.company, found.pk)
    seen = preview(fresh, day_of(None))
    if as_json:
        emit_json({"done": told, **preview_as_json(seen)})
        return
    announce(fresh.company)
    out.print(told, markup=False)
    print_draft(seen)
