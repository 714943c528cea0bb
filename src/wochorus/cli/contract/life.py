"""`wochorus contract renew|terminate|return|suspend|resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.contract.common import DAY, NUMBER, conclude, found_contract
from wochorus.cli.session import company_option, json_option, needs_database
from wochorus.core.dates import format_date
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from datetime import date


@click.command("renew", cls=FrenchHelp)
@NUMBER
@click.option("--months", required=True, type=click.IntRange(1, 1200), help="Mois ajoutés.")
@company_option
@json_option
@needs_database
def renew(number: str, months: int, company_code: str | None, as_json: bool) -> None:
    """Reconduire expressément un contrat, au-delà de sa fin."""
    from wochorus.contracts.life import renew_contract

    contract = renew_contract(found_contract(company_code, number), months, actor=acting())
    last = contract.term.last_day
    until = f" jusqu'au {format_date(last)}" if last else ""
    conclude(contract, f"Contrat {number} reconduit{until}.", as_json=as_json)


@click.command("terminate", cls=FrenchHelp)
@NUMBER
@click.option("--on", "day", type=DAY, metavar="DATE", help="Dernier jour du contrat.")
@click.option("--reason", default="", help="Motif.")
@click.option("--undo", is_flag=True, help="Annuler la résiliation.")
@company_option
@json_option
@needs_database
def terminate(
    number: str, day: date | None, reason: str, undo: bool, company_code: str | None, as_json: bool
) -> None:
    """Résilier un contrat : son dernier jour est facturé au prorata."""
    from wochorus.contracts.life import terminate_contract

    if undo == (day is not None):
        raise click.UsageError("Donnez --on DATE pour résilier, ou --undo pour annuler")
    contract = found_contract(company_code, number)
    contract = terminate_contract(contract, day, actor=acting(), reason=reason)
    told = f"finit le {format_date(day)}" if day else "n'est plus résilié"
    conclude(contract, f"Le contrat {number} {told}.", as_json=as_json)


@click.command("return", cls=FrenchHelp)
@NUMBER
@click.option("--on", "day", type=DAY, metavar="DATE", help="Jour du retour (aujourd'hui sinon).")
@company_option
@json_option
@needs_database
def give_back(number: str, day: date | None, company_code: str | None, as_json: bool) -> None:
    """Noter que l'exemplaire signé est revenu du client (contrat restitué)."""
    from django.utils import timezone

    from wochorus.contracts.life import mark_returned

    contract = found_contract(company_code, number)
    contract = mark_returned(contract, day or timezone.localdate(), actor=acting())
    conclude(contract, f"Contrat {number} restitué.", as_json=as_json)


@click.command("suspend", cls=FrenchHelp)
@NUMBER
@click.option("--from", "start", required=True, type=DAY, metavar="DATE", help="Premier jour.")
@click.option("--to", "end", type=DAY, metavar="DATE", help="Dernier jour (sans fin sinon).")
@click.option("--reason", default="", help="Motif.")
@company_option
@json_option
@needs_database
def suspend(
    number: str,
    start: date,
    end: date | None,
    reason: str,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Suspendre un contrat : ces jours-là ne sont pas dus."""
    from wochorus.contracts.life import suspend_contract

    contract = found_contract(company_code, number)
    suspend_contract(contract, start, end, actor=acting(), reason=reason)
    until = f" jusqu'au {format_date(end)}" if end else ""
    told = f"Contrat {number} suspendu à partir du {format_date(start)}{until}."
    conclude(contract, told, as_json=as_json)


@click.command("resume", cls=FrenchHelp)
@NUMBER
@click.option("--on", "day", required=True, type=DAY, metavar="DATE", help="Jour de la reprise.")
@company_option
@json_option
@needs_database
def resume(number: str, day: date, company_code: str | None, as_json: bool) -> None:
    """Mettre fin à une suspension."""
    from wochorus.contracts.life import resume_contract

    contract = resume_contract(found_contract(company_code, number), day, actor=acting())
    conclude(contract, f"Contrat {number} repris le {format_date(day)}.", as_json=as_json)
