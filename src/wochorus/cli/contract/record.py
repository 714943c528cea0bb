"""`wochorus contract list|show|add|change|copy|confirm|calendar`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone

from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.contract.common import DAY, NUMBER, conclude, found_contract
from wochorus.cli.contract.options import (
    contract_options,
    new_contract_options,
    read_contract,
)
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.contracts.reference_terms import REFERENCE_NAMES
from wochorus.contracts.terms import ContractState
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.contracts.models import Contract
    from wochorus.customers.models import Customer


@click.command("list", cls=FrenchHelp)
@click.argument("words", metavar="[TEXTE]…", nargs=-1)
@click.option("--customer", default="", help="Code d'un client.")
@click.option("--sector", default="", help="Secteur.")
@click.option("--salesperson", default="", help="VRP.")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in ContractState]),
    help="État ; l'option se répète.",
)
@click.option("--due", type=DAY, metavar="DATE", help="Seulement ceux à facturer à cette date.")
@company_option
@json_option
@needs_database
def list_contracts(
    words: tuple[str, ...],
    customer: str,
    sector: str,
    salesperson: str,
    states: tuple[str, ...],
    due: date | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Lister les contrats, par numéro."""
    from wochorus.contracts.queries import ContractFilter, contracts_matching

    company = chosen_company(company_code)
    wanted = ContractFilter(
        " ".join(words), customer, sector, salesperson, tuple(map(ContractState, states)), due
    )
    found = contracts_matching(company, wanted, timezone.localdate())
    if as_json:
        emit_json({"contracts": [_as_row(*pair) for pair in found]})
        return
    announce(company)
    print_columns(_COLUMNS, [_cells(*pair) for pair in found])
    out.print(f"{len(found)} contrat(s)")


_COLUMNS = (
    TextColumn("N° contrat"),
    TextColumn("État"),
    TextColumn("Client", least=12),
    TextColumn("Objet", least=10),
    TextColumn("Effet"),
    TextColumn("Avance / Échu"),
    TextColumn("Tous les", right=True),
    TextColumn("Prochaine facture", least=12),
)


def _cells(contract: Contract, state: ContractState) -> tuple[str, ...]:
    period = contract.next_period
    return (
        contract.number,
        state.label,
        f"{contract.customer.code} {contract.customer.name}",
        contract.subject,
        format_date(contract.starts_on),
        contract.get_timing_display(),
        f"{contract.every_months} mois",
        str(period.billed) if period else "",
    )


def _as_row(contract: Contract, state: ContractState) -> dict[str, Any]:
    period = contract.next_period
    return {
        "number": contract.number,
        "state": state.value,
        "customer": contract.customer.code,
        "subject": contract.subject,
        "starts_on": contract.starts_on,
        "timing": contract.timing,
        "every_months": contract.every_months,
        "next_start": period.billed.start if period else None,
        "next_end": period.billed.end if period else None,
    }


@click.command("show", cls=FrenchHelp)
@NUMBER
@click.option("--history", is_flag=True, help="Montrer aussi ce qui a été fait, par qui.")
@company_option
@json_option
@needs_database
def show(number: str, history: bool, company_code: str | None, as_json: bool) -> None:
    """Montrer un contrat : sa prochaine période, ses références, ce qui reste de l'engagement."""
    from wochorus.cli.contract.card import contract_as_json, print_contract

    contract = found_contract(company_code, number)
    today = timezone.localdate()
    if as_json:
        answer = contract_as_json(contract, today)
        if history:
            answer["history"] = list(
                contract.history.values("at", "actor", "action", "effective_on", "changes")
            )
        emit_json(answer)
        return
    announce(contract.company)
    print_contract(contract, today)
    if history:
        _print_history(contract)


def _print_history(contract: Contract) -> None:
    out.print()
    for one in contract.history.all():
        moment = timezone.localtime(one.at)
        since = f", à compter du {format_date(one.effective_on)}" if one.effective_on else ""
        changes = " ; ".join(
            f"{name} : {before or 'vide'} → {after or 'vide'}"
            for name, (before, after) in one.changes.items()
        )
        line = f"{moment:%d/%m/%Y %H:%M}  {one.action}{since} ({one.actor})  {changes}"
        out.print(line.rstrip(), markup=False, soft_wrap=True)


@click.command("add", cls=FrenchHelp)
@NUMBER
@click.option("--customer", required=True, metavar="CODE", help="Code d'un client enregistré.")
@click.option("--start", required=True, type=DAY, metavar="DATE", help="Date d'effet.")
@new_contract_options
@company_option
@json_option
@needs_database
def add(
    number: str,
    customer: str,
    start: date,
    company_code: str | None,
    as_json: bool,
    **options: str | None,
) -> None:
    """Enregistrer un contrat ; ses lignes s'ajoutent ensuite (contract line add)."""
    from wochorus.contracts.services import create_contract

    company = chosen_company(company_code)
    contract = create_contract(
        _customer(company, customer), number, start, actor=acting(), **read_contract(options)
    )
    conclude(contract, f"Contrat {number} enregistré.", as_json=as_json)


@click.command("change", cls=FrenchHelp)
@NUMBER
@click.option("--customer", metavar="CODE", help="Code d'un client enregistré.")
@contract_options
@company_option
@json_option
@needs_database
def change(
    number: str,
    customer: str | None,
    company_code: str | None,
    as_json: bool,
    **options: str | None,
) -> None:
    """Corriger un contrat : seules les options données changent, une valeur vide efface.

    Les références se donnent à compter d'un jour (--references-from) ; sans lui, celles en cours
    sont corrigées.
    """
    from django.db import transaction

    from wochorus.contracts.reference_terms import set_references
    from wochorus.contracts.services import change_contract

    contract = found_contract(company_code, number)
    values = read_contract(options)
    references = {name: values.pop(name) for name in REFERENCE_NAMES if name in values}
    if customer:
        values["customer"] = _customer(contract.company, customer)
    if not values and not references:
        raise click.UsageError(
            "Aucune option n'a été donnée : rien n'a été demandé, rien n'a changé"
        )
    with transaction.atomic():
        contract = change_contract(contract, actor=acting(), **values)
        if references:
            emptied = {name: "" for name in _TEXTS if name in references and not references[name]}
            set_references(contract, actor=acting(), **{**references, **emptied})
    conclude(contract, f"Contrat {number} enregistré.", as_json=as_json)


_TEXTS = ("marche", "engagement", "code_service")


@click.command("copy", cls=FrenchHelp)
@NUMBER
@click.argument("new_number", metavar="NOUVEAU_N°")
@click.option("--start", required=True, type=DAY, metavar="DATE", help="Date d'effet.")
@click.option("--customer", metavar="CODE", help="Pour un autre client.")
@company_option
@json_option
@needs_database
def copy(
    number: str,
    new_number: str,
    start: date,
    customer: str | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Copier un contrat en brouillon : lignes aux prix d'aujourd'hui, chantiers, pièces jointes."""
    from wochorus.contracts.copying import copy_contract

    contract = found_contract(company_code, number)
    other = _customer(contract.company, customer) if customer else None
    made = copy_contract(contract, new_number, start, actor=acting(), customer=other)
    conclude(made, f"Contrat {new_number} créé en brouillon d'après {number}.", as_json=as_json)


@click.command("confirm", cls=FrenchHelp)
@NUMBER
@company_option
@json_option
@needs_database
def confirm_draft(number: str, company_code: str | None, as_json: bool) -> None:
    """Mettre en service un brouillon : il sera facturé."""
    from wochorus.contracts.life import confirm_contract

    contract = confirm_contract(found_contract(company_code, number), actor=acting())
    conclude(contract, f"Contrat {number} en service.", as_json=as_json)


def _customer(company: Company, code: str) -> Customer:
    from wochorus.customers.models import Customer

    found = Customer.objects.filter(company=company, code=code).first()
    if found is None:
        raise InvalidInput(
            f"Le client « {code} » n'existe pas",
            where=f"société {company.code}",
            remedy="Voyez « wochorus customer list », ou créez-le : wochorus customer add",
        )
    return found
